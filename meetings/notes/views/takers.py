"""Those who take notes: their links, when they were last seen, a new link, a closed one."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refusal, Refused
from meetings.notes import actions, queries
from meetings.notes.forms import TakerForm
from meetings.notes.mail import taker_link
from meetings.notes.models import NoteTaker
from meetings.notes.rules import writes_now
from meetings.notes.views.blueprint import ONE, blueprint
from meetings.schedule.queries import title_of
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

TAKERS = f"{ONE}/antecknare"


@blueprint.route(TAKERS, methods=["GET", "POST"])
@access.requires("organiser")
def takers(meeting_id: int, note_id: int) -> Response:
    """List the note takers with their links, and add one."""
    form = TakerForm()
    if not form.is_submitted():
        return _page(meeting_id, note_id, form)
    if not form.validate():
        return _page(meeting_id, note_id, form, 422)
    note = queries.note(meeting_id, note_id)
    try:
        made = actions.add_taker(meeting_id, note_id, form.person(note.lang), arrival(), current_actor())
    except Refused as refused:
        return _page(meeting_id, note_id, form, 409, refused.refusal)
    if made.email:
        tell(_("Länken är mejlad till %(name)s.", name=made.name))
    else:
        tell(_("Länken finns i listan. Ge den till %(name)s.", name=made.name))
    return redirect_to("notes.takers", meeting_id=meeting_id, note_id=note_id)


@blueprint.post(f"{TAKERS}/<int:taker_id>/ny-lank")
@access.requires("organiser")
def new_link(meeting_id: int, note_id: int, taker_id: int) -> Response:
    """Give somebody a new link, and close the old one."""

    def act() -> None:
        taker = actions.new_link(meeting_id, note_id, taker_id, arrival(), current_actor())
        mailed = _("Den nya länken är mejlad. Den gamla fungerar inte längre.")
        tell(mailed if taker.email else _("Länken är bytt. Den gamla fungerar inte längre."))

    return _pressed(meeting_id, note_id, act)


@blueprint.post(f"{TAKERS}/<int:taker_id>/stang")
@access.requires("organiser")
def revoke(meeting_id: int, note_id: int, taker_id: int) -> Response:
    """Close somebody's link."""

    def act() -> None:
        actions.revoke(meeting_id, note_id, taker_id, arrival(), current_actor())
        tell(_("Länken är stängd. Det som är skrivet finns kvar."))

    return _pressed(meeting_id, note_id, act)


def _pressed(meeting_id: int, note_id: int, act: Callable[[], None]) -> Response:
    if pressed():
        act()
    return redirect_to("notes.takers", meeting_id=meeting_id, note_id=note_id)


def _page(
    meeting_id: int, note_id: int, form: TakerForm, status: int = 200, refusal: Refusal | None = None
) -> Response:
    return render(
        "notes/takers.html",
        status,
        meeting_id=meeting_id,
        meeting_title=title_of(meeting_id),
        note=queries.note(meeting_id, note_id),
        rows=[_row(taker) for taker in queries.takers(note_id)],
        form=form,
        refusal=refusal,
        button=ButtonForm(formdata=None),
    )


def _row(taker: NoteTaker) -> dict[str, object]:
    is_open = taker.revoked_at is None
    return {
        "taker": taker,
        "name": taker.name or _("Antecknare (namnet är gallrat)"),
        "link": taker_link(taker) if is_open else "",
        "writes": is_open and writes_now(taker.seen_at, arrival()),
    }
