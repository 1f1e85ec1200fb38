"""Within what is somebody counted once, by which hash, and when do only the numbers stay."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# Months after its last meeting in which a project without an end may still go on.
WITHOUT_END = 24
_PURPOSE = "counting"


@dataclass(frozen=True)
class People:
    """How many different people: signed up with a seat, and there; `nameless` of them had no address.

    `closed` says that it is a number that was written down, and will not change.
    """

    signed_up: int = 0
    attended: int = 0
    nameless: int = 0
    closed: bool = False


def of_year(year: int) -> str:
    """Return the scope of the meetings that begin in a year (Swedish)."""
    return f"year:{year}"


def of_project(project_id: int) -> str:
    """Return the scope of the meetings that a project arranged."""
    return f"project:{project_id}"


def number_in(scope: str) -> int:
    """Return the year, or the project, of a scope."""
    return int(scope.partition(":")[2])


def is_year(scope: str) -> bool:
    """Tell whether the scope is a year's."""
    return scope.startswith("year:")


def year_of(instant: datetime) -> int:
    """Return the Swedish year of an instant."""
    return instant.astimezone(STOCKHOLM).year


def person_in(key: str, salt: str, email_key: str) -> str:
    """Return whom an address is in the scope of this salt; without the key and the salt nobody can try addresses."""
    return urlsafe_b64encode(_digest(key, f"person\n{salt}\n{email_key}")[:24]).decode()


def mark_of(key: str, salt: str) -> str:
    """Return what tells which key a scope's hashes were made with, and nothing of the key."""
    return _digest(key, f"mark\n{salt}")[:8].hex()


def key_of(keys: Sequence[str], salt: str, mark: str) -> str | None:
    """Return the one of the keys that made this mark; None when it is no longer among them."""
    return next((key for key in keys if hmac.compare_digest(mark_of(key, salt), mark)), None)


def _digest(key: str, text: str) -> bytes:
    return hmac.new(key.encode(), f"{_PURPOSE}\n{text}".encode(), hashlib.sha256).digest()


def year_closes(year: int, months: int) -> datetime:
    """Return the instant (UTC) from which only the numbers of a year's people are kept."""
    return _beginning(year * 12 + 12 + months)


def project_closes(last: int | None, latest: datetime | None, months: int) -> datetime | None:
    """Return the instant (UTC) from which only the numbers of a project's people are kept; None: not foreseen.

    So many months after its last month (201404), and after its latest meeting if that came later. One whose end
    nobody has said may have more meetings for two years.
    """
    ends = [last // 100 * 12 + last % 100 + months] if last is not None else []
    if latest is not None:
        day = latest.astimezone(STOCKHOLM)
        ends.append(day.year * 12 + day.month + (months if last is not None else max(months, WITHOUT_END)))
    return _beginning(max(ends)) if ends else None


def _beginning(month: int) -> datetime:
    """Return the instant at which a month begins in Sweden, numbered from the January of the year 0 as 0."""
    year, rest = divmod(month, 12)
    return datetime.combine(date(year, rest + 1, 1), time(), STOCKHOLM).astimezone(UTC)
