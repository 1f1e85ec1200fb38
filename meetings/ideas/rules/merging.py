"""What becomes of a working copy that two have changed: both changes where they are apart, else what each wrote.

`base` is what both began from, `theirs` what is saved now, `mine` what is being saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from meetings.ideas.rules.content import Content
from meetings.ideas.rules.fields import TEXTS
from meetings.ideas.rules.receiving import Person
from meetings.notes.rules.merging import merge as merge_texts

_LISTS = ("target_groups", "partners_sought", "places")


@dataclass(frozen=True)
class Clash:
    """A field that both have changed differently: its name, and what each wrote. `both` is the text with all lines."""

    field: str
    theirs: Any
    mine: Any
    both: str = ""


@dataclass(frozen=True)
class Merged:
    """Both as one. Where they clash it holds theirs; nothing is to be saved until somebody has chosen."""

    content: Content
    person: Person
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True)
class Copy:
    """A working copy as one person has it before them: what it says, and the contact."""

    content: Content
    person: Person


def merge(base: Copy, theirs: Copy, mine: Copy) -> Merged:
    """Return the copies as one: running text line by line, lists word by word, all else field by field."""
    clashes: list[Clash] = []
    content: dict[str, Any] = {}
    for one in fields(Content):
        was, now, new = (getattr(copy.content, one.name) for copy in (base, theirs, mine))
        content[one.name] = _merged(one.name, was, now, new, clashes)
    person = {}
    for one in fields(Person):
        was, now, new = (getattr(copy.person, one.name) for copy in (base, theirs, mine))
        person[one.name] = _value(one.name, was, now, new, clashes)
    return Merged(Content(**content), Person(**person), tuple(clashes))


def settled(merged: Merged, choice: str) -> Copy:
    """Return the merged copy with every clash settled: "mine", "both" (all lines of a text, else mine) or "theirs"."""
    content, person, answers = merged.content, merged.person, dict(merged.content.answers)
    for clash in merged.clashes:
        value = clash.theirs if choice == "theirs" else clash.mine
        if choice == "both" and clash.both:
            value = clash.both
        if clash.field in _PERSON:
            person = replace(person, **{clash.field: value})
        elif clash.field in _CONTENT:
            content = replace(content, **{clash.field: value})
        else:
            answers[clash.field] = value
    given = {name: value for name, value in answers.items() if value is not None}
    return Copy(replace(content, answers=given), person)


_PERSON = frozenset(one.name for one in fields(Person))
_CONTENT = frozenset(one.name for one in fields(Content))


def _merged(name: str, base: Any, theirs: Any, mine: Any, clashes: list[Clash]) -> Any:
    if name == "answers":
        return _answers(base, theirs, mine, clashes)
    if name in TEXTS:
        return _text(name, base, theirs, mine, clashes)
    if name in _LISTS:
        return _list(base, theirs, mine)
    return _value(name, base, theirs, mine, clashes)


def _value(name: str, base: Any, theirs: Any, mine: Any, clashes: list[Clash]) -> Any:
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    clashes.append(Clash(name, theirs, mine))
    return theirs


def _text(name: str, base: str, theirs: str, mine: str, clashes: list[Clash]) -> str:
    merged = merge_texts(base, theirs, mine)
    if not merged.conflicts:
        return merged.text
    clashes.append(Clash(name, theirs, mine, merged.text))
    return theirs


def _list(base: tuple[str, ...], theirs: tuple[str, ...], mine: tuple[str, ...]) -> tuple[str, ...]:
    """Return what both have: without what either took away, with what either added; theirs first."""
    gone = (set(base) - set(theirs)) | (set(base) - set(mine))
    return tuple(one for one in dict.fromkeys((*theirs, *mine)) if one not in gone)


def _answers(
    base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any], clashes: list[Clash]
) -> dict[str, Any]:
    names = dict.fromkeys((*theirs, *mine))
    found = {name: _value(name, base.get(name), theirs.get(name), mine.get(name), clashes) for name in names}
    return {name: value for name, value in found.items() if value is not None}
