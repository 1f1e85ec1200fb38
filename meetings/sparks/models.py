"""The tables of sparks: the board of a meeting, its groups, and the sparks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.extensions import Base


class SparkBoard(Base):
    """A meeting's board: whether it takes sparks, and whether they show at once or when somebody has approved them.

    `version` rises with all that the wall or the public page shows, `arrivals` with every spark that comes;
    `wall_version` revokes the wall's link. `closed_at` is when it was last closed, None while it is open or new.
    """

    __tablename__ = "spark_board"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]
    shows_at_once: Mapped[bool] = mapped_column(default=False)
    prompt: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    arrivals: Mapped[int] = mapped_column(default=0)
    wall_version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class SparkGroup(Base):
    """A heading that sparks are gathered under."""

    __tablename__ = "spark_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    heading: Mapped[str] = mapped_column(String(120))


class Spark(Base):
    """One line of an idea; `state` is "new", "approved" or "hidden". Its contact is for the organisers alone.

    Its id is for good: a row that is erased keeps it and loses what was written. `form_token` is the random part of
    the form that it came by: the same form sent twice is one spark.
    """

    __tablename__ = "spark"
    __table_args__ = (
        Index("ix_spark_meeting_id_state_made_at", "meeting_id", "state", "made_at"),
        UniqueConstraint("meeting_id", "form_token"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("spark_group.id", ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(String(300))
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    email_key: Mapped[str] = mapped_column(String(254), default="")
    state: Mapped[str] = mapped_column(String(8), default="new")
    form_token: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    erased_at: Mapped[datetime | None]
