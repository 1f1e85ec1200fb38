"""How often may something be tried: counted exactly, by all processes together, and before anything is done."""

from __future__ import annotations

import threading
import time

import pytest
from flask import Flask, current_app

from meetings import transaction
from meetings.errors import Busy
from meetings.extensions import db
from meetings.web.aside import Aside
from meetings.web.limits import DatabaseStorage, RateWindow
from tests.builders import a_meeting, set_facts
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.live import LiveServer


def test_each_hit_counts_and_a_window_that_has_ended_begins_anew(app: Flask) -> None:
    storage = DatabaseStorage()
    assert [storage.incr("a", 60), storage.incr("a", 60), storage.incr("b", 60), storage.incr("a", 60, 3)] == [
        1, 2, 1, 5,
    ]  # fmt: skip
    assert 20 < storage.get_expiry("a") - time.time() <= 60
    set_facts(RateWindow(key="a", hits=5, expires=time.time() - 1))
    assert (storage.get("a"), storage.incr("a", 60), storage.get("b")) == (0, 1, 1)


def test_a_window_outlives_the_process(app: Flask) -> None:
    storage = DatabaseStorage()
    storage.incr("a", 60)
    db.engine.dispose()
    assert storage.incr("a", 60) == 2


def test_what_many_count_at_once_is_counted_once_each(app: Flask) -> None:
    asides = [current_app.extensions["rate_windows"], Aside({"sqlite": ["PRAGMA query_only=0"], "postgresql": []})]
    counted: list[int] = []

    def count(aside: Aside) -> None:
        with app.app_context():
            app.extensions["rate_windows"] = aside
            for _time in range(20):
                counted.append(DatabaseStorage().incr("a", 60))

    threads = [threading.Thread(target=count, args=[aside]) for aside in asides * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asides[1].close()
    assert sorted(counted) == list(range(1, 81))


@only_sqlite
def test_a_database_that_is_not_to_be_had_is_busy(app: Flask) -> None:
    aside = Aside({"sqlite": ["PRAGMA query_only=0", "PRAGMA busy_timeout=1"]})
    with transaction.write(), pytest.raises(Busy):
        aside.ask({"sqlite": "INSERT INTO rate_window VALUES ('a', 1, 1) RETURNING hits"})
    _opened, row = aside.ask({"sqlite": "INSERT INTO rate_window VALUES ('a', 1, 1) RETURNING hits"})
    aside.close()
    assert row == (1,)


@only_sqlite
@pytest.mark.settings(RATE_LIMITS=True, CLOCK="2027-03-01T10:00:00+01:00")
def test_two_processes_count_together_and_go_on_after_a_restart(app: Flask, live_server: LiveServer) -> None:
    path = f"/moten/{a_meeting().id}/anmalan"
    visitors = [live_server.browser() for _ in range(4)]
    answers = [visitor.post(path, {}, check=False).status for _time in range(10) for visitor in visitors]
    live_server.kill("web")
    live_server.start("web")
    visitor = live_server.browser()
    answers += [visitor.post(path, {}, check=False).status for _time in range(22)]
    assert answers == [422] * 60 + [429] * 2


@pytest.mark.settings(RATE_LIMITS=True)
def test_who_may_not_try_is_told_before_the_form_is_read(app: Flask, clock: Clock) -> None:
    path = f"/moten/{a_meeting().id}/anmalan"
    client = app.test_client()
    statuses = [client.post(path, environ_base={"REMOTE_ADDR": "10.0.0.1"}).status_code for _time in range(61)]
    assert statuses == [422] * 60 + [429]
    assert client.post(path, environ_base={"REMOTE_ADDR": "10.0.0.2"}).status_code == 422
    assert client.get(path, environ_base={"REMOTE_ADDR": "10.0.0.1"}).status_code == 200
