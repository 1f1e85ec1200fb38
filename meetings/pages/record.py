"""What came of a meeting, as its page says it: notes, sparks and ideas, with where they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from meetings.ideas.views.figures import outcomes_of
from meetings.notes.queries import PublicNote, public_notes
from meetings.schedule.rules import State
from meetings.sparks.queries import BoardShown, board_of
from meetings.web.lang import lang


@dataclass(frozen=True)
class Record:
    """Links to the notes, those of each item of the programme by its id, and to the sparks with their number.

    `board` is that of the sparks, None for a draft. `ideas` are the public ones that are taken up at the follow-up, or
    that something came of here; `idea_of_item` is the address of the one that an item of the programme is about.
    """

    notes: list[dict[str, Any]] = field(default_factory=list)
    of_item: Mapping[int, list[dict[str, Any]]] = field(default_factory=dict)
    notes_url: str = ""
    board: BoardShown | None = None
    sparks: int = 0
    sparks_url: str = ""
    ideas: list[dict[str, Any]] = field(default_factory=list)
    idea_of_item: Mapping[int, str] = field(default_factory=dict)


def record_of(meeting_id: int, slug: str, state: str, *, takes_up_ideas: bool = True) -> Record:
    """Return what is published of the meeting's notes, sparks and ideas, with three queries; of a draft nothing.

    A meeting that has no call and follows up none has no ideas (`takes_up_ideas`): that saves the third.
    """
    if state == State.DRAFT:
        return Record()
    url = url_for("notes.published", meeting_id=meeting_id, slug=slug)
    notes = public_notes(meeting_id)
    of_item: dict[int, list[dict[str, Any]]] = {}
    for note in notes:
        for item in note.items:
            of_item.setdefault(item, []).append(_link(note, url))
    board, ideas = board_of(meeting_id, counted=True), outcomes_of(meeting_id) if takes_up_ideas else []
    return Record(
        notes=[_link(note, url) for note in notes],
        of_item=of_item,
        notes_url=url,
        board=board,
        sparks=board.published if board.is_public else 0,
        sparks_url=url_for("sparks.published", meeting_id=meeting_id, slug=slug) if board.is_public else "",
        ideas=[one for one in ideas if one["outcome"] or one["meeting_id"] != meeting_id],
        idea_of_item={one["item_id"]: one["url"] for one in ideas if one["meeting_id"] == meeting_id},
    )


def _link(note: PublicNote, url: str) -> dict[str, Any]:
    return {
        "title": note.title,
        "url": f"{url}#{note.anchor}",
        "lang": note.lang if note.lang != lang() else "",
    }
