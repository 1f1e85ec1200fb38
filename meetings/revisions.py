"""How is a text's history kept: numbered contents with author, time and checksum, and what changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from meetings.errors import Stale

Content = Mapping[str, Any]


class Revision:
    """The columns of a revision; each feature has a table of its own, with its owner's key beside them."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    checksum: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(200))
    saved_at: Mapped[datetime]


@dataclass(frozen=True)
class Change:
    """One field that differs between two contents."""

    field: str
    old: Any
    new: Any


def checksum(content: Content) -> str:
    """Return the SHA-256 (hex) of the content written as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def saved(number: int, content: Content, author: str, at: datetime) -> dict[str, Any]:
    """Return the columns of the revision that is saved with this content."""
    return {
        "number": number,
        "content": content,
        "checksum": checksum(content),
        "author": author,
        "saved_at": at,
    }


def changes(old: Content, new: Content) -> list[Change]:
    """Return the fields that differ, in the order of `new`, then those that are gone."""
    names = [*new, *(name for name in old if name not in new)]
    return [Change(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]


def require_current(base: int, current: int) -> None:
    """Raise `Stale` unless the form was filled in from the revision that stands now."""
    if base != current:
        raise Stale(current)
