"""What the mails say: that data goes in a week, and what came of a request of erasure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from meetings.directory import queries as directory
from meetings.links.queries import make
from meetings.outbox.actions import Mail
from meetings.outbox.mail_links import absolute
from meetings.privacy.models import ErasureCase
from meetings.privacy.queries import Lot
from meetings.registration.models import Registration

WARNING_KEPT = timedelta(days=30)
# Tries go on for three days; then the address that the answer went to is the last thing that is left.
ANSWER_KEPT = timedelta(days=4)
REFUSAL_KEPT = timedelta(days=92)
_MOST_LINES = 50


class Told(Protocol):
    """An administrator who is warned."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def lang(self) -> str: ...


def warning(account: Told, lots: Sequence[Lot], now: datetime) -> Mail:
    """Return the mail that says what is erased within a week; it names meetings, nobody who was there."""
    lines = [
        {
            "meeting_title": lot.title,
            "retention": lot.retention.value,
            "goes_at": lot.due.isoformat(),
        }
        for lot in lots[:_MOST_LINES]
    ]
    return Mail(
        key=f"retention-warning:{account.id}:{int(now.timestamp())}",
        template="retention_warning",
        lang=account.lang,
        to_name=account.name,
        to_address=account.email,
        values={
            "lines": lines,
            "more": max(0, len(lots) - _MOST_LINES),
            "link": absolute("/arbetsytan/gallring", account.lang),
        },
        subject_ref=f"account:{account.id}",
        erase_after=now + WARNING_KEPT,
    )


def granted(case: ErasureCase, registration: Registration, words: str, now: datetime) -> Mail:
    """Return the mail that says that somebody's data is erased: the last that is sent to the address."""
    return Mail(
        key=f"erasure-granted:{case.id}",
        template="erasure_granted",
        lang=registration.lang,
        to_name=registration.name,
        to_address=registration.email,
        reply_to=_secretariat(),
        values={"meeting_title": case.meeting.title, "words": words},
        meeting_id=case.meeting_id,
        subject_ref=f"case:{case.id}",
        erase_after=now + ANSWER_KEPT,
    )


def refused(case: ErasureCase, registration: Registration, words: str, now: datetime) -> Mail:
    """Return the mail that says why somebody's data is not erased, and what they can do."""
    token = make("registration", registration.id, registration.link_version)
    return Mail(
        key=f"erasure-refused:{case.id}",
        template="erasure_refused",
        lang=registration.lang,
        to_name=registration.name,
        to_address=registration.email,
        reply_to=_secretariat(),
        values={
            "meeting_title": case.meeting.title,
            "words": words,
            "link": absolute(f"/min-anmalan/{token}/uppgifter", registration.lang),
        },
        meeting_id=case.meeting_id,
        subject_ref=f"registration:{registration.id}",
        erase_after=max(case.meeting.ends_at, now) + REFUSAL_KEPT,
    )


def _secretariat() -> str:
    site = directory.site()
    return site.contact_email if site is not None else ""
