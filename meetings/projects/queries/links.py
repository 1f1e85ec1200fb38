"""Read what a project is linked to, and by words what it may be: items of programmes, ideas, sparks, meetings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCall
from meetings.ideas.rules.states import State
from meetings.projects.queries.projects import LINKS
from meetings.schedule.models import Meeting, ProgrammeItem
from meetings.schedule.rules import ItemKind
from meetings.sparks.models import Spark
from meetings.text import fold

AT_MOST = 20  # of each kind


@dataclass(frozen=True)
class Linked:
    """Something that a project is linked to, or may be: what it is called, of which meeting, and when that was."""

    kind: str
    id: int
    title: str
    meeting_id: int
    meeting: str
    at: datetime


@dataclass(frozen=True)
class Links:
    """What a project is linked to, by kind, as the desk shows it."""

    items: Sequence[Linked]
    ideas: Sequence[Linked]
    sparks: Sequence[Linked]
    meetings: Sequence[Linked]


_ITEMS = select(ProgrammeItem.id, ProgrammeItem.title, Meeting.id, Meeting.title, Meeting.starts_at).join(
    Meeting, Meeting.id == ProgrammeItem.meeting_id
)
_IDEAS = (
    select(Idea.id, Idea.title, Meeting.id, Meeting.title, Meeting.starts_at)
    .join(IdeaCall, IdeaCall.id == Idea.call_id)
    .join(Meeting, Meeting.id == IdeaCall.meeting_id)
    .where(Idea.state != State.DRAFT.value, Idea.erased_at.is_(None))
)
_SPARKS = (
    select(Spark.id, Spark.text, Meeting.id, Meeting.title, Meeting.starts_at)
    .join(Meeting, Meeting.id == Spark.meeting_id)
    .where(Spark.erased_at.is_(None))
)
_MEETINGS = select(Meeting.id, Meeting.title, Meeting.id, Meeting.title, Meeting.starts_at)
_ROWS = {
    "items": (_ITEMS, ProgrammeItem.id),
    "ideas": (_IDEAS, Idea.id),
    "sparks": (_SPARKS, Spark.id),
    "meetings": (_MEETINGS, Meeting.id),
}


def links(project_id: int) -> Links:
    """Return what the project is linked to, the latest meeting first; four statements."""
    return Links(**{kind: _linked(kind, project_id) for kind in LINKS})


def _linked(kind: str, project_id: int) -> list[Linked]:
    statement, key = _ROWS[kind]
    table, column = LINKS[kind]
    return _read(kind, statement.join(table, table.c[column] == key).where(table.c.project_id == project_id), key)


def candidates(words: str) -> Links:
    """Return what holds all the words, at most `AT_MOST` of each kind, the latest meeting first.

    Programme items are found by their own title or by that of their meeting.
    """
    wanted = fold(words).split()
    if not wanted:
        return Links((), (), (), ())
    ideas = _IDEAS.where(*(Idea.search_text.contains(word, autoescape=True) for word in wanted))
    return Links(
        items=_holding(
            _read("items", _ITEMS.where(ProgrammeItem.kind == ItemKind.PROJECT.value), ProgrammeItem.id), wanted
        ),
        ideas=_read("ideas", ideas.limit(AT_MOST), Idea.id),
        sparks=_read("sparks", _SPARKS.where(*_as_typed(words)).limit(AT_MOST), Spark.id),
        meetings=_holding(_read("meetings", _MEETINGS, Meeting.id), wanted),
    )


def _as_typed(words: str) -> list[ColumnElement[bool]]:
    """Return the conditions of sparks, which have no folded text: each word as typed, in small or with a capital."""
    ways: tuple[Callable[[str], str], ...] = (str, str.lower, str.capitalize)
    return [or_(*(Spark.text.contains(way(word), autoescape=True) for way in ways)) for word in words.split()]


def _holding(rows: Sequence[Linked], wanted: Sequence[str]) -> list[Linked]:
    """Return those that hold all the words, whatever their case and diacritics: the database cannot tell."""
    found = []
    for row in rows:
        text = fold(f"{row.title} {row.meeting} {row.at.year}")
        if all(word in text for word in wanted):
            found.append(row)
            if len(found) == AT_MOST:
                break
    return found


def _read(kind: str, statement: Select[int, str, int, str, datetime], key: Any) -> list[Linked]:
    rows = db.session.execute(statement.order_by(Meeting.starts_at.desc(), key))
    return [Linked(kind, *row) for row in rows]


def names(kind: str) -> dict[int, str]:
    """Return what everything that a project is linked to is called, by its number, with the title of its meeting."""
    statement, key = _ROWS[kind]
    table, column = LINKS[kind]
    linked = statement.where(key.in_(select(table.c[column])))
    return {one.id: one.title or one.meeting for one in _read(kind, linked, key)}


def counts(project_id: int) -> dict[str, int]:
    """Return how much of each kind the project is linked to, with one statement."""
    numbers = [
        select(func.count()).select_from(table).where(table.c.project_id == project_id).scalar_subquery()
        for table, _column in LINKS.values()
    ]
    row = db.session.execute(select(*numbers)).one()
    return dict(zip(LINKS, row, strict=True))
