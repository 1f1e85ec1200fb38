"""The log: who did what and when, with the difference; of all meetings, or of one."""

from __future__ import annotations

from flask import Response, request

from meetings.audit.queries import entries
from meetings.errors import NotFound
from meetings.pages.blueprint import blueprint
from meetings.pages.deeds import actor_words, deed_words, field_words
from meetings.pages.desk_queries import meeting_choices, titles_of
from meetings.text import whole_number
from meetings.web import access, dates
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import render


@blueprint.get("/arbetsytan/logg")
@access.requires("organiser")
def audit() -> Response:
    """What was done anywhere, newest first; "mote" in the address narrows it to one meeting."""
    asked = request.args.get("mote", "")
    only = whole_number(asked) or None
    choices = [{"value": str(row[0]), "label": f"{row[1]}, {dates.date_short(row[2])}"} for row in meeting_choices()]
    return _log(only, choices=choices, chosen=asked)


@blueprint.get("/arbetsytan/moten/<int:meeting_id>/logg")
@access.requires("organiser")
def meeting_audit(meeting_id: int) -> Response:
    """What was done with this meeting."""
    if not titles_of([meeting_id]):
        raise NotFound
    return _log(meeting_id)


def _log(meeting_id: int | None, choices: list[dict[str, str]] | None = None, chosen: str = "") -> Response:
    found = paged(entries(meeting_id), page_asked_for())
    return render(
        "pages/audit/log.html",
        found=found,
        titles=titles_of({entry.meeting_id for entry in found.rows if entry.meeting_id}),
        choices=choices,
        chosen=chosen,
        one_meeting=choices is None,
        meeting_id=meeting_id,
        deed_words=lambda entry: deed_words(entry.action),
        field_words=field_words,
        actor_words=actor_words,
    )
