"""What did somebody else change while I wrote, and what is the work of both: field by field, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetings.projects.rules.content import ROWS
from meetings.schedule.rules.content import Difference, differences, merged

Written = Mapping[str, Any]


def in_both(base: Written, mine: Written, theirs: Written) -> dict[str, Any]:
    """Return what both wrote, starting from `base`, as JSON: what I did not touch is theirs, what I changed is mine.

    Rows are parts of their own where neither added nor took one away; else their list is one part.
    """
    apart = _rowwise(base, mine, theirs)
    parts = merged(_parts(base, apart), _parts(mine, apart), _parts(theirs, apart))
    return _whole(parts, apart)


def collided(base: Written, mine: Written, theirs: Written) -> list[Difference]:
    """Return the parts that the other changed; one of a row is named by its list and its number: "figures:3"."""
    apart = _rowwise(base, mine, theirs)
    return differences(_parts(base, apart), _parts(mine, apart), _parts(theirs, apart))


def _rowwise(*contents: Written) -> frozenset[str]:
    """Return the lists of which all have as many rows."""
    return frozenset(name for name in ROWS if len({len(one.get(name) or ()) for one in contents}) == 1)


def _parts(content: Written, apart: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in content.items():
        if name in apart:
            found |= {f"{name}:{number}": row for number, row in enumerate(value, start=1)}
        else:
            found[name] = value
    return found


def _whole(parts: Written, apart: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: [] for name in apart}
    for part, value in parts.items():
        name, colon, _number = part.partition(":")
        if colon:
            found[name].append(value)
        else:
            found[part] = value
    return found
