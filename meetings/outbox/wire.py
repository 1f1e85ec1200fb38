"""What goes over the wire: a mail's headers and its parts as bytes. No value can add a header or a recipient.

The library writes the headers that hold what people typed; the rest, which is the same in every mail, is written here,
since a worker with ten thousand mails would otherwise spend most of its time in the library.
"""

from __future__ import annotations

import re
from base64 import encodebytes
from binascii import b2a_qp
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from meetings.outbox.rendering import Letter, Letterhead, Rendered
from meetings.text import one_line

_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]+@[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]+")
_HTTP = re.compile(r"https?://[\x21-\x3b\x3d\x3f-\x7e]+")
_IDENTITY = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]+>")
_WORDS, _MIXED = "=_words", "=_mixed"  # between the parts: neither quoted-printable nor base64 ever holds "=_"
_END = b"\r\n"


class UnfitAddress(Exception):
    """An address that no mail can go to (or come from)."""


def message(letter: Letter, words: Rendered, sender: str, letterhead: Letterhead, at: datetime) -> bytes:
    """Return the whole message, its lines ended as SMTP wants them.

    `sender` is MAIL_SENDER, with a name or without. Raises `UnfitAddress`.
    """
    sender_name, sender_address = parseaddr(sender)
    headers = [
        _whole("Message-ID", letter.message_id, _IDENTITY),
        f"Date: {format_datetime(at)}",
        _person("From", sender_name or letterhead.name, sender_address),
        _address_header("To", letter.to_name, letter.to_address),
        _person("Reply-To", "", letter.reply_to) if letter.reply_to else "",
        _text("Subject", one_line(words.subject)),
        "Auto-Submitted: auto-generated",
        *_leaving(letter),
        "MIME-Version: 1.0",
    ]
    content = _alternatives(words)
    if letter.calendar:
        content = _with_calendar(content, letter.calendar, letter.calendar_method)
    return "\r\n".join(filter(None, headers)).encode("ascii") + _END + content


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


def _leaving(letter: Letter) -> tuple[str, ...]:
    """Return what lets a mail program leave in one click (RFC 8058), of a mail that can be left."""
    url = letter.values.get("unsubscribe_url")
    if not (isinstance(url, str) and _HTTP.fullmatch(url)):
        return ()
    return (f"List-Unsubscribe: <{url}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click")


def _whole(name: str, value: str, fit: re.Pattern[str]) -> str:
    """Return a header of one long word, which the library would fold by encoding it."""
    if not fit.fullmatch(value):
        raise ValueError(f"{name} is no such thing")
    return f"{name}: {value}"


def _address_header(name: str, shown: str, address: str) -> str:
    printable = "".join(letter for letter in one_line(shown) if letter.isprintable())
    local, _, domain = bare_address(address).rpartition("@")
    return _folded(name, Address(printable, local, domain))


@lru_cache(maxsize=100)
def _person(name: str, shown: str, address: str) -> str:
    """Return the header of who writes or is answered to, the same in thousands of mails."""
    return _address_header(name, shown, address)


@lru_cache(maxsize=100)
def _text(name: str, value: str) -> str:
    return _folded(name, value)


def _folded(name: str, value: str | Address) -> str:
    header = SMTP.header_factory(name, value)
    return str(header.fold(policy=SMTP)).removesuffix("\r\n")


def _alternatives(words: Rendered) -> bytes:
    head = f'Content-Type: multipart/alternative; boundary="{_WORDS}"\r\n\r\n'
    parts = b""
    for kind, text in (("plain", words.text), ("html", words.html)):
        about = f'--{_WORDS}\r\nContent-Type: text/{kind}; charset="utf-8"\r\n'
        parts += (about + "Content-Transfer-Encoding: quoted-printable\r\n\r\n").encode() + _quoted(text) + _END
    return head.encode() + parts + f"--{_WORDS}--\r\n".encode()


def _with_calendar(words: bytes, calendar: str, method: str) -> bytes:
    method = re.sub(r"[^A-Z]", "", method) or "PUBLISH"
    name = "invite.ics" if method == "REQUEST" else "calendar.ics"
    head = f'Content-Type: multipart/mixed; boundary="{_MIXED}"\r\n\r\n--{_MIXED}\r\n'
    about = (
        f'--{_MIXED}\r\nContent-Type: text/calendar; charset="utf-8"; method="{method}"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
    )
    entry = encodebytes(calendar.encode("utf-8", "replace")).replace(b"\n", _END)
    return head.encode() + words + _END + about.encode() + entry + f"--{_MIXED}--\r\n".encode()


def _quoted(text: str) -> bytes:
    """Return the text as quoted-printable, in lines of at most 76 octets."""
    lines = "\r\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return b2a_qp(lines.encode("utf-8", "replace"))
