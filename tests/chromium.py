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
from typing import Any, Protocol
from urllib.parse import urljoin

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Locator, Page, Playwright, expect

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
CONTRAST = "color-contrast"
PHONE, DESKTOP = 360, 1280
AXE = Axe().axe_script

expect.set_options(timeout=10_000)


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium of this machine (Playwright's own build is never fetched)."""
    return playwright.chromium.launch(executable_path=chromium_program(), args=FLAGS)


class Served(Protocol):
    """What a window is opened on: tests/live.py has it."""

    url: str


class Chromium:
    """Opens windows, each with cookies of its own, and closes them when the test ends."""

    def __init__(self, browser: Browser, name: str) -> None:
        self.browser = browser
        self.name = name
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(
        self,
        server: Served,
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

    def wait_until_loaded(self) -> None:
        """Return when no window waits for anything more: whoever takes the server away now is not missed."""
        for context in self.contexts:
            for page in context.pages:
                page.wait_for_load_state()

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


# Marks what holds text and looks like nothing that was seen before: its kind is made of the colours, sizes and classes
# of it and of all that it stands in. Answers with the kinds that are new, each as a number.
_MARK_NEW_KINDS = """(seen) => {
  const known = new Set(seen), found = [], chains = new Map();
  const number = (text) => {
    let one = 0xdeadbeef, other = 0x41c6ce57;
    for (let at = 0; at < text.length; at++) {
      one = Math.imul(one ^ text.charCodeAt(at), 2654435761);
      other = Math.imul(other ^ text.charCodeAt(at), 1597334677);
    }
    return ((other >>> 0) & 0x1fffff) * 4294967296 + (one >>> 0);
  };
  const drawn = (style) =>
    style.content === "none" ? "" : style.backgroundColor + style.backgroundImage + style.position;
  const chain = (one) => {
    if (!one) return 0;
    if (!chains.has(one)) {
      const own = getComputedStyle(one);
      chains.set(one, number([
        chain(one.parentElement), one.localName, one.getAttribute("class"), own.backgroundColor, own.backgroundImage,
        own.opacity, own.position, own.filter, drawn(getComputedStyle(one, "::before")),
        drawn(getComputedStyle(one, "::after")),
      ].join("|")));
    }
    return chains.get(one);
  };
  const written = (one) => [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  for (const one of document.body.querySelectorAll("*")) {
    if (!written(one) && !one.matches("input, select, textarea")) continue;
    const own = getComputedStyle(one);
    const kind = number([chain(one), own.color, own.fontSize, own.fontWeight, own.visibility, own.display].join("|"));
    if (known.has(kind)) continue;
    known.add(kind);
    found.push(kind);
    one.dataset.newKind = "";
  }
  return found;
}"""
_RUN_AXE = "([on, options]) => axe.run(on ?? document, options).then(found => found.violations)"


def assert_accessible(page: Page, *, without: tuple[str, ...] = (), seen: set[int] | None = None) -> None:
    """Fail unless axe finds nothing against WCAG 2.2 AA and its best practices; `without` names rules left out.

    The page must have been opened with scripts on. Contrast takes axe longer than all else together: with `seen`, which
    goes from page to page of one colour scheme, it is looked at once for each kind of text: what has the same colours,
    size and classes, within the same, needs no second look.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    left_out = without if seen is None else (*without, CONTRAST)
    violations = page.evaluate(_RUN_AXE, [None, _options(WCAG, left_out)])
    if seen is not None and CONTRAST not in without and (new := page.evaluate(_MARK_NEW_KINDS, list(seen))):
        seen.update(new)
        only = {"runOnly": {"type": "rule", "values": [CONTRAST]}, "resultTypes": ["violations"]}
        violations += page.evaluate(_RUN_AXE, [{"include": [["[data-new-kind]"]]}, only])
    lines = []
    for violation in violations:
        lines.append(f"{violation['id']}: {violation['help']} ({violation['impact']})")
        for node in violation["nodes"]:
            summary = " ".join((node.get("failureSummary") or "").split())
            lines.append(f"    {' '.join(map(str, node['target']))}: {summary}\n        {node['html'][:160]}")
    assert not violations, f"axe finds {len(violations)} faults on {page.url}:\n" + "\n".join(lines)


def _options(tags: list[str], without: tuple[str, ...]) -> dict[str, Any]:
    return {
        "runOnly": {"type": "tag", "values": tags},
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in without},
    }


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
