"""The audit's tables: an entry names the fields; personal values stand apart and are erased in time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.extensions import Base


class AuditEntry(Base):
    """One thing that somebody did; the actor's name is kept as it was."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_meeting_id_id", "meeting_id", "id"),
        Index("ix_audit_entry_meeting_id_subject", "meeting_id", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    meeting_id: Mapped[int | None]
    subject: Mapped[str] = mapped_column(String(60), default="")
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    values: Mapped[list[AuditValue]] = relationship(back_populates="entry", cascade="all, delete-orphan")


class AuditValue(Base):
    """What a field held before and after; gone when `erase_after` has passed."""

    __tablename__ = "audit_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id", ondelete="CASCADE"), index=True)
    field: Mapped[str] = mapped_column(String(60))
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)
    erase_after: Mapped[datetime | None] = mapped_column(index=True)
    entry: Mapped[AuditEntry] = relationship(back_populates="values")
