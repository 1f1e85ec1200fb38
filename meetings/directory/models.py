"""The directory's tables: the site and its owner, organisations, and vocabularies in two languages."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from meetings.directory.rules import Vocabulary
from meetings.extensions import Base, SortKey
from meetings.text import fold, sort_key


class Term(Base):
    """One word of a vocabulary, with its code, its names and how long it is in use.

    An organisation type points at the sector that it belongs to unless somebody says otherwise; a
    municipality at its county.
    """

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("vocabulary", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vocabulary: Mapped[str] = mapped_column(String(30))
    code: Mapped[str] = mapped_column(String(40))
    name_sv: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    text_sv: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    parent: Mapped[Term | None] = relationship(remote_side="Term.id")

    def name(self, lang: str) -> str:
        """Return the name in "sv" or "en"."""
        return self.name_en if lang == "en" and self.name_en else self.name_sv

    def text(self, lang: str) -> str:
        """Return the explanation in "sv" or "en"; of a kind of activity what one of them is called."""
        return self.text_en if lang == "en" and self.text_en else self.text_sv


class Organisation(Base):
    """A body that arranges, speaks or takes part, as shown; a merged one points at the one that stays.

    `revision` is the number of the latest save on the desk, `updated_at` its time (None: never since it was added).
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(SortKey, index=True)
    name_folded: Mapped[str] = mapped_column(String(400), index=True)
    type_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    website: Mapped[str] = mapped_column(String(300), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    type: Mapped[Term | None] = relationship(foreign_keys=[type_id])
    municipality: Mapped[Term | None] = relationship(foreign_keys=[municipality_id])

    @validates("name")
    def _named(self, _key: str, name: str) -> str:
        self.name_sort, self.name_folded = sort_key(name)[:400], fold(name)[:400]
        return name


class Site(Base):
    """The one row about this service: its name, who owns it, and how the secretariat is reached."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_sv: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(60), default="")
    version: Mapped[int] = mapped_column(default=1)
    organisation: Mapped[Organisation] = relationship()

    def name(self, lang: str) -> str:
        """Return the name in "sv" or "en"."""
        return self.name_en if lang == "en" and self.name_en else self.name_sv


class SitePage(Base):
    """A page that organisers edit: code ("accessibility", "privacy", "cookies", "how-it-works") and language."""

    __tablename__ = "site_page"
    __table_args__ = (UniqueConstraint("code", "lang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    lang: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]


__all__ = ["Organisation", "Site", "SitePage", "Term", "Vocabulary"]
