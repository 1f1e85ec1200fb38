"""Read everything that is counted, of the public or of all: seven statements, and one for what stands apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from meetings.counting.rules import year_of
from meetings.directory.models import Site, Term
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.figures.queries import people as people_of
from meetings.figures.rules.adding import Reached
from meetings.figures.rules.everything import Apart, Everything, OfYear
from meetings.figures.rules.shielding import Cell
from meetings.ideas.models import FollowUpSlot, Idea, IdeaCall, PublishedIdea
from meetings.ideas.rules.following import Outcome
from meetings.ideas.rules.states import State as IdeaState
from meetings.projects.models import Project, ProjectFigure, SeriesMeeting, project_idea
from meetings.projects.queries.public import PUBLISHED
from meetings.projects.rules.points import is_in_year
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State

_WORDS = (Vocabulary.MEETING_KIND.value, Vocabulary.SECTOR.value, Vocabulary.MUNICIPALITY.value)
# What everybody may read of: the meetings of a series stand on its page, though they are on no list of their own.
_IS_FOUND = or_(Meeting.listed.is_(True), exists().where(SeriesMeeting.meeting_id == Meeting.id))
Years = defaultdict[int, Counter[str]]


def everything(now: datetime, *, public: bool) -> Everything:
    """Return all figures as they are now: of public meetings, ideas and projects, or of all that are no drafts."""
    years: Years = defaultdict(Counter)
    kinds, people = _meetings(now, years, public=public)
    _ideas(years, public=public)
    projects = _projects(years, year_of(now))
    return Everything(
        years={year: OfYear(**counts) for year, counts in years.items()},
        kinds=kinds,
        unique=people_of.unique(),
        sectors=people.sectors,
        municipalities=people.municipalities,
        reached=_reached(),
        projects=projects,
        apart=Apart() if public else _apart(now),
    )


def state() -> tuple[Any, ...]:
    """Return numbers that change with what is published, and taken back, and with the site's own; one statement."""
    meetings = (Meeting.state != State.DRAFT.value, _IS_FOUND)
    row = db.session.execute(
        select(
            select(func.count(Meeting.id)).where(*meetings).scalar_subquery(),
            select(func.sum(Meeting.version)).where(*meetings).scalar_subquery(),
            select(func.count(Project.id)).where(PUBLISHED).scalar_subquery(),
            select(func.sum(Project.version)).where(PUBLISHED).scalar_subquery(),
            select(func.count(PublishedIdea.idea_id)).scalar_subquery(),
            select(func.max(Site.version)).scalar_subquery(),
        )
    ).one()
    return tuple(row)


def words(lang: str) -> dict[int, str]:
    """Return the names of kinds of meeting, sectors and municipalities."""
    rows = db.session.scalars(select(Term).where(Term.vocabulary.in_(_WORDS)))
    return {term.id: term.name(lang) for term in rows}


def _meetings(now: datetime, years: Years, *, public: bool) -> tuple[Mapping[Cell, int], people_of.People]:
    wanted: list[ColumnElement[bool]] = [Meeting.state == State.PUBLISHED.value, Meeting.ends_at <= now]
    if public:
        wanted.append(_IS_FOUND)
    rows = db.session.execute(
        select(Meeting.id, Meeting.starts_at, Meeting.kind_id, Meeting.reported_number).where(*wanted)
    ).all()
    held = {meeting_id: year_of(starts_at) for meeting_id, starts_at, _kind, _stated in rows}
    people, kinds = people_of.people(held), Counter[Cell]()
    for meeting_id, _starts_at, kind_id, stated in rows:
        year = held[meeting_id]
        attended = people.attended[meeting_id]
        kinds[year, kind_id] += 1
        years[year].update(
            held=1,
            noted=1 if attended else 0,
            signed_up=people.signed_up[meeting_id],
            attended=attended,
            stated=0 if attended else stated or 0,
        )
    return kinds, people


def _ideas(years: Years, *, public: bool) -> None:
    """Count the ideas by the year that they came in: not those withdrawn, nor those late ones that were not taken."""
    became = or_(
        FollowUpSlot.outcome == Outcome.PROJECT.value,
        exists().where(project_idea.c.idea_id == Idea.id, project_idea.c.project_id == Project.id, PUBLISHED),
    )
    statement: Any = (
        select(Idea.received_at, PublishedIdea.idea_id.is_not(None), became)
        .join(IdeaCall, IdeaCall.id == Idea.call_id)
        .join(Meeting, Meeting.id == IdeaCall.meeting_id)
        .outerjoin(PublishedIdea, PublishedIdea.idea_id == Idea.id)
        .outerjoin(FollowUpSlot, FollowUpSlot.idea_id == Idea.id)
        .where(
            Idea.current > 0,
            Idea.received_at.is_not(None),
            Idea.state != IdeaState.WITHDRAWN.value,
            ~Idea.late | (Idea.late_decision == "accepted"),
        )
    )
    if public:
        statement = statement.where(Meeting.state != State.DRAFT.value, Meeting.listed.is_(True))
    for received_at, published, project in db.session.execute(statement):
        counted = {"received": 1, "published": int(bool(published)), "projects": int(bool(project))}
        years[year_of(received_at)].update(counted)


def _projects(years: Years, this_year: int) -> int:
    """Count the published projects by the years they begin, go on and end in, up to this one; return how many."""
    rows = db.session.execute(select(Project.first, Project.last).where(PUBLISHED)).all()
    for first, last in rows:
        begins = (first or last or 0) // 100
        if begins:
            for year in range(begins, min((last or first or 0) // 100 if last else this_year, this_year) + 1):
                if is_in_year(first, last, year):
                    years[year]["running"] += 1
        if first is not None and begins <= this_year:
            years[begins]["started"] += 1
        if last is not None and last // 100 <= this_year:
            years[last // 100]["ended"] += 1
    return len(rows)


def _reached() -> list[Reached]:
    rows: Any = db.session.execute(
        select(
            *(ProjectFigure.project_id, Project.last, ProjectFigure.value, ProjectFigure.exactness),
            *(ProjectFigure.unit, ProjectFigure.group),
        )
        .join(Project, Project.id == ProjectFigure.project_id)
        .where(PUBLISHED, ProjectFigure.value.is_not(None), ProjectFigure.part_of_id.is_(None))
        .order_by(ProjectFigure.id)
    )
    return [Reached(project_id, last // 100 if last else None, *of) for project_id, last, *of in rows]


def _apart(now: datetime) -> Apart:
    published = Meeting.state == State.PUBLISHED.value
    counts = (
        select(func.count(Meeting.id)).where(Meeting.state == State.DRAFT.value),
        select(func.count(Meeting.id)).where(and_(published, Meeting.ends_at > now)),
        select(func.count(Meeting.id)).where(Meeting.state == State.CANCELLED.value),
        select(func.count(Idea.id)).where(Idea.current == 0),
        select(func.count(Project.id)).where(~PUBLISHED),
    )
    row: Any = db.session.execute(select(*(count.scalar_subquery() for count in counts))).one()
    return Apart(*row)
