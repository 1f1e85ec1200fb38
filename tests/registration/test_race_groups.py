"""Groups and single visitors at once, over real HTTP, at a size that still fails without the lock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.bench.scene import CLOCK, a_full_meeting
from tests.bench.visitors import sign_up_all
from tests.live import LiveServer
from tests.proof.colleagues import TOGETHER, Colleagues, groups
from tests.proof.test_race import LockIsOut, arrivals

pytestmark = pytest.mark.settings(CLOCK=CLOCK)
SEATS, CLIENTS, ATTEMPTS = 16, 12, 36


@pytest.fixture
def lock_is_out(settings: dict[str, Any], tmp_path: Path) -> Iterator[LiveServer]:
    """The service whose seats are counted before the lock is taken."""
    server = LockIsOut(settings, tmp_path / "lock-is-out")
    server.start("web")
    yield server
    server.stop()


def test_groups_come_as_one_and_are_told_the_truth(app: Flask, live_server: LiveServer) -> None:
    meeting = a_full_meeting(seats=SEATS)
    crowd = sign_up_all(live_server, meeting.id, clients=CLIENTS, attempts=ATTEMPTS, page_type=Colleagues)
    statuses, came = crowd.statuses, groups(meeting.id)
    assert set(statuses) == {200, 303, 409}  # groups, single visitors, groups for all of whom there was no room
    assert len(came) == statuses[200]
    assert [one for one in came if not one.stands] == []
    signed_up = statuses[303] + TOGETHER * statuses[200]
    assert arrivals(meeting.id, "confirmed") == list(range(1, SEATS + 1))
    assert arrivals(meeting.id, "waiting") == list(range(SEATS + 1, signed_up + 1))


def test_without_the_lock_some_group_is_torn_apart(app: Flask, lock_is_out: LiveServer) -> None:
    for _round in range(5):
        meeting = a_full_meeting(seats=SEATS)
        sign_up_all(lock_is_out, meeting.id, clients=CLIENTS, attempts=ATTEMPTS, page_type=Colleagues)
        if any(not one.stands for one in groups(meeting.id)):
            return
    pytest.fail("no race was lost")
