"""The mail that the demo delivered, to be read in the browser: nothing is ever sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from flask import Response, abort, make_response, request
from markupsafe import Markup, escape

from meetings.demo.blueprint import blueprint
from meetings.outbox.transport import delivered, delivered_names
from meetings.text import key, one_line
from meetings.web import access
from meetings.web.rendering import render

_LATEST = 200
_NAME = re.compile(r"[0-9]{10,25}-[0-9a-f]{8}\.eml")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
# Style within the mail is its own; nothing is fetched, nothing runs, and it has no access to this site.
_SANDBOX = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox allow-popups allow-top-navigation"
)


@dataclass(frozen=True)
class Shown:
    """A delivered mail, as the pages show it."""

    name: str
    to: str
    sender: str
    reply_to: str
    subject: str
    at: datetime
    message_id: str
    text: str
    html: str
    calendar: str
    calendar_method: str


@blueprint.get("/demo/mejl")
@access.public
def mails() -> Response:
    """The latest mails, newest first; "q" in the address keeps those to one address."""
    words = one_line(request.args.get("q"))[:200]
    found: list[Shown] = []
    for name in reversed(delivered_names()):
        mail = _read(name)
        if key(words) in key(mail.to):
            found.append(mail)
        if len(found) >= _LATEST:
            break
    return render("demo/mails.html", mails=found, words=words)


@blueprint.get("/demo/mejl/<name>")
@access.public
def mail(name: str) -> Response:
    """One mail: its text with links that work, and its calendar entry."""
    found = _known(name)
    return render("demo/mail.html", mail=found, text=linked(found.text))


@blueprint.get("/demo/mejl/<name>/html")
@access.public
def mail_html(name: str) -> Response:
    """The mail's HTML alone, shut in: nothing of it runs or reaches this site."""
    response = make_response(_known(name).html)
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/demo/mejl/<name>/kalender.ics")
@access.public
def mail_calendar(name: str) -> Response:
    """The calendar entry that came with the mail, as a file."""
    found = _known(name)
    if not found.calendar:
        abort(404)
    response = make_response(found.calendar.encode())
    response.headers["Content-Type"] = f"text/calendar; method={found.calendar_method}; charset=utf-8"
    response.headers["Content-Disposition"] = "attachment; filename=kalender.ics"
    return response


def linked(text: str) -> Markup:
    """Return the text as HTML in which web addresses are links."""
    out, at = Markup(""), 0
    for match in _ADDRESS.finditer(text):
        out += escape(text[at : match.start()])
        out += Markup('<a href="{0}">{0}</a>').format(match[0])
        at = match.end()
    return out + escape(text[at:])


def _known(name: str) -> Shown:
    if not _NAME.fullmatch(name):
        abort(404)
    try:
        return _read(name)
    except FileNotFoundError:
        abort(404)


def _read(name: str) -> Shown:
    message = delivered(name)
    attached = [part for part in message.iter_attachments() if part.get_content_type() == "text/calendar"]
    return Shown(
        name=name,
        to=str(message["To"]),
        sender=str(message["From"]),
        reply_to=str(message["Reply-To"] or ""),
        subject=str(message["Subject"]),
        at=message["Date"].datetime,
        message_id=str(message["Message-ID"]),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        calendar=str(attached[0].get_content()).replace("\r\n", "\n") if attached else "",
        calendar_method=str(attached[0].get_param("method") or "PUBLISH") if attached else "",
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
