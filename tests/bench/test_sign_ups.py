"""How many people can sign up a second, how long the slowest in a hundred waits, and what one of them costs."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.registration.models import Registration
from tests.bench.commits import commits_per_second
from tests.bench.figures import Figures, number
from tests.bench.load import Connection, percentile
from tests.bench.processes import processor_seconds
from tests.bench.scene import CLOCK, a_full_meeting, database_of
from tests.bench.visitors import BROWSER, SignUpPage, sign_up_all, token_in
from tests.databases import Databases
from tests.live import LiveServer

pytestmark = [pytest.mark.bench, pytest.mark.settings(CLOCK=CLOCK)]
CLIENTS, PEOPLE = 16, 800


def test_sign_ups(app: Flask, live_server: LiveServer, databases: Databases, figures: Figures) -> None:
    meeting = a_full_meeting(seats=PEOPLE // 2)
    kind = database_of(app)
    sign_up_all(live_server, a_full_meeting().id, clients=CLIENTS, attempts=4 * CLIENTS)  # warm

    before = processor_seconds(live_server)
    crowd = sign_up_all(live_server, meeting.id, clients=CLIENTS, attempts=PEOPLE)
    processor = processor_seconds(live_server) - before
    ceiling = commits_per_second(databases.new(kind, durable=True, migrated=False))

    figures.title = f"Sign-ups on {kind}, {CLIENTS} clients, form and POST, the worker beside them"
    figures.add("sign-ups", crowd.per_second, "/s", at_least=200, ceiling=f"{number(ceiling)} bare commits/s")
    figures.add("processor time of one, form and POST", processor / PEOPLE * 1000, "ms")
    figures.add("form: p99", percentile([one.form_took for one in crowd.attempts], 0.99) * 1000, "ms")
    figures.add("POST: p99", percentile([one.post_took for one in crowd.attempts], 0.99) * 1000, "ms")
    figures.add("slowest POST", max(one.post_took for one in crowd.attempts) * 1000, "ms")
    assert crowd.statuses == {303: PEOPLE}
    stored = select(func.count()).select_from(Registration).where(Registration.meeting_id == meeting.id)
    assert db.session.scalar(stored) == PEOPLE


def test_what_one_sign_up_costs_over_the_wire(app: Flask, live_server: LiveServer, figures: Figures) -> None:
    page = SignUpPage(live_server, a_full_meeting().id)
    connection = Connection(live_server.url)

    token = token_in(connection.get(page.path))  # read plain; what a browser gets is packed
    connection.received = 0
    form = connection.get(page.path, BROWSER)
    packed_form = connection.received
    answer = connection.post(page.path, page.fields(1, token), BROWSER)
    seen = connection.get(answer.headers["location"].removeprefix(live_server.url), BROWSER)
    connection.close()

    figures.title = "One sign-up over the wire: form, POST, and the page that it leads to (without styles and scripts)"
    figures.add("bytes, heads included", connection.received, "B", at_most=20_000)
    figures.add("of them the form", packed_form, "B")
    figures.add("requests and a redirect", 2, at_most=2)
    assert (form.status, answer.status, seen.status) == (200, 303, 200)
