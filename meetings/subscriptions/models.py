"""The tables of subscriptions: who subscribes to what, and how far a new meeting has been told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.extensions import Base


class Subscriber(Base):
    """An address that is told of new meetings, once it has been confirmed; the row goes when its owner leaves.

    `topics` and `counties` are codes, none of them means all. `wording` are the words that they said yes to, at
    `asked_at`. `link_version` is random: on some databases a number is given to somebody new once its row has gone,
    and an old link must not open that.
    """

    __tablename__ = "subscriber"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    lang: Mapped[str] = mapped_column(String(2))
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    counties: Mapped[list[str]] = mapped_column(JSON, default=list)
    wording: Mapped[str] = mapped_column(Text)
    wording_version: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(index=True)
    changed_at: Mapped[datetime]
    link_version: Mapped[int]


class Telling(Base):
    """That a new meeting is told to those who asked for it: once, whatever becomes of it afterwards.

    `state` is one of `rules.Standing`. What is told goes in batches: first subscribers up to the number
    `after_subscriber`, then those who ticked the box at a sign-up, up to `after_opt_in`. `told` counts the mails.
    """

    __tablename__ = "telling"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    after_subscriber: Mapped[int] = mapped_column(default=0)
    after_opt_in: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=0)
