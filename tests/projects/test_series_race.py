"""Many at once on the page of a series, over real HTTP: the first get the seats of a meeting, the rest its line.

The service with its lock out is that of tests/proof/test_race.py. On SQLite the write transaction of the page is the
lock, and cannot be taken out there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.directory import actions as directory
from meetings.extensions import db
from meetings.projects.actions import choosing
from meetings.projects.models import MeetingSeries
from meetings.projects.queries import series as queries
from meetings.registration.actions import Applicant
from meetings.registration.mail import own_path
from meetings.registration.models import Place
from tests.bench.scene import CLOCK
from tests.bench.visitors import SignUpPage, sign_up_all
from tests.builders import NOW
from tests.databases import only_postgresql
from tests.live import LiveServer
from tests.projects.series_scenes import a_series
from tests.proof.test_race import LockIsOut, arrivals

pytestmark = pytest.mark.settings(CLOCK=CLOCK)
SEATS, CLIENTS, PEOPLE = 5, 12, 24


class SeriesPage(SignUpPage):
    """The page of the first series, with one of its meetings chosen."""

    ADDRESS = "/serier/1/anmalan?tillfalle={}"


@pytest.fixture
def lock_is_out(settings: dict[str, Any], tmp_path: Path) -> Iterator[LiveServer]:
    """The service whose seats are counted before the lock is taken."""
    server = LockIsOut(settings, tmp_path / "lock-is-out")
    server.start("web")
    yield server
    server.stop()


def the_series(days: int = 2) -> MeetingSeries:
    directory.ensure_vocabularies()
    series = a_series(1, days, seats=SEATS, start=NOW + timedelta(days=20))
    assert series.id == 1
    return series


def test_the_first_to_come_get_the_seats_of_a_meeting(app: Flask, live_server: LiveServer) -> None:
    series = the_series()
    first, second = queries.occasions(series.id)
    crowd = sign_up_all(live_server, first.meeting_id, clients=CLIENTS, attempts=PEOPLE, page_type=SeriesPage)
    assert crowd.statuses == {303: PEOPLE}
    assert arrivals(first.meeting_id, "confirmed") == list(range(1, SEATS + 1))
    assert arrivals(first.meeting_id, "waiting") == list(range(SEATS + 1, PEOPLE + 1))
    assert arrivals(second.meeting_id, "confirmed") == []
    they_pass_each_other(live_server, series.id, first.meeting_id, second.meeting_id)


def they_pass_each_other(server: LiveServer, series_id: int, here: int, there: int) -> None:
    """Let eight people go from each of two meetings to the other at the same moment."""
    paths = []
    for number in range(8):
        at = (here, there)[number % 2]
        someone = Applicant(f"Bo {number}", f"bo.{number}@example.se")
        made = choosing.sign_up(series_id, at, someone, f"bo-{number}", NOW, "sv").registration
        paths.append((own_path(made), (there, here)[number % 2]))
    before = db.session.scalar(select(func.count()).select_from(Place).where(Place.state != "cancelled"))
    db.session.rollback()
    start, done = threading.Barrier(len(paths)), []

    def go(path: str, to: int) -> None:
        visitor = server.browser()
        form = visitor.get(f"{path}/tillfalle").form("Byt tillfälle")
        form["occasion"] = str(to)
        start.wait()
        done.append(form.submit().heading)
        visitor.close()

    threads = [threading.Thread(target=go, args=pair) for pair in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == len(paths)
    assert all("plats" in heading for heading in done), done
    held = db.session.scalar(select(func.count()).select_from(Place).where(Place.state != "cancelled"))
    assert held == before, "each left one and took one"


@pytest.mark.proof
@only_postgresql
def test_without_the_lock_too_many_get_a_seat(app: Flask, lock_is_out: LiveServer) -> None:
    confirmed = []
    for held in queries.occasions(the_series(5).id):
        crowd = sign_up_all(lock_is_out, held.meeting_id, clients=CLIENTS, attempts=PEOPLE, page_type=SeriesPage)
        assert crowd.statuses == {303: PEOPLE}
        confirmed.append(len(arrivals(held.meeting_id, "confirmed")))
        if confirmed[-1] > SEATS:
            break
    assert confirmed[-1] > SEATS, f"no race was lost: {confirmed}"
