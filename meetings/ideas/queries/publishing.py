"""Read what everybody may read of ideas: the list with its filters, one idea, feed and map; and what the desk decides.

Of an idea nothing but `PublishedIdea` and the version that it names is read here: a later one never shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload, selectinload

from meetings.directory.models import Site, Term
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.models import (
    FollowUpSlot,
    Idea,
    IdeaCall,
    IdeaVersion,
    PartnerRequest,
    PublishedIdea,
    published_target_group,
)
from meetings.ideas.rules.publishing import public_state
from meetings.ideas.rules.states import State
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State as MeetingState
from meetings.sparks.models import Spark, SparkBoard
from meetings.text import fold

_MEETING_SHOWN = Meeting.state != MeetingState.DRAFT.value
_LISTED = and_(_MEETING_SHOWN, Meeting.listed.is_(True))
ROWS_OF_MAP = 25_000


@dataclass(frozen=True)
class Wanted:
    """What the list shows: all conditions hold together; the numbers are ids, `meeting` of the call's (None: any)."""

    words: str = ""
    meeting: int | None = None
    target_group: int | None = None
    municipality: int | None = None
    sector: int | None = None
    seeks: bool = False

    @property
    def folded_words(self) -> list[str]:
        """The words as they are looked for; at most eight."""
        return fold(self.words).split()[:8]


@dataclass(frozen=True)
class PublicHead:
    """What decides whether an idea's public page has changed, and where it stands."""

    idea_id: int
    slug: str
    version: int
    updated_at: datetime
    state: str
    told_state: str
    meeting_id: int
    meeting_version: int
    listed: bool
    follow_up_version: int | None
    site_version: int | None
    partners: int
    partners_shown: int


@dataclass(frozen=True)
class Choice:
    """Something to filter by: its id (of a term or a meeting), name, language ("": the page's), and how many it has."""

    id: int
    name: str
    lang: str
    count: int


def state_of_all() -> tuple[int, datetime | None, int, int]:
    """Return numbers that change whenever the list of all public ideas would: for list, feed and map. One query."""
    row = db.session.execute(
        select(
            func.count(PublishedIdea.idea_id),
            func.max(PublishedIdea.updated_at),
            func.coalesce(func.sum(Meeting.version), 0),
            select(func.max(Site.version)).scalar_subquery(),
        )
        .select_from(PublishedIdea)
        .join(Idea, Idea.id == PublishedIdea.idea_id)
        .join(IdeaCall, IdeaCall.id == Idea.call_id)
        .join(Meeting, Meeting.id == IdeaCall.meeting_id)
        .where(_LISTED)
    ).one()
    return row[0], row[1], int(row[2]), row[3] or 0


def listed_count() -> Any:
    """Return the statement that counts the ideas of the public list."""
    return _of_all(select(func.count(PublishedIdea.idea_id)).select_from(PublishedIdea))


def number_of(meeting_id: int) -> int:
    """Return how many ideas of the meeting's call are public."""
    of_meeting = select(func.count(PublishedIdea.idea_id)).join(Idea).join(IdeaCall)
    return db.session.scalar(of_meeting.where(IdeaCall.meeting_id == meeting_id)) or 0


def listed(wanted: Wanted) -> Select[PublishedIdea]:
    """Return the statement of the public ideas that fit, the newest first, with what a list shows of each."""
    statement: Select[PublishedIdea] = _of_all(select(PublishedIdea)).where(*_conditions(wanted))
    idea = contains_eager(PublishedIdea.idea)
    return statement.options(
        idea.contains_eager(Idea.call).contains_eager(IdeaCall.meeting),
        joinedload(PublishedIdea.sector),
        joinedload(PublishedIdea.municipality),
        selectinload(PublishedIdea.target_groups),
    ).order_by(PublishedIdea.published_at.desc(), PublishedIdea.idea_id.desc())


def choices(lang: str) -> dict[str, list[Choice]]:
    """Return what the list can be filtered by, of what its ideas have; four queries whatever their number."""
    of_meeting = select(Meeting.id, Meeting.title, Meeting.lang, func.count(PublishedIdea.idea_id))
    meetings = db.session.execute(
        _of_all(of_meeting.select_from(PublishedIdea))
        .group_by(Meeting.id, Meeting.title, Meeting.lang, Meeting.starts_at)
        .order_by(Meeting.starts_at.desc(), Meeting.id)
    )
    named = Term.name_en if lang == "en" else Term.name_sv
    words = _of_all(select(Term.id, named, func.count(PublishedIdea.idea_id)).select_from(PublishedIdea))
    groups = words.join(published_target_group, published_target_group.c.idea_id == PublishedIdea.idea_id)
    groups = groups.join(Term, Term.id == published_target_group.c.term_id)
    by_sector = words.join(Term, Term.id == PublishedIdea.sector_id)
    by_municipality = words.join(Term, Term.id == PublishedIdea.municipality_id)
    return {"meeting": [Choice(row[0], row[1], row[2], row[3]) for row in meetings]} | {
        name: [Choice(row[0], row[1], "", row[2]) for row in db.session.execute(_counted(statement, named))]
        for name, statement in (
            ("target_group", groups),
            ("sector", by_sector),
            ("municipality", by_municipality),
        )
    }


def head(idea_id: int) -> PublicHead | None:
    """Return what the key of an idea's page is made of; None unless everybody may read it. One query."""
    follow_up = aliased(Meeting)
    joined = select(func.count(PartnerRequest.id)).where(
        PartnerRequest.idea_id == PublishedIdea.idea_id, PartnerRequest.state == "accepted"
    )
    row = db.session.execute(
        select(
            PublishedIdea.idea_id,
            PublishedIdea.slug,
            PublishedIdea.version,
            PublishedIdea.updated_at,
            Idea.state,
            Idea.told_state,
            Meeting.id,
            Meeting.version,
            Meeting.listed,
            follow_up.version,
            select(func.max(Site.version)).scalar_subquery(),
            joined.scalar_subquery(),
            joined.where(PartnerRequest.shown).scalar_subquery(),
        )
        .select_from(PublishedIdea)
        .join(Idea, Idea.id == PublishedIdea.idea_id)
        .join(IdeaCall, IdeaCall.id == Idea.call_id)
        .join(Meeting, Meeting.id == IdeaCall.meeting_id)
        .outerjoin(FollowUpSlot, FollowUpSlot.idea_id == Idea.id)
        .outerjoin(follow_up, follow_up.id == FollowUpSlot.meeting_id)
        .where(PublishedIdea.idea_id == idea_id, _MEETING_SHOWN)
    ).first()
    return None if row is None else PublicHead(*tuple[Any, ...](row))


def one(idea_id: int) -> tuple[PublishedIdea, IdeaVersion]:
    """Return a public idea with its call and meeting, and the version that everybody reads. Raises `NotFound`."""
    row = db.session.execute(
        select(PublishedIdea, IdeaVersion)
        .join(
            IdeaVersion, and_(IdeaVersion.idea_id == PublishedIdea.idea_id, IdeaVersion.number == PublishedIdea.version)
        )
        .where(PublishedIdea.idea_id == idea_id)
        .options(
            joinedload(PublishedIdea.idea).joinedload(Idea.call).joinedload(IdeaCall.meeting),
            selectinload(PublishedIdea.target_groups),
            joinedload(PublishedIdea.municipality),
            joinedload(PublishedIdea.sector),
        )
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def spark_of(idea: Idea) -> Spark | None:
    """Return the spark that the idea came from, if everybody may read it."""
    if idea.spark_id is None:
        return None
    return db.session.scalar(
        select(Spark)
        .join(SparkBoard, SparkBoard.meeting_id == Spark.meeting_id)
        .where(Spark.id == idea.spark_id, Spark.state == "approved", SparkBoard.published_at.is_not(None))
    )


def merged_into(idea: Idea) -> PublishedIdea | None:
    """Return the public idea that this one has gone into, once its actors know; None when there is none."""
    if public_state(idea.state, idea.told_state) is not State.MERGED or idea.merged_into_id is None:
        return None
    return db.session.get(PublishedIdea, idea.merged_into_id)


def newest(count: int) -> Sequence[PublishedIdea]:
    """Return the ideas that were published last, the newest first, as a feed tells of them."""
    return db.session.scalars(listed(Wanted()).limit(count)).all()


def texts_of(ideas: Sequence[PublishedIdea]) -> dict[int, str]:
    """Return the text "Berätta om idén" of each of these public ideas, by its id; one query."""
    number = {one.idea_id: one.version for one in ideas}
    rows = db.session.execute(
        select(IdeaVersion.idea_id, IdeaVersion.number, IdeaVersion.content).where(IdeaVersion.idea_id.in_(number))
    )
    return {row.idea_id: str(row.content.get("about", "")) for row in rows if number[row.idea_id] == row.number}


def addresses() -> Sequence[Row[int, str, datetime]]:
    """Return id, slug and last change of every listed idea, for the site's map."""
    statement = _of_all(select(PublishedIdea.idea_id, PublishedIdea.slug, PublishedIdea.updated_at))
    rows: Sequence[Row[int, str, datetime]] = db.session.execute(
        statement.order_by(PublishedIdea.idea_id).limit(ROWS_OF_MAP)
    ).all()
    return rows


def for_desk(call_id: int) -> Sequence[Idea]:
    """Return the received ideas of a call by number: those whose actors said yes, and those that are public."""
    return db.session.scalars(
        select(Idea)
        .where(Idea.call_id == call_id, Idea.current > 0, Idea.publish_consent | Idea.published_at.is_not(None))
        .order_by(Idea.number)
    ).all()


def number_without_leave(call_id: int) -> int:
    """Return how many received ideas have actors who have not said yes to publishing."""
    waiting = (Idea.call_id == call_id, Idea.current > 0, Idea.publish_consent.is_(False), Idea.published_at.is_(None))
    return db.session.scalar(select(func.count(Idea.id)).where(*waiting, Idea.state != State.WITHDRAWN.value)) or 0


def _of_all(statement: Any) -> Any:
    """Let a statement that begins from `PublishedIdea` read of the ideas that everybody may find."""
    return (
        statement.join(Idea, Idea.id == PublishedIdea.idea_id)
        .join(IdeaCall, IdeaCall.id == Idea.call_id)
        .join(Meeting, Meeting.id == IdeaCall.meeting_id)
        .where(_LISTED)
    )


def _counted(statement: Any, named: InstrumentedAttribute[str]) -> Any:
    """Group by the word, in the order of its vocabulary."""
    return statement.group_by(Term.id, named, Term.position).order_by(Term.position, Term.id)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        PublishedIdea.search_text.contains(word, autoescape=True) for word in wanted.folded_words
    ]
    if wanted.meeting is not None:
        found.append(Meeting.id == wanted.meeting)
    if wanted.target_group is not None:
        in_group = exists().where(
            published_target_group.c.idea_id == PublishedIdea.idea_id,
            published_target_group.c.term_id == wanted.target_group,
        )
        found.append(in_group)
    if wanted.municipality is not None:
        found.append(PublishedIdea.municipality_id == wanted.municipality)
    if wanted.sector is not None:
        found.append(PublishedIdea.sector_id == wanted.sector)
    if wanted.seeks:
        found.append(PublishedIdea.seeks_partners.is_(True))
    return found
