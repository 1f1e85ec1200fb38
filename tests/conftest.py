"""What every test can ask for: an app on either database, a browser, a live service, Chromium, the clock, mail.

In short (each fixture says more):

    def test_first_in_line_moves_up(app): ...                  # both databases; the app's context is open
    def test_the_page_says_why(browser): ...                   # pages and forms in process
    def test_fifty_seats(live_server): ...                     # gunicorn and worker, real HTTP
    def test_a_visitor_signs_up(chromium, live_server): ...    # Chromium
    @only_sqlite / @only_postgresql (tests.databases)          # where one database is enough
    @pytest.mark.settings(RATE_LIMITS=True)                    # settings for app and live_server
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import CodeType
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from meetings import clock as meetings_clock
from meetings import config as meetings_config
from meetings.extensions import db
from tests import needs
from tests.browser import Browser
from tests.databases import Databases
from tests.live import ROOT, LiveServer
from tests.mailserver import MailServer

STOCKHOLM = ZoneInfo("Europe/Stockholm")
LEFT_OUT = pytest.StashKey[dict[str, int]]()
REPORTS = pytest.StashKey[dict[str, pytest.TestReport]]()
SETTINGS = {
    "MODE": "test",
    "SECRET_KEY": "the tests' own key, which signs nothing that matters",
    "LINK_KEY": "the tests' own link key, which opens nothing that matters",
    "BASE_URL": "http://localhost",
    "RATE_LIMITS": False,
}

hypothesis.settings.register_profile("meetings", deadline=None, print_blob=True, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("meetings")


# -- The run: what is missing here, and what may not be skipped ---------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = {}
    for setting in meetings_config.SETTINGS:  # the developer's own settings are none of the tests' business
        os.environ.pop(setting.name, None)
    os.environ.pop(meetings_clock.OFFSET, None)
    if not hasattr(config, "workerinput"):
        subprocess.run([ROOT / ".ci/venv", "dev"], check=True, stdin=subprocess.DEVNULL)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run on this machine, after all other choosing."""
    for need in needs.missing():
        left_out = [item for item in items if item.get_closest_marker(need.mark)]
        if left_out:
            items[:] = [item for item in items if item not in left_out]
            config.hook.pytest_deselected(items=left_out)
            config.stash[LEFT_OUT][need.mark] = len(left_out)
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = config.stash[LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    node.config.stash[LEFT_OUT].update(getattr(node, "workeroutput", {}).get("left_out", {}))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Exit with 3 when all went well but something was left out; under CI that, or a skipped test, is a failure."""
    config = session.config
    if hasattr(config, "workerinput") or session.exitstatus not in {
        pytest.ExitCode.OK,
        pytest.ExitCode.NO_TESTS_COLLECTED,
    }:
        return
    strict = os.environ.get("CI") == "true"
    if config.stash[LEFT_OUT]:
        session.exitstatus = 1 if strict else 3
    elif strict and _skipped(config):
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    left_out = config.stash[LEFT_OUT]
    if left_out:
        lacking = [need for need in needs.missing() if need.mark in left_out]
        terminalreporter.section("Missing here")
        for need in lacking:
            terminalreporter.line(f"{need.name}: {left_out[need.mark]} tests were left out")
        terminalreporter.line(f"This installs it: {needs.command_for(lacking)}")
    if os.environ.get("CI") == "true" and _skipped(config):
        terminalreporter.section("Skipped, which CI does not allow")
        for report in _skipped(config):
            terminalreporter.line(f"{report.nodeid}: {report.longrepr}")


def _skipped(config: pytest.Config) -> list[Any]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return list(reporter.stats.get("skipped", [])) if reporter else []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    item.stash.setdefault(REPORTS, {})[report.when] = report  # type: ignore[attr-defined]
    return report


# -- Databases and the app ----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Every database of the run. Most tests want `app` or `database_url`.

    url = databases.new("postgresql", durable=True, migrated=False)    # an empty one, to try migrations on
    """
    with Databases(tmp_path_factory.mktemp("databases"), migrate) as made:
        yield made


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what uses a database once on each, or on those that its mark names."""
    if "database_url" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("databases")
        marks = {"sqlite": (), "postgresql": pytest.mark.postgres}
        kinds = [pytest.param(kind, marks=marks[kind]) for kind in (mark.args if mark else marks)]
        metafunc.parametrize("database_url", kinds, indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The address of a fresh, migrated, empty database; the test runs once on SQLite and once on PostgreSQL.

    With a live server, and in proofs and benches, it writes as durably as in production. Where one database is
    enough, say so above the test, or for a module with `pytestmark = only_sqlite`:

        from tests.databases import only_sqlite

        @only_sqlite
        def test_a_journey(chromium, live_server): ...
    """
    live = {"live_server", "start_server"} & set(request.fixturenames)
    marked = any(request.node.get_closest_marker(mark) for mark in ("durable", "proof", "bench"))
    url = databases.new(request.param, durable=bool(live or marked))
    yield url
    databases.drop(url)


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_url: str) -> dict[str, Any]:
    """The settings of `app` and `live_server`; the test's own come from marks, the nearest first.

    @pytest.mark.settings(RATE_LIMITS=True, CLOCK="2018-04-24T23:59:30+02:00")
    def test_the_last_half_minute(live_server): ...
    """
    own: dict[str, Any] = {}
    for mark in request.node.iter_markers("settings"):
        own = mark.kwargs | own
    return SETTINGS | {"DATABASE_URL": database_url} | own


@pytest.fixture
def app(settings: dict[str, Any], tmp_path: Path) -> Iterator[Flask]:
    """The app on a fresh database (both, one after the other), with its context open and an instance of its own.

        def test_a_draft_is_published(app):
            meeting = a_meeting(state=State.DRAFT)
            actions.publish(meeting.id, now=NOON)
            assert queries.published() == [meeting]

    The instance folder is `Path(app.config["INSTANCE"])`. Rows are read anew after each request of `browser`.
    """
    from meetings.app import create_app  # here, so that the tests of rules run without it

    made = create_app({"INSTANCE": str(tmp_path / "instance")} | settings)
    made.jinja_env.bytecode_cache = COMPILED
    with made.app_context():
        yield made
        close_database()
    os.environ.pop(meetings_clock.OFFSET, None)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A visitor without a screen; every page fetched is checked (tests/browser.py says how to fill in forms).

        def test_a_sign_up_is_confirmed(browser):
            meeting = a_meeting(seats=1)
            form = browser.get(f"/moten/{meeting.id}/anmalan").form("Anmäl mig")
            page = form.fill(name="Åsa Öberg", email="asa@example.se").submit()
            assert page.heading == "Du är anmäld"

    For a second visitor: `Browser(app)`.
    """
    return Browser(app)


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, databases: Databases) -> Callable[[str], str]:
    """A function that makes a database with no tables: `url = empty_database("sqlite")`, to try migrations on."""

    def make(kind: str) -> str:
        url = databases.new(kind, migrated=False)
        request.addfinalizer(lambda: databases.drop(url))
        return url

    return make


class CompiledTemplates(BytecodeCache):
    """Templates are compiled once in a run, and not once for the app of each test."""

    def __init__(self) -> None:
        self._code: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand out what is kept, if it was compiled from the same text."""
        checksum, code = self._code.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._code[bucket.key] = (bucket.checksum, bucket.code)


COMPILED = CompiledTemplates()


def migrate(url: str, folder: Path) -> None:
    """Bring a database to the newest version, as `flask db upgrade` does."""
    ran = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        cwd=ROOT,
        env={**os.environ, "MODE": "test", "DATABASE_URL": url, "INSTANCE": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, f"flask db upgrade failed on {url}:\n{ran.stdout}{ran.stderr}"


def close_database() -> None:
    """Let go of every connection of the app whose context is open."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


# -- Time and mail ------------------------------------------------------------------------------------------------


class Clock:
    """The clock of this process, which a test can stop; it runs until then."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def set(self, moment: str | datetime) -> datetime:
        """Stop the clock at this moment and return it; without a zone it is Swedish time."""
        moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        stopped = moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)
        stopped = stopped.astimezone(ZoneInfo("UTC"))
        self._monkeypatch.setattr(meetings_clock, "real_now", lambda: stopped)
        return meetings_clock.now()

    def forward(self, **by: float) -> datetime:
        """Move on by days, hours, minutes, seconds and stand still there: `clock.forward(minutes=5)`."""
        return self.set(meetings_clock.now() + timedelta(**by))

    def now(self) -> datetime:
        """Return what the clock says, in UTC."""
        return meetings_clock.now()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock, to be stopped and moved (in this process; a live server takes the setting CLOCK).

    def test_the_door_closes(browser, clock):
        clock.set("2018-04-24 16:00")             # Swedish time
        assert "Anmälan är stängd" in browser.get("/moten/1").text
        clock.forward(seconds=-1)
    """
    return Clock(monkeypatch)


@pytest.fixture
def mailserver() -> Iterator[MailServer]:
    """An SMTP server that keeps what it gets (tests/mailserver.py).

    def test_a_mail_leaves(start_server, mailserver):
        server = start_server(**mailserver.settings)
        ...
        assert mailserver.wait_for(1)[0]["To"] == "asa@example.se"
    """
    server = MailServer()
    server.start()
    yield server
    server.stop()


# -- The service as deployed, and Chromium ------------------------------------------------------------------------


@pytest.fixture
def start_server(
    settings: dict[str, Any], tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., LiveServer]]:
    """A function that starts the service as it is deployed, on the test's database; it is ended with the test.

        def test_kill(start_server):
            server = start_server(worker=False, WEB_WORKERS=1)     # settings by name; parts: web, worker
            server.browser().get("/moten")
            server.kill("web")

    See tests/live.py for `LiveServer`.
    """
    servers: list[LiveServer] = []

    def start(*, web: bool = True, worker: bool = True, **own: Any) -> LiveServer:
        base = dict(settings)
        if base["BASE_URL"] == SETTINGS["BASE_URL"]:
            del base["BASE_URL"]  # the service is where it is
        server = LiveServer(base | own, tmp_path / f"service-{len(servers) + 1}")
        servers.append(server)
        if web:
            server.start("web")
        if worker:
            server.start("worker")
        return server

    yield start
    for server in servers:
        server.stop()
    if _failed(request.node):
        for server in servers:
            for part in server.processes:
                print(f"-- the end of {part}.log\n{server.log(part)[-4000:]}")  # type: ignore[arg-type]


@pytest.fixture
def live_server(start_server: Callable[..., LiveServer]) -> LiveServer:
    """The service as it is deployed: gunicorn with two processes and the worker, reached at `live_server.url`.

        def test_a_page_over_http(live_server):
            assert live_server.browser().get("/").status == 200

    To fill its database, take `app` as well (it is the same database) and call builders or actions.
    """
    return start_server()


@pytest.fixture(scope="session")
def _chromium_process() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    from tests import chromium as module

    with sync_playwright() as playwright:
        process = module.launch(playwright)
        yield process
        process.close()


@pytest.fixture
def chromium(request: pytest.FixtureRequest, _chromium_process: Any) -> Iterator[Any]:
    """Chromium's windows (tests/chromium.py). The test must be marked `browser`; it fails on any error in the console.

        @only_sqlite
        @pytest.mark.browser
        @pytest.mark.parametrize("scripts", [True, False])
        def test_a_visitor_signs_up(chromium, live_server, scripts):
            page = chromium.open(live_server, "/moten", width=360, scripts=scripts)

    When the test fails, pictures of its windows are kept in test-results/.
    """
    from tests.chromium import Chromium

    assert request.node.get_closest_marker("browser"), "mark the test with @pytest.mark.browser"
    windows = Chromium(_chromium_process, re.sub(r"[^\w-]+", "-", request.node.name))
    yield windows
    if _failed(request.node):
        for path in windows.take_pictures(ROOT / "test-results"):
            print(f"picture: {path}")
    windows.close()
    assert not windows.complaints, "\n".join(windows.complaints)


def _failed(item: pytest.Item) -> bool:
    report = item.stash.get(REPORTS, {}).get("call")
    return bool(report and report.failed)


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        shutil.rmtree(ROOT / "test-results", ignore_errors=True)
