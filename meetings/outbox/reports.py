"""What does a delivery report say (RFC 3464): which mail it is about, whether it was given up, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from typing import Any

from meetings.text import one_line

AT_MOST = 1_000_000  # bytes that are read of a message: what matters in a report stands before the mail it returns
_IDENTITY = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]+>")
_STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}")
_RETURNED = ("message/rfc822", "message/rfc822-headers", "text/rfc822-headers", "message/global")


@dataclass(frozen=True)
class Report:
    """What became of the mail with this Message-ID (with its brackets).

    `is_final`: it was given up; else it is late. `is_permanent`: for a reason that stays (5.x.x). `answer` is what the
    receiving server said.
    """

    message_id: str
    is_final: bool
    is_permanent: bool
    answer: str


def read(content: bytes) -> Report | None:
    """Return what the message reports; None when it is no report, or one of success."""
    try:
        return _report(message_from_bytes(content[:AT_MOST]))
    except Exception:  # whatever a stranger made up: what cannot be read says nothing
        return None


def _report(message: Message) -> Report | None:
    container = next((part for part in message.walk() if part.get_content_type() == "multipart/report"), None)
    if container is None or not container.is_multipart():
        return None
    parts: list[Any] = [*container.get_payload()]
    of_whom = [block for part in parts for block in _blocks(part)]
    identity = next(filter(None, map(_returned_id, parts)), None)
    told = next((block for block in of_whom if _word(block, "Action") in ("failed", "delayed")), None)
    if identity is None or told is None:
        return None
    status = _STATUS.search(_word(told, "Status")) or _STATUS.search(_word(told, "Diagnostic-Code"))
    diagnosis = str(told.get("Diagnostic-Code", "")).partition(";")[2]
    return Report(
        message_id=identity,
        is_final=_word(told, "Action") == "failed",
        is_permanent=status is not None and status[1] == "5",
        answer=one_line(diagnosis or (status[0] if status else ""))[:500],
    )


def _blocks(part: Message) -> list[Any]:
    found = part.get_payload() if part.get_content_type() == "message/delivery-status" else []
    return found if isinstance(found, list) else []


def _word(block: Message, name: str) -> str:
    return one_line(str(block.get(name, ""))).partition(" (")[0].lower()


def _returned_id(part: Message) -> str | None:
    """Return the Message-ID of the mail, or its headers, that came back in this part."""
    if part.get_content_type() not in _RETURNED:
        return None
    inside: Any = part.get_payload()
    if isinstance(inside, list):
        returned = inside[0]
    else:
        body = part.get_payload(decode=True)
        returned = message_from_string(body.decode("ascii", "replace") if isinstance(body, bytes) else "")
    found = _IDENTITY.search(str(returned.get("Message-ID", "")))
    return found[0] if found else None
