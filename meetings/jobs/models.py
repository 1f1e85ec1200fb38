"""The jobs' tables: when each ran and who holds it, and when each worker was last alive."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.extensions import Base


class JobRun(Base):
    """One timed job: when it is due next, who runs it until when, and how it went last."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    due_at: Mapped[datetime]
    held_by: Mapped[str] = mapped_column(String(60), default="")
    held_until: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(Text, default="")


class Heartbeat(Base):
    """When a worker was last alive."""

    __tablename__ = "heartbeat"

    worker: Mapped[str] = mapped_column(String(60), primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
