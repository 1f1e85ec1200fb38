"""From writers to readers: the desk's pages on which notes are read through, published and withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.notes import actions, queries
from meetings.notes.forms import SeenForm
from meetings.notes.models import Note
from meetings.notes.rules.differences import compared
from meetings.notes.rules.publishing import is_ready, status_of
from meetings.notes.views.blueprint import NOTES, ONE, blueprint
from meetings.notes.views.words import state_words
from meetings.schedule.queries import meeting_with_programme
from meetings.schedule.rules import State
from meetings.text import holds_personal_number
from meetings.web import access
from meetings.web.buttons import still_good
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival


@blueprint.get(f"{NOTES}/publicera")
@access.requires("organiser")
def publishing(meeting_id: int) -> Response:
    """Show how far each of the notes has come, and what is to be done next."""
    meeting, notes = meeting_with_programme(meeting_id), queries.notes_of(meeting_id)
    return render(
        "notes/publishing.html",
        meeting=meeting,
        rows=[{"note": note, "standing": said(note)} for note in notes],
        ready=sum(is_ready(note) for note in notes),
        published=sum(note.published_revision is not None for note in notes),
        is_draft=meeting.state == State.DRAFT.value,
    )


@blueprint.post(f"{NOTES}/publicera")
@access.requires("organiser")
def publish_reviewed(meeting_id: int) -> Response:
    """Publish all that has been reviewed."""

    def act() -> str:
        number = actions.publish_reviewed(meeting_id, arrival(), current_actor())
        return str(ngettext("%(num)s anteckning är publicerad.", "%(num)s anteckningar är publicerade.", number))

    return _done(ButtonForm(), act, "notes.publishing", meeting_id=meeting_id)


@blueprint.get(f"{ONE}/publicera")
@access.requires("organiser")
def publication(meeting_id: int, note_id: int) -> Response:
    """Show the notes as everybody will read them, or what has changed since they were published."""
    note, meeting = queries.note(meeting_id, note_id), meeting_with_programme(meeting_id)
    return render(
        "notes/publication.html",
        meeting=meeting,
        note=note,
        standing=said(note),
        ready=is_ready(note),
        lines=compared(note.published_body, note.body) if note.published_revision is not None else [],
        form=SeenForm(formdata=None, data={"seen": str(note.revision)}),
        personal=holds_personal_number(note.body),
        is_draft=meeting.state == State.DRAFT.value,
    )


@blueprint.post(f"{ONE}/granska")
@access.requires("organiser")
def review(meeting_id: int, note_id: int) -> Response:
    """Note that the notes have been read through."""
    form = SeenForm()

    def act() -> str:
        actions.review(meeting_id, note_id, form.revision, arrival(), current_actor())
        return str(_("Anteckningarna är granskade."))

    return _done(form, act, "notes.publication", meeting_id=meeting_id, note_id=note_id)


@blueprint.post(f"{ONE}/publicera")
@access.requires("organiser")
def publish(meeting_id: int, note_id: int) -> Response:
    """Publish the notes as they stand."""
    form = SeenForm()

    def act() -> str:
        actions.publish(meeting_id, note_id, form.revision, arrival(), current_actor())
        return str(_("Anteckningarna är publicerade."))

    return _done(form, act, "notes.publication", meeting_id=meeting_id, note_id=note_id)


@blueprint.post(f"{ONE}/dra-tillbaka")
@access.requires("organiser")
def withdraw(meeting_id: int, note_id: int) -> Response:
    """Show the notes to nobody any more."""

    def act() -> str:
        actions.withdraw(meeting_id, note_id, arrival(), current_actor())
        return str(_("Anteckningarna visas inte längre. Texten finns kvar här."))

    return _done(ButtonForm(), act, "notes.publication", meeting_id=meeting_id, note_id=note_id)


def said(note: Note) -> dict[str, Any]:
    """Return how the notes stand: what it is called, and its tone."""
    words, tone = state_words(note)
    return {"code": status_of(note).name, "words": words, "tone": tone}


def _done(form: Any, act: Callable[[], str], back: str, **values: int) -> Response:
    """Do what a button asks for, say what became of it, and show the page again."""
    if still_good(form):
        try:
            tell(act())
        except Refused as refused:
            tell(refusal_text(refused.refusal), "warning")
    return redirect_to(back, **values)
