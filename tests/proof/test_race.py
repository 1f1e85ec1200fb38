"""Fifty seats, sixty-four clients, two hundred sign-ups at once: the first fifty get them, in the order they came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.extensions import db
from meetings.registration.models import Place, Pool
from tests.bench.scene import CLOCK, a_full_meeting
from tests.bench.visitors import Crowd, sign_up_all
from tests.live import LiveServer, Part

pytestmark = [pytest.mark.proof, pytest.mark.settings(CLOCK=CLOCK)]
SEATS, CLIENTS, PEOPLE = 50, 64, 200
ROUNDS = 3


class LockIsOut(LiveServer):
    """The service whose seats are counted before the lock is taken."""

    def __init__(self, settings: dict[str, Any], folder: Path) -> None:
        super().__init__({**settings, "WEB_THREADS": 8}, folder)  # many come between counting and locking

    def command(self, part: Part) -> list[str]:
        """Return the command that starts a part; the web's is another application."""
        command = super().command(part)
        return command if part == "worker" else [*command[:-1], "tests.proof.counted_before:app"]


@pytest.fixture
def lock_is_out(settings: dict[str, Any], tmp_path: Path) -> Iterator[LiveServer]:
    """The service with its lock out, on the test's database."""
    server = LockIsOut(settings, tmp_path / "lock-is-out")
    server.start("web")
    yield server
    server.stop()


def test_exactly_the_first_fifty_get_the_fifty_seats(app: Flask, live_server: LiveServer) -> None:
    for _ in range(ROUNDS):
        meeting = a_full_meeting(seats=SEATS)

        crowd = run(live_server, meeting.id)

        assert crowd.statuses == {303: PEOPLE}
        assert arrivals(meeting.id, "confirmed") == list(range(1, SEATS + 1))
        assert arrivals(meeting.id, "waiting") == list(range(SEATS + 1, PEOPLE + 1))


def test_without_the_lock_more_than_fifty_get_a_seat(app: Flask, lock_is_out: LiveServer) -> None:
    confirmed = []
    for _ in range(ROUNDS):
        meeting = a_full_meeting(seats=SEATS)
        assert run(lock_is_out, meeting.id).statuses == {303: PEOPLE}
        confirmed.append(len(arrivals(meeting.id, "confirmed")))

    print(f"\nconfirmed with the lock out, of {SEATS} seats: {confirmed}")
    assert max(confirmed) > SEATS


def run(server: LiveServer, meeting_id: int) -> Crowd:
    """Let the crowd sign up, and print how long it took."""
    crowd = sign_up_all(server, meeting_id, clients=CLIENTS, attempts=PEOPLE)
    print(f"\n{PEOPLE} sign-ups by {CLIENTS} clients: {crowd.seconds:.2f} s, answers {crowd.statuses}")
    return crowd


def arrivals(meeting_id: int, state: str) -> list[int]:
    """Return the numbers in line of those whose place at the meeting is in this state, in order."""
    db.session.rollback()  # see what others have written since
    statement = select(Place.arrival).join(Pool, Pool.id == Place.pool_id)
    return list(
        db.session.scalars(statement.where(Pool.meeting_id == meeting_id, Place.state == state).order_by(Place.arrival))
    )
