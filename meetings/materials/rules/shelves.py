"""Whose is a material: a meeting's or a project's, as addresses, owners of files and the search name it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


class Holder(str, Enum):
    """What material may belong to; the value is the name of its table, and of its kind in the search."""

    MEETING = "meeting"
    PROJECT = "project"


@dataclass(frozen=True)
class Shelf:
    """Where material stands: with a meeting or with a project, by its id."""

    holder: Holder
    id: int

    @property
    def is_project(self) -> bool:
        """Whether it is a project's: then nobody takes part in it, and it has no programme."""
        return self.holder is Holder.PROJECT

    @property
    def at(self) -> dict[str, Any]:
        """What an address names it by: {"meeting_id": 7}."""
        return {f"{self.holder.value}_id": self.id}

    @property
    def whole(self) -> str:
        """In whose name files are counted: "meeting:7"."""
        return f"{self.holder.value}:{self.id}"

    @property
    def owner(self) -> str:
        """In whose name the files of its material are kept: "meeting:7:material"."""
        return f"{self.whole}:material"


# Whose material is meant: a number alone is that of a meeting.
Of = Shelf | int


def shelf(of: Of) -> Shelf:
    """Return the shelf that is meant."""
    return of if isinstance(of, Shelf) else Shelf(Holder.MEETING, of)


def of_project(project_id: int) -> Shelf:
    """Return the shelf of a project."""
    return Shelf(Holder.PROJECT, project_id)


def of_either(meeting_id: int | None, project_id: int | None) -> Shelf:
    """Return the shelf of the one that is given. Raises `ValueError` when it is both or none."""
    if (meeting_id is None) == (project_id is None):
        raise ValueError("material belongs to a meeting or to a project")
    return of_project(project_id) if project_id is not None else Shelf(Holder.MEETING, meeting_id or 0)
