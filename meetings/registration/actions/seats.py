"""Give out seats, under the meeting's lock: to who arrives, and to who stands first in line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from meetings.audit.actions import WORKER, record
from meetings.outbox.actions import Mail, enqueue_all
from meetings.registration import mail, queries, rules
from meetings.registration.models import Invitation, Place, Registration
from meetings.registration.queries import Door
from meetings.registration.rules import HeldFor, Moves, PlaceState, PoolKind, Seats
from meetings.statements import Prepared

_PLACE = Prepared(insert(Place))
_NO_PLACES = Prepared(delete(Place).where(Place.registration_id == bindparam("of")))


def place_of(registration: Registration, pool_id: int) -> Place | None:
    """Return what the registration has in the pool."""
    return next((place for place in registration.places if place.pool_id == pool_id), None)


def give(
    session: Session,
    registration: Registration,
    places: Mapping[int, PlaceState],
    now: datetime,
    *,
    ranks: Mapping[int, int] | None = None,
    held_until: datetime | None = None,
    is_new: bool = False,
) -> None:
    """Write what the registration has from now on in these pools, in place of all that it had unless it `is_new`.

    `ranks` orders workshops of one block. With `held_until` the seats are held until their owner has
    confirmed the address, and who waits, in line or for the organiser, does so only until then.
    """
    if not is_new:
        _NO_PLACES.run({"of": registration.id})
    rows = []
    for pool_id, state in places.items():
        held = held_until is not None and state in (PlaceState.CONFIRMED, PlaceState.WAITING, PlaceState.PENDING)
        kept = PlaceState.HELD if held and state is PlaceState.CONFIRMED else state
        rows.append(
            {
                "pool_id": pool_id,
                "registration_id": registration.id,
                "state": kept.value,
                "arrival": registration.arrival,
                "rank": (ranks or {}).get(pool_id, 1),
                "held_until": held_until if held else None,
                "held_for": HeldFor.ADDRESS.value if held else "",
                "changed_at": now,
            }
        )
    _PLACE.run(*rows)
    session.expire(registration, ["places"])


def settle(session: Session, meeting_id: int, now: datetime) -> list[Registration]:
    """Let all who can move up do so, mail them, and return those who got a seat at the meeting, by arrival.

    Held seats whose moment has passed are given back first. From 24 hours before the start nobody gets a seat
    without being asked: it is held for them meanwhile. After the start nobody moves up.
    Only under the meeting's lock, in the transaction that freed the seats.
    """
    session.flush()
    return _settled(session, queries.door(meeting_id), now)[0]


def settle_before(session: Session, door: Door, now: datetime) -> Door:
    """Do as `settle` does before somebody arrives, and return the door as it is then."""
    changed = _settled(session, door, now)[1]
    return queries.door(door.meeting_id) if changed else door


def _settled(session: Session, door: Door, now: datetime) -> tuple[list[Registration], bool]:
    """Return who got a seat at the meeting, by arrival, and whether anything changed at all."""
    if now >= door.starts_at:
        return [], False
    changed = _give_back_lapsed(session, door, now)
    if changed:
        door = queries.door(door.meeting_id)
    asking = now >= door.starts_at - rules.ASKED_WITHIN
    seats = Seats(door.pools, now)
    found: list[Registration] = []
    if door.pool.waiting:
        moves = rules.moved_up(seats, queries.line(door), asking=asking)
        changed = changed or bool(moves)
        found = _carry_out(session, door, moves, now, in_meeting=True)
    if any(pool.waiting for pool in door.of_kind(PoolKind.WORKSHOP)):
        moves = rules.moved_to_workshops(seats, queries.workshop_lines(door), asking=asking)
        changed = changed or bool(moves)
        _carry_out(session, door, moves, now, told_already=[one.id for one in found])
    if found and not asking:
        _tell(door, found, now)
    return ([] if asking else found), changed


def _carry_out(
    session: Session,
    door: Door,
    moves: Moves,
    now: datetime,
    *,
    in_meeting: bool = False,
    told_already: Collection[int] = (),
) -> list[Registration]:
    """Write the moves; ask or tell those who are not told of their seat anyway; return who moved, by arrival."""
    for state in (PlaceState.CANCELLED, PlaceState.HELD, PlaceState.CONFIRMED):
        of_state = [key for key, moved in moves.items() if moved is state]
        asked = state is PlaceState.HELD
        for pool_id in sorted({pool for _, pool in of_state}):
            session.connection().execute(
                update(Place)
                .where(
                    Place.pool_id == pool_id,
                    Place.registration_id.in_([one for one, pool in of_state if pool == pool_id]),
                )
                .values(
                    state=state.value,
                    changed_at=now,
                    held_until=min(now + rules.OFFER_KEPT, door.starts_at) if asked else None,
                    held_for=HeldFor.OFFER.value if asked else "",
                )
            )
    better = {one for (one, _), state in moves.items() if state is not PlaceState.CANCELLED}
    people = list(queries.registrations(better))
    for one in people:
        kinds = {moves[one.id, pool] for own, pool in moves if own == one.id}
        asked = PlaceState.HELD in kinds
        subject = f"registration:{one.id}"
        action = "registration.offer" if asked else "registration.promote" if in_meeting else "registration.workshop"
        record(WORKER, action, now, meeting_id=door.meeting_id, subject=subject)
        if asked or (not in_meeting and one.id not in told_already):
            pool_ids = [pool for own, pool in moves if own == one.id and moves[own, pool] is not PlaceState.CANCELLED]
            _mail_one(door, one, pool_ids, now, asked=asked, in_meeting=in_meeting)
    return people


def _mail_one(
    door: Door, one: Registration, pool_ids: Sequence[int], now: datetime, *, asked: bool, in_meeting: bool
) -> None:
    workshops = [] if in_meeting else queries.workshop_titles(pool_ids)
    until = min(now + rules.OFFER_KEPT, door.starts_at)
    made: Mail = (
        mail.offer(door, one, until, pool_ids, workshops, now)
        if asked
        else mail.workshop_place(door, one, pool_ids, workshops, now)
    )
    enqueue_all([made], now)


def _tell(door: Door, people: Sequence[Registration], now: datetime) -> None:
    """Mail those who got a seat, with the workshops that they have now."""
    has_workshops = bool(door.of_kind(PoolKind.WORKSHOP))
    workshops = queries.workshops_of([one.id for one in people]) if has_workshops else {}
    enqueue_all((mail.promotion(door, one, now, workshops=workshops.get(one.id, ())) for one in people), now)


def _give_back_lapsed(session: Session, door: Door, now: datetime) -> bool:
    """Give back held seats whose moment has passed: unconfirmed addresses, unanswered questions, invitations."""
    lapsed = queries.lapsed_places(door.meeting_id, now)
    withdrawn = {place.registration_id for place in lapsed if place.held_for == HeldFor.ADDRESS.value}
    for place in lapsed:
        unanswered = place.held_for == HeldFor.OFFER.value
        place.state = PlaceState.WAITING.value if unanswered else PlaceState.CANCELLED.value
        place.held_for = HeldFor.UNANSWERED.value if unanswered else ""
        place.held_until, place.changed_at = None, now
    for one in queries.registrations(withdrawn):
        one.cancelled_at = one.changed_at = now
        one.revision += 1
        for place in one.places:
            place.state, place.held_until, place.changed_at = PlaceState.CANCELLED.value, None, now
        record(WORKER, "registration.lapse", now, meeting_id=door.meeting_id, subject=f"registration:{one.id}")
    invitations = session.scalars(
        select(Invitation).where(
            Invitation.meeting_id == door.meeting_id,
            Invitation.state == "invited",
            Invitation.holds_seat.is_(True),
            Invitation.held_until <= now,
        )
    ).all()
    for invitation in invitations:
        invitation.holds_seat = False
    session.flush()
    return bool(lapsed or invitations)


def newcomers_places(
    door: Door, needs: Sequence[int], blocks: Sequence[Sequence[int]], sector_id: int | None, now: datetime
) -> dict[int, PlaceState] | None:
    """Return what somebody who arrives now gets in each pool they ask for; see `rules.places_of_newcomer`."""
    return rules.places_of_newcomer(Seats(door.pools, now), needs, blocks, sector_id)


def needs_settling(door: Door) -> bool:
    """Tell whether somebody may have to move up before the next who arrives: a held seat, or a line beside a seat."""
    if any(pool.held for pool in door.pools):
        return True
    return door.pool.free != 0 and any(pool.waiting and pool.free != 0 for pool in door.pools)
