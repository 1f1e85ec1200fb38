"""A hundred seats, forty-eight clients, three hundred at once: a third alone, the others with two colleagues each."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.bench.scene import CLOCK, a_full_meeting
from tests.bench.visitors import sign_up_all
from tests.live import LiveServer
from tests.proof.colleagues import TOGETHER, Colleagues, groups
from tests.proof.test_race import arrivals

pytestmark = [pytest.mark.proof, pytest.mark.settings(CLOCK=CLOCK)]
SEATS, CLIENTS, ATTEMPTS = 100, 48, 300


def test_no_group_is_torn_apart(app: Flask, live_server: LiveServer) -> None:
    meeting = a_full_meeting(seats=SEATS)
    crowd = sign_up_all(live_server, meeting.id, clients=CLIENTS, attempts=ATTEMPTS, page_type=Colleagues)
    statuses, came = crowd.statuses, groups(meeting.id)
    print(f"\n{ATTEMPTS} at once by {CLIENTS} clients: {crowd.seconds:.1f} s, answers {statuses}")
    assert set(statuses) == {200, 303, 409}
    assert len(came) == statuses[200]
    assert [one for one in came if not one.stands] == []
    signed_up = statuses[303] + TOGETHER * statuses[200]
    assert arrivals(meeting.id, "confirmed") == list(range(1, SEATS + 1))
    assert arrivals(meeting.id, "waiting") == list(range(SEATS + 1, signed_up + 1))
