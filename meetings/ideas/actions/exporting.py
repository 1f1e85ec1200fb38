"""Write down that ideas leave the house."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.ideas.rules.exporting import Form, Telling, Which


def note_export(
    meeting_id: int,
    form: Form,
    telling: Telling,
    which: Which,
    now: datetime,
    actor: Actor,
    *,
    rows: int,
    only: int | None = None,
) -> None:
    """Write down in which form ideas are taken out, how many, which, and how much of who is behind them is told."""
    changes: dict[str, tuple[object, object]] = {
        "format": (None, form.value),
        "rows": (None, rows),
        "which": (None, which.value if only is None else "en"),
        "contacts": (None, telling.value),
    }
    with transaction.write():
        subject = f"idea:{only}" if only is not None else ""
        record(actor, "ideas.export", now, meeting_id=meeting_id, subject=subject, changes=changes)
