"""The mailings' table: what is written, to whom, when, and how far the worker has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.extensions import Base
from meetings.schedule.models import Meeting


class Mailing(Base):
    """One text to many people of a meeting. Who got it, and how it went, stands in the outbox: see `rules.mail_key`.

    `about` names a `rules.About`, `state` a `rules.MailingState`; `audience` is a `rules.Audience` as JSON.
    `follow_up_id` is the meeting that it invites to. From `due_at` the worker makes the mails in the order of the
    registrations' ids: those up to `up_to` that are after `done_to`. `total` is how many were chosen when it began,
    `made` how many have a mail. `first_mail_id` is before all of them in the outbox. `problem` names the reason why
    the worker stopped it. `revision` rises with every save.
    """

    __tablename__ = "mailing"
    __table_args__ = (Index("ix_mailing_state_due_at", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    about: Mapped[str] = mapped_column(String(10), default="meeting")
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    subject_sv: Mapped[str] = mapped_column(String(200), default="")
    body_sv: Mapped[str] = mapped_column(Text, default="")
    subject_en: Mapped[str] = mapped_column(String(200), default="")
    body_en: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    problem: Mapped[str] = mapped_column(String(40), default="")
    author: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    made_at: Mapped[datetime | None]
    up_to: Mapped[int] = mapped_column(default=0)
    done_to: Mapped[int] = mapped_column(default=0)
    first_mail_id: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    made: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    meeting: Mapped[Meeting] = relationship(foreign_keys=[meeting_id])
    follow_up: Mapped[Meeting | None] = relationship(foreign_keys=[follow_up_id])
