"""Read sparks: a meeting's board, what the desk lists, what the wall and the public page show."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, func, literal, select

from meetings.directory.models import Site
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State
from meetings.sparks.models import Spark, SparkBoard, SparkGroup
from meetings.sparks.rules import SparkState, Which

_APPROVED = SparkState.APPROVED.value
_STATES = {
    Which.NEW: SparkState.NEW.value,
    Which.APPROVED: SparkState.APPROVED.value,
    Which.HIDDEN: SparkState.HIDDEN.value,
}
NO_GROUP = 0  # stands in an address for the sparks of no group


@dataclass(frozen=True)
class BoardShown:
    """A meeting with its board; of one whose organisers have not touched it yet, as it is from the beginning.

    `published` is how many sparks its public page shows; 0 where they were not counted.
    """

    meeting_id: int
    title: str
    slug: str
    lang: str
    state: str
    starts_at: datetime
    ends_at: datetime
    listed: bool
    is_open: bool = False
    closed_at: datetime | None = None
    shows_at_once: bool = False
    prompt: str = ""
    version: int = 0
    arrivals: int = 0
    wall_version: int = 1
    published_at: datetime | None = None
    published: int = 0

    @property
    def is_public(self) -> bool:
        """Whether the public page of the sparks is there."""
        return self.published_at is not None and self.state == State.PUBLISHED.value


@dataclass(frozen=True)
class SparkShown:
    """A spark as everybody may see it: without its contact."""

    id: int
    text: str
    lang: str
    group_id: int | None


@dataclass(frozen=True)
class Shown:
    """A heading with its sparks, the newest first; the heading is "" for those of no group."""

    heading: str
    sparks: list[SparkShown]


@dataclass(frozen=True)
class Counts:
    """How many sparks a meeting has: of each state, and how many of each group are approved (None: of no group)."""

    new: int
    approved: int
    hidden: int
    of_group: dict[int | None, int]

    @property
    def all(self) -> int:
        """How many there are."""
        return self.new + self.approved + self.hidden


def board_of(meeting_id: int, *, counted: bool = False) -> BoardShown:
    """Return the meeting's board, with one statement; the published sparks `counted`. Raises `NotFound`."""
    approved = select(func.count()).where(
        Spark.meeting_id == meeting_id, Spark.state == _APPROVED, Spark.erased_at.is_(None)
    )
    row = db.session.execute(
        select(
            Meeting.title,
            Meeting.slug,
            Meeting.lang,
            Meeting.state,
            Meeting.starts_at,
            Meeting.ends_at,
            Meeting.listed,
            SparkBoard.is_open,
            SparkBoard.closed_at,
            SparkBoard.shows_at_once,
            SparkBoard.prompt,
            SparkBoard.version,
            SparkBoard.arrivals,
            SparkBoard.wall_version,
            SparkBoard.published_at,
            case((SparkBoard.published_at.is_not(None), approved.scalar_subquery()), else_=0)
            if counted
            else literal(0),
        )
        .outerjoin(SparkBoard, SparkBoard.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    values: tuple[Any, ...] = tuple(row)
    about = (meeting_id, *values[:7])
    return BoardShown(*about) if values[7] is None else BoardShown(*about, *values[7:])


def site_version() -> int:
    """Return the version of what every page shows of the site, for the public page's key; 0 before its setup."""
    return db.session.scalar(select(func.max(Site.version))) or 0


def groups(meeting_id: int) -> Sequence[SparkGroup]:
    """Return the meeting's groups in their order."""
    return db.session.scalars(
        select(SparkGroup).where(SparkGroup.meeting_id == meeting_id).order_by(SparkGroup.position, SparkGroup.id)
    ).all()


def counts(meeting_id: int) -> Counts:
    """Return how many sparks of what kind the meeting has, with one statement; those that are erased left out."""
    rows = db.session.execute(
        select(Spark.state, Spark.group_id, func.count())
        .where(Spark.meeting_id == meeting_id, Spark.erased_at.is_(None))
        .group_by(Spark.state, Spark.group_id)
    ).all()
    by_state = {state.value: sum(row[2] for row in rows if row[0] == state.value) for state in SparkState}
    return Counts(**by_state, of_group={row[1]: row[2] for row in rows if row[0] == _APPROVED})


def listed(meeting_id: int, which: Which, group_id: int | None = None) -> Select[Spark]:
    """Return the statement for the sparks that the desk lists, the newest first.

    With a `group_id` only the approved ones of that group; `NO_GROUP`: of none.
    """
    statement = select(Spark).where(Spark.meeting_id == meeting_id, Spark.erased_at.is_(None))
    if group_id is not None:
        of_group = Spark.group_id == group_id if group_id != NO_GROUP else Spark.group_id.is_(None)
        statement = statement.where(Spark.state == _APPROVED, of_group)
    elif which in _STATES:
        statement = statement.where(Spark.state == _STATES[which])
    return statement.order_by(Spark.id.desc())


def everything(meeting_id: int) -> Sequence[Row[Spark, str]]:
    """Return all sparks with the heading of their group ("" for none), in the order in which they came."""
    return db.session.execute(
        select(Spark, func.coalesce(SparkGroup.heading, ""))
        .outerjoin(SparkGroup, SparkGroup.id == Spark.group_id)
        .where(Spark.meeting_id == meeting_id, Spark.erased_at.is_(None))
        .order_by(Spark.id)
    ).all()


def spark(meeting_id: int, spark_id: int) -> Spark:
    """Return one of the meeting's sparks, as it is now. Raises `NotFound`, also of one that is erased."""
    found = db.session.scalar(
        select(Spark)
        .where(Spark.id == spark_id, Spark.meeting_id == meeting_id, Spark.erased_at.is_(None))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def chosen(meeting_id: int, spark_ids: Collection[int]) -> Sequence[Spark]:
    """Return those of the sparks that are the meeting's, as they are now."""
    return db.session.scalars(
        select(Spark)
        .where(Spark.id.in_(spark_ids), Spark.meeting_id == meeting_id, Spark.erased_at.is_(None))
        .order_by(Spark.id)
        .execution_options(populate_existing=True)
    ).all()


def of_address(meeting_id: int, email_key: str) -> Sequence[Spark]:
    """Return the meeting's sparks that were left with this address (`text.key`), in the order in which they came."""
    if not email_key:
        return []
    return db.session.scalars(
        select(Spark).where(Spark.meeting_id == meeting_id, Spark.email_key == email_key).order_by(Spark.id)
    ).all()


def sent_before(meeting_id: int, form_token: str) -> Spark | None:
    """Return the spark that this form was sent with before, if it was."""
    return db.session.scalar(
        select(Spark).where(Spark.meeting_id == meeting_id, Spark.form_token == form_token).limit(1)
    )


def number_of(meeting_id: int) -> int:
    """Return how many sparks the meeting holds, erased ones too."""
    return db.session.scalar(select(func.count()).where(Spark.meeting_id == meeting_id)) or 0


def newest(meeting_id: int, at_most: int | None = None) -> list[SparkShown]:
    """Return the approved sparks, the newest first; nothing else ever leaves here for the wall or the public page."""
    rows = db.session.execute(
        select(Spark.id, Spark.text, Spark.lang, Spark.group_id)
        .where(Spark.meeting_id == meeting_id, Spark.state == _APPROVED, Spark.erased_at.is_(None))
        .order_by(Spark.id.desc())
        .limit(at_most)
    )
    return [SparkShown(*row) for row in rows]


def by_group(meeting_id: int) -> list[Shown]:
    """Return the approved sparks under their headings, with two statements; those of no group last."""
    headings = {group.id: group.heading for group in groups(meeting_id)}
    found: dict[int | None, list[SparkShown]] = {number: [] for number in [*headings, None]}
    for one in newest(meeting_id):
        found[one.group_id if one.group_id in headings else None].append(one)
    return [Shown(headings.get(number or 0, ""), sparks) for number, sparks in found.items() if sparks]
