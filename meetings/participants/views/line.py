"""The waiting list: who stands in line, why each has not moved up, who has been asked, and moving up out of turn."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.participants.forms import PromoteForm
from meetings.participants.queries import listing
from meetings.participants.queries import waiting as queries
from meetings.participants.queries.waiting import InLine
from meetings.participants.views.blueprint import MEETING, blueprint
from meetings.registration import actions as registration
from meetings.registration import queries as registrations
from meetings.registration.queries import Door, attending
from meetings.registration.rules import ASKED_WITHIN, PoolKind, Seats, WhyWaiting, why_waiting
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.paging import PER_PAGE, page_asked_for
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

LINE = f"{MEETING}/reservlista"
ONE = f"{LINE}/<int:registration_id>"
_POOLS = {
    PoolKind.MEETING.value: _l("Mötet"),
    PoolKind.ROOM.value: _l("I lokalen"),
    PoolKind.ONLINE.value: _l("På nätet"),
}


@blueprint.get(LINE)
@access.requires("organiser")
def line(meeting_id: int) -> Response:
    """Show one page of the line in its order, each with why they wait, and the offers that are out."""
    of, door, now = listing.head(meeting_id), registrations.door(meeting_id), arrival()
    seats = Seats(door.pools, now)
    people = queries.in_line(door, page_asked_for())
    return render(
        "participants/line.html",
        meeting=of,
        rows=[_shown(door, seats, one) for one in people.rows],
        page=people,
        offered=queries.offered(door),
        switching=_switching(door),
        pools=_pools(door),
        asking=now >= door.starts_at - ASKED_WITHIN,
        begun=now >= door.starts_at,
        page_url=lambda number: url_for("participants.line", meeting_id=of.id, sida=number),
        button=ButtonForm(),
    )


@blueprint.route(f"{ONE}/flytta-upp", methods=["GET", "POST"])
@access.requires("organiser")
def promote(meeting_id: int, registration_id: int) -> Response:
    """Ask why somebody is to have a seat before their turn, and give it to them."""
    of, form = listing.head(meeting_id), PromoteForm()
    one = registrations.registration_at(meeting_id, registration_id)
    if not form.is_submitted():
        return render("participants/promote.html", meeting=of, one=one, form=form)
    if not form.validate():
        return render("participants/promote.html", 422, meeting=of, one=one, form=form)
    try:
        registration.promote(of.id, registration_id, form.reason.data or "", arrival(), current_actor())
    except Refused as refused:
        return render("participants/promote.html", 409, meeting=of, one=one, form=form, refused=refused)
    tell(_("%(name)s har fått en plats och får ett mejl om det.", name=one.name))
    return redirect_to("participants.line", meeting_id=of.id)


@blueprint.post(f"{ONE}/fraga-igen")
@access.requires("organiser")
def ask_again(meeting_id: int, registration_id: int) -> Response:
    """Let somebody who did not answer in time be asked again, in their turn."""
    if not pressed():
        return redirect_to("participants.line", meeting_id=meeting_id)
    try:
        one = registration.ask_again(meeting_id, registration_id, arrival(), current_actor())
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
    else:
        tell(_("%(name)s får frågan igen när det är deras tur.", name=one.name))
    return redirect_to("participants.line", meeting_id=meeting_id, **_same_page())


def _same_page() -> dict[str, Any]:
    page = page_asked_for()
    return {"sida": page} if page > 1 and request.args.get("sida") else {}


def _shown(door: Door, seats: Seats, one: InLine) -> dict[str, Any]:
    why = why_waiting(one.standing, seats, door.starts_at, arrival())
    together = (seats.meeting, *one.standing.needs)
    return {
        "one": one,
        "why": refusal_text(why),
        "unanswered": why.reason is WhyWaiting.UNANSWERED,
        "can_be_promoted": not any(seats.is_full(pool_id) for pool_id in together),
        "attends": next((str(_POOLS[kind]) for kind in one.kinds if kind in _POOLS and kind != "meeting"), ""),
    }


def _switching(door: Door) -> list[dict[str, Any]]:
    """Return those who would go from the room to the net, or the other way, and keep what they have meanwhile."""
    kinds = {pool.id: pool.kind for pool in door.others}
    places = attending.switch_line(door, PER_PAGE) if door.of_kind(PoolKind.ROOM) else ()
    return [{"place": place, "to": str(_POOLS[PoolKind(kinds[place.pool_id])])} for place in places]


def _pools(door: Door) -> list[dict[str, Any]]:
    """Return the seats of the meeting, and of the room and the net, with how many are over."""
    shown = [pool for pool in door.pools if pool.kind in _POOLS]
    return [
        {
            "name": str(_POOLS[pool.kind]),
            "seats": pool.seats,
            "confirmed": pool.confirmed,
            "held": pool.held,
            "waiting": pool.waiting,
            "over": pool.over,
        }
        for pool in shown
    ]
