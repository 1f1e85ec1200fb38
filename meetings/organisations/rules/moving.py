"""What moves when one organisation becomes another, row by row, and what goes back when that is undone.

A row is a mapping of its columns. Nothing is read or written here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from meetings.text import N_

Row = Mapping[str, Any]


class Kind(str, Enum):
    """The kinds of things that point at an organisation."""

    ORGANISER = "organiser"
    APPEARANCE = "appearance"
    OWNER = "owner"
    PARTNER = "partner"
    IDEA = "idea"
    REGISTRATION = "registration"
    MEMBER_OF = "member_of"
    MEMBERS = "members"
    SITE = "site"


class MergeReason(Enum):
    """Why two organisations cannot be made one, or one not two again."""

    ITSELF = N_("En organisation kan inte slås samman med sig själv. Välj en annan.")
    MERGED_ALREADY = N_("%(name)s är redan sammanslagen med %(into)s. Inget är ändrat nu.")
    UNDONE_ALREADY = N_("Sammanslagningen är redan ångrad.")
    MERGED_ON = N_("%(name)s är i sin tur sammanslagen med %(into)s. Ångra först den sammanslagningen.")
    LATER_MERGE = N_("%(name)s slogs samman med samma organisation efteråt. Ångra först den sammanslagningen.")


@dataclass(frozen=True)
class Reference:
    """Where organisations are pointed at: `column` of a table, whose rows are told apart by `key`.

    With `unique`, no two rows of one organisation may have the same of these. `typed` is what was written in the row:
    one that says something else since is no longer what was moved.
    """

    kind: Kind
    column: str
    key: tuple[str, ...]
    unique: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()

    def key_of(self, row: Row) -> list[Any]:
        """Return what the row is known by, as JSON holds it."""
        return [row[name] for name in self.key]

    def mark_of(self, row: Row) -> str:
        """Return what is kept of what was typed in the row: enough to see that it changed, not what it was."""
        if not self.typed:
            return ""
        return hashlib.sha256(json.dumps([row[name] for name in self.typed]).encode()).hexdigest()[:12]

    def twin_of(self, row: Row) -> tuple[Any, ...]:
        """Return what no two rows of one organisation may have alike."""
        return tuple(row[name] for name in self.unique)


@dataclass
class Moved:
    """What was moved of one kind: [key…, mark] of each row; and whole rows that the other had already, taken away."""

    moved: list[list[Any]] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.moved) + len(self.dropped)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {"moved": self.moved, "dropped": self.dropped}


def from_json(stored: Mapping[str, Any], kind: Kind) -> Moved:
    """Return what was stored of a kind."""
    found = stored.get(kind.value, {})
    return Moved([list(one) for one in found.get("moved", ())], [dict(one) for one in found.get("dropped", ())])


def to_move(reference: Reference, rows: Sequence[Row], others: Sequence[Row], kept_id: int) -> Moved:
    """Return what becomes of the `rows` of the one that goes, beside the rows that the one that stays has.

    A row that would stand twice is dropped, and so is one that would make an organisation its own member.
    """
    taken = {reference.twin_of(row) for row in others} if reference.unique else set()
    found = Moved()
    for row in rows:
        twin = reference.twin_of(row)
        if reference.unique and (twin in taken or _of_itself(reference, row, kept_id)):
            found.dropped.append(dict(row))
            continue
        taken.add(twin)
        found.moved.append([*reference.key_of(row), reference.mark_of(row)])
    return found


def _of_itself(reference: Reference, row: Row, kept_id: int) -> bool:
    return reference.kind in (Kind.MEMBERS, Kind.MEMBER_OF) and row[reference.unique[0]] == kept_id


@dataclass(frozen=True)
class Back:
    """What goes back: rows that are moved, rows that are added anew, and how many stay since they were changed."""

    move: Sequence[Row]
    add: Sequence[Row]
    stay: int


def to_move_back(reference: Reference, stored: Moved, now_there: Sequence[Row], kept_id: int) -> Back:
    """Return what goes back to the one that went, of `now_there`: the rows that the one that stayed has now.

    A row that points elsewhere since, says something else or is gone, stays as it is. What had been dropped comes back
    where its twin still stands, or where it made the one that stays a member of itself.
    """
    by_key = {json.dumps(reference.key_of(row)): row for row in now_there}
    twins = {reference.twin_of(row) for row in now_there} if reference.unique else set()
    move, add, stay = [], [], 0
    for *key, mark in stored.moved:
        row = by_key.get(json.dumps(key))
        if row is None or reference.mark_of(row) != mark:
            stay += 1
        else:
            move.append(row)
    for row in stored.dropped:
        if reference.twin_of(row) in twins or _of_itself(reference, row, kept_id):
            add.append(row)
        else:
            stay += 1
    return Back(move, add, stay)


def touches(reference: Reference, earlier: Moved, later: Moved) -> bool:
    """Tell whether a later merge dropped a row for one that the earlier had moved: then the later goes back first."""
    if not reference.unique:
        return False
    places = [reference.key.index(name) for name in reference.unique]
    moved = {tuple(one[place] for place in places) for one in earlier.moved}
    return any(reference.twin_of(row) in moved for row in later.dropped)
