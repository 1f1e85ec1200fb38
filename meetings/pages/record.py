"""What came of a meeting, as its page says it: notes and sparks, with where they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from meetings.notes.queries import PublicNote, public_notes
from meetings.schedule.rules import State
from meetings.sparks.queries import public_sparks
from meetings.web.lang import lang


@dataclass(frozen=True)
class Record:
    """Links to the notes, those of each item of the programme by its id, and to the sparks with their number."""

    notes: list[dict[str, Any]] = field(default_factory=list)
    of_item: Mapping[int, list[dict[str, Any]]] = field(default_factory=dict)
    notes_url: str = ""
    sparks: int = 0
    sparks_url: str = ""


def record_of(meeting_id: int, slug: str, state: str) -> Record:
    """Return what is published of the meeting's notes and sparks, with two queries; of a draft nothing leads there."""
    if state == State.DRAFT:
        return Record()
    url = url_for("notes.published", meeting_id=meeting_id, slug=slug)
    notes = public_notes(meeting_id)
    of_item: dict[int, list[dict[str, Any]]] = {}
    for note in notes:
        for item in note.items:
            of_item.setdefault(item, []).append(_link(note, url))
    sparks = public_sparks(meeting_id)
    return Record(
        notes=[_link(note, url) for note in notes],
        of_item=of_item,
        notes_url=url,
        sparks=sparks.number if sparks else 0,
        sparks_url=url_for("sparks.published", meeting_id=meeting_id, slug=slug) if sparks else "",
    )


def _link(note: PublicNote, url: str) -> dict[str, Any]:
    return {
        "title": note.title,
        "url": f"{url}#{note.anchor}",
        "lang": note.lang if note.lang != lang() else "",
    }
