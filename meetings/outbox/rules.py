"""Which states a mail goes through."""

from __future__ import annotations

from enum import Enum


class MailState(str, Enum):
    """How far a mail has come."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    WITHHELD = "withheld"
