"""The tables of calls: the funding round (utlysning) with its criteria, a meeting's call for ideas, its extensions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.directory.models import Term
from meetings.extensions import Base
from meetings.links.rules import first_version
from meetings.questions.models import Form
from meetings.schedule.models import Meeting


class FundingRound(Base):
    """A funder's round of applications (utlysning): programme area, season and period, money, and criteria.

    `starts_on` and `ends_on` are the months in which projects may begin and must be over (the first day of each, None:
    not said), `amount` is whole kronor, `cofinancing_percent` what an actor pays itself. It closes for applications at
    the funder's, on `closes_on` (a Swedish day, inclusive): we take ideas (inspel) alone.
    """

    __tablename__ = "funding_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    funder: Mapped[str] = mapped_column(String(200), default="")
    programme_area_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    season: Mapped[str] = mapped_column(String(60), default="")
    opens_on: Mapped[date | None] = mapped_column(Date)
    closes_on: Mapped[date | None] = mapped_column(Date)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    amount: Mapped[int | None] = mapped_column(BigInteger)
    cofinancing_percent: Mapped[int | None]
    url: Mapped[str] = mapped_column(String(500), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    programme_area: Mapped[Term | None] = relationship()
    criteria: Mapped[list[RoundCriterion]] = relationship(
        back_populates="round", cascade="all, delete-orphan", order_by="RoundCriterion.position"
    )


class RoundCriterion(Base):
    """What a round asks of a project, shown beside the field of the idea that answers it (`field`; "": by itself)."""

    __tablename__ = "round_criterion"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("funding_round.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    field: Mapped[str] = mapped_column(String(20), default="")
    round: Mapped[FundingRound] = relationship(back_populates="criteria")


class IdeaCall(Base):
    """A meeting's call for ideas before its follow-up. Its row is the lock of all that is submitted to it.

    Open in the half-open interval from `opens_at` until `closes_at`; the meeting's `ideas_until` is a copy of
    `closes_at` that the actions of calls alone write, for the chain, the reminders and the page cache read it there.
    `answers_until` says until when the secretariat answers on the last day, `decision_by` when actors are told.
    `required` are codes of fields (`rules.fields`) that this call asks for besides those that every idea needs.
    `arrivals` numbers the ideas as they are received. What state an idea has is hidden from its actor until
    `states_published_at`. With `hides_actors` assessors are not shown who is behind an idea (nor any of
    `hidden_words`, one to a line), with `hides_assessors` not who else assesses. Without `form_id` a call has no
    questions of its own.
    """

    __tablename__ = "idea_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("funding_round.id"), index=True)
    form_id: Mapped[int | None] = mapped_column(ForeignKey("form.id"), index=True)
    intro: Mapped[str] = mapped_column(Text, default="")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime]
    answers_until: Mapped[datetime | None]
    decision_by: Mapped[date | None] = mapped_column(Date)
    required: Mapped[list[str]] = mapped_column(JSON, default=list)
    hides_actors: Mapped[bool] = mapped_column(default=False)
    hides_assessors: Mapped[bool] = mapped_column(default=False)
    hidden_words: Mapped[str] = mapped_column(Text, default="")
    assess_until: Mapped[datetime | None]
    states_published_at: Mapped[datetime | None]
    arrivals: Mapped[int] = mapped_column(default=0)
    screen_version: Mapped[int] = mapped_column(default=first_version)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    meeting: Mapped[Meeting] = relationship()
    round: Mapped[FundingRound | None] = relationship()
    form: Mapped[Form | None] = relationship()

    def next_number(self) -> int:
        """Return the next number of a received idea. Only under the call's lock."""
        self.arrivals += 1
        return self.arrivals


class CallExtension(Base):
    """More time: for everybody (`kind` "all", a log of how the call's closing moved) or one actor ("personal").

    A personal one opens by a link of its own, until `until` (exclusive); raising `version` revokes it. It serves one
    idea alone, which names it (`Idea.extension_id`).
    """

    __tablename__ = "call_extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("idea_call.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    before: Mapped[datetime | None]
    until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    version: Mapped[int] = mapped_column(default=first_version)
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    call: Mapped[IdeaCall] = relationship()
