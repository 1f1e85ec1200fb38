"""The organiser's page on which notes are written: the same editor as the note taker's."""

from __future__ import annotations

from flask import Response, request, url_for

from meetings.accounts.views import current_actor
from meetings.notes import queries
from meetings.notes.actions import Writer
from meetings.notes.forms import EditorForm
from meetings.notes.views import editor
from meetings.notes.views.blueprint import ONE, blueprint
from meetings.notes.views.editor import Seat
from meetings.notes.views.words import state_words
from meetings.schedule.queries import title_of
from meetings.web import access
from meetings.web.rendering import redirect_to


@blueprint.route(ONE, methods=["GET", "POST"])
@access.requires("organiser")
def edit(meeting_id: int, note_id: int) -> Response:
    """Show the notes, and take what is written."""
    seat = _seat(meeting_id, note_id)
    return editor.receive(seat) if request.method == "POST" else editor.page(seat)


@blueprint.get(f"{ONE}/nu")
@access.requires("organiser")
def edit_news(meeting_id: int, note_id: int) -> Response:
    """Tell an open page whether somebody else has written."""
    return editor.news(queries.standing(meeting_id, note_id), lambda: _seat(meeting_id, note_id))


def _seat(meeting_id: int, note_id: int) -> Seat:
    actor, note = current_actor(), queries.note(meeting_id, note_id)
    return Seat(
        note=note,
        writer=Writer(account=actor.name),
        form=EditorForm,
        template="notes/edit.html",
        back=lambda **values: redirect_to("notes.edit", meeting_id=meeting_id, note_id=note_id, **values),
        shown={
            "meeting_id": meeting_id,
            "state": state_words(note),
            "meeting_title": title_of(meeting_id) or "",
            "news_url": url_for("notes.edit_news", meeting_id=meeting_id, note_id=note_id),
            "kept_as": f"note-{note_id}-desk-{actor.account_id}",
        },
    )
