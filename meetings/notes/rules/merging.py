"""What becomes of a text that two have changed: both changes where they are apart, else what each wrote.

Line by line. `base` is what both began from, `theirs` what is saved now, `mine` what is being saved. All three are
texts as `saving.body_of` gives them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from merge3 import Merge3

Lines = Sequence[str]


@dataclass(frozen=True)
class Merged:
    """Both texts as one; `conflicts` counts the places where both changed the same lines.

    There `text` holds first theirs, then mine, so that nothing is left out of it.
    """

    text: str
    conflicts: int = 0


def merge(base: str, theirs: str, mine: str) -> Merged:
    """Return the texts as one.

    What only one has changed is taken; what both have changed alike is taken once; what both have added at the same
    place is kept, theirs first. Only lines that both have changed differently are conflicts, and lines that one
    has changed and the other has taken away.
    """
    if mine in (base, theirs):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    found: list[str] = []
    conflicts = 0
    for region in _regions(base.split("\n"), theirs.split("\n"), mine.split("\n")):
        if isinstance(region, _Conflict):
            lines, is_conflict = _settled(region)
            conflicts += is_conflict
            found.extend(lines)
        else:
            found.extend(region)
    return Merged("\n".join(found), conflicts)


@dataclass(frozen=True)
class _Conflict:
    base: Lines
    theirs: Lines
    mine: Lines


def _regions(base: Lines, theirs: Lines, mine: Lines) -> Iterator[Lines | _Conflict]:
    for kind, *lines in Merge3(base, theirs, mine).merge_groups():
        if kind == "conflict":
            yield _Conflict(*lines)
        else:
            yield lines[0]


def _settled(region: _Conflict) -> tuple[list[str], bool]:
    """Return the lines of a place that both have changed, and whether somebody has to choose."""
    theirs, mine = list(region.theirs), list(region.mine)
    both = [*theirs, *mine]
    if _is_blank(region.base):
        if not _is_blank(theirs) and not _is_blank(mine):
            return [*_without_blank_end(theirs), *_without_blank_start(mine)], False
        return (mine if _is_blank(theirs) else theirs), False
    for ours, others in ((mine, theirs), (theirs, mine)):
        around = _added_around(region.base, ours)
        if around is not None:
            before, after = around
            return [*before, *others, *after], False
    apart = _line_by_line(region)
    return (apart, False) if apart is not None else (both, True)


def _line_by_line(region: _Conflict) -> list[str] | None:
    """Return lines that stand close, each changed by one of the two alone; None where that cannot be told."""
    if not len(region.base) == len(region.theirs) == len(region.mine):
        return None
    found = []
    for was, theirs, mine in zip(region.base, region.theirs, region.mine, strict=True):
        if was not in (theirs, mine) and theirs != mine:
            return None
        found.append(mine if theirs == was else theirs)
    return found


def _added_around(base: Lines, changed: Lines) -> tuple[Lines, Lines] | None:
    """Return the lines that were added before and after lines that were left as they are; None where they were not."""
    for start in range(len(changed) - len(base) + 1):
        if list(changed[start : start + len(base)]) == list(base):
            return changed[:start], changed[start + len(base) :]
    return None


def _is_blank(lines: Lines) -> bool:
    return not any(line.strip() for line in lines)


def _without_blank_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _without_blank_start(lines: list[str]) -> list[str]:
    start = 0
    while start < len(lines) and not lines[start].strip():
        start += 1
    return lines[start:]
