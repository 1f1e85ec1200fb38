"""The accounts' tables: organisers, what they may do, and where they are signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from meetings.extensions import Base, SortKey
from meetings.text import fold, key, sort_key


class Account(Base):
    """An organiser. Without a password hash the invitation has not been answered yet.

    Raising `link_version` revokes the link by which a password is set.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(SortKey, index=True)
    search_text: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    link_version: Mapped[int] = mapped_column(default=1)
    link_until: Mapped[datetime | None]
    grants: Mapped[list[Grant]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="Grant.id"
    )

    @validates("name", "email")
    def _found(self, field: str, value: str) -> str:
        values = {"name": self.name, "email": self.email, field: value}
        self.search_text = fold(" ".join(text for text in values.values() if text))
        if field == "name":
            self.name_sort = sort_key(value)
        else:
            self.email_key = key(value)
        return value


class Grant(Base):
    """A permission: "administrator" or "organiser"; for one meeting, or for all when there is none."""

    __tablename__ = "account_grant"
    __table_args__ = (UniqueConstraint("account_id", "meeting_id", "permission"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    permission: Mapped[str] = mapped_column(String(20))
    account: Mapped[Account] = relationship(back_populates="grants")


class SignedIn(Base):
    """A sign-in that is still good; the cookie holds a random value of which only the hash is kept."""

    __tablename__ = "signed_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    signed_in_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    account: Mapped[Account] = relationship()
