"""How long the list of people takes with 100, 10,000 and 100,000 of them, and an export of 10,000 beside the bare
libraries, with the memory that it adds.

In process, without a server: what is measured is the page and its queries. Each time is the least of seven, since
others may use the machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import text

from meetings.accounts import actions as accounts
from meetings.audit.actions import Actor
from meetings.extensions import db
from tests.bench.crowd import a_crowd
from tests.bench.figures import Figures
from tests.browser import Browser
from tests.builders import NOW
from tests.databases import listening
from tests.live import ROOT

pytestmark = pytest.mark.bench
SECRET = "tre gula tranor i vassen"
UNFILTERED, FILTERED = 0.05, 0.3
LISTS = {
    "by name": ("", UNFILTERED),
    "by name, last page": ("?sida=99999", UNFILTERED),
    "by organisation": ("?ordning=organisation", UNFILTERED),
    "found by word": ("?q=asa", FILTERED),
    "confirmed": ("?status=anmalda", FILTERED),
    "of one sector": ("?sektor={sector}", FILTERED),
    "of one interest": ("?intresse={interest}", FILTERED),
    "all filters": ("?q=asa&status=anmalda&sektor={sector}&intresse={interest}&ordning=-ankomst", FILTERED),
}


@pytest.mark.parametrize("people", [100, 10_000, 100_000])
def test_lists(app: Flask, clock, figures: Figures, people: int) -> None:
    clock.set(NOW)
    meeting = a_crowd(people)
    _let_the_database_settle()
    browser = _organiser(app)
    figures.title = f"list of {people:,} people, {db.engine.dialect.name}"
    values = {
        "sector": db.session.execute(text("SELECT min(sector_id) FROM registration")).scalar(),
        "interest": db.session.execute(text("SELECT min(choice_id) FROM answer")).scalar(),
    }
    for name, (query, aim) in LISTS.items():
        path = f"/arbetsytan/moten/{meeting.id}/deltagare{query.format(**values)}"
        with listening() as queries:
            browser.get(path, check=False)
        number = len(queries)
        seconds = _least(lambda path=path: browser.client.get(path, base_url=browser.base_url), 7)
        figures.add(name, seconds, "s", at_most=aim, ceiling=f"{number} queries")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export(app: Flask, figures: Figures, tmp_path: Path, kind: str) -> None:
    meeting = a_crowd(10_000)
    _let_the_database_settle()
    figures.title = f"export of 10,000 people as {kind}, {db.engine.dialect.name}"
    database = app.config["DATABASE_URL"]
    ours = [_measured("export", kind, database, str(meeting.id), tmp_path) for _ in range(3)]
    rows = tmp_path / "rows.json"
    bare = [_measured("bare", kind, str(rows), "", tmp_path) for _ in range(3)]
    with (tmp_path / f"export.{kind}").open("rb") as file:
        assert len(file.read()) > 500_000
    seconds, floor = (min(run["seconds"] for run in runs) for runs in (ours, bare))
    figures.add("time", seconds, "s", at_most=1.5 * floor, ceiling=f"{floor:.2f} s, bare {kind}")
    figures.add("times the bare library", seconds / floor, "x", at_most=1.5)
    memory, least = (max(run["megabytes"] for run in runs) for runs in (ours, bare))
    figures.add("memory added at the peak", memory, "MB", at_most=30, ceiling=f"{least:.1f} MB, bare {kind}")


def test_export_of_ten_times_as_many_takes_no_more_memory(app: Flask, figures: Figures, tmp_path: Path) -> None:
    meeting = a_crowd(100_000)
    _let_the_database_settle()
    figures.title = f"export of 100,000 people, {db.engine.dialect.name}"
    for kind in ("csv", "xlsx"):
        run = _measured("export", kind, app.config["DATABASE_URL"], str(meeting.id), tmp_path)
        figures.add(f"{kind}, time", run["seconds"], "s")
        figures.add(f"{kind}, memory added at the peak", run["megabytes"], "MB", at_most=30)


def _organiser(app: Flask) -> Browser:
    accounts.add(accounts.NewAccount("Karin Ek", "karin@example.se"), NOW, Actor("Bench"), password=SECRET)
    browser = Browser(app)
    with browser.client.session_transaction(base_url=browser.base_url) as session:
        session["sign_in"] = accounts.sign_in("karin@example.se", SECRET, NOW, 12)
    return browser


def _let_the_database_settle() -> None:
    """Do what PostgreSQL's autovacuum does within a minute; SQLite is as it is in production, without statistics."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        options = {"isolation_level": "AUTOCOMMIT", "postgresql_readonly": False}
        with db.engine.connect().execution_options(**options) as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _least(step: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = perf_counter()
        step()
        taken.append(perf_counter() - begun)
    return min(taken)


def _measured(what: str, kind: str, source: str, meeting: str, folder: Path) -> dict[str, float]:
    """Run it in a process of its own and return seconds and megabytes (peak over what was taken before)."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.exporting", what, kind, source, meeting, str(folder)],
        cwd=ROOT,
        env={**os.environ, "MODE": "test", "INSTANCE": str(folder / "instance")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, float] = json.loads(ran.stdout)
    return found
