"""Whatever happens in whatever order: never too many seats given out, nobody lost, first come first served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from meetings.audit.actions import Actor
from meetings.errors import Refused
from meetings.extensions import db
from meetings.registration import actions
from meetings.registration.actions import Applicant
from meetings.registration.models import Place, Pool
from meetings.registration.rules import Closed
from tests.builders import NOW, a_meeting

ORGANISER = Actor("Cecilia Nilsson", 1)
SEATS = st.one_of(st.none(), st.integers(0, 4))


@dataclass
class Person:
    """What the machine expects of one person: what they have and their number in line."""

    id: int
    state: str
    arrival: int


class SignUps(RuleBasedStateMachine):
    """One meeting, and beside it a model that is too simple to be wrong."""

    @initialize(seats=SEATS, waiting_list=st.booleans())
    def begin(self, seats: int | None, waiting_list: bool) -> None:
        meeting = a_meeting(seats=seats, waiting_list=waiting_list)
        self.meeting_id = meeting.id
        self.seats, self.waiting_list = seats, waiting_list
        self.people: dict[str, Person] = {}
        self.arrivals = 0
        self.there_when_lowered = 0

    @rule()
    def somebody_new_signs_up(self) -> None:
        self._sign_up(f"p{len(self.people)}@example.se", "new")

    @precondition(lambda self: self._those("cancelled"))
    @rule(data=st.data())
    def somebody_signs_up_again_by_the_form(self, data: Any) -> None:
        email = data.draw(st.sampled_from(self._those("cancelled")))
        self._sign_up(email, f"again {self.arrivals}")

    @precondition(lambda self: self._those("cancelled"))
    @rule(data=st.data())
    def somebody_signs_up_again_on_their_page(self, data: Any) -> None:
        email = data.draw(st.sampled_from(self._those("cancelled")))
        self._arrive(email, lambda: actions.sign_up_again(self.people[email].id, NOW).id)

    @precondition(lambda self: self.people)
    @rule(data=st.data())
    def the_same_form_comes_twice(self, data: Any) -> None:
        email = data.draw(st.sampled_from(sorted(self.people)))
        found = (
            actions.register(self.meeting_id, Applicant("Någon", email), "known", NOW, "sv")
            if (self.people[email].state != "cancelled")
            else None
        )
        assert found is None or found.registration.id == self.people[email].id

    @precondition(lambda self: self._those("confirmed", "waiting"))
    @rule(data=st.data())
    def somebody_withdraws(self, data: Any) -> None:
        email = data.draw(st.sampled_from(self._those("confirmed", "waiting")))
        moved_up = actions.withdraw(self.people[email].id, NOW)
        self.people[email].state = "cancelled"
        assert [one.id for one in moved_up] == self._promote()

    @rule(seats=SEATS, waiting_list=st.booleans())
    def the_organiser_changes_the_seats(self, seats: int | None, waiting_list: bool) -> None:
        moved_up = actions.set_seats(self.meeting_id, seats, waiting_list, NOW, ORGANISER)
        self.seats, self.waiting_list = seats, waiting_list
        self.there_when_lowered = len(self._those("confirmed"))
        assert [one.id for one in moved_up] == self._promote()

    @invariant()
    def everybody_has_what_they_should(self) -> None:
        if not hasattr(self, "meeting_id"):
            return
        places = select(Place.registration_id, Place.state, Place.arrival).join(Pool, Pool.id == Place.pool_id)
        rows = db.session.execute(places.where(Pool.meeting_id == self.meeting_id)).all()
        db.session.rollback()
        expected = {(person.id, person.state, person.arrival) for person in self.people.values()}
        assert {tuple(row) for row in rows} == expected
        assert len(rows) == len(expected)

    @invariant()
    def there_are_never_more_than_the_seats_but_for_those_there_when_they_were_lowered(self) -> None:
        if hasattr(self, "meeting_id") and self.seats is not None:
            assert len(self._those("confirmed")) <= max(self.seats, self.there_when_lowered)

    @invariant()
    def nobody_waits_while_there_is_a_seat(self) -> None:
        if hasattr(self, "meeting_id") and self._those("waiting"):
            assert self.seats is not None
            assert len(self._those("confirmed")) >= self.seats

    def _those(self, *states: str) -> list[str]:
        return sorted(email for email, person in self.people.items() if person.state in states)

    def _sign_up(self, email: str, token: str) -> None:
        def register() -> int:
            return actions.register(self.meeting_id, Applicant("Någon", email), token, NOW, "sv").registration.id

        self._arrive(email, register)

    def _arrive(self, email: str, act: Callable[[], int]) -> None:
        has_room = self.seats is None or len(self._those("confirmed", "waiting")) < self.seats
        if not has_room and not self.waiting_list:
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.refusal.reason == Closed.FULL
            return
        found = act()
        self.arrivals += 1
        self.people[email] = Person(found, "confirmed" if has_room else "waiting", self.arrivals)

    def _promote(self) -> list[int]:
        """Move up by arrival while there is a seat, and return who did."""
        moved_up = []
        for email in sorted(self._those("waiting"), key=lambda one: self.people[one].arrival):
            if self.seats is not None and len(self._those("confirmed")) >= self.seats:
                break
            self.people[email].state = "confirmed"
            moved_up.append(self.people[email].id)
        return moved_up


def test_seats_and_line_hold_whatever_happens(app: Flask) -> None:
    small = settings(max_examples=12, stateful_step_count=20, deadline=None)
    run_state_machine_as_test(SignUps, settings=small)


@pytest.mark.proof
def test_seats_and_line_hold_whatever_happens_at_length(app: Flask) -> None:
    large = settings(max_examples=150, stateful_step_count=50, deadline=None)
    run_state_machine_as_test(SignUps, settings=large)
