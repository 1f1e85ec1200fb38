"""The tables of retention: periods and decisions, warnings, what was erased and when, figures that stay, requests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.extensions import Base
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting


class PrivacyChoice(Base):
    """The one row about what this organisation is: a public body erases nothing without a decision. No row: it is."""

    __tablename__ = "privacy_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_body: Mapped[bool] = mapped_column(default=True)


class RetentionWarning(Base):
    """That organisers were told a week ahead what goes of a meeting; `due_at` tells one plan from the next.

    `counts` is how much there was then, by what it is. `done_at`: it is erased.
    """

    __tablename__ = "retention_warning"
    __table_args__ = (UniqueConstraint("meeting_id", "retention", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    retention: Mapped[str] = mapped_column(String(12))
    due_at: Mapped[datetime]
    warned_at: Mapped[datetime]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    meeting: Mapped[Meeting] = relationship()


class RetentionRun(Base):
    """One run of the job: what it erased, by what it is; of how many meetings; how many wait for a decision."""

    __tablename__ = "retention_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    meetings: Mapped[int] = mapped_column(default=0)
    warned: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[dict[str, int]] = mapped_column(JSON)
    backups_removed: Mapped[int] = mapped_column(default=0)


class Erasure(Base):
    """That a class of a meeting, or a person, was erased: numbers of rows, no names.

    It stands in `instance/erasures.jsonl` as well, outside every backup, so that what was erased after a backup
    was made is erased again when that is put back. Its numbers refer to nothing: rows may go before it.
    """

    __tablename__ = "erasure"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    retention: Mapped[str] = mapped_column(String(12), default="")
    meeting_id: Mapped[int] = mapped_column(index=True)
    registration_id: Mapped[int | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)


class FrozenFigure(Base):
    """How many people there were, counted before their addresses went.

    `scope` is "meeting:12" or "all" ("year:2027" of versions before people were counted by hash); `measure`
    "registered", "confirmed" or "attended". A meeting's are told by `dimension` ("sector", "municipality",
    "organisation-type", "" in all) and `term_id` as well.
    """

    __tablename__ = "frozen_figure"
    __table_args__ = (Index("ix_frozen_figure_scope_measure", "scope", "measure"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(20))
    measure: Mapped[str] = mapped_column(String(12))
    dimension: Mapped[str] = mapped_column(String(20), default="")
    term_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    number: Mapped[int]
    frozen_at: Mapped[datetime]


class ErasureCase(Base):
    """Somebody's request to be erased, and what the secretariat decided; `state` is one of `rules.cases.CaseState`.

    `reason` is why they ask, `decision` what they were answered: both go with the rest of what is held about them. So
    does `asked_by`, who asked, where an organiser (`opened_by`) noted it of somebody who phoned or wrote (`channel`,
    see `rules.cases.Channel`); all three are empty when the person asked behind their own link.
    """

    __tablename__ = "erasure_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="open", index=True)
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    asked_by: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[str] = mapped_column(String(10), default="")
    opened_by: Mapped[str] = mapped_column(String(200), default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    decision: Mapped[str] = mapped_column(Text, default="")
    meeting: Mapped[Meeting] = relationship()
    registration: Mapped[Registration] = relationship()
