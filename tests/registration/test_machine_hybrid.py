"""The room and the net: whatever happens in whatever order, each has one place of the two, and nobody waits in vain."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from meetings import transaction
from meetings.extensions import db
from meetings.registration import actions, queries
from meetings.registration.actions import Applicant, attending
from meetings.registration.models import Place, Pool, Registration
from meetings.registration.rules import PoolKind
from meetings.schedule.queries import lock_meeting
from tests.builders import NOW, a_meeting

KINDS = st.sampled_from(["room", "online"])
OTHER = {"room": "online", "online": "room"}


class RoomAndNet(RuleBasedStateMachine):
    """One hybrid meeting where people come, leave, switch and change their minds, and seats come and go."""

    @initialize(room=st.integers(0, 3), net=st.integers(0, 3))
    def begin(self, room: int, net: int) -> None:
        meeting = a_meeting(seats=room + net, attendance="both")
        self.meeting_id, self.people, self.most = meeting.id, 0, {"room": room, "online": net}
        with transaction.write() as session:
            session.add(Pool(meeting_id=meeting.id, kind="room", seats=room, position=1))
            session.add(Pool(meeting_id=meeting.id, kind="online", seats=net, position=2))

    @rule(attends=KINDS)
    def somebody_signs_up(self, attends: str) -> None:
        self.people += 1
        applicant = Applicant("Någon", f"p{self.people}@example.se", attends=attends)
        actions.register(self.meeting_id, applicant, f"form {self.people}", NOW, "sv")

    @rule(data=st.data(), to=KINDS)
    def somebody_switches(self, data: Any, to: str) -> None:
        if coming := self._registrations(cancelled=False):
            actions.switch(data.draw(st.sampled_from(coming)), PoolKind(to), NOW)

    @rule(data=st.data())
    def somebody_leaves_the_line(self, data: Any) -> None:
        if coming := self._registrations(cancelled=False):
            actions.leave_switch_line(data.draw(st.sampled_from(coming)), NOW)

    @rule(data=st.data())
    def somebody_withdraws(self, data: Any) -> None:
        if coming := self._registrations(cancelled=False):
            actions.withdraw(data.draw(st.sampled_from(coming)), NOW)

    @rule(data=st.data())
    def somebody_signs_up_again(self, data: Any) -> None:
        if gone := self._registrations(cancelled=True):
            actions.sign_up_again(data.draw(st.sampled_from(gone)), NOW)

    @rule(kind=KINDS, number=st.integers(0, 3))
    def the_organiser_changes_seats(self, kind: str, number: int) -> None:
        with transaction.write() as session:
            lock_meeting(self.meeting_id)
            pools = {pool.kind: pool for pool in queries.pools_of_kinds(self.meeting_id, ("meeting", *OTHER))}
            pools[kind].seats = number
            pools["meeting"].seats = (pools["room"].seats or 0) + (pools["online"].seats or 0)
            attending.settle(session, self.meeting_id, NOW)
        self.most[kind] = max(number, self._taken()[kind])

    @invariant()
    def no_pool_gives_out_more_than_it_has(self) -> None:
        if hasattr(self, "most"):
            taken = self._taken()
            assert all(taken[kind] <= self.most[kind] for kind in OTHER), (taken, self.most)

    @invariant()
    def each_has_one_place_of_the_two_and_waits_for_the_other_at_most(self) -> None:
        for places in self._places().values():
            state, _rank = places.pop("meeting")
            has = [kind for kind, (own, rank) in places.items() if rank and own == state]
            waits = [kind for kind, (own, rank) in places.items() if not rank and own == "waiting"]
            if state == "cancelled":
                assert all(own == "cancelled" for own, _rank in places.values())
                continue
            assert len(has) == 1
            assert len(has) + len(waits) == len(places)
            assert not waits or (state == "confirmed" and waits == [OTHER[has[0]]])

    @invariant()
    def nobody_waits_who_could_have_a_seat(self) -> None:
        if not hasattr(self, "most"):
            return
        free = {pool.kind: pool.free for pool in queries.door(self.meeting_id).pools}
        switching = set()
        for places in self._places().values():
            for kind in OTHER:
                state, rank = places.get(kind, ("", 1))
                if state == "waiting" and rank:
                    assert free[kind] == 0 or free["meeting"] == 0
                elif state == "waiting":
                    assert free[kind] == 0
                    switching.add(kind)
        assert len(switching) < 2, "they could have traded"

    def _registrations(self, *, cancelled: bool) -> list[int]:
        gone = Registration.cancelled_at.is_not(None) if cancelled else Registration.cancelled_at.is_(None)
        found = db.session.scalars(
            select(Registration.id).where(Registration.meeting_id == self.meeting_id, gone).order_by(Registration.id)
        ).all()
        db.session.rollback()
        return list(found)

    def _places(self) -> dict[int, dict[str, tuple[str, int]]]:
        """What everybody has: kind of pool → state and rank."""
        found: dict[int, dict[str, tuple[str, int]]] = {}
        if hasattr(self, "meeting_id"):
            rows = db.session.execute(
                select(Place.registration_id, Pool.kind, Place.state, Place.rank)
                .join(Pool, Pool.id == Place.pool_id)
                .where(Pool.meeting_id == self.meeting_id)
            )
            for registration_id, kind, state, rank in rows:
                found.setdefault(registration_id, {})[kind] = (state, rank)
            db.session.rollback()
        return found

    def _taken(self) -> dict[str, int]:
        every = self._places().values()
        return {kind: sum(places.get(kind, ("", 1))[0] == "confirmed" for places in every) for kind in OTHER}


def test_room_and_net_hold_whatever_happens(app: Flask) -> None:
    small = settings(max_examples=4, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(RoomAndNet, settings=small)


@pytest.mark.proof
def test_room_and_net_hold_whatever_happens_at_length(app: Flask) -> None:
    large = settings(max_examples=150, stateful_step_count=50, deadline=None)
    run_state_machine_as_test(RoomAndNet, settings=large)
