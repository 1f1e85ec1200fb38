"""What is shown to whoever saves second: what the first changed, and the form with the work of both in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response

from meetings.schedule import queries
from meetings.schedule.models import Meeting
from meetings.schedule.rules.content import differences, merged
from meetings.schedule.views.differences import collisions
from meetings.schedule.views.routes import organisation_names
from meetings.web.rendering import render

Parts = Mapping[str, Any]


@dataclass(frozen=True)
class Meanwhile:
    """The parts as both wrote them, and what the page says of the other: the values of its template."""

    both: dict[str, Any]
    shown: dict[str, Any]


def meanwhile(meeting_id: int, since: int, parts_of: Callable[[Parts], Parts], mine: Parts, theirs: Parts) -> Meanwhile:
    """Return what was saved after the revision `since`; `parts_of` takes the parts out of a revision's content."""
    revision = queries.revision(meeting_id, since)
    base = parts_of(revision.content) if revision else {}
    return Meanwhile(
        both=merged(base, mine, theirs),
        shown={
            "collisions": collisions(differences(base, mine, theirs)),
            "author": queries.author_since(meeting_id, since),
        },
    )


def page(template: str, meeting: Meeting, form: Any, status: int = 200, **values: object) -> Response:
    """Return one of the two pages on which a meeting is written."""
    return render(template, status, form=form, meeting=meeting, organisations=organisation_names(), **values)
