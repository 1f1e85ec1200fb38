"""The mailbox that mail comes back to (IMAP): its reports are noted and removed, the rest is marked as read."""

from __future__ import annotations

import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from meetings.outbox.bounces import Noted, is_done, note
from meetings.outbox.reports import AT_MOST

if TYPE_CHECKING:
    import imaplib

JOB = "bounces"  # the timed job that reads it
_AT_ONCE = 200  # messages in one run; the rest waits for the next


class MailboxTrouble(Exception):
    """The mailbox could not be read; says why, and never the password."""


@dataclass(frozen=True)
class Mailbox:
    """Where the mailbox is, and who reads it. Its connection is always encrypted, the certificate checked."""

    host: str
    port: int
    is_tls: bool
    user: str
    password: str = field(repr=False)
    folder: str

    @classmethod
    def of(cls, url: str, password: str) -> Mailbox:
        """Return what the settings say: `imaps://user@host/folder`, or `imap://…` for STARTTLS."""
        parts = urlsplit(url)
        is_tls = parts.scheme == "imaps"
        return cls(
            host=parts.hostname or "",
            port=parts.port or (993 if is_tls else 143),
            is_tls=is_tls,
            user=unquote(parts.username or ""),
            password=password,
            folder=unquote(parts.path.strip("/")) or "INBOX",
        )


def read_bounces(now: datetime) -> str | None:
    """Note what has come back since the last time and return it in words; None when no mailbox is set.

    Raises `MailboxTrouble`. Killed at any moment and run again it counts nothing twice.
    """
    config = current_app.config
    if not config["MAIL_BOUNCE_IMAP"]:
        return None
    mailbox = Mailbox.of(config["MAIL_BOUNCE_IMAP"], config["MAIL_BOUNCE_PASSWORD"])
    with _opened(mailbox, config["MAIL_TIMEOUT"]) as box:
        is_plus = b"UIDPLUS" in _said(box.capability())[0].upper()  # asked anew: who is signed in may do more
        found = Counter(_read(box, uid, now, is_plus=is_plus) for uid in _unseen(box))
    return ", ".join(f"{found[kind]} {kind.name.lower().replace('_', ' ')}" for kind in Noted if found[kind]) or "none"


@contextmanager
def _opened(mailbox: Mailbox, timeout: float) -> Iterator[imaplib.IMAP4]:
    import imaplib  # noqa: PLC0415 - loaded where a mailbox is set

    box: imaplib.IMAP4 | None = None
    secure = ssl.create_default_context()
    try:
        if mailbox.is_tls:
            box = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=secure, timeout=timeout)
        else:
            box = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=timeout)
            box.starttls(secure)
        box.login(_quoted(mailbox.user), mailbox.password)
        _said(box.select(_quoted(mailbox.folder)))
        yield box
        box.logout()
    except (imaplib.IMAP4.error, OSError, UnicodeError) as error:
        words = f"{type(error).__name__}: {error}".replace(mailbox.password or "\0", "…")
        raise MailboxTrouble(words[:500]) from None
    finally:
        if box is not None:
            with suppress(OSError):  # hung up already
                box.shutdown()


def _unseen(box: imaplib.IMAP4) -> list[str]:
    found = _said(box.uid("SEARCH", "UNSEEN"))
    return str(found[0] or b"", "ascii").split()[:_AT_ONCE]


def _read(box: imaplib.IMAP4, uid: str, now: datetime, *, is_plus: bool) -> Noted:
    """Read one message, and let it go or leave it; `is_plus`: the server can remove a single one (RFC 4315)."""
    answer = _said(box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{AT_MOST}>)"))
    content = next((part[1] for part in answer if isinstance(part, tuple)), b"")
    noted = note(content, now)
    done = is_done(noted)
    _said(box.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen \Deleted)" if done else r"(\Seen)"))
    if done and is_plus:
        _said(box.uid("EXPUNGE", uid))  # this one alone
    elif done:
        _said(box.expunge())
    return noted


def _said(answer: tuple[str, list[Any]]) -> list[Any]:
    import imaplib  # noqa: PLC0415

    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"{status} {data!r}"[:300])
    return data


def _quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
