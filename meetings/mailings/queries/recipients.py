"""Read who gets a mailing: the participants' list with what a mailing asks besides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, selectinload

from meetings.extensions import db
from meetings.ideas.models import Idea
from meetings.mailings.queries import submitters
from meetings.mailings.rules import Audience, Came, Ideas
from meetings.participants.queries import listing
from meetings.participants.queries.listing import Head
from meetings.participants.rules.listing import Wanted
from meetings.registration.models import OptIn, Place, Registration
from meetings.registration.rules import HeldFor, OptInKind, PlaceState

_Order = tuple[InstrumentedAttribute[str], InstrumentedAttribute[int]]
_PEOPLE = Audience()


@dataclass(frozen=True)
class Chosen:
    """How many get a mailing, how many are left out for they have answered already, and who, as far as sums tell."""

    number: int
    skipped: int
    sums: tuple[int, int]


def recipients(of: Head, audience: Audience, target_id: int | None = None) -> Select[int]:
    """Return the statement for the ids of the registrations that get it (with `ideas` of the ideas), in no order.

    Nobody whose address is not confirmed, or erased. With `target_id` nobody who has signed up to that meeting, or
    has withdrawn from it.
    """
    statement = _asked_for(of, audience)
    return statement if target_id is None else statement.where(~_known_to(audience, target_id))


def chosen(of: Head, audience: Audience, target_id: int | None = None) -> Chosen:
    """Return how many get it, with one statement, or two with a meeting that is invited to."""
    found = recipients(of, audience, target_id).subquery()
    number, last, total = db.session.execute(
        select(func.count(), func.max(found.c.id), func.sum(found.c.id)).select_from(found)
    ).one()
    skipped = 0
    if target_id is not None:
        known = _asked_for(of, audience).where(_known_to(audience, target_id)).subquery()
        skipped = db.session.scalar(select(func.count()).select_from(known)) or 0
    return Chosen(number, skipped, (int(last or 0), int(total or 0)))


def next_places(of: Head, audience: Audience, done_to: int, up_to: int, limit: int) -> Sequence[int]:
    """Return so many registrations at most, by id, that have such a place, above `done_to` and not above `up_to`.

    With `ideas` so many ideas.
    From one index: joined with all else, in this order and for so few, PostgreSQL without statistics takes minutes.
    """
    if audience.ideas is not Ideas.NONE:
        return submitters.next_ideas(of.id, done_to, up_to, limit)
    return db.session.scalars(
        select(Place.registration_id)
        .where(
            Place.pool_id == of.pool_id,
            Place.registration_id > done_to,
            Place.registration_id <= up_to,
            *_in_states(audience),
        )
        .order_by(Place.registration_id)
        .limit(limit)
    ).all()


def of_those(of: Head, audience: Audience, ids: Collection[int], target_id: int | None = None) -> Sequence[int]:
    """Return which of these registrations, which have such a place, get it, by id; see `recipients`."""
    if audience.ideas is not Ideas.NONE:
        return submitters.of_those(of.id, audience, ids, target_id)
    found = [Registration.id.in_(ids), *_conditions(of, audience)]
    if target_id is not None:
        found.append(~_known_at(target_id))
    return db.session.scalars(select(Registration.id).where(*found).order_by(Registration.id)).all()


def people(ids: Collection[int]) -> Sequence[Registration]:
    """Return these registrations with their places, by id."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.id.in_(ids))
        .options(selectinload(Registration.places))
        .order_by(Registration.id)
    ).all()


def last_number(audience: Audience) -> int:
    """Return the highest id of any registration, or idea: who comes later is above it."""
    if audience.ideas is not Ideas.NONE:
        return submitters.last_idea()
    return db.session.scalar(select(func.max(Registration.id))) or 0


@dataclass(frozen=True)
class Turn:
    """One recipient, and who comes before and after in the order of names."""

    id: int
    before: int | None
    after: int | None


def turn(
    statement: Select[int], number: int | None, words: Sequence[str] = (), *, audience: Audience = _PEOPLE
) -> Turn | None:
    """Return whose turn it is in a preview: the one asked for if it is a recipient, else the first of those.

    `words` (folded) find somebody by name, address or organisation. None: there is no such person.
    """
    if audience.ideas is Ideas.NONE:
        order: _Order = (Registration.name_sort, Registration.id)
        found = [Registration.search_text.contains(word, autoescape=True) for word in words]
    else:
        order, found = (Idea.title_sort, Idea.id), submitters.matching(words)
    statement, row = statement.where(*found), None
    keys = cast(Select[Any], statement.with_only_columns(*order))
    if number is not None:
        row = db.session.execute(keys.where(order[1] == number)).first()
    row = row or db.session.execute(keys.order_by(*order).limit(1)).first()
    if row is None:
        return None
    word, here = row
    back = [column.desc() for column in order]
    before = statement.where(_beside(order, word, here, back=True)).order_by(*back).limit(1)
    then = statement.where(_beside(order, word, here, back=False)).order_by(*order).limit(1)
    return Turn(here, db.session.scalar(before), db.session.scalar(then))


def _beside(order: _Order, word: str, here: int, *, back: bool) -> ColumnElement[bool]:
    words, numbers = order
    if back:
        return (words < word) | and_(words == word, numbers < here)
    return (words > word) | and_(words == word, numbers > here)


def _asked_for(of: Head, audience: Audience) -> Select[int]:
    if audience.ideas is not Ideas.NONE:
        return submitters.recipients(of.id, audience)
    return (
        select(Registration.id)
        .join(Place, and_(Place.registration_id == Registration.id, Place.pool_id == of.pool_id))
        .where(*_conditions(of, audience), *_in_states(audience))
    )


def _conditions(of: Head, audience: Audience) -> list[ColumnElement[bool]]:
    """Return the conditions on registrations, all but that of what they have at the meeting."""
    wanted = Wanted(sector=audience.sector, question=audience.question, answer=audience.answer or None)
    found = listing.conditions(of, wanted)
    if audience.question is not None and not _can_ask(of, wanted):
        found.append(false())  # what makes no sense finds nobody, rather than everybody
    return [*found, Registration.email != "", Registration.erased_at.is_(None), *_beyond_the_list(audience)]


def _in_states(audience: Audience) -> list[ColumnElement[bool]]:
    states = [state.value for state in audience.states]
    return [Place.state.in_(states), Place.held_for != HeldFor.ADDRESS.value]


def _can_ask(of: Head, wanted: Wanted) -> bool:
    """Tell whether the question can be asked for: it exists, the answer makes sense, and it is not sensitive."""
    condition = listing.condition_of(of, wanted)
    return condition is not None and not condition.sensitive


def _beyond_the_list(audience: Audience) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if audience.workshop is not None:
        seat = aliased(Place)
        held = (seat.pool_id == audience.workshop, seat.state == PlaceState.CONFIRMED.value)
        found.append(exists().where(seat.registration_id == Registration.id, *held))
    if audience.came is not Came.ALL:
        came = Registration.attended_at.is_not(None)
        found.append(came if audience.came is Came.CAME else ~came)
    if audience.opted_in:
        found.append(
            exists().where(
                OptIn.registration_id == Registration.id,
                OptIn.kind == OptInKind.FUTURE_MEETINGS.value,
                OptIn.withdrawn_at.is_(None),
            )
        )
    return found


def _known_to(audience: Audience, meeting_id: int) -> ColumnElement[bool]:
    return _known_at(meeting_id) if audience.ideas is Ideas.NONE else submitters.known_at(meeting_id)


def _known_at(meeting_id: int) -> ColumnElement[bool]:
    there = aliased(Registration)
    return exists().where(there.meeting_id == meeting_id, there.email_key == Registration.email_key)
