"""One visitor in process: requests, cookies, redirects, and nothing left uncommitted behind a page."""

from __future__ import annotations

import contextvars
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from flask import Flask, has_app_context
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from meetings.extensions import db
from tests.browser.page import Page

if TYPE_CHECKING:
    from tests.browser.form import Form

REDIRECTS = {301, 302, 303, 307, 308}


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
