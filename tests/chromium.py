"""Chromium for journeys: windows of any width, with and without scripts, light and dark; and axe.

    page = chromium.open(live_server, "/moten", width=360, scripts=False)
    page.get_by_label("Namn").fill("Åsa Öberg")
    page.get_by_role("button", name="Anmäl mig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du är anmäld")
    assert_accessible(page)

`page` is Playwright's own. What the page writes to the console as an error, and what its scripts raise, fails the test.
`page.wait_for_function` and `page.add_script_tag` do not work: the site's Content-Security-Policy stops them.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Locator, Page, Playwright, expect

from tests.live import LiveServer
from tests.needs import chromium_program

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESKTOP = 360, 1280
_AXE = Axe().axe_script

expect.set_options(timeout=10_000)


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium of this machine (Playwright's own build is never fetched)."""
    return playwright.chromium.launch(executable_path=chromium_program(), args=FLAGS)


class Chromium:
    """Opens windows, each with cookies of its own, and closes them when the test ends."""

    def __init__(self, browser: Browser, name: str) -> None:
        self.browser = browser
        self.name = name
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(
        self,
        server: LiveServer,
        path: str = "/",
        *,
        width: int = DESKTOP,
        height: int | None = None,
        scripts: bool = True,
        dark: bool = False,
        **options: Any,
    ) -> Page:
        """Open a window and go to a page; more options as Playwright's `new_context` takes them.

        360 wide is a phone (touch, 640 high), otherwise a desktop (800 high). Paths are enough from then on:
        `page.goto("/en/moten")`.
        """
        phone = width < 600
        context = self.browser.new_context(
            base_url=server.url,
            locale=options.pop("locale", "sv-SE"),
            timezone_id=options.pop("timezone_id", "Europe/Stockholm"),
            viewport={"width": width, "height": height or (640 if phone else 800)},
            has_touch=phone,
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **options,
        )
        self.contexts.append(context)
        context.set_default_timeout(10_000)
        context.on("console", self._listen)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        page = context.new_page()
        page.goto(urljoin(server.url, path))
        return page

    def _listen(self, message: ConsoleMessage) -> None:
        # A page that answers 404, 409 or 422 is no fault; a style, script or font that is missing is.
        expected = "Failed to load resource" in message.text and message.location.get("url") == (
            message.page.url if message.page else None
        )
        if message.type == "error" and not expected:
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def take_pictures(self, folder: Path) -> list[Path]:
        """Save what every open window shows; done when a test has failed."""
        taken: list[Path] = []
        for context in self.contexts:
            for page in context.pages:
                folder.mkdir(parents=True, exist_ok=True)
                path = folder / f"{self.name}-{len(taken) + 1}.png"
                try:
                    page.screenshot(path=path, full_page=True, timeout=5_000)
                    taken.append(path)
                except Error:
                    continue
        return taken

    def close(self) -> None:
        """Close every window."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()


def assert_accessible(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Fail unless axe finds nothing against WCAG 2.2 AA and its best practices; `without` names rules left out.

    The page must have been opened with scripts on.
    """
    options = {
        "runOnly": {"type": "tag", "values": WCAG},
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in without},
    }
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    violations = page.evaluate("options => axe.run(document, options).then(found => found.violations)", options)
    lines = []
    for violation in violations:
        lines.append(f"{violation['id']}: {violation['help']} ({violation['impact']})")
        for node in violation["nodes"]:
            summary = " ".join((node.get("failureSummary") or "").split())
            lines.append(f"    {' '.join(map(str, node['target']))}: {summary}\n        {node['html'][:160]}")
    assert not violations, f"axe finds {len(violations)} faults on {page.url}:\n" + "\n".join(lines)


def reload_until_shown(page: Page, wanted: Locator, *, seconds: float = 60) -> None:
    """Load the page anew, as one without scripts does while the service works, until it shows what is wanted."""
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        page.wait_for_load_state()  # of a page that is still on its way nothing is known
        if wanted.count():
            return
        page.wait_for_timeout(100)
        page.reload()
    raise AssertionError(f"{page.url} does not show {wanted} within {seconds} s")


def assert_fits(page: Page) -> None:
    """Fail when the page must be scrolled sideways."""
    page.wait_for_load_state()  # what is still on its way has no width
    width, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= room, f"{page.url} is {width} px wide, the window {room} px"
