"""What the tests of mailings share."""

from __future__ import annotations

import pytest

from tests.browser import Browser
from tests.builders import NOW, an_organiser, signed_in
from tests.conftest import Clock


@pytest.fixture
def desk(browser: Browser, clock: Clock) -> Browser:
    clock.set(NOW)
    return signed_in(browser, an_organiser())
