"""What does a mail say: its templates in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import current_app

from meetings.outbox.appointments import ics, opened
from meetings.outbox.rules import APPOINTMENT
from meetings.text import one_line
from meetings.web.lang import speaking


class Letterhead(Protocol):
    """Who writes: what the layout shows as sender and how to reach it."""

    @property
    def name(self) -> str: ...
    @property
    def contact_name(self) -> str: ...
    @property
    def contact_email(self) -> str: ...
    @property
    def contact_phone(self) -> str: ...


@dataclass(frozen=True)
class PlainLetterhead:
    """A letterhead of a name alone."""

    name: str
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class Letter:
    """A mail as the worker holds it while it sends: a copy of the row, free of the database."""

    id: int
    template: str
    lang: str
    to_name: str
    to_address: str
    reply_to: str
    values: Mapping[str, Any]
    calendar: str | None
    calendar_method: str
    message_id: str
    tries: int
    subject: str | None = None
    body_text: str | None = None
    body_html: str | None = None
    bulk: bool = False


@dataclass(frozen=True)
class Rendered:
    """The words of a mail, and the .ics that comes with it."""

    subject: str
    text: str
    html: str
    calendar: str | None = None


def instant(value: str | datetime) -> datetime:
    """Return the instant that a mail's values hold as ISO text (a Jinja filter, before the date filters)."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if moment.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return moment


def rendered(letter: Letter, letterhead: Letterhead) -> Rendered:
    """Return subject, text and HTML from `templates/mail/<template>/`, in the language of the mail, and its .ics.

    An .ics that was queued with the mail stays as it is.
    """
    values = {
        **letter.values,
        "lang": letter.lang,
        "to_name": letter.to_name,
        "to_address": letter.to_address,
        "site": letterhead,
        "base_url": current_app.config["BASE_URL"],
    }
    with speaking(letter.lang):
        values["subject"] = one_line(_template(letter, "subject.txt").render(values))
        text = _template(letter, "body.txt").render(values)
        html = _template(letter, "body.html").render(values)
        calendar = letter.calendar or _calendar(letter)
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip() + "\n"
    text, html = tidy.replace("\n--\n", "\n-- \n"), html.strip() + "\n"
    return Rendered(values["subject"], text, html, calendar)


def _calendar(letter: Letter) -> str | None:
    snapshot = letter.values.get(APPOINTMENT)
    return ics(opened(snapshot)) if snapshot else None


def _template(letter: Letter, part: str) -> Any:
    return current_app.jinja_env.get_template(f"mail/{letter.template}/{part}")
