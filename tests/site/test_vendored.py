"""What comes from elsewhere is what npm ships; letters of other languages cost only the pages that show them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.builders import a_meeting
from tests.chromium import Chromium
from tests.databases import only_sqlite
from tests.live import ROOT, LiveServer

VENDOR = ROOT / "static" / "vendor"
PRESS = ROOT / "meetings" / "documents" / "press"  # fonts of printed documents, which no browser is sent
OURS = {"vendored.json", "certificates.typ", "document.typ"}
MORE_LETTERS = "figtree-5.3.0-ext.woff2"


@pytest.mark.parametrize("folder", [VENDOR, PRESS], ids=["static", "press"])
def test_each_file_is_the_one_that_is_written_down(folder: Path) -> None:
    written = {
        file["path"]: file["sha256"]
        for package in json.loads((folder / "vendored.json").read_text(encoding="utf-8"))
        for file in package["files"]
    }
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in OURS
    }
    assert found == written


def fonts_of(page: Page) -> set[str]:
    """Return the font files that the page has fetched, when all it asked for have come."""
    names = page.evaluate(
        "document.fonts.ready.then(() => performance.getEntriesByType('resource').map(entry => entry.name))"
    )
    return {Path(name).name for name in names if name.endswith(".woff2")}


@only_sqlite
@pytest.mark.browser
def test_letters_beyond_swedish_are_fetched_when_a_page_shows_one(
    app: object, chromium: Chromium, live_server: LiveServer
) -> None:
    ours = a_meeting(title="Möte på Åland")
    others = a_meeting(title="Čáhput: gaskavahku, đ och ŋ")
    page = chromium.open(live_server, f"/moten/{ours.id}-x")
    assert fonts_of(page) == {"figtree-5.3.0.woff2"}
    page.goto(f"/moten/{others.id}-x")
    assert MORE_LETTERS in fonts_of(page)
