"""What a secret link is made of, and when it opens: id, version and a signature over them and the purpose."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass

_SHAPE = re.compile(r"([1-9a-z][0-9a-z]{0,12})-([0-9a-z]{1,6})-([A-Za-z0-9_-]{27})")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

_VERSIONS = 2**30  # room to raise it in, in six digits and in 32 bits


@dataclass(frozen=True)
class Link:
    """What a genuine token names: a row, and the version that the row must still have."""

    id: int
    version: int


def first_version() -> int:
    """Return the version that a new row begins at: any, for SQLite gives the number of a row that is gone to the next.

    Were it always the same, the old link of the one would open the other.
    """
    return 1 + secrets.randbelow(_VERSIONS)


def token(key: str, purpose: str, row_id: int, version: int) -> str:
    """Return the token of this row, version and purpose; 160 bits of HMAC-SHA256 guard it. Nothing is stored."""
    return f"{_base36(row_id)}-{_base36(version)}-{_signature(key, purpose, row_id, version)}"


def opened(keys: Sequence[str], purpose: str, presented: str) -> Link | None:
    """Return what the token names when one of the keys made it for this purpose, else None."""
    match = _SHAPE.fullmatch(presented)
    if match is None:
        return None
    row_id, version = int(match[1], 36), int(match[2], 36)
    for key in keys:
        if hmac.compare_digest(match[3], _signature(key, purpose, row_id, version)):
            return Link(row_id, version)
    return None


def _signature(key: str, purpose: str, row_id: int, version: int) -> str:
    digest = hmac.new(key.encode(), f"{purpose}\n{row_id}\n{version}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:20]).decode().rstrip("=")


def _base36(number: int) -> str:
    out = ""
    while True:
        number, rest = divmod(number, 36)
        out = _DIGITS[rest] + out
        if not number:
            return out
