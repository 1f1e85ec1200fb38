"""The tables of assessment: a call's own criteria, who assesses, and their scores."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.extensions import Base
from meetings.ideas.models.calls import IdeaCall
from meetings.ideas.models.ideas import Idea
from meetings.links.rules import first_version


class AssessmentCriterion(Base):
    """What assessors score, from 1 to `most`; `weight` is how much it counts beside the others."""

    __tablename__ = "assessment_criterion"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("idea_call.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    most: Mapped[int] = mapped_column(default=5)
    weight: Mapped[int] = mapped_column(default=1)


class Assessor(Base):
    """Somebody who assesses the ideas of a call by a link of their own; raising `version` revokes it."""

    __tablename__ = "assessor"
    __table_args__ = (UniqueConstraint("call_id", "email_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("idea_call.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    version: Mapped[int] = mapped_column(default=first_version)
    added_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    call: Mapped[IdeaCall] = relationship()


class Assessment(Base):
    """One assessor's word on one idea; with `conflict` (jäv) they refrain, and nothing of theirs counts.

    `of_version` is the number of the received version that they read. `revision` rises with every save.
    """

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("assessor_id", "idea_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("assessor.id", ondelete="CASCADE"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    conflict: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(Text, default="")
    of_version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    assessor: Mapped[Assessor] = relationship()
    idea: Mapped[Idea] = relationship()
    scores: Mapped[list[Score]] = relationship(back_populates="assessment", cascade="all, delete-orphan")


class Score(Base):
    """A number from 1 to the criterion's `most`."""

    __tablename__ = "score"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id", ondelete="CASCADE"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(
        ForeignKey("assessment_criterion.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    value: Mapped[int]
    assessment: Mapped[Assessment] = relationship(back_populates="scores")
