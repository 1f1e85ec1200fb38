"""The outbox's tables: a mail and the attempts to deliver it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.extensions import Base


class OutgoingMail(Base):
    """One mail to one person. `key` is unique for its purpose and person, so that nothing is queued twice.

    `template` names a folder of `templates/mail/`, `values` the snapshot that it is rendered from.
    The worker stores what it rendered before it sends. `subject_ref` ("registration:12") is whom it is
    about; `bulk` ones give way to those that somebody waits for. Values, bodies and addresses are erased after
    `erase_after`. `problem` names a `rules.Problem`, `error` is what the server answered last.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        Index("ix_outgoing_mail_state_bulk_due_at_id", "state", "bulk", "due_at", "id"),
        Index("ix_outgoing_mail_subject_ref", "subject_ref"),
        Index("ix_outgoing_mail_meeting_id_id", "meeting_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    template: Mapped[str] = mapped_column(String(60))
    lang: Mapped[str] = mapped_column(String(2))
    to_name: Mapped[str] = mapped_column(String(200))
    to_address: Mapped[str] = mapped_column(String(254))
    reply_to: Mapped[str] = mapped_column(String(254), default="")
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    calendar: Mapped[str | None] = mapped_column(Text)
    calendar_method: Mapped[str] = mapped_column(String(10), default="")
    meeting_id: Mapped[int | None]
    subject_ref: Mapped[str] = mapped_column(String(40), default="")
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="queued")
    bulk: Mapped[bool] = mapped_column(default=False)
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_by: Mapped[str] = mapped_column(String(60), default="")
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(String(12), default="")
    error: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str | None] = mapped_column(Text)
    body_text: Mapped[str | None] = mapped_column(Text)
    body_html: Mapped[str | None] = mapped_column(Text)
    erase_after: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[list[MailAttempt]] = relationship(
        back_populates="mail", cascade="all, delete-orphan", order_by="MailAttempt.id"
    )


class MailAttempt(Base):
    """One try to hand a mail to the server: the state that it led to, and what the server answered."""

    __tablename__ = "mail_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("outgoing_mail.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(10))
    problem: Mapped[str] = mapped_column(String(12), default="")
    answer: Mapped[str] = mapped_column(Text)
    mail: Mapped[OutgoingMail] = relationship(back_populates="attempts")
