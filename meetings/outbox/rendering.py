"""What does a mail say: its templates in the reader's language, and the message that goes over the wire."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any, Protocol

from flask import current_app

from meetings.outbox.appointments import ics, opened
from meetings.outbox.rules import APPOINTMENT
from meetings.text import one_line
from meetings.web.lang import speaking

_WHOLE = {"list-unsubscribe", "message-id"}
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]+@[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]+")
_HTTP = re.compile(r"https?://[\x21-\x3b\x3d\x3f-\x7e]+")


class UnfitAddress(Exception):
    """An address that no mail can go to (or come from)."""


class _Wire(EmailPolicy):
    """SMTP's rules, but for headers that hold one long word: the library would fold them by encoding them."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in _WHOLE:
            return f"{name}: {value}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


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
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip() + "\n"
    text, html = tidy.replace("\n--\n", "\n-- \n"), html.strip() + "\n"
    return Rendered(values["subject"], text, html, letter.calendar or _calendar(letter))


def _calendar(letter: Letter) -> str | None:
    snapshot = letter.values.get(APPOINTMENT)
    return ics(opened(snapshot)) if snapshot else None


def message(letter: Letter, words: Rendered, sender: str, letterhead: Letterhead, at: datetime) -> EmailMessage:
    """Return the whole message. Raises `UnfitAddress`; no value can add a header or another recipient."""
    found = EmailMessage(policy=SMTP)
    found["Message-ID"] = letter.message_id
    found["Date"] = format_datetime(at)
    sender_name, sender_address = parseaddr(sender)
    found["From"] = _address(sender_name or letterhead.name, sender_address)
    found["To"] = _address(letter.to_name, letter.to_address)
    if letter.reply_to:
        found["Reply-To"] = _address("", letter.reply_to)
    found["Subject"] = one_line(words.subject)
    found["Auto-Submitted"] = "auto-generated"
    unsubscribe = letter.values.get("unsubscribe_url")
    if isinstance(unsubscribe, str) and _HTTP.fullmatch(unsubscribe):
        found["List-Unsubscribe"] = f"<{unsubscribe}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    found.set_content(words.text, cte="quoted-printable")
    found.add_alternative(words.html, subtype="html", cte="quoted-printable")
    if letter.calendar:
        found.add_attachment(
            letter.calendar,
            subtype="calendar",
            cte="base64",
            filename="invite.ics" if letter.calendar_method == "REQUEST" else "calendar.ics",
            params={"method": letter.calendar_method or "PUBLISH"},
        )
    return found


def on_the_wire(found: EmailMessage) -> bytes:
    """Return the message as bytes, lines ended as SMTP wants them."""
    return found.as_bytes(policy=_Wire(linesep="\r\n"))


def bare_address(value: str) -> str:
    """Return the address alone, its domain in ascii. Raises `UnfitAddress`."""
    if not _ADDRESS.fullmatch(value):
        raise UnfitAddress
    local, _, domain = value.rpartition("@")
    try:
        found = f"{local}@{domain.encode('idna').decode('ascii')}"
        found.encode("ascii")
    except UnicodeError:
        raise UnfitAddress from None
    return found


def _address(name: str, address: str) -> Address:
    shown = "".join(letter for letter in one_line(name) if letter.isprintable())
    local, _, domain = bare_address(address).rpartition("@")
    return Address(shown, local, domain)


def _template(letter: Letter, part: str) -> Any:
    return current_app.jinja_env.get_template(f"mail/{letter.template}/{part}")
