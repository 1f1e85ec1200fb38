"""axe finds nothing on any page, in either language, on a phone and on a desk, in light and dark; and no page is wide.

Each page is looked at in Swedish on a phone in the light, one of each kind in English at a desk in the dark too: by
these two a fault that a language, a width or a scheme has by itself shows. `make proof` looks at all in all eight ways.

`looked_at.PAGES` names every route that shows a page: a new one without an entry fails the first test here.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from meetings import clock
from meetings.app import create_app
from meetings.demo import load
from tests.chromium import AXE, DESKTOP, PHONE, Chromium, assert_accessible, assert_fits
from tests.conftest import SETTINGS
from tests.databases import Databases, close_database, only_sqlite
from tests.live import LiveServer
from tests.shared import Shared
from tests.site.looked_at import (
    ADMINISTRATOR,
    ELSEWHERE,
    MISTAKES,
    NO_PAGES,
    ORGANISER,
    PAGES,
    REFUSED,
    VISITOR,
    entries,
)
from tests.site.places import cookie, mails, places

NARROWEST = 320
PARTS = 2


@only_sqlite
def test_every_page_is_looked_at(app: Flask) -> None:
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert shown - set(PAGES) - NO_PAGES - set(ELSEWHERE) == set(), "say in PAGES where this can be seen"
    assert set(PAGES) - shown == set(), "these routes are gone"


@dataclass
class Served:
    """The demonstration as it is served, what stands where, the cookies of those who are signed in, and its mails."""

    url: str
    places: dict[str, Any]
    cookies: dict[str, str]
    mails: list[str]
    pid: int


@pytest.fixture(scope="module")
def served(databases: Databases, shared: Shared) -> Iterator[Served]:
    """The demonstration with a meeting of each state, loaded once in a run and only read."""
    yield Served(**shared.join("demonstration", partial(_serve, databases, shared.folder / "demonstration")))
    shared.leave("demonstration", lambda known: os.killpg(known["pid"], signal.SIGKILL))


def _serve(databases: Databases, folder: Path) -> dict[str, Any]:
    url = databases.new("sqlite", durable=True)  # which is never dropped: others use it when this process has ended
    server = LiveServer({**SETTINGS, "DATABASE_URL": url, "BASE_URL": "http://localhost"}, folder)
    app = create_app({**SETTINGS, "DATABASE_URL": url, "INSTANCE": str(server.instance)})
    with app.app_context():
        load.load(clock.now())
        found = places()
        letters = mails()
        cookies = {ADMINISTRATOR: cookie(app, found["account"]), ORGANISER: cookie(app, found["organiser"])}
        close_database()
    server.start("web")
    return {
        "url": server.url,
        "places": found | {"mail": letters[0][0]},
        "cookies": cookies,
        "mails": [html for _name, html in letters],
        "pid": server.pids("web")[0],
    }


@dataclass(frozen=True)
class Look:
    """How pages are looked at: in one language, on a phone or at a desk, in the light or in the dark."""

    prefix: str
    width: int
    dark: bool

    def __str__(self) -> str:
        """Return what the test of it is called."""
        place = "phone" if self.width == PHONE else "desk"
        return f"{'english' if self.prefix else 'swedish'}-{place}-{'dark' if self.dark else 'light'}"


LOOKS = [Look(prefix, width, dark) for prefix in ("", "/en") for width in (PHONE, DESKTOP) for dark in (False, True)]
# Between these two each language, width and scheme is seen.
SWEDISH_PHONE, ENGLISH_DESK = Look("", PHONE, dark=False), Look("/en", DESKTOP, dark=True)


class Visit:
    """Windows of an administrator, an organiser and a visitor, used for page after page."""

    def __init__(self, chromium: Chromium, served: Served, look: Look) -> None:
        self.served, self.prefix = served, look.prefix
        self.kinds: set[int] = set()  # of text whose contrast has been looked at
        self.faults: list[str] = []
        self.windows: dict[str, Page] = {}
        for who in (VISITOR, ORGANISER, ADMINISTRATOR):
            page = chromium.open(served, "/kakor", width=look.width, dark=look.dark)
            page.context.add_init_script(AXE)  # there from the start: handed over page by page it takes longer
            if who in served.cookies:
                own = {"name": "moten", "value": served.cookies[who], "url": served.url}
                page.context.add_cookies([own])
            self.windows[who] = page

    def window(self, path: str) -> Page:
        """Return the window in which the path is opened."""
        return self.windows[ADMINISTRATOR if path.startswith("/arbetsytan") else VISITOR]

    def open(self, path: str, status: int = 200, who: str = "") -> Page:
        """Go to a page that answers with this status."""
        page = self.windows[who] if who else self.window(path)
        path = self.prefix + path.format_map(self.served.places)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path} answers {answer.status}, not {status}"
        return page

    def look(self, page: Page) -> None:
        """Check the page, also on narrow phones, and go on to the next one all the same."""
        for check in (partial(assert_accessible, seen=self.kinds), assert_fits, fits_on_phones):
            try:
                check(page)
            except AssertionError as fault:
                self.faults.append(str(fault))

    def done(self) -> None:
        """Fail with all that was found."""
        assert not self.faults, "\n\n".join(self.faults)


def fits_on_phones(page: Page) -> None:
    before = page.viewport_size
    assert before
    for width in {PHONE, NARROWEST} - {before["width"]}:
        page.set_viewport_size({"width": width, "height": 640})
        assert_fits(page)
    page.set_viewport_size(before)


def look_at_pages(chromium: Chromium, served: Served, look: Look, part: int, *, one_of_each: bool = False) -> None:
    visit = Visit(chromium, served, look)
    pages = list(entries())
    if one_of_each:
        pages = list({endpoint: (endpoint, path, status) for endpoint, path, status in reversed(pages)}.values())
    for _endpoint, path, status in pages[part::PARTS]:
        visit.look(visit.open(path, status))
    for who, path, status in REFUSED[part::PARTS]:
        visit.look(visit.open(path, status, who))
    visit.done()


def look_at_forms(chromium: Chromium, served: Served, look: Look) -> None:
    visit = Visit(chromium, served, look)
    for path, typed, button, status in MISTAKES:
        page = visit.open(path)
        with page.expect_navigation() as sent:
            page.evaluate(FILL_IN, [typed, button])
        answer = sent.value
        assert answer is not None
        assert (path, answer.status) == (path, status)
        visit.look(page)
    visit.done()


@pytest.mark.browser
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_on_a_phone(chromium: Chromium, served: Served, part: int) -> None:
    look_at_pages(chromium, served, SWEDISH_PHONE, part)


@pytest.mark.browser
@pytest.mark.parametrize("part", range(PARTS))
def test_a_page_of_each_kind_at_a_desk_in_the_dark_in_english(chromium: Chromium, served: Served, part: int) -> None:
    look_at_pages(chromium, served, ENGLISH_DESK, part, one_of_each=True)


@pytest.mark.browser
def test_every_form_with_its_errors_on_a_phone(chromium: Chromium, served: Served) -> None:
    look_at_forms(chromium, served, SWEDISH_PHONE)


@pytest.mark.proof
@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_page_and_form_in_every_look(chromium: Chromium, served: Served, look: Look) -> None:
    for part in range(PARTS):
        look_at_pages(chromium, served, look, part)
    look_at_forms(chromium, served, look)


FILL_IN = """([typed, button]) => {
  const pressed = (form) => [...form.querySelectorAll("button")]
    .find((one) => button && (one.name === button || one.textContent.trim() === button));
  const forms = [...document.querySelectorAll("main form[method=post]")];
  const fits = (form) => Object.keys(typed).every((name) => form.elements[name]);
  const form = forms.find((one) => fits(one) && (!button || pressed(one))) ?? forms.find(fits); // words are Swedish
  for (const field of form.querySelectorAll("input, textarea")) {
    if (["hidden", "radio", "checkbox", "submit"].includes(field.type)) continue;
    field.type === "date" && field.name in typed && (field.type = "text");
    if (!field.closest("[data-repeat]")) field.value = "";
  }
  for (const [name, value] of Object.entries(typed)) form.elements[name].value = value;
  form.requestSubmit(pressed(form));
}"""


@pytest.mark.browser
def test_every_mail(chromium: Chromium, served: Served) -> None:
    page = chromium.browser.new_page()
    assert len(served.mails) >= 4
    for html in served.mails:
        page.set_content(html)
        assert_accessible(page, without=("region", "landmark-one-main"))
    page.close()


@pytest.mark.browser
def test_a_kind_of_text_that_is_too_pale_is_found_among_kinds_that_were_seen(chromium: Chromium) -> None:
    page, seen = chromium.browser.new_page(), set[int]()
    good = '<main><h1>Rubrik</h1><p style="color: #222">Läsbar text</p><p style="color: #222">En till</p></main>'
    assert_fine = partial(assert_accessible, page, without=("document-title", "html-has-lang"), seen=seen)
    page.set_content(good)
    assert_fine()
    known = len(seen)
    page.set_content(good)
    assert_fine()
    assert len(seen) == known == 2
    page.set_content(good.replace("<main>", '<main style="background: #666">'))  # the same text on another ground
    with pytest.raises(AssertionError, match="color-contrast"):
        assert_fine()
    page.close()
