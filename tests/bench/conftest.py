"""What the benches share: their table of figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.figures import Figures


@pytest.fixture
def figures(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[Figures]:
    """The figures of this bench, printed as a table at its end, also when it fails half-way."""
    found = Figures(request.node.name)
    yield found
    if found.rows:
        with capsys.disabled():
            print(f"\n\n{found.table()}\n")
