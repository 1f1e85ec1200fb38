"""The table that is searched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.extensions import Base


class SearchRow(Base):
    """A public thing as it is searched: `exact` casefolded, `folded` without diacritics too."""

    __tablename__ = "search_row"
    __table_args__ = (UniqueConstraint("kind", "ref_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    ref_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    title_exact: Mapped[str] = mapped_column(Text)
    title_folded: Mapped[str] = mapped_column(Text)
    exact: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)
