"""The desk on a meeting's board: open and close, what is asked, the poster, the wall's link, publishing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.audit.actions import Actor
from meetings.errors import Refused
from meetings.sparks import actions, queries
from meetings.sparks.forms import SettingsForm
from meetings.sparks.views.addresses import form_address, qr_code, typable
from meetings.sparks.views.blueprint import DESK, blueprint
from meetings.sparks.views.public import prompt_of
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

_Deed = Callable[[int, datetime, Actor], None]


@blueprint.post(f"{DESK}/oppna")
@access.requires("organiser")
def open_board(meeting_id: int) -> Response:
    """Take sparks from now on."""
    return _pressed(meeting_id, actions.open_board, _("Nu kan deltagarna lämna gnistor."))


@blueprint.post(f"{DESK}/stang")
@access.requires("organiser")
def close_board(meeting_id: int) -> Response:
    """Take no more sparks."""
    return _pressed(meeting_id, actions.close_board, _("Insamlingen är stängd."))


@blueprint.post(f"{DESK}/publicera")
@access.requires("organiser")
def publish(meeting_id: int) -> Response:
    """Show the approved sparks on the web."""
    return _pressed(meeting_id, actions.publish, _("De godkända gnistorna visas på webben."))


@blueprint.post(f"{DESK}/avpublicera")
@access.requires("organiser")
def unpublish(meeting_id: int) -> Response:
    """Take the sparks off the web."""
    return _pressed(meeting_id, actions.unpublish, _("Gnistorna visas inte längre på webben."))


@blueprint.post(f"{DESK}/ny-lank")
@access.requires("organiser")
def new_wall_link(meeting_id: int) -> Response:
    """Give the wall another address."""
    return _pressed(meeting_id, actions.new_wall_link, _("Väggen har en ny adress. Den gamla fungerar inte längre."))


@blueprint.route(f"{DESK}/installningar", methods=["GET", "POST"])
@access.requires("organiser")
def settings(meeting_id: int) -> Response:
    """Say what people are asked, and whether sparks show before anybody has read them."""
    board, form = queries.board_of(meeting_id), SettingsForm()
    if not form.is_submitted():
        data = {"prompt": board.prompt, "shows_at_once": board.shows_at_once}
        return render("sparks/settings.html", board=board, form=SettingsForm(formdata=None, data=data))
    if not form.validate():
        return render("sparks/settings.html", 422, board=board, form=form)
    at_once: bool = form.shows_at_once.data
    actions.save_settings(meeting_id, form.prompt.data or "", arrival(), current_actor(), shows_at_once=at_once)
    tell(_("Inställningarna är sparade."))
    return redirect_to("sparks.overview", meeting_id=meeting_id)


@blueprint.get(f"{DESK}/affisch")
@access.requires("organiser")
def poster(meeting_id: int) -> Response:
    """Show the code and the address large, to print on A4."""
    board, address = queries.board_of(meeting_id), form_address(meeting_id)
    return render(
        "sparks/poster.html", board=board, prompt=prompt_of(board), qr=qr_code(address), address=typable(address)
    )


def _pressed(meeting_id: int, deed: _Deed, done: str) -> Response:
    """Do what a button says, tell that it is done or why it is not, and go back to the list."""
    if not pressed():
        return redirect_to("sparks.overview", meeting_id=meeting_id)
    try:
        deed(meeting_id, arrival(), current_actor())
        tell(done)
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
    return redirect_to("sparks.overview", meeting_id=meeting_id)
