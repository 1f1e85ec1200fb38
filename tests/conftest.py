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
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from meetings import clock as meetings_clock
from tests import remembered
from tests.browser import Browser
from tests.clock import Clock
from tests.databases import Databases
from tests.live import ROOT, LiveServer
from tests.mailserver import MailServer
from tests.run import (  # noqa: F401 - pytest finds its hooks here
    has_failed,
    pytest_collection_finish,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_runtest_makereport,
    pytest_sessionfinish,
    pytest_sessionstart,
    pytest_terminal_summary,
    pytest_testnodedown,
)
from tests.shared import Shared

SETTINGS = {
    "MODE": "test",
    "SECRET_KEY": "the tests' own key, which signs nothing that matters",
    "LINK_KEY": "the tests' own link key, which opens nothing that matters",
    "BASE_URL": "http://localhost",
    "RATE_LIMITS": False,
}

remembered.remember_addresses()


# -- Databases and the app ----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Shared:
    """What all processes of the run use (tests/shared.py)."""
    own = tmp_path_factory.getbasetemp()
    return Shared(own if worker_id == "master" else own.parent)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, shared: Shared) -> Iterator[Databases]:
    """Every database of the run. Most tests want `app` or `database_url`.

    url = databases.new("postgresql", durable=True, migrated=False)    # an empty one, to try migrations on
    """
    with Databases(tmp_path_factory.mktemp("databases"), shared) as made:
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
    made = remembered.app_for(settings, tmp_path / "instance")
    with made.app.app_context():
        yield made.app
    remembered.give_back(made)
    os.environ.pop(meetings_clock.OFFSET, None)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A visitor without a screen; every page fetched is checked (tests/browser says how to fill in forms).

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


# -- Time and mail ------------------------------------------------------------------------------------------------


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

    Web and worker are started apart, so that each can be killed; benches start both as one service.

        def test_kill(start_server):
            server = start_server(worker=False, WEB_WORKERS=1)     # settings by name; parts: web, worker
            server.browser().get("/moten")
            server.kill("web")

    See tests/live.py for `LiveServer`.
    """
    servers: list[LiveServer] = []
    measured = any(request.node.get_closest_marker(mark) for mark in ("proof", "bench"))

    def start(*, web: bool = True, worker: bool = True, anew: bool = measured, **own: Any) -> LiveServer:
        base = dict(settings)
        if base["BASE_URL"] == SETTINGS["BASE_URL"]:
            del base["BASE_URL"]  # the service is where it is
        server = LiveServer(base | own, tmp_path / f"service-{len(servers) + 1}", anew=anew)
        servers.append(server)
        if web and worker and request.node.get_closest_marker("bench"):
            server.start("service")
            return server
        if web:
            server.start("web")
        if worker:
            server.start("worker")
        return server

    yield start
    for server in servers:
        server.stop()
    if has_failed(request.node):
        for server in servers:
            for part in server.processes:
                print(f"-- the end of {part}.log\n{server.log(part)[-4000:]}")  # type: ignore[arg-type]


@pytest.fixture
def live_server(start_server: Callable[..., LiveServer], request: pytest.FixtureRequest) -> LiveServer:
    """The service as it is deployed: gunicorn with two processes and the worker, reached at `live_server.url`.

    A journey in Chromium is served without the worker: one that waits for mail or a job says `start_server()`.

        def test_a_page_over_http(live_server):
            assert live_server.browser().get("/").status == 200

    To fill its database, take `app` as well (it is the same database) and call builders or actions.
    """
    return start_server(worker="chromium" not in request.fixturenames)


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
    if "start_server" in request.fixturenames:
        request.getfixturevalue("start_server")  # begun before the windows, it ends after them
    windows = Chromium(_chromium_process, re.sub(r"[^\w-]+", "-", request.node.name))
    yield windows
    if has_failed(request.node):
        for path in windows.take_pictures(ROOT / "test-results"):
            print(f"picture: {path}")
    windows.close()
    assert not windows.complaints, "\n".join(windows.complaints)
