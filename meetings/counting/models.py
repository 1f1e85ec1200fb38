"""The tables of counting: scopes with their salt, who took part without a name, and the numbers that stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.extensions import Base


class CountedScope(Base):
    """Within what people are counted once: `code` is "year:2027" or "project:12".

    `salt` (hex) makes somebody's hash another one in every scope; `key_mark` tells which of the service's keys its
    hashes were made with. Once it is closed both are empty, its `Participation` are gone, and `CountedNumber` stays.
    """

    __tablename__ = "counted_scope"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))
    key_mark: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)


class CountedMeeting(Base):
    """That a meeting's people were counted, of what year (Swedish) and project, and how many they were.

    `project_id` refers to a table of a feature above. `project_since`: since when it is known that the project
    arranged it; whoever was erased before that is counted as themselves. `counted_at` None: to be counted again.
    """

    __tablename__ = "counted_meeting"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    project_id: Mapped[int | None] = mapped_column(index=True)
    project_since: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]
    signed_up: Mapped[int] = mapped_column(default=0)
    attended: Mapped[int] = mapped_column(default=0)


class Participation(Base):
    """Somebody at a meeting, in one scope: `person` is a keyed hash of their address, that of nobody in another scope.

    `known` is False of one without an address, who is counted as themselves. `frozen_at`: the address is gone, and the
    row is what is left to count by; once nothing personal is left of the registration, it is not named any more, nor
    is the meeting in the scope of a year, so that the meetings of two projects cannot be joined in it.
    """

    __tablename__ = "participation"
    __table_args__ = (
        UniqueConstraint("registration_id", "scope"),
        Index("ix_participation_scope_person", "scope", "person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(ForeignKey("counted_scope.code", ondelete="CASCADE"))
    person: Mapped[str] = mapped_column(String(32))
    known: Mapped[bool] = mapped_column(default=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"))
    signed_up: Mapped[bool]
    attended: Mapped[bool]
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    organisation_type_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    frozen_at: Mapped[datetime | None]


class CountedNumber(Base):
    """How many different people there were in a scope; plain numbers, kept for ever.

    `dimension` is "" (all of them), "sector", "organisation-type", "municipality" (`term_id`; None: not said),
    "organisation" (`organisation_id`; None: one that is not in the directory), or "before": those whose addresses went
    before people were counted by hash, to be added to all of them.
    """

    __tablename__ = "counted_number"
    __table_args__ = (Index("ix_counted_number_scope_dimension", "scope", "dimension"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(20))
    dimension: Mapped[str] = mapped_column(String(20), default="")
    term_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    signed_up: Mapped[int]
    attended: Mapped[int]
    nameless: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime]
