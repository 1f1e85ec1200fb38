"""The tables of organisations: who is a member of whom, what was merged into what, and what is known to differ."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.directory.models import Organisation
from meetings.extensions import Base

organisation_member = Table(
    "organisation_member",
    Base.metadata,
    Column("organisation_id", ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class OrganisationMerge(Base):
    """One spelling merged into another. `moved` says which rows pointed at it, so that it can be undone.

    `moved` is what `rules.moving.Moved` writes as JSON, by kind of reference. One that is undone stays as history.
    """

    __tablename__ = "organisation_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    moved: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    merged_at: Mapped[datetime]
    merged_by: Mapped[str] = mapped_column(String(200))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(String(200), default="")
    kept: Mapped[Organisation] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Organisation] = relationship(foreign_keys=[gone_id])


class TypedApart(Base):
    """A name that somebody typed and that is not this organisation, or (None) that is to be asked of no more.

    The name itself is not kept, only what it is known again by: it goes with the sign-ups in which it was typed.
    """

    __tablename__ = "typed_apart"
    __table_args__ = (UniqueConstraint("typed_key", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    typed_key: Mapped[str] = mapped_column(String(64), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    said_at: Mapped[datetime]
