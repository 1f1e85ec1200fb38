"""A meeting where everything is scarce: seats, three workshops at once, a day, seats kept for one sector and guests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from meetings import transaction
from meetings.directory import actions as directory
from meetings.directory.models import Term
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.questions.models import Choice, Question
from meetings.registration.models import Invitation, Place, Pool, Registration, SignUp, WorkshopBlock
from meetings.schedule.models import Meeting
from tests.bench.visitors import SignUpPage
from tests.browser import Form
from tests.builders import NOW, a_meeting, a_programme_item

TAKEN = ("confirmed", "held")
SOCIAL_ECONOMY, DAY = "social-economy", "Vilken dag vill du besöka ett projekt?"


@dataclass(frozen=True)
class Scarce:
    """How many seats there are: of the meeting, of each workshop, of the day; kept for a sector, held for guests."""

    seats: int
    workshops: tuple[int, ...]
    day: int
    kept: int
    guests: int


@dataclass(frozen=True)
class Busy:
    """The meeting and its pools by name: "meeting", "workshop 1", …, "day"."""

    meeting: Meeting
    pools: Mapping[str, int]
    scarce: Scarce


def a_busy_meeting(scarce: Scarce) -> Busy:
    """A published meeting that is as scarce as this."""
    directory.ensure_vocabularies()
    meeting = a_meeting(seats=scarce.seats)
    with transaction.write() as session:
        day = Question(
            form_id=session.get_one(SignUp, meeting.id).form_id, type="one_of", label_sv=DAY, required=True,
            choices=[Choice(label_sv="tisdag"), Choice(label_sv="onsdag", position=1)],
        )  # fmt: skip
        block = WorkshopBlock(meeting_id=meeting.id)
        session.add_all([day, block])
        session.flush()
        pools = {"day": Pool(kind="choice", choice_id=day.choices[0].id, seats=scarce.day, waiting_list=False)}
        for number, seats in enumerate(scarce.workshops, 1):
            item = a_programme_item(meeting, kind="workshop", title=f"Workshop {number}", position=number)
            pools[f"workshop {number}"] = Pool(kind="workshop", item_id=item.id, block_id=block.id, seats=seats)
        sector = session.scalars(
            select(Term).where(Term.vocabulary == Vocabulary.SECTOR.value, Term.code == SOCIAL_ECONOMY)
        ).one()
        pools["kept"] = Pool(
            kind="reserved", sector_id=sector.id, seats=scarce.kept, released_at=NOW + timedelta(days=9)
        )
        for pool in pools.values():
            pool.meeting_id = meeting.id
            session.add(pool)
        for guest in range(scarce.guests):
            address = f"guest.{guest}@example.se"
            session.add(
                Invitation(
                    meeting_id=meeting.id, name=f"Gäst {guest}", email=address, email_key=address, invited_at=NOW,
                    holds_seat=True, held_until=NOW + timedelta(days=9),
                )
            )  # fmt: skip
        session.flush()
        ids = {name: pool.id for name, pool in pools.items() if name != "kept"}
        own = session.scalars(select(Pool).where(Pool.meeting_id == meeting.id, Pool.kind == "meeting")).one()
        return Busy(meeting, {"meeting": own.id, **ids}, scarce)


class Choosers(SignUpPage):
    """Visitors who choose by their number: every fifth is of the social economy, every third wants the day."""

    def learned(self, form: Form) -> None:
        """Remember what can be chosen."""
        types = {words: value for words, value in form.options("organisation_type").items() if value}
        self._social = next(value for words, value in types.items() if words == "Ideell förening")
        self._municipality = next(value for words, value in types.items() if words == "Kommun")
        self._block = next(name for name in form.fields if name.startswith("block_") and not name.endswith("_else"))
        self._workshops = [value for value in form.options(self._block).values() if value not in ("", "0")]
        self._question = next(name for name in form.fields if name.startswith("q"))
        self._days = list(form.options(self._question).values())

    def fields(self, number: int, token: str) -> list[tuple[str, str]]:
        """Return what visitor so-and-so sends."""
        first = number % len(self._workshops)
        own = {
            "organisation_type": self._social if number % 5 == 0 else self._municipality,
            self._block: self._workshops[first],
            f"{self._block}_else": self._workshops[(first + 1) % len(self._workshops)],
            self._question: self._days[0] if number % 3 == 0 else self._days[1],
        }
        learned = dict(super().fields(number, token))
        return list((learned | own).items())


def taken(busy: Busy) -> dict[str, int]:
    """Return how many have a seat in each pool."""
    db.session.rollback()  # see what others have written since
    counted = dict(
        tuple(row)
        for row in db.session.execute(
            select(Place.pool_id, func.count()).where(Place.state.in_(TAKEN)).group_by(Place.pool_id)
        )
    )
    return {name: counted.get(pool_id, 0) for name, pool_id in busy.pools.items()}


def registered(busy: Busy) -> int:
    """Return how many people the meeting knows."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Registration.meeting_id == busy.meeting.id)) or 0


def of_the_sector(busy: Busy) -> int:
    """Return how many of the social economy have a seat at the meeting."""
    db.session.rollback()
    statement = (
        select(func.count())
        .select_from(Place)
        .join(Registration, Registration.id == Place.registration_id)
        .join(Term, Term.id == Registration.sector_id)
        .where(Place.pool_id == busy.pools["meeting"], Place.state.in_(TAKEN), Term.code == SOCIAL_ECONOMY)
    )
    return db.session.scalar(statement) or 0
