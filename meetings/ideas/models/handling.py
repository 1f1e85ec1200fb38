"""The tables of the secretariat's work with an idea: what was done, private notes, questions to the actor."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.extensions import Base
from meetings.ideas.models.ideas import Idea


class IdeaHistory(Base):
    """What happened to an idea and when: "received", "state", "merged", "split", "late", "published" and so on.

    `text` is what the actor was told or said, `internal` what stays with the secretariat. `by` is an organiser's name,
    "" when the actor did it.
    """

    __tablename__ = "idea_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    action: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(String(20), default="")
    after: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    internal: Mapped[str] = mapped_column(Text, default="")
    other_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id", ondelete="SET NULL"), index=True)
    by: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]


class IdeaNote(Base):
    """A note that the secretariat keeps to itself."""

    __tablename__ = "idea_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class ActorQuestion(Base):
    """What the secretariat asks an idea's actors, and what they answered, by their own link.

    `read_at` is when somebody of the secretariat said that the answer is read.
    """

    __tablename__ = "actor_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    answer_by: Mapped[datetime | None]
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    idea: Mapped[Idea] = relationship()
