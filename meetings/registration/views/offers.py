"""Answer an offer of a seat, behind one's own link: a button that takes it, and one that lets it go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response

from meetings.errors import NotFound, Refused
from meetings.registration import actions, mail, queries
from meetings.registration.forms import OwnButton
from meetings.registration.rules import HeldFor, PlaceState
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.owned import Own, back, own_of, shown
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import render
from meetings.web.requests import arrival

OFFER = "/min-anmalan/<token>/erbjudande/<int:pool_id>"


@dataclass(frozen=True)
class Offer:
    """A seat that is offered until a moment; `workshop` is "" for the meeting's."""

    pool_id: int
    until: datetime
    workshop: str = ""


def offers_of(own: Own) -> list[Offer]:
    """Return what is offered now, the meeting's seat first."""
    held = [
        place
        for place in own.registration.places
        if place.state == PlaceState.HELD.value
        and place.held_for == HeldFor.OFFER.value
        and place.held_until is not None
        and place.held_until > arrival()
    ]
    found = []
    for place in sorted(held, key=lambda place: place.pool_id != own.door.pool.id):
        titles = queries.workshop_titles([place.pool_id])
        if (place.pool_id == own.door.pool.id or titles) and place.held_until is not None:
            found.append(Offer(place.pool_id, place.held_until, titles[0] if titles else ""))
    return found


@blueprint.route(f"{OFFER}/ja", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def accept_offer(link_id: int, link_version: int, pool_id: int) -> Response:
    """Show the button that takes the seat; take it when it is pressed."""
    return _answer(own_of(link_id, link_version), pool_id, yes=True)


@blueprint.route(f"{OFFER}/nej", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def decline_offer(link_id: int, link_version: int, pool_id: int) -> Response:
    """Show the button that lets the seat go on; let it when it is pressed."""
    return _answer(own_of(link_id, link_version), pool_id, yes=False)


def _answer(own: Own, pool_id: int, *, yes: bool) -> Response:
    form = OwnButton()
    if all(pool.id != pool_id for pool in own.door.pools):
        raise NotFound
    offer = next((one for one in offers_of(own) if one.pool_id == pool_id), None)
    if form.is_submitted() and form.validate():
        act = actions.accept_offer if yes else actions.decline_offer
        try:
            act(own.registration.id, pool_id, arrival())
        except Refused as refused:
            return render(
                "registration/offer.html", 409, form=form, offer=None, yes=yes, refusal=refused.refusal, **shown(own)
            )
        return back("tackat-ja" if yes else "nej")
    return render("registration/offer.html", 422 if form.failed else 200, form=form, offer=offer, yes=yes, **shown(own))
