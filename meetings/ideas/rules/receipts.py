"""How a receipt is written and read back: its reference, and its checksum in groups that a person can compare."""

from __future__ import annotations

import re

_SPOKEN = re.compile(r"[^0-9A-Za-z]")
_OF_A_CHECKSUM = 64  # SHA-256 in hex
GROUP = 4


def in_groups(checksum: str) -> str:
    """Return the checksum with a space after every fourth character, as receipts write it."""
    return " ".join(checksum[start : start + GROUP] for start in range(0, len(checksum), GROUP))


def typed_checksum(typed: str) -> str | None:
    """Return the checksum that somebody typed off a receipt, spaces or not; None when it is none."""
    found = _SPOKEN.sub("", typed).lower()
    return found if len(found) == _OF_A_CHECKSUM and re.fullmatch("[0-9a-f]+", found) else None


def typed_reference(typed: str) -> str:
    """Return the reference as it is stored ("K7MX-3QPA"), whatever case and marks it was typed with."""
    found = _SPOKEN.sub("", typed).upper()
    return f"{found[:4]}-{found[4:]}"
