"""A page that was fetched: its words, links, tables and forms, and what is wrong with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import TestResponse

from tests.browser.form import Form
from tests.browser.reading import kind_of, name_of, named, read

if TYPE_CHECKING:
    from tests.browser.visitor import Browser

ERROR_SUMMARY = "[data-error-summary], .error-summary"
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}


class Page:
    """What came back: its status, and what a reader finds on it.

    `status`, `path` (where one ended up), `came_by` (redirects), `headers`, `body` (bytes), `html` (str), `json`.
    """

    def __init__(self, browser: Browser, path: str, response: TestResponse, came_by: list[str]) -> None:
        self.browser = browser
        self.path = path
        self.came_by = came_by
        self.status = response.status_code
        self.headers = response.headers
        self.body = response.data
        self.mimetype = response.mimetype
        self.is_html = response.mimetype == "text/html"
        self._tree: LexborHTMLParser | None = None
        response.close()

    def __repr__(self) -> str:
        return f"<Page {self.status} {self.path}>"

    @property
    def html(self) -> str:
        """The body as text, whatever its type."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def tree(self) -> LexborHTMLParser:
        """The parsed page, for `css` and `css_first` where nothing here fits."""
        if self._tree is None:
            self._tree = LexborHTMLParser(self.body)
        return self._tree

    def all(self, selector: str) -> list[str]:
        """Return the texts of all that a CSS selector finds, in the order of the page."""
        return [read(node) for node in self.tree.css(selector)]

    def one(self, selector: str) -> str:
        """Return the text of the only thing that a CSS selector finds."""
        found = self.all(selector)
        assert len(found) == 1, f"{selector} finds {len(found)} on {self}: {found}"
        return found[0]

    @property
    def title(self) -> str:
        """The text of <title>."""
        node = self.tree.css_first("head > title")
        return read(node) if node else ""

    @property
    def heading(self) -> str:
        """The text of the page's h1."""
        return self.one("h1")

    @property
    def language(self) -> str:
        """What <html lang> says."""
        return self.tree.root.attributes.get("lang") or "" if self.tree.root else ""

    @property
    def text(self) -> str:
        """All that can be read on the page, in order, with single blanks; the bare body where it is no HTML."""
        if not self.is_html:
            return self.html
        return read(self.tree.body) if self.tree.body else ""

    @property
    def main(self) -> str:
        """What can be read in <main>: without head, menus and foot."""
        return self.one("main")

    @property
    def links(self) -> dict[str, str]:
        """Every link's words and address; of several links with the same words the first."""
        found: dict[str, str] = {}
        for node in self.tree.css("a[href]"):
            found.setdefault(name_of(node, self.tree), node.attributes["href"] or "")
        return found

    def link(self, words_of_it: str) -> str:
        """Return the address of the link with these words (exactly, or as its beginning)."""
        return named(words_of_it, self.links, f"link on {self}")

    def click(self, words_of_it: str, **options: Any) -> Page:
        """Follow the link with these words."""
        return self.browser.get(self.browser._inside(urljoin(self._url(), self.link(words_of_it))), **options)

    @property
    def errors(self) -> list[str]:
        """The sentences of the error summary; [] when there is none."""
        return [read(node) for box in self.tree.css(ERROR_SUMMARY)[:1] for node in box.css("li")]

    @property
    def forms(self) -> list[Form]:
        """Every form of the page."""
        return [Form(self, node) for node in self.tree.css("form")]

    def form(self, name: str | None = None) -> Form:
        """Return the form with this name; without one, the only form that posts, or the only form at all.

        A form's names are its aria-label, legend, heading and its buttons' words.
        """
        forms = self.forms
        if name is None:
            posting = [form for form in forms if form.method == "POST"]
            found = forms if len(forms) == 1 else posting
            assert len(found) == 1, f"{self} has {len(found)} such forms: {[form.names for form in forms]}"
            return found[0]
        for exactly in (True, False):
            for form in forms:
                if any(own == name if exactly else own.startswith(name) for own in form.names):
                    return form
        raise AssertionError(f"no form {name!r} on {self}; its forms: {[form.names for form in forms]}")

    def rows(self, table: str | int = 0) -> list[list[str]]:
        """Return a table's rows as lists of texts, head first; the table by its number or by its caption."""
        tables = self.tree.css("table")
        if isinstance(table, str):
            captions = {read(node.css_first("caption")): node for node in tables if node.css_first("caption")}
            chosen = named(table, captions, f"table on {self}")
        else:
            assert table < len(tables), f"{self} has {len(tables)} tables"
            chosen = tables[table]
        return [[read(cell) for cell in row.css("th, td")] for row in chosen.css("tr")]

    def data(self, kind: str = "application/ld+json") -> list[Any]:
        """Return what the page's <script type="application/ld+json"> hold."""
        return [json.loads(node.text()) for node in self.tree.css(f'script[type="{kind}"]')]

    def check(self) -> None:
        """Fail unless the page is in order; done for every page that the browser fetches."""
        faults = list(page_faults(self))
        assert not faults, f"{self}:\n  " + "\n  ".join(faults)

    def _url(self) -> str:
        return self.browser.base_url + self.path


def page_faults(page: Page) -> Iterator[str]:
    """Say what is wrong with a page's HTML."""
    tree = page.tree
    headings = page.all("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1: {headings}"
    elif not headings[0] or not page.title.startswith(headings[0]):
        yield f"the title {page.title!r} does not begin with the h1 {headings[0]!r}"
    if page.language not in {"sv", "en"}:
        yield f"<html lang> is {page.language!r}"
    ids = Counter(node.attributes.get("id") or "" for node in tree.css("[id]"))
    yield from (f"the id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    yield from unlabelled(tree)
    for node in tree.css("[aria-describedby], [aria-labelledby], label[for]"):
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            for name in (node.attributes.get(attribute) or "").split():
                if name not in ids:
                    yield f"{attribute} names {name!r}, which is not on the page"
    for node in tree.css("[style], style, script:not([src]):not([type])"):
        yield f"style or script in the page, which the Content-Security-Policy stops: {(node.html or '')[:80]}"


def unlabelled(tree: LexborHTMLParser) -> Iterator[str]:
    """Say which visible fields and buttons have no name."""
    for control in tree.css("input, select, textarea, button"):
        if kind_of(control) in UNLABELLED and control.tag == "input" and kind_of(control) == "hidden":
            continue
        if not name_of(control, tree):
            yield f"no label: {(control.html or '')[:120]}"
