"""The desk's page of places that are being published: how far the worker has come, and what came of it."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refusal, Refused
from meetings.jobs import queries as workers
from meetings.registration import queries
from meetings.registration.actions import publishing as actions
from meetings.registration.forms.blocks import PublishForm
from meetings.registration.models import WorkshopPublication
from meetings.registration.queries import Door
from meetings.registration.queries.blocks import Block
from meetings.registration.queries.publications import publication
from meetings.registration.rules.publishing import PROBLEMS, UNFINISHED, Stage, differences
from meetings.registration.views.assigning import ASSIGNMENT, again, too_old
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.shown import card
from meetings.registration.views.workshops import block_or_404, when
from meetings.web import access
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival


@blueprint.get(f"{ASSIGNMENT}/publicering")
@access.requires("organiser")
def publication_of_workshops(meeting_id: int, block_id: int) -> Response:
    """Show how far the publication has come; what the page says comes by itself where scripts run."""
    door = queries.door(meeting_id)
    block, found = block_or_404(door, block_id), publication(block_id)
    if found is None:
        return redirect_to("registration.assignment", meeting_id=meeting_id, block_id=block_id)
    return _page(door, block, found)


@blueprint.post(f"{ASSIGNMENT}/publicera")
@access.requires("organiser")
def publish_workshops(meeting_id: int, block_id: int) -> Response:
    """Have the worker publish the proposal that was shown."""
    form = PublishForm()
    if not form.validate():
        return again(meeting_id, block_id, 422, too_old())
    try:
        actions.ask_to_publish(meeting_id, block_id, form.mark.data or "", arrival(), current_actor())
    except Refused as refused:
        return again(meeting_id, block_id, 409, refused)
    return redirect_to("registration.publication_of_workshops", meeting_id=meeting_id, block_id=block_id)


@blueprint.post(f"{ASSIGNMENT}/avbryt")
@access.requires("organiser")
def stop_publishing(meeting_id: int, block_id: int) -> Response:
    """Take the publication back, while the worker has not begun."""
    if not ButtonForm().validate():
        tell(too_old(), "warning")
        return redirect_to("registration.publication_of_workshops", meeting_id=meeting_id, block_id=block_id)
    try:
        actions.take_back(meeting_id, block_id)
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
        return redirect_to("registration.publication_of_workshops", meeting_id=meeting_id, block_id=block_id)
    tell(_("Publiceringen är avbruten. Ingen har fått någon plats."))
    return redirect_to("registration.assignment", meeting_id=meeting_id, block_id=block_id)


def _page(door: Door, block: Block, found: WorkshopPublication) -> Response:
    stopped = found.stage == Stage.STOPPED.value
    values: dict[str, Any] = {
        "publication": found,
        "asked": found.stage == Stage.ASKED.value,
        "mailing": found.stage == Stage.MAILING.value,
        "done": found.stage == Stage.DONE.value,
        "reason": Refusal(PROBLEMS[found.problem]) if stopped else None,
        "differs": differences(found.seen, found.found) if found.problem == "changed" else [],
        "worker_lives": found.stage not in UNFINISHED or workers.is_alive(arrival()),
        "button": ButtonForm(),
    }
    return render("registration/publication.html", block=block, when=when(block, door), **values, **card(door))
