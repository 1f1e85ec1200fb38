"""The reminders of a meeting: when, to whom, what they say, and how far each has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.extensions import Base


class Reminder(Base):
    """One reminder: `days` from the day of its `anchor` (-3: three before), `at_minute` after midnight in Sweden.

    `text` "" is the standard one, in each reader's language. `revision` rises with every save. While it is sent,
    the mails are queued of the registrations up to the id `cursor`, and then of the invitations up to
    `invited_cursor`; `sent` counts them. One that is `finished_at` never goes out again, also when the meeting moves.
    """

    __tablename__ = "reminder"
    __table_args__ = (CheckConstraint("at_minute >= 0 AND at_minute < 1440", name="at_minute"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    anchor: Mapped[str] = mapped_column(String(10), default="meeting")
    days: Mapped[int]
    at_minute: Mapped[int]
    to_seat: Mapped[bool] = mapped_column(default=True)
    to_line: Mapped[bool] = mapped_column(default=False)
    to_silent: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    cursor: Mapped[int] = mapped_column(default=0)
    invited_cursor: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
