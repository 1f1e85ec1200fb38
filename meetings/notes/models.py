"""The tables of notes: the note with what it is about, its revisions, and those who write it by a link."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.extensions import Base
from meetings.links.rules import first_version
from meetings.revisions import Revision
from meetings.schedule.models import ProgrammeItem

note_item = Table(
    "note_item",
    Base.metadata,
    Column("note_id", ForeignKey("note.id", ondelete="CASCADE"), primary_key=True),
    Column("item_id", ForeignKey("programme_item.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Note(Base):
    """Notes on the day (no item), on a talk or workshop (one item), or on a group of them (several).

    `body` is what is being written, in Markdown; the public reads `published_title` and `published_body`, which
    change when somebody publishes. `revision` is the number of the latest `NoteRevision`.
    """

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_meeting_id_state", "meeting_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    state: Mapped[str] = mapped_column(String(10), default="draft")
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    reviewed_by: Mapped[str] = mapped_column(String(200), default="")
    reviewed_at: Mapped[datetime | None]
    reviewed_revision: Mapped[int | None]
    published_at: Mapped[datetime | None]
    published_revision: Mapped[int | None]
    published_title: Mapped[str] = mapped_column(String(200), default="")
    published_body: Mapped[str] = mapped_column(Text, default="")

    items: Mapped[list[ProgrammeItem]] = relationship(
        secondary=note_item, order_by="ProgrammeItem.starts_at, ProgrammeItem.position"
    )
    takers: Mapped[list[NoteTaker]] = relationship(
        back_populates="note", cascade="all, delete-orphan", order_by="NoteTaker.name_sort"
    )


class NoteRevision(Revision, Base):
    """What was saved, each time: title and body as one content; `base` is the number that the writer started from.

    `kind` says how it came about (`rules.Kind`). Who wrote it is an account, by name, or a note taker: then `author`
    is empty, so that a taker's name stands in one row alone. `origin` and `sequence` name the open page that sent the
    text, and its how manieth save it was: a page whose answer got lost is known again.
    """

    __tablename__ = "note_revision"
    __table_args__ = (UniqueConstraint("note_id", "number"), Index("ix_note_revision_origin", "note_id", "origin"))

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    base: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(8), default="saved")
    taker_id: Mapped[int | None] = mapped_column(ForeignKey("note_taker.id", ondelete="SET NULL"), index=True)
    origin: Mapped[str] = mapped_column(String(36), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    taker: Mapped[NoteTaker | None] = relationship()

    @property
    def by(self) -> str:
        """The name of who wrote it; "" when it has been erased."""
        return self.author or (self.taker.name if self.taker else "")


class NoteTaker(Base):
    """Somebody who writes a note by a link of their own; raising `version` revokes it."""

    __tablename__ = "note_taker"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(String(800))
    email: Mapped[str] = mapped_column(String(254), default="")
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    version: Mapped[int] = mapped_column(default=first_version)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    note: Mapped[Note] = relationship(back_populates="takers")


class NoteTemplate(Base):
    """What the notes of a meeting begin with, in Markdown, where the organiser wants other headings than ours."""

    __tablename__ = "note_template"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    text_sv: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
