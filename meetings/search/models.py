"""The tables that are searched: the things, their texts, the words of all of them, and which word stands where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.extensions import Base

WHOLE, PROJECT = "meeting", "project"  # the kinds of things that others may be parts of


class SearchRow(Base):
    """A public thing that can be found.

    One that is `within` a meeting or a project (its number, `whole` says of which kind) is found only while that itself
    is; one with `since` from that instant on.
    """

    __tablename__ = "search_row"
    __table_args__ = (UniqueConstraint("kind", "ref_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    ref_id: Mapped[int]
    within: Mapped[int | None] = mapped_column(index=True)
    whole: Mapped[str] = mapped_column(String(20), default=WHOLE)
    since: Mapped[datetime | None]
    lang: Mapped[str] = mapped_column(String(2), default="")
    title: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(index=True)


class SearchText(Base):
    """The text of a thing, for the excerpt; apart from its row, so that many rows are read quickly."""

    __tablename__ = "search_text"

    row_id: Mapped[int] = mapped_column(ForeignKey("search_row.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class SearchWord(Base):
    """A word that some thing holds: `exact` casefolded, `folded` without diacritics too."""

    __tablename__ = "search_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    exact: Mapped[str] = mapped_column(Text, unique=True)
    folded: Mapped[str] = mapped_column(Text, index=True)


class SearchPlace(Base):
    """That a word stands in a thing; `depth` is 0 when it does in the title, else 1."""

    __tablename__ = "search_place"
    __table_args__ = {"sqlite_with_rowid": False}

    word_id: Mapped[int] = mapped_column(ForeignKey("search_word.id"), primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("search_row.id", ondelete="CASCADE"), primary_key=True, index=True)
    depth: Mapped[int]
