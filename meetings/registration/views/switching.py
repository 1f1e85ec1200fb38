"""The room or the net behind one's own link: go from the one to the other, or leave the line for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response

from meetings.errors import NotFound, Refusal, Refused
from meetings.registration import actions, mail, queries
from meetings.registration.actions import Switched
from meetings.registration.actions.attending import attendee
from meetings.registration.forms import OwnButton
from meetings.registration.queries import attending as read
from meetings.registration.rules import PlaceState, PoolKind, Seats
from meetings.registration.rules.attending import goes_at_once, refusal_to_switch
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.owned import Own, back, own_of, shown
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import render
from meetings.web.requests import arrival

ATTENDS = "/min-anmalan/<token>/delta"
KINDS = {"i-lokalen": PoolKind.ROOM, "pa-natet": PoolKind.ONLINE}


@dataclass(frozen=True)
class Switch:
    """What the own page offers of the room and the net: "room" or "online", and what stands in the way.

    `in_line` is the number in line of who waits to go there, 0 when they do not.
    """

    here: str
    to: str
    has_seat: bool
    at_once: bool
    in_line: int
    refusal: Refusal | None


def switch_of(own: Own) -> Switch | None:
    """Return how its person may switch between the room and the net; None where there is nothing to choose."""
    one = attendee(own.door, own.registration)
    if one is None:
        return None
    now = arrival()
    seats, wished = Seats(own.door.pools, now), read.wished(own.door, own.registration)
    return Switch(
        here=PoolKind.ROOM.value if one.other is PoolKind.ONLINE else PoolKind.ONLINE.value,
        to=one.other.value,
        has_seat=one.state is PlaceState.CONFIRMED,
        at_once=goes_at_once(one, seats),
        in_line=queries.place_in_line(wished.pool_id, wished.arrival, switching=True) if wished is not None else 0,
        refusal=refusal_to_switch(own.door, one, seats, now),
    )


@blueprint.route(f"{ATTENDS}/<any('i-lokalen', 'pa-natet'):where>", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def switch(link_id: int, link_version: int, where: str) -> Response:
    """Show the button that goes to the room, or to the net, or stands in its line; do it when it is pressed."""
    own, to = own_of(link_id, link_version), KINDS[where]
    found, form = switch_of(own), OwnButton()
    if found is None:
        raise NotFound
    if form.is_submitted() and form.validate():
        try:
            came_of_it = actions.switch(link_id, to, arrival())
        except Refused as refused:
            return _page(own, found, form, 409, to=to.value, refusal=refused.refusal)
        return back("bytt" if came_of_it is Switched.THERE else "i-ko")
    return _page(own, found, form, 422 if form.failed else 200, to=to.value)


@blueprint.route(f"{ATTENDS}/lamna-kon", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def leave_switch_line(link_id: int, link_version: int) -> Response:
    """Show the button that leaves the line for the other one; leave it when it is pressed."""
    own = own_of(link_id, link_version)
    found, form = switch_of(own), OwnButton()
    if found is None:
        raise NotFound
    if form.is_submitted() and form.validate():
        try:
            actions.leave_switch_line(link_id, arrival())
        except Refused as refused:
            return _page(own, found, form, 409, refusal=refused.refusal)
        return back("lamnat-kon")
    return _page(own, found, form, 422 if form.failed else 200)


def _page(own: Own, found: Switch, form: OwnButton, status: int, **values: Any) -> Response:
    template = "registration/switch.html" if "to" in values else "registration/leave_switch_line.html"
    return render(template, status, form=form, switch=found, **shown(own), **values)
