"""Read whose material it is: the meeting or the project, its row as the lock of all that it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Flask, current_app
from sqlalchemy import ColumnElement, select

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.materials.models import Material, MaterialGroup
from meetings.materials.rules.shelves import Holder, Of, Shelf, shelf
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State

_HOLDERS = "material_holders"


class Held(Protocol):
    """The row that holds material, a meeting or a project: what its page shows of it raises `version`."""

    id: Any
    state: Any
    version: Any
    updated_at: Any


@dataclass(frozen=True)
class Head:
    """A meeting or a project, as the pages about its material show it."""

    shelf: Shelf
    title: str
    slug: str
    state: str
    lang: str

    @property
    def id(self) -> int:
        """The number of the meeting or project."""
        return self.shelf.id

    @property
    def at(self) -> dict[str, Any]:
        """What an address names it by."""
        return self.shelf.at

    @property
    def is_project(self) -> bool:
        """Whether it is a project."""
        return self.shelf.is_project

    @property
    def is_draft(self) -> bool:
        """Whether nobody but the organisers knows of it."""
        return self.state == State.DRAFT.value


def init_app(app: Flask, *, project: type[Any]) -> None:
    """Let projects hold material too: `project` is their model.

    It has the columns that a meeting has too: id, title, slug, state ("draft" until it is public), lang, version and
    updated_at. It stands above this feature, so it is handed in.
    """
    app.extensions[_HOLDERS] = {Holder.MEETING: Meeting, Holder.PROJECT: project}


def models() -> Mapping[Holder, Any]:
    """Return the models of what may hold material."""
    found: Mapping[Holder, Any] = current_app.extensions[_HOLDERS]
    return found


def on(table: type[Material | MaterialGroup], of: Of) -> ColumnElement[bool]:
    """Return the condition that a row stands on this shelf."""
    where = shelf(of)
    column = table.project_id if where.is_project else table.meeting_id
    return column == where.id


def lock(of: Of) -> Held:
    """Return the row that holds the material, locked until the transaction ends: the first statement of a change.

    On PostgreSQL FOR NO KEY UPDATE; on SQLite the write transaction is the lock. Raises `NotFound`.
    """
    where = shelf(of)
    found: Held | None = db.session.get(
        models()[where.holder], where.id, populate_existing=True, with_for_update={"key_share": True}
    )
    if found is None:
        raise NotFound
    return found


def head(of: Of) -> Head:
    """Return the meeting or the project. Raises `NotFound`."""
    where = shelf(of)
    model = models()[where.holder]
    row = db.session.execute(
        select(model.title, model.slug, model.state, model.lang).where(model.id == where.id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Head(where, *row)
