"""How long the race for the last seats takes; who gets them is proved in tests/proof/test_race.py."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.bench.figures import Figures
from tests.bench.load import percentile
from tests.bench.scene import CLOCK, a_full_meeting, database_of
from tests.bench.visitors import sign_up_all
from tests.live import LiveServer

pytestmark = [pytest.mark.bench, pytest.mark.settings(CLOCK=CLOCK)]


def test_the_race(app: Flask, live_server: LiveServer, figures: Figures) -> None:
    meeting = a_full_meeting(seats=50)
    sign_up_all(live_server, a_full_meeting().id, clients=16, attempts=32)  # warm

    crowd = sign_up_all(live_server, meeting.id, clients=64, attempts=200)

    figures.title = f"The race on {database_of(app)}: 50 seats, 64 clients, 200 sign-ups"
    figures.add("all answered after", crowd.seconds, "s", at_most=1.5)
    figures.add("one visitor, form and POST: p99", percentile([one.took for one in crowd.attempts], 0.99), "s")
    assert crowd.statuses == {303: 200}
