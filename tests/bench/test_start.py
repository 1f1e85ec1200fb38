"""How long it takes until the first page is answered, and how much memory the service takes, web and worker."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask

from tests.bench.figures import Figures
from tests.bench.load import Connection
from tests.bench.processes import memory, processor_seconds
from tests.bench.scene import CLOCK, a_full_meeting, database_of
from tests.bench.visitors import sign_up_all
from tests.live import LiveServer

pytestmark = [pytest.mark.bench, pytest.mark.settings(CLOCK=CLOCK)]


def test_cold_start_and_memory(app: Flask, start_server: Callable[..., LiveServer], figures: Figures) -> None:
    meeting = a_full_meeting()
    path = f"/moten/{meeting.id}-{meeting.slug}"

    starts, processor = [], []
    for _ in range(3):
        server = start_server(web=False, worker=False)
        began = time.perf_counter()
        server.start("service", wait=False)
        wait_for_the_page(server, path)
        starts.append(time.perf_counter() - began)
        processor.append(processor_seconds(server, "service"))
        server.stop()

    server = start_server()
    connection = Connection(server.url)
    for number in range(100):
        assert connection.get(("/", path, f"/en{path}", f"/moten/{meeting.id}/anmalan")[number % 4]).status == 200
    connection.close()
    crowd = sign_up_all(server, meeting.id, clients=8, attempts=50)  # a form and a POST each
    time.sleep(2)  # the worker has delivered

    figures.title = f"Start and memory on {database_of(app)}"
    figures.add("cold start to the first page, the best of 3 (first mark 2 s)", min(starts), "s", at_most=1)
    figures.add("of it the processor was at work", min(processor), "s")
    used = memory(server, "service")
    figures.add("web + worker after 200 requests (first mark 250 MB), PSS", used, "MB", at_most=150)
    assert crowd.statuses == {303: 50}


def wait_for_the_page(server: LiveServer, path: str) -> None:
    """Return when the page has been answered."""
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        connection = Connection(server.url)
        try:
            assert connection.get(path).status == 200
            return
        except ConnectionError:
            time.sleep(0.005)
        finally:
            connection.close()
    raise AssertionError(f"no page after 30 s:\n{server.log('service')}")
