"""Many at once where everything is scarce, over real HTTP, at a size that still fails without the lock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.bench.scene import CLOCK
from tests.bench.visitors import Crowd, sign_up_all
from tests.live import LiveServer
from tests.proof.busy import Busy, Choosers, Scarce, a_busy_meeting, of_the_sector, registered, taken
from tests.proof.test_race import LockIsOut

pytestmark = pytest.mark.settings(CLOCK=CLOCK)
SCARCE = Scarce(seats=20, workshops=(4, 3, 2), day=5, kept=6, guests=2)
NOBODY_HELD = replace(SCARCE, guests=0)  # held seats are looked after under the lock, which would read the door anew
CLIENTS, PEOPLE = 16, 60


@pytest.fixture
def lock_is_out(settings: dict[str, Any], tmp_path: Path) -> Iterator[LiveServer]:
    """The service whose seats are counted before the lock is taken."""
    server = LockIsOut(settings, tmp_path / "lock-is-out")
    server.start("web")
    yield server
    server.stop()


def run(server: LiveServer, busy: Busy) -> Crowd:
    return sign_up_all(server, busy.meeting.id, clients=CLIENTS, attempts=PEOPLE, page_type=Choosers)


def test_no_pool_gives_out_more_than_it_has(app: Flask, live_server: LiveServer) -> None:
    busy = a_busy_meeting(SCARCE)
    crowd = run(live_server, busy)
    assert set(crowd.statuses) <= {303, 409, 422}  # the day was full for some
    assert registered(busy) == crowd.statuses[303]
    has = taken(busy)
    assert has["meeting"] == SCARCE.seats - SCARCE.guests
    assert (has["workshop 1"], has["workshop 2"], has["workshop 3"]) == SCARCE.workshops
    assert has["day"] <= SCARCE.day
    assert of_the_sector(busy) >= SCARCE.kept


def test_without_the_lock_some_pool_does(app: Flask, lock_is_out: LiveServer) -> None:
    for _round in range(5):
        busy = a_busy_meeting(NOBODY_HELD)
        run(lock_is_out, busy)
        has = taken(busy)
        if has["meeting"] > NOBODY_HELD.seats:
            return
    pytest.fail(f"no race was lost: {has}")
