"""Workshops, choices with seats, reserved and held seats: whatever happens in whatever order, every pool holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.directory.rules import Vocabulary
from meetings.errors import Refused
from meetings.extensions import db
from meetings.questions.models import Choice, Question
from meetings.questions.rules import Given
from meetings.registration import actions, queries
from meetings.registration.actions import Applicant, seats
from meetings.registration.models import Place, Pool, Registration, SignUp, WorkshopBlock
from meetings.registration.rules import PlaceState
from meetings.schedule.queries import lock_meeting
from tests.builders import NOW, a_meeting, a_programme_item, a_term

ORGANISER = Actor("Cecilia Nilsson", 1)
RELEASED = NOW + timedelta(days=1)
TAKEN = (PlaceState.CONFIRMED.value, PlaceState.HELD.value)
WANTS = st.permutations(["a", "b"]).flatmap(lambda both: st.sampled_from([[], both[:1], both]))


class Everything(RuleBasedStateMachine):
    """One meeting with two workshops at once, a day of which few can come, and seats kept for one sector."""

    @initialize(
        total=st.integers(0, 5), a=st.integers(0, 2), b=st.integers(0, 3), day=st.integers(0, 2), kept=st.integers(0, 2)
    )
    def begin(self, total: int, a: int, b: int, day: int, kept: int) -> None:
        meeting = a_meeting(seats=total)
        self.meeting_id, self.now, self.people = meeting.id, NOW, 0
        with transaction.write() as session:
            self.sectors = {code: a_term(Vocabulary.SECTOR, code).id for code in ("public", "social-economy")}
            question = Question(
                form_id=session.get_one(SignUp, meeting.id).form_id,
                type="one_of",
                label_sv="Dag",
                choices=[Choice(label_sv="tisdag")],
            )
            block = WorkshopBlock(meeting_id=meeting.id)
            session.add_all([question, block])
            session.flush()
            self.question_id, self.choice_id = question.id, question.choices[0].id
            pools = {
                "a": Pool(kind="workshop", seats=a, item_id=a_programme_item(meeting, kind="workshop").id),
                "b": Pool(kind="workshop", seats=b, item_id=a_programme_item(meeting, kind="workshop").id),
                "day": Pool(kind="choice", seats=day, choice_id=self.choice_id, waiting_list=False),
                "kept": Pool(
                    kind="reserved",
                    seats=min(kept, total),
                    sector_id=self.sectors["social-economy"],
                    released_at=RELEASED,
                ),
            }
            for name, pool in pools.items():
                pool.meeting_id, pool.block_id = meeting.id, block.id if name in "ab" else None
                session.add(pool)
            session.flush()
            self.block_id, self.pools = block.id, {name: pool.id for name, pool in pools.items()}
            found = queries.meeting_pool(meeting.id)
            assert found is not None
            self.pools["meeting"] = found.id
        self.over: dict[int, int] = {}

    @rule(wants=WANTS, day=st.booleans(), sector=st.sampled_from(["public", "social-economy"]))
    def somebody_signs_up(self, wants: list[str], day: bool, sector: str) -> None:
        self.people += 1
        given = [Given(self.question_id, "Dag", "tisdag", self.choice_id)] if day else []
        applicant = Applicant(
            "Någon", f"p{self.people}@example.se", sector_id=self.sectors[sector], given=given,
            workshops={self.block_id: [self.pools[name] for name in wants]} if wants else {},
        )  # fmt: skip
        try:
            actions.register(self.meeting_id, applicant, f"form {self.people}", self.now, "sv")
        except Refused:
            assert day, "a line is never closed here: only a choice can be full"

    @rule(data=st.data())
    def somebody_withdraws(self, data: Any) -> None:
        if coming := self._registrations(cancelled=False):
            actions.withdraw(data.draw(st.sampled_from(coming)), self.now)

    @rule(data=st.data())
    def somebody_signs_up_again(self, data: Any) -> None:
        if gone := self._registrations(cancelled=True):
            try:
                actions.sign_up_again(data.draw(st.sampled_from(gone)), self.now)
            except Refused:
                db.session.rollback()

    @rule(name=st.sampled_from(["meeting", "a", "b", "day"]), number=st.one_of(st.none(), st.integers(0, 5)))
    def the_organiser_changes_seats(self, name: str, number: int | None) -> None:
        with transaction.write() as session:
            lock_meeting(self.meeting_id)
            session.get_one(Pool, self.pools[name], populate_existing=True).seats = number
            seats.settle(session, self.meeting_id, self.now)
        self.over[self.pools[name]] = self._taken()[self.pools[name]]

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), NOW + timedelta(days=10))
        with transaction.write() as session:
            lock_meeting(self.meeting_id)
            seats.settle(session, self.meeting_id, self.now)

    @invariant()
    def no_pool_gives_out_more_than_it_has(self) -> None:
        if not hasattr(self, "pools"):
            return
        taken = self._taken()
        for pool_id, number in db.session.execute(select(Pool.id, Pool.seats)).all():
            if pool_id in taken and number is not None and pool_id != self.pools["kept"]:
                assert taken[pool_id] <= max(number, self.over.get(pool_id, 0))
        db.session.rollback()

    @invariant()
    def everybody_has_what_belongs_together(self) -> None:
        if not hasattr(self, "pools"):
            return
        for places in self._places().values():
            own = places[self.pools["meeting"]]
            assert places.get(self.pools["day"], own) == own
            workshops = [places[self.pools[name]] for name in "ab" if self.pools[name] in places]
            assert sum(state in TAKEN for state in workshops) <= (own == "confirmed")

    @invariant()
    def nobody_waits_who_could_have_a_seat(self) -> None:
        if not hasattr(self, "pools"):
            return
        door = queries.door(self.meeting_id)
        pools = {pool.id: pool for pool in door.pools}
        kept = pools[self.pools["kept"]]
        left = {pool.id: pool.free for pool in door.pools}
        people = self._places()
        for one in db.session.scalars(select(Registration).where(Registration.meeting_id == self.meeting_id)):
            places = people[one.id]
            if places[door.pool.id] == "waiting":
                room = left[door.pool.id]
                if room is not None and one.sector_id != kept.sector_id:
                    room -= kept.kept(self.now)
                day = left[self.pools["day"]] if self.pools["day"] in places else None
                assert (room is not None and room <= 0) or (day is not None and day <= 0)
            if places[door.pool.id] == "confirmed":
                for name in "ab":
                    if places.get(self.pools[name]) == "waiting":
                        assert left[self.pools[name]] == 0
        db.session.rollback()

    def _registrations(self, *, cancelled: bool) -> list[int]:
        gone = Registration.cancelled_at.is_not(None) if cancelled else Registration.cancelled_at.is_(None)
        found = db.session.scalars(
            select(Registration.id).where(Registration.meeting_id == self.meeting_id, gone).order_by(Registration.id)
        ).all()
        db.session.rollback()
        return list(found)

    def _places(self) -> dict[int, dict[int, str]]:
        found: dict[int, dict[int, str]] = {}
        rows = db.session.execute(select(Place.registration_id, Place.pool_id, Place.state))
        for registration_id, pool_id, state in rows:
            if pool_id in self.pools.values():
                found.setdefault(registration_id, {})[pool_id] = state
        db.session.rollback()
        return found

    def _taken(self) -> dict[int, int]:
        taken = dict.fromkeys(self.pools.values(), 0)
        for places in self._places().values():
            for pool_id, state in places.items():
                taken[pool_id] += state in TAKEN
        return taken


def test_every_pool_holds_whatever_happens(app: Flask) -> None:
    small = settings(max_examples=8, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(Everything, settings=small)


@pytest.mark.proof
def test_every_pool_holds_whatever_happens_at_length(app: Flask) -> None:
    large = settings(max_examples=150, stateful_step_count=50, deadline=None)
    run_state_machine_as_test(Everything, settings=large)
