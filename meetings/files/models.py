"""The table of stored files: one row for each file that the store holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from meetings.extensions import Base


class StoredFile(Base):
    """A file in the store; `name` is what it came as, `type` what was found in it.

    `state` is "pending" until the form that it came with is taken, then "kept", and "discarded" when it is to go;
    `owner` says what keeps it ("answer").
    """

    __tablename__ = "stored_file"
    __table_args__ = (Index("ix_stored_file_state_made_at", "state", "made_at"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default="pending")
    owner: Mapped[str] = mapped_column(String(60), default="")
    made_at: Mapped[datetime]
