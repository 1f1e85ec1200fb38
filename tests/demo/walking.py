"""How is a line of the source documents looked up in the loaded demonstration: the tools, and the list of looks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from meetings import transaction
from meetings.accounts.models import Account
from meetings.demo import load
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from tests.browser import Browser, Form, Page
from tests.builders import delivered_mails, signed_in
from tests.clock import Clock

TODAY = "2026-11-21 12:00"
LAST_DAY = "2018-04-24 20:00"  # of the call of the first meeting
MEETING = "/moten/1-mobiliseringsmote-digitalisering"
FOLLOW_UP = "/moten/2-uppfoljningsmote-digitalisering"
AHEAD = "/moten/3-digitalisering-som-oppnar-vagen-till-arbete"

Look = Callable[["Walk"], None]
LINES: dict[str, Look] = {}  # by the seed's phrase: how it is looked up
_MOMENTS: dict[str, str] = {}
_CHANGES: set[str] = set()


def line(phrase: str, moment: str = TODAY, *, changes: bool = False) -> Callable[[Look], Look]:
    """Let a function be how the line with this phrase is looked up; it fails when the line is not on screen.

    One that `changes` what the pages say comes after those that only read.
    """

    def remembered(look: Look) -> Look:
        assert phrase not in LINES, f"{phrase} is looked up twice"
        LINES[phrase], _MOMENTS[phrase] = look, moment
        if changes:
            _CHANGES.add(phrase)
        return look

    return remembered


def reads(phrase: str, path: str, *words: str, moment: str = TODAY) -> None:
    """Let the line with this phrase be on screen when the page there says all of these words."""
    line(phrase, moment)(lambda walk: walk.shows(path, *words))


def lines_at(moment: str) -> list[str]:
    """Return the phrases that are looked up at a moment, in the order in which to do so."""
    return sorted((one for one in LINES if _MOMENTS[one] == moment), key=_CHANGES.__contains__)


def plain(text: str) -> str:
    """Return a text as it is compared: single blanks of one kind, no capitals, no invisible hyphens."""
    return re.sub(r"\s+", " ", text.replace("\N{SOFT HYPHEN}", "")).casefold()


class Walk:
    """The demonstration at a moment, a visitor and somebody who is signed in; pages are fetched once."""

    def __init__(self, app: Flask, clock: Clock, moment: str) -> None:
        """Load the demonstration."""
        self.clock, self.moment = clock, moment
        load.load(clock.set(moment))
        self.visitor = Browser(app)
        self.desk = signed_in(Browser(app), db.session.scalars(select(Account)).one())
        self._pages: dict[str, Page] = {}

    def look(self, phrase: str) -> str:
        """Return what is missing of a line; "" when it is on screen."""
        self.clock.set(self.moment)
        db.session.rollback()
        try:
            LINES[phrase](self)
        except Exception as missing:
            return f"{phrase}: {type(missing).__name__} {str(missing)[:600]}"
        return ""

    def page(self, path: str) -> Page:
        """Return the page there, as it was when the walk first came by: of the desk for who is signed in."""
        if path not in self._pages:
            self._pages[path] = (self.desk if path.startswith("/arbetsytan") else self.visitor).get(path)
        return self._pages[path]

    def shows(self, path: str, *words: str) -> Page:
        """Fail unless the page there says all of these words; return it."""
        page = self.page(path)
        assert page.status == 200, f"{path} answers {page.status}"
        found = plain(page.text)
        missing = [one for one in words if plain(one) not in found]
        assert not missing, f"{path} does not say {missing}"
        return page

    def lacks(self, path: str, *words: str) -> Page:
        """Fail if the page there says one of these words; return it."""
        page = self.page(path)
        found = [one for one in words if plain(one) in plain(page.text)]
        assert (page.status, found) == (200, []), f"{path} answers {page.status} and says {found}"
        return page

    def desk_post(self, path: str, button: str, **typed: Any) -> Page:
        """Fill in a form of the desk, by its button, and send it."""
        return self.desk.get(path).form(button).fill(**typed).submit(button)

    def mails(self, address: str) -> list[str]:
        """Return the texts of the mails to an address, as they leave; all others stay where they are."""
        with transaction.write() as session:
            others = update(OutgoingMail).where(OutgoingMail.to_address != address)
            session.execute(others.values(due_at=datetime(2100, 1, 1, tzinfo=UTC)))
        written = [one.get_body(("plain",)) for one in delivered_mails() if address in str(one["To"])]
        return [one.get_content() for one in written if one is not None]


def field(form: Form, label: str) -> str:
    """Return the name of the field whose label begins so."""
    for name in form.fields:
        if name not in {"csrf_token", "form_token"} and form.label(name).startswith(label):
            return name
    raise AssertionError(f"no field {label!r} in {form}")
