"""Many at once over real HTTP, at a size that still fails without the lock; tests/proof holds the size of the issue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.bench.scene import CLOCK, a_full_meeting
from tests.bench.visitors import sign_up_all
from tests.live import LiveServer
from tests.proof.test_race import LockIsOut, arrivals

pytestmark = pytest.mark.settings(CLOCK=CLOCK)
SEATS, CLIENTS, PEOPLE = 10, 16, 40


@pytest.fixture
def lock_is_out(settings: dict[str, Any], tmp_path: Path) -> Iterator[LiveServer]:
    """The service whose seats are counted before the lock is taken."""
    server = LockIsOut(settings, tmp_path / "lock-is-out")
    server.start("web")
    yield server
    server.stop()


def test_the_first_to_come_get_the_seats_and_the_rest_wait(app: Flask, live_server: LiveServer) -> None:
    meeting = a_full_meeting(seats=SEATS)
    crowd = sign_up_all(live_server, meeting.id, clients=CLIENTS, attempts=PEOPLE)
    assert crowd.statuses == {303: PEOPLE}
    assert arrivals(meeting.id, "confirmed") == list(range(1, SEATS + 1))
    assert arrivals(meeting.id, "waiting") == list(range(SEATS + 1, PEOPLE + 1))


def test_without_the_lock_too_many_get_a_seat(app: Flask, lock_is_out: LiveServer) -> None:
    confirmed = []
    for _round in range(5):
        meeting = a_full_meeting(seats=SEATS)
        assert sign_up_all(lock_is_out, meeting.id, clients=CLIENTS, attempts=PEOPLE).statuses == {303: PEOPLE}
        confirmed.append(len(arrivals(meeting.id, "confirmed")))
        if confirmed[-1] > SEATS:
            break
    assert confirmed[-1] > SEATS, f"no race was lost: {confirmed}"
