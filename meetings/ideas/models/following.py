"""The table of the follow-up: which ideas are taken up, in which order, and what came of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.extensions import Base
from meetings.ideas.models.ideas import Idea
from meetings.schedule.models import Meeting, ProgrammeItem


class FollowUpSlot(Base):
    """An idea's place on the follow-up meeting: `item_id` is its item of the programme, which notes hang on.

    `presenters` is who presents, as shown; `invited_at` when the actors were asked to come. `outcome` is "", "project",
    "continues", "resting" or "merged", `outcome_text` what the meeting came to, in words.
    """

    __tablename__ = "follow_up_slot"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("programme_item.id", ondelete="SET NULL"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int] = mapped_column(default=10)
    presenters: Mapped[str] = mapped_column(String(300), default="")
    invited_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(10), default="")
    outcome_text: Mapped[str] = mapped_column(Text, default="")
    outcome_by: Mapped[str] = mapped_column(String(200), default="")
    outcome_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    idea: Mapped[Idea] = relationship()
    meeting: Mapped[Meeting] = relationship()
    item: Mapped[ProgrammeItem | None] = relationship()
