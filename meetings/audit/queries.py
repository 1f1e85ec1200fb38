"""Read the audit, newest first."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from meetings.audit.models import AuditEntry


def entries(meeting_id: int | None = None) -> Select[AuditEntry]:
    """Return the statement for the entries, of one meeting or of all, newest first; the caller pages it."""
    statement = select(AuditEntry).options(selectinload(AuditEntry.values)).order_by(AuditEntry.id.desc())
    return statement if meeting_id is None else statement.where(AuditEntry.meeting_id == meeting_id)
