"""The attendee's own workshops behind their link: change what they want, leave a line."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from meetings.errors import NotFound, Refused
from meetings.registration import mail, queries, rules
from meetings.registration.actions import choosing as actions
from meetings.registration.actions.rechoosing import change_workshops
from meetings.registration.forms import OwnButton
from meetings.registration.forms.workshops import OwnWorkshopsForm, own_workshops_form, wanted
from meetings.registration.models import Registration
from meetings.registration.queries import Door, choices
from meetings.registration.queries import blocks as read
from meetings.registration.queries.blocks import Block
from meetings.registration.rules.workshops import refusal_to_choose, takes_wishes
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.choosing import form_block, has_in, seats_held, workshops_shown
from meetings.registration.views.shown import card
from meetings.registration.views.workshops import when
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

OWN = "/min-anmalan/<token>/workshoppar"


@blueprint.route(f"{OWN}/<int:block_id>", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def own_workshops(link_id: int, link_version: int, block_id: int) -> Response:
    """Show and change what somebody wants in one block."""
    registration = queries.registration_by_link(link_id, link_version)
    door = queries.door(registration.meeting_id)
    block = read.block_of(door, block_id)
    wishes = choices.wishes_of(registration.id) if takes_wishes(block) else {}
    form = own_workshops_form([block], has_in(registration, [block], wishes), seats_held(registration))
    if not form.is_submitted():
        return _page(door, registration, block, form)
    if not form.validate():
        return _page(door, registration, block, form, 422)
    try:
        chosen = kept_meanwhile(registration, block, wanted(form, [block])[block.id])
        change_workshops(link_id, {block.id: chosen}, arrival())
    except Refused as refused:
        return _page(door, registration, block, form, 409, refusal=refused.refusal)
    return redirect_to("registration.own_page", token=_token(), klart="workshop", _anchor="workshoppar")


@blueprint.route(f"{OWN}/<int:pool_id>/lamna-kon", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def leave_workshop_line(link_id: int, link_version: int, pool_id: int) -> Response:
    """Show the button that leaves a workshop's line; leave it when it is pressed."""
    registration = queries.registration_by_link(link_id, link_version)
    door = queries.door(registration.meeting_id)
    workshop = next(
        (one for block in read.chosen_blocks(door) for one in block.workshops if one.pool_id == pool_id), None
    )
    if workshop is None:
        raise NotFound
    form = OwnButton()
    shown: dict[str, Any] = {"workshop": workshop, "form": form, "token": _token(), **card(door)}
    if form.is_submitted() and form.validate():
        try:
            actions.leave_workshop_line(link_id, pool_id, arrival())
        except Refused as refused:
            return render("registration/leave_workshop_line.html", 409, refusal=refused.refusal, **shown)
        return redirect_to("registration.own_page", token=_token(), klart="workshop", _anchor="workshoppar")
    return render("registration/leave_workshop_line.html", 422 if form.failed else 200, **shown)


def own_workshops_shown(door: Door, registration: Registration, token: str) -> list[dict[str, Any]]:
    """Return what the own page shows of workshops; nothing when there is nothing to choose."""

    def change(block_id: int) -> str:
        return url_for("registration.own_workshops", token=token, block_id=block_id)

    def leave(pool_id: int) -> str:
        return url_for("registration.leave_workshop_line", token=token, pool_id=pool_id)

    return workshops_shown(door, registration, change, leave)


def kept_meanwhile(registration: Registration, block: Block, pool_ids: list[int]) -> list[int]:
    """Return what is wanted; who asks for a full workshop and nothing else keeps what they have meanwhile."""
    held = [one.pool_id for one in block.workshops if one.pool_id in seats_held(registration)]
    if len(pool_ids) != 1 or not held or pool_ids[0] in held:
        return pool_ids
    return [*pool_ids, *held]


def _page(
    door: Door, registration: Registration, block: Block, form: OwnWorkshopsForm, status: int = 200, **values: Any
) -> Response:
    return render(
        "registration/own_workshops.html",
        status,
        form=form,
        when=when(block, door),
        ranked=takes_wishes(block),
        workshop_blocks=[form_block(door, block, registration)],
        closed=rules.refusal_to_change(door, arrival()) or refusal_to_choose(block, arrival()),
        token=_token(),
        **card(door),
        **values,
    )


def _token() -> str:
    return str((request.view_args or {})["token"])
