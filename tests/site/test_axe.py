"""axe finds nothing on any page, in either language, on a phone and on a desk, in light and dark; and no page is wide.

`looked_at.PAGES` names every route that shows a page: a new one without an entry fails the first test here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from meetings import clock
from meetings.app import create_app
from meetings.demo import load
from tests.chromium import AXE, CONTRAST, DESKTOP, PHONE, Chromium, assert_accessible, assert_fits
from tests.conftest import SETTINGS
from tests.databases import Databases, close_database, only_sqlite
from tests.live import LiveServer
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


@only_sqlite
def test_every_page_is_looked_at(app: Flask) -> None:
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert shown - set(PAGES) - NO_PAGES - set(ELSEWHERE) == set(), "say in PAGES where this can be seen"
    assert set(PAGES) - shown == set(), "these routes are gone"


@dataclass
class Served:
    """The demonstration as it is served, what stands where, and the cookies of those who are signed in.

    `light` and `dark` are the kinds of text whose contrast has been looked at in that colour scheme.
    """

    server: LiveServer
    places: dict[str, Any]
    cookies: dict[str, str]
    mails: list[str]
    light: set[int]
    dark: set[int]


@pytest.fixture(scope="module")
def served(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration with a meeting of each state, loaded once for this file and only read by it."""
    folder = tmp_path_factory.mktemp("axe")
    url = databases.new("sqlite")
    server = LiveServer({**SETTINGS, "DATABASE_URL": url, "WEB_WORKERS": 1, "BASE_URL": "http://localhost"}, folder)
    app = create_app({**SETTINGS, "DATABASE_URL": url, "INSTANCE": str(server.instance)})
    with app.app_context():
        load.load(clock.now())
        found = places()
        letters = mails()
        cookies = {ADMINISTRATOR: cookie(app, found["account"]), ORGANISER: cookie(app, found["organiser"])}
        close_database()
    server.start("web")
    yield Served(server, found | {"mail": letters[0][0]}, cookies, [html for _name, html in letters], set(), set())
    server.stop()
    databases.drop(url)


class Visit:
    """Windows of an administrator, an organiser and a visitor, used for page after page."""

    def __init__(self, chromium: Chromium, served: Served, width: int, prefix: str) -> None:
        self.served, self.prefix = served, prefix
        self.faults: list[str] = []
        self.windows: dict[str, Page] = {}
        for who in (VISITOR, ORGANISER, ADMINISTRATOR):
            page = chromium.open(served.server, "/kakor", width=width)
            page.context.add_init_script(AXE)  # there from the start: handed over page by page it takes longer
            if who in served.cookies:
                own = {"name": "moten", "value": served.cookies[who], "url": served.server.url}
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

    def look(self, page: Page, *checks: Any) -> None:
        """Check the page, and go on to the next one all the same."""
        for check in checks:
            try:
                check(page)
            except AssertionError as fault:
                self.faults.append(str(fault))

    def accessible(self, page: Page) -> None:
        """Look with axe; colours are the same in both languages and are looked at in one."""
        assert_accessible(page, without=(CONTRAST,) if self.prefix else (), seen=self.served.light)

    def done(self) -> None:
        """Fail with all that was found."""
        assert not self.faults, "\n\n".join(self.faults)


def fits_at_the_narrowest(page: Page) -> None:
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    assert_fits(page)
    page.set_viewport_size({"width": PHONE, "height": 640})


@pytest.mark.browser
@pytest.mark.parametrize("part", [0, 1], ids=["one-half", "other-half"])
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["swedish", "english"])
def test_every_page(chromium: Chromium, served: Served, prefix: str, part: int) -> None:
    """On a phone in both languages; one page of each kind, in Swedish, on a desk in the dark too."""
    visit = Visit(chromium, served, PHONE, prefix)
    seen: set[str] = set()
    for number, (endpoint, path, status) in enumerate(entries()):
        if number % 2 == part:
            page = visit.open(path, status)
            visit.look(page, visit.accessible, assert_fits, fits_at_the_narrowest)
            if not prefix and endpoint not in seen:
                seen.add(endpoint)
                visit.look(page, partial(at_a_desk_in_the_dark, seen=served.dark))
    for who, path, status in REFUSED[part::2]:
        visit.look(visit.open(path, status, who), visit.accessible, assert_fits)
    visit.done()


@pytest.mark.browser
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["swedish", "english"])
def test_every_form_with_its_errors_on_a_phone(chromium: Chromium, served: Served, prefix: str) -> None:
    visit = Visit(chromium, served, PHONE, prefix)
    for path, typed, button, status in MISTAKES:
        page = visit.open(path)
        with page.expect_navigation() as sent:
            page.evaluate(FILL_IN, [typed, button])
        answer = sent.value
        assert answer is not None
        assert (path, answer.status) == (path, status)
        visit.look(page, visit.accessible, assert_fits, fits_at_the_narrowest)
    visit.done()


def at_a_desk_in_the_dark(page: Page, seen: set[int]) -> None:
    page.set_viewport_size({"width": DESKTOP, "height": 800})
    page.emulate_media(color_scheme="dark")
    assert_accessible(page, seen=seen)
    assert_fits(page)
    page.set_viewport_size({"width": PHONE, "height": 640})
    page.emulate_media(color_scheme="light")


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
