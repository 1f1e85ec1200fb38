"""How many times a second a meeting's page is answered, and how slow the slowest in a hundred is.

As deployed, 16 connections, beside a bare Flask page of as many bytes under the same server, turn by turn in the same
run. A share of two rates suffers when others use the machine; the processor time of a request hardly does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pytest
from flask import Flask

from tests.bench.bare_server import BareServer
from tests.bench.figures import Figures, number
from tests.bench.load import Connection, Load, measure
from tests.bench.processes import processor_seconds
from tests.bench.scene import CLOCK, a_full_meeting, database_of
from tests.live import LiveServer

pytestmark = [pytest.mark.bench, pytest.mark.settings(CLOCK=CLOCK)]
CONNECTIONS, ROUNDS, SECONDS = 16, 5, 2


@dataclass
class Page:
    """A page that is measured: what it is called, where it is, and what came of each round."""

    name: str
    server: LiveServer
    path: str = "/"
    loads: list[Load] = field(default_factory=list)
    processor: float = 0.0

    def measure(self) -> None:
        """Ask for it for a while, and note rate, times and the processor time of the server's processes."""
        before = processor_seconds(self.server)
        self.loads.append(measure(self.server.url + self.path, connections=CONNECTIONS, seconds=SECONDS, warm_up=0))
        self.processor += processor_seconds(self.server) - before

    @property
    def per_second(self) -> float:
        return median(load.per_second for load in self.loads)

    @property
    def p99(self) -> float:
        return median(load.p99 for load in self.loads)

    @property
    def processor_ms(self) -> float:
        """Milliseconds of processor time for one request."""
        return self.processor * 1000 / sum(load.requests for load in self.loads)


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Callable[[int], BareServer]]:
    """A function that starts the bare server: `bare(page_bytes)`."""
    servers: list[BareServer] = []

    def start(page_bytes: int) -> BareServer:
        server = BareServer(tmp_path / "bare", page_bytes)
        servers.append(server)
        server.start("web")
        return server

    yield start
    for server in servers:
        server.stop()


def test_the_meetings_page(
    app: Flask, start_server: Callable[..., LiveServer], bare: Callable[[int], BareServer], figures: Figures
) -> None:
    meeting = a_full_meeting()
    path = f"/moten/{meeting.id}-{meeting.slug}"
    server = start_server(worker=False)
    size = size_of(server, path)
    ceiling = Page("bare Flask page", bare(size))
    assert abs(size_of(ceiling.server, "/") - size) < 200
    pages = [
        Page("meeting page", server, path),
        Page("home page", server),
        Page("meeting page, no cache", start_server(worker=False, PAGE_CACHE_BYTES=0), path),
    ]

    for page in (ceiling, *pages):
        measure(page.server.url + page.path, connections=CONNECTIONS, seconds=1, warm_up=0)
    for _ in range(ROUNDS):
        for page in (ceiling, *pages):
            page.measure()

    tool = ceiling.loads[0].tool
    figures.title = f"Pages on {database_of(app)}, {CONNECTIONS} connections, {tool}"
    figures.add("bytes of the meeting page (plain)", size, "B")
    for page in (ceiling, *pages):
        _rows(figures, page, ceiling)
    assert [load.errors for page in (ceiling, *pages) for load in page.loads] == [0] * (ROUNDS * 4)


def size_of(server: LiveServer, path: str) -> int:
    """Return the bytes of a page as it is before it is packed."""
    connection = Connection(server.url)
    answer = connection.get(path)
    connection.close()
    assert answer.status == 200
    return len(answer.body)


def _rows(figures: Figures, page: Page, ceiling: Page) -> None:
    aimed = page.name == "meeting page"
    if page is ceiling:
        figures.add(page.name, page.per_second, "/s")
    else:
        shares = [own.per_second / bare.per_second for own, bare in zip(page.loads, ceiling.loads, strict=True)]
        figures.add(page.name, page.per_second, "/s", ceiling=f"{number(ceiling.per_second)}/s")
        figures.add(f"{page.name}: share of bare", median(shares), at_least=0.6 if aimed else None, ceiling="1")
    figures.add(f"{page.name}: p99", page.p99, "ms", at_most=40 if aimed else None)
    figures.add(f"{page.name}: processor time", page.processor_ms, "ms", ceiling=f"{number(ceiling.processor_ms)} ms")
