"""The table of what everybody reads: a published idea as it was received in the version that was published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from meetings.directory.models import Term
from meetings.extensions import Base, SortKey
from meetings.ideas.models.ideas import Idea
from meetings.text import sort_key

published_target_group = Table(
    "published_target_group",
    Base.metadata,
    Column("idea_id", ForeignKey("published_idea.idea_id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id"), primary_key=True, index=True),
)

published_sought = Table(
    "published_sought",
    Base.metadata,
    Column("idea_id", ForeignKey("published_idea.idea_id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id"), primary_key=True, index=True),
)


class PublishedIdea(Base):
    """What public pages, feeds and the search list an idea by: copied from its version `version`, never from a later.

    There is a row exactly while the idea is public. `published_at` is when it first became so, `updated_at` when what
    is read of it last changed: another version, or what came of it.
    """

    __tablename__ = "published_idea"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]
    slug: Mapped[str] = mapped_column(String(80))
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    title: Mapped[str] = mapped_column(String(200))
    title_sort: Mapped[str] = mapped_column(SortKey, default="")
    organisation_name: Mapped[str] = mapped_column(String(200))
    type_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    role: Mapped[str] = mapped_column(String(8), default="")
    seeks_partners: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    idea: Mapped[Idea] = relationship()
    sector: Mapped[Term | None] = relationship(foreign_keys=[sector_id])
    municipality: Mapped[Term | None] = relationship(foreign_keys=[municipality_id])
    target_groups: Mapped[list[Term]] = relationship(secondary=published_target_group, order_by=Term.position)
    sought: Mapped[list[Term]] = relationship(secondary=published_sought, order_by=Term.position)

    @validates("title")
    def _sorted(self, _key: str, value: str) -> str:
        self.title_sort = sort_key(value)[:400]
        return value
