"""Write down what was done, in the transaction that does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings import transaction
from meetings.audit.models import AuditEntry, AuditValue

VALUES_KEPT = timedelta(days=90)  # old and new values; the entry itself, which names fields only, stays


@dataclass(frozen=True)
class Actor:
    """Who acts: an organiser with an account, or by name what acted without one (attendee, worker, terminal)."""

    name: str
    account_id: int | None = None


ATTENDEE = Actor("Deltagaren")
SPEAKER = Actor("Talaren")
WORKER = Actor("Systemet")
TERMINAL = Actor("Kommandoraden")


def record(
    actor: Actor,
    action: str,
    now: datetime,
    *,
    meeting_id: int | None = None,
    subject: str = "",
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> AuditEntry:
    """Add an entry; `action` is "feature.verb", `subject` "registration:12", `changes` field → (old, new).

    The values are erased 90 days later, the names of the fields stay. Joins the open write transaction.
    """
    with transaction.write() as session:
        entry = AuditEntry(
            at=now,
            account_id=actor.account_id,
            actor=actor.name,
            action=action,
            meeting_id=meeting_id,
            subject=subject,
            fields=list(changes or {}),
        )
        for field, (old, new) in (changes or {}).items():
            entry.values.append(
                AuditValue(field=field, old=_written(old), new=_written(new), erase_after=now + VALUES_KEPT)
            )
        session.add(entry)
        return entry


def _written(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, datetime) else str(value)
