"""Five thousand sign-ups for five hundred seats and three workshops, from thirty-two clients at once."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.registration.models import Registration
from tests.bench.load import percentile
from tests.bench.scene import CLOCK
from tests.bench.visitors import sign_up_all
from tests.live import LiveServer
from tests.proof.busy import Choosers, Scarce, a_busy_meeting, registered, taken

pytestmark = [pytest.mark.proof, pytest.mark.settings(CLOCK=CLOCK)]
PEOPLE, CLIENTS = 5_000, 32
SCARCE = Scarce(seats=500, workshops=(120, 100, 80), day=5_000, kept=0, guests=0)


def test_exactly_five_hundred_get_a_seat(app: Flask, live_server: LiveServer) -> None:
    busy = a_busy_meeting(SCARCE)
    crowd = sign_up_all(live_server, busy.meeting.id, clients=CLIENTS, attempts=PEOPLE, page_type=Choosers)
    times = [attempt.took for attempt in crowd.attempts]
    print(
        f"\n{PEOPLE} sign-ups by {CLIENTS} clients: {crowd.seconds:.1f} s, {crowd.per_second:.0f}/s, "
        f"p99 {percentile(times, 0.99) * 1000:.0f} ms, answers {crowd.statuses}"
    )
    assert crowd.statuses == {303: PEOPLE}
    assert registered(busy) == PEOPLE
    addresses = select(func.count(Registration.email_key.distinct())).where(Registration.meeting_id == busy.meeting.id)
    assert db.session.scalar(addresses) == PEOPLE
    has = taken(busy)
    assert has["meeting"] == SCARCE.seats
    assert (has["workshop 1"], has["workshop 2"], has["workshop 3"]) == SCARCE.workshops
