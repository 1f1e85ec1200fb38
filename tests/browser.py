"""A browser without a screen: fetches pages from the app in process, fills in forms, and checks every page it gets.

    page = browser.get("/moten/1-natverksmote/anmalan")
    form = page.form("Anmäl mig")          # by its button, legend, heading or aria-label
    form["name"] = "Åsa Öberg"
    form["privacy"] = True                 # a checkbox
    form["sector"] = "Kommun"              # a select or radio, by value or by the words shown
    page = form.submit()
    assert page.status == 422
    assert page.errors == ["Skriv din e-postadress."]

Each request runs in a context of its own, as in production, even while the test has an application context open;
what the test itself has left uncommitted is an error, and what it has loaded is read anew afterwards.
"""

from __future__ import annotations

import contextvars
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from flask import Flask, has_app_context
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from meetings.extensions import db

REDIRECTS = {301, 302, 303, 307, 308}
ERROR_SUMMARY = "[data-error-summary], .error-summary"
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}

T = TypeVar("T")


def words(text: str | None) -> str:
    """Return a text as it is read: no soft hyphens, every run of blanks (also no-break ones) one blank."""
    return " ".join((text or "").replace("\u00ad", "").split())


class Browser:
    """One visitor with a cookie jar. Makes requests, follows redirects, returns a checked `Page`.

    browser.get("/moten")
    browser.get("/moten", headers={"Accept-Language": "en"})
    browser.post("/moten/1/anmalan", {"name": "Åsa"})     # bare, without the page's hidden fields
    browser.get("/gammal", follow=False).headers["Location"]
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.base_url = str(app.config.get("BASE_URL") or "http://localhost")
        app.teardown_appcontext_funcs.append(self._look_for_uncommitted)
        self._uncommitted: list[str] = []

    def get(self, path: str, query: Mapping[str, Any] | None = None, **options: Any) -> Page:
        """Fetch a page. `query` is added to the address; `headers`, `follow` and `check` as in `open`."""
        return self.open("GET", path, query_string=query, **options)

    def post(self, path: str, data: Mapping[str, Any] | None = None, **options: Any) -> Page:
        """Post these fields and nothing else: no token, no default. To fill in a form use `page.form(…)`."""
        return self.open("POST", path, data=dict(data or {}), **options)

    def submit(self, form: Form, button: str | None = None, **options: Any) -> Page:
        """Press the form's button (its only or first one when none is named)."""
        return form.submit(button, **options)

    def open(self, method: str, path: str, *, follow: bool = True, check: bool = True, **options: Any) -> Page:
        """Make a request; `follow=False` stops at a redirect, `check=False` leaves the page unchecked.

        Everything else goes to werkzeug's test client: headers, data, content_type, environ_overrides …
        """
        came_by: list[str] = []
        while True:
            response = self._open(method, path, **options)
            if not (follow and response.status_code in REDIRECTS):
                break
            came_by.append(path)
            assert len(came_by) < 10, f"redirected in a circle: {came_by}"
            path = self._inside(urljoin(self.base_url + path, response.headers["Location"]))
            if response.status_code not in {307, 308}:
                method, options = "GET", {"headers": options.get("headers")}
        page = Page(self, path, response, came_by)
        if check and page.is_html:
            page.check()
        return page

    def _open(self, method: str, path: str, **options: Any) -> TestResponse:
        self._settle_the_test_itself()
        self._uncommitted.clear()
        response: TestResponse = contextvars.Context().run(
            lambda: self.client.open(path, method=method, base_url=self.base_url, buffered=True, **options)
        )
        assert not self._uncommitted, f"{method} {path} left changes uncommitted: {self._uncommitted}"
        return response

    def _inside(self, url: str) -> str:
        parts, home = urlsplit(url), urlsplit(self.base_url)
        assert parts.netloc == home.netloc, f"led away from the site, to {url}"
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _settle_the_test_itself(self) -> None:
        if has_app_context():
            session = db.session()
            left = unwritten(session)
            assert not left, f"the test made changes outside an action or transaction.write(): {left}"
            session.rollback()
            session.expire_all()  # what the test holds is read anew when it next looks

    def _look_for_uncommitted(self, _error: BaseException | None) -> None:
        if db.session.registry.has():
            self._uncommitted += unwritten(db.session())


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: object) -> None:
    names = [*(session.new or ()), *(session.dirty or ()), *(session.deleted or ())]
    session.info.setdefault("flushed", []).extend(type(row).__name__ for row in names)


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _ended(session: Session) -> None:
    session.info.pop("flushed", None)


def unwritten(session: Session) -> list[str]:
    """Return the names of the rows that were changed in this session and not committed."""
    if session.info.get("writing"):
        return []
    changed = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    return [*session.info.get("flushed", []), *(type(row).__name__ for row in changed)]


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
        return _named(words_of_it, self.links, f"link on {self}")

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
            chosen = _named(table, captions, f"table on {self}")
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
        assert not faults, f"{self.browser.app.name} {self}:\n  " + "\n  ".join(faults)

    def _url(self) -> str:
        return self.browser.base_url + self.path


class Form:
    """A form of a page, with the values that it came with.

    form["name"]                    # what stands in the field
    form["name"] = "Åsa"            # text, hidden, textarea
    form["sector"] = "kommun"       # select or radio: by value, or by the words shown
    form["workshops"] = ["1", "2"]  # several: checkboxes of one name, or a multiple select
    form["newsletter"] = True       # one checkbox
    form["file"] = (b"…", "bild.png")
    form.fill(name="Åsa", email="asa@example.se")
    form.submit()                   # or form.submit("Spara utkast")
    """

    def __init__(self, page: Page, node: LexborNode) -> None:
        self.page = page
        self.node = node
        self.controls = [control for control in self._find_controls() if "disabled" not in control.attributes]
        self.values: dict[str, list[Any]] = {}
        for control in self.controls:
            name = control.attributes.get("name")
            if name and kind_of(control) not in {"submit", "button", "reset", "image"}:
                self.values.setdefault(name, []).extend(came_with(control))

    def __repr__(self) -> str:
        return f"<Form {self.names} of {self.page}>"

    @property
    def method(self) -> str:
        """GET or POST."""
        return (self.node.attributes.get("method") or "get").upper()

    @property
    def action(self) -> str:
        """The path that it goes to."""
        return self.page.browser._inside(urljoin(self.page._url(), self.node.attributes.get("action") or ""))

    @property
    def names(self) -> list[str]:
        """What the form may be called by."""
        own = [self.node.attributes.get("aria-label"), *labelled_by(self.node, self.page.tree)]
        inside = [read(node) for node in self.node.css("legend, h1, h2, h3")]
        return [words(name) for name in [*own, *inside, *self.buttons] if name and words(name)]

    @property
    def buttons(self) -> list[str]:
        """The words of its buttons."""
        return [name_of(control, self.page.tree) for control in self._buttons()]

    @property
    def fields(self) -> list[str]:
        """The names of its fields."""
        return list(self.values)

    def label(self, field: str) -> str:
        """Return the label of a field."""
        return name_of(self._controls(field)[0], self.page.tree)

    def options(self, field: str) -> dict[str, str]:
        """Return what a select, radio group or checkboxes of one name offer: the words and the value of each."""
        return {shown: value for shown, value, _ in self._choices(field)}

    def error(self, field: str) -> str:
        """Return what stands at a field, or over its group, that was refused; "" when nothing does."""
        for control in self._controls(field):
            described = (control.attributes.get("aria-describedby") or "").split()
            for group in around(control, "fieldset"):
                described += (group.attributes.get("aria-describedby") or "").split()
            for name in described:
                node = self.page.tree.css_first(f'[id="{name}"]') if name.endswith("-error") else None
                if node is not None:
                    return read(node, without="visually-hidden")
        return ""

    def __contains__(self, field: str) -> bool:
        return field in self.values

    def __getitem__(self, field: str) -> Any:
        """Return the value of a field: a text; for a lone checkbox True or False; for several a list."""
        controls, values = self._controls(field), self.values[field]
        if kind_of(controls[0]) == "checkbox" and len(controls) == 1:
            return bool(values)
        if self._takes_several(field):
            return values
        return values[0] if values else ""

    def __setitem__(self, field: str, value: Any) -> None:
        """Fill in a field; a choice that is not offered is an error. To send such things use `browser.post`."""
        controls = self._controls(field)
        if isinstance(value, bool):
            assert [kind_of(control) for control in controls] == ["checkbox"], f"{field} is not one checkbox in {self}"
            self.values[field] = [controls[0].attributes.get("value") or "on"] if value else []
        elif self._choices(field):
            wanted = list(value) if isinstance(value, (list, tuple, set)) else [value]
            self.values[field] = [self._choice(field, str(each)) for each in wanted]
        elif self._takes_several(field) and isinstance(value, list):
            self.values[field] = list(value)
        else:
            self.values[field] = [value]

    def fill(self, values: Mapping[str, Any] | None = None, /, **more: Any) -> Form:
        """Fill in several fields and return the form."""
        for field, value in {**(values or {}), **more}.items():
            self[field] = value
        return self

    def submit(self, button: str | None = None, **options: Any) -> Page:
        """Press a button, by its words, and return the page that comes. Options as in `Browser.open`."""
        data: MultiDict[str, Any] = MultiDict()
        for field, values in self.values.items():
            for value in values:
                data.add(field, (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else str(value))
        method, action, pressed = self.method, self.action, self._pressed(button)
        if pressed is not None:
            if name := pressed.attributes.get("name"):
                data.add(name, pressed.attributes.get("value") or "")
            method = (pressed.attributes.get("formmethod") or method).upper()
            if target := pressed.attributes.get("formaction"):
                action = self.page.browser._inside(urljoin(self.page._url(), target))
        if method == "GET":
            return self.page.browser.get(action.partition("?")[0], data, **options)
        if self.node.attributes.get("enctype") == "multipart/form-data":
            options.setdefault("content_type", "multipart/form-data")
        return self.page.browser.open("POST", action, data=data, **options)

    def _pressed(self, button: str | None) -> LexborNode | None:
        buttons = self._buttons()
        if button is None:
            return buttons[0] if buttons else None
        return _named(button, dict(zip(self.buttons, buttons, strict=True)), f"button in {self}")

    def _buttons(self) -> list[LexborNode]:
        return [control for control in self.controls if kind_of(control) in {"submit", "image"}]

    def _find_controls(self) -> list[LexborNode]:
        own = self.node.attributes.get("id")
        found = []
        for control in self.page.tree.css("input, select, textarea, button"):
            belongs_to = control.attributes.get("form")
            if (
                belongs_to == own
                if belongs_to
                else any(form.mem_id == self.node.mem_id for form in around(control, "form"))
            ):
                found.append(control)
        return found

    def _controls(self, field: str) -> list[LexborNode]:
        found = [control for control in self.controls if control.attributes.get("name") == field]
        assert found, f"no field {field!r} in {self}; its fields: {self.fields}"
        return found

    def _takes_several(self, field: str) -> bool:
        controls = self._controls(field)
        kinds = {kind_of(control) for control in controls}
        return "multiple" in controls[0].attributes or (len(controls) > 1 and not kinds <= {"radio"})

    def _choices(self, field: str) -> list[tuple[str, str, LexborNode]]:
        """The words, the value and the element of each choice that a field offers; [] for a field of text."""
        found = []
        for control in self._controls(field):
            if kind_of(control) == "select":
                options = control.css("option")
                found += [(read(node), option_value(node), node) for node in options]
            elif kind_of(control) in {"radio", "checkbox"}:
                found.append((name_of(control, self.page.tree), control.attributes.get("value") or "on", control))
        return found

    def _choice(self, field: str, wanted: str) -> str:
        choices = self._choices(field)
        for by in (1, 0):
            for choice in choices:
                if choice[by] == wanted and "disabled" not in choice[2].attributes:
                    return choice[1]
        raise AssertionError(f"{field!r} offers no {wanted!r}; it offers {[choice[:2] for choice in choices]}")


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


def read(node: LexborNode | None, without: str = "") -> str:
    """Return what can be read in an element: not scripts, styles, what is hidden or aria-hidden, or of the class."""
    parts: list[str] = []
    if node is not None:
        _collect(node, parts, without)
    return words("".join(parts))


_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "code",
    "em",
    "i",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
}
_INLINE |= {"time", "wbr"}
_UNREAD = {"script", "style", "template", "noscript", "svg", "datalist"}


def _collect(node: LexborNode, parts: list[str], without: str) -> None:
    child = node.first_child
    while child is not None:
        if child.tag == "-text":
            parts.append(child.text(deep=False) if not child.text_content else child.text_content)
        elif child.is_element_node and not _unread(child, without):
            apart = child.tag not in _INLINE
            parts.append(" " if apart else "")
            _collect(child, parts, without)
            parts.append(" " if apart else "")
        child = child.next


def _unread(node: LexborNode, without: str) -> bool:
    attributes = node.attributes
    if without and without in (attributes.get("class") or "").split():
        return True
    return node.tag in _UNREAD or "hidden" in attributes or attributes.get("aria-hidden") == "true"


def kind_of(control: LexborNode) -> str:
    """Return an input's type, "submit" for a plain button, else the element's name."""
    if control.tag == "input":
        return (control.attributes.get("type") or "text").lower()
    if control.tag == "button":
        return (control.attributes.get("type") or "submit").lower()
    return control.tag or ""


def came_with(control: LexborNode) -> list[str]:
    """Return what a browser would send for this field, untouched."""
    kind, attributes = kind_of(control), control.attributes
    if kind in {"checkbox", "radio"}:
        return [attributes.get("value") or "on"] if "checked" in attributes else []
    if kind == "file":
        return []
    if kind == "textarea":
        return [control.text().replace("\n", "\r\n")]
    if kind == "select":
        options = [node for node in control.css("option") if "disabled" not in node.attributes]
        chosen = [option_value(node) for node in options if "selected" in node.attributes]
        if "multiple" in attributes:
            return chosen
        return chosen[-1:] or [option_value(node) for node in options[:1]]
    return [attributes.get("value") or ""]


def option_value(node: LexborNode) -> str:
    """Return an option's value: the attribute, else its words."""
    return node.attributes["value"] or "" if "value" in node.attributes else read(node)


def around(node: LexborNode, tag: str) -> Iterator[LexborNode]:
    """Yield the elements of this kind that an element stands in, the nearest first."""
    parent = node.parent
    while parent is not None:
        if parent.tag == tag:
            yield parent
        parent = parent.parent


def labelled_by(node: LexborNode, tree: LexborHTMLParser) -> list[str]:
    """Return the texts that aria-labelledby points to."""
    names = (node.attributes.get("aria-labelledby") or "").split()
    return [all_text(tree.css_first(f'[id="{name}"]')) for name in names]


def all_text(node: LexborNode | None) -> str:
    """Return an element's text, hidden or not: a name may be hidden from the eye."""
    return words(node.text()) if node is not None else ""


def name_of(node: LexborNode, tree: LexborHTMLParser) -> str:
    """Return an element's accessible name: aria-labelledby, aria-label, its label, its own words, alt or title."""
    attributes = node.attributes
    if names := [name for name in labelled_by(node, tree) if name]:
        return " ".join(names)
    if label := words(attributes.get("aria-label")):
        return label
    if node.tag in {"a", "button"}:
        alternatives = [words(image.attributes.get("alt")) for image in node.css("img[alt]")]
        titles = [all_text(title) for title in node.css("svg > title")]
        return words(" ".join([read(node), *alternatives, *titles]))
    if kind_of(node) in {"submit", "reset", "button"}:
        return words(attributes.get("value"))
    labels = [read(label) for label in tree.css(f'label[for="{attributes.get("id")}"]')] if attributes.get("id") else []
    labels = labels or [read(label) for label in around(node, "label")][:1]
    return " ".join(label for label in labels if label) or words(attributes.get("title") or attributes.get("alt"))


def _named(name: str, among: Mapping[str, T], what: str) -> T:
    for exactly in (True, False):
        for own, found in among.items():
            if own == name if exactly else own.startswith(name):
                return found
    raise AssertionError(f"no {what} is called {name!r}; there is: {list(among)}")
