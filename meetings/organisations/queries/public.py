"""What everybody may read of organisations: which have something to show, and what that is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, or_, select, union
from sqlalchemy.orm import aliased

from meetings.directory.models import Organisation, Term
from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCall, PublishedIdea
from meetings.organisations.models import organisation_member
from meetings.projects.models import Project, ProjectPartner
from meetings.projects.queries.public import PUBLISHED
from meetings.schedule.models import Appearance, Meeting, MeetingOrganiser, ProgrammeItem
from meetings.schedule.rules import State
from meetings.text import slug

_LISTED = and_(Meeting.state != State.DRAFT.value, Meeting.listed.is_(True))
# A published idea is shown as it was published: not under an organisation that only a later version names. One of a
# call whose meeting not everybody finds stands, as everywhere, on no list.
_ASPUBLISHED = and_(PublishedIdea.idea_id == Idea.id, PublishedIdea.organisation_name == Idea.organisation_name)


@dataclass(frozen=True)
class Named:
    """An organisation by its name, with the words of its type and municipality in Swedish and English."""

    id: int
    name: str
    type: tuple[str, str] = ("", "")
    municipality: tuple[str, str] = ("", "")

    @property
    def slug(self) -> str:
        """The readable part of its address."""
        return slug(self.name)


@dataclass(frozen=True)
class About:
    """What is said of one organisation on its page; `merged_into` is the one that it became."""

    named: Named
    website: str
    about: str
    merged_into: int | None


@dataclass(frozen=True)
class MeetingRow:
    """A meeting on an organisation's page; `arranges` says that it is theirs, else they are seen there."""

    id: int
    slug: str
    lang: str
    title: str
    kind: tuple[str, str]
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    town: str
    arranges: bool


@dataclass(frozen=True)
class ProjectRow:
    """A project on an organisation's page; `units` are those parts of the organisation that took part, if not owner."""

    id: int
    slug: str
    lang: str
    title: str
    begins: str
    ends: str
    owns: bool
    units: tuple[str, ...]


@dataclass(frozen=True)
class IdeaRow:
    """A published idea on an organisation's page."""

    id: int
    slug: str
    lang: str
    title: str
    published_at: datetime
    meeting: str


def with_something_public() -> CompoundSelect[int]:
    """Return the numbers of the organisations that have something to show: no sign-up is among it."""
    seen = select(Appearance.organisation_id).join(ProgrammeItem, ProgrammeItem.id == Appearance.item_id)
    return union(
        select(MeetingOrganiser.organisation_id)
        .join(Meeting, Meeting.id == MeetingOrganiser.meeting_id)
        .where(_LISTED),
        seen.join(Meeting, Meeting.id == ProgrammeItem.meeting_id).where(_LISTED),
        select(Project.owner_id).where(PUBLISHED),
        select(ProjectPartner.organisation_id).join(Project, Project.id == ProjectPartner.project_id).where(PUBLISHED),
        _listed_ideas(select(Idea.organisation_id)),
        select(organisation_member.c.organisation_id),
        select(organisation_member.c.member_id),
        select(Organisation.id).where(Organisation.about != ""),
    )


def _listed_ideas(of: Select[Any]) -> Select[Any]:
    """Return the statement, of ideas, for those that are public and whose meeting everybody finds."""
    calls = of.join(PublishedIdea, _ASPUBLISHED).join(IdeaCall, IdeaCall.id == Idea.call_id)
    return calls.join(Meeting, Meeting.id == IdeaCall.meeting_id).where(_LISTED)


def is_public() -> ColumnElement[bool]:
    """Return the condition that an organisation has a page."""
    return and_(Organisation.merged_into_id.is_(None), Organisation.id.in_(with_something_public()))


TYPE, PLACE = aliased(Term), aliased(Term)


def named() -> Any:
    """Return the statement for organisations with the words of their types and municipalities."""
    return (
        select(
            Organisation.id, Organisation.name, Organisation.website, Organisation.about, Organisation.merged_into_id,
            TYPE.name_sv.label("type_sv"), TYPE.name_en.label("type_en"),
            PLACE.name_sv.label("place_sv"), PLACE.name_en.label("place_en"),
        )
        .outerjoin(TYPE, TYPE.id == Organisation.type_id)
        .outerjoin(PLACE, PLACE.id == Organisation.municipality_id)
    )  # fmt: skip


def as_named(row: Any) -> Named:
    """Return a row of that statement as what it names."""
    return Named(row.id, row.name, (row.type_sv or "", row.type_en or ""), (row.place_sv or "", row.place_en or ""))


def about(organisation_id: int) -> About | None:
    """Return what the page says of the organisation, None without one; a merged one says into which."""
    shown = or_(Organisation.merged_into_id.is_not(None), is_public())
    row = db.session.execute(named().where(Organisation.id == organisation_id, shown)).first()
    if row is None:
        return None
    return About(as_named(row), row.website, row.about, row.merged_into_id)


def named_by_id(ids: Collection[int]) -> dict[int, Named]:
    """Return those of these organisations that have a page, by their numbers."""
    rows = db.session.execute(named().where(Organisation.id.in_(sorted(ids)), is_public()))
    return {row.id: as_named(row) for row in rows}


def members(organisation_id: int) -> tuple[Named, ...]:
    """Return the members of the organisation, in Swedish order."""
    pair = organisation_member.c
    statement = named().join(organisation_member, pair.member_id == Organisation.id)
    rows = db.session.execute(statement.where(pair.organisation_id == organisation_id).order_by(*BY_NAME))
    return tuple(as_named(row) for row in rows)


def member_of(organisation_id: int) -> tuple[Named, ...]:
    """Return the organisations that this one is a member of, in Swedish order."""
    pair = organisation_member.c
    statement = named().join(organisation_member, pair.organisation_id == Organisation.id)
    rows = db.session.execute(statement.where(pair.member_id == organisation_id).order_by(*BY_NAME))
    return tuple(as_named(row) for row in rows)


BY_NAME = (Organisation.name_sort, Organisation.id)


def meetings(
    organisation_id: int, *, ended_at: datetime | None = None, coming: bool | None = None, first: int = 0, count: int
) -> tuple[MeetingRow, ...]:
    """Return meetings of the organisation, the latest first; with `coming`, those not over (soonest first), or over."""
    arranges = (
        select(MeetingOrganiser.meeting_id)
        .where(MeetingOrganiser.meeting_id == Meeting.id, MeetingOrganiser.organisation_id == organisation_id)
        .exists()
    )
    statement = select(
        Meeting.id, Meeting.slug, Meeting.lang, Meeting.title, Meeting.starts_at, Meeting.ends_at, Meeting.state,
        Meeting.town, Term.name_sv, Term.name_en, arranges.label("arranges"),
    ).join(Term, Term.id == Meeting.kind_id).where(_of(organisation_id))  # fmt: skip
    if coming is not None:
        statement = statement.where(Meeting.ends_at > ended_at if coming else Meeting.ends_at <= ended_at)
    order = (Meeting.starts_at, Meeting.id) if coming else (Meeting.starts_at.desc(), Meeting.id.desc())
    rows = db.session.execute(statement.order_by(*order).offset(first).limit(count))
    return tuple(
        MeetingRow(
            row.id, row.slug, row.lang, row.title, (row.name_sv, row.name_en), row.starts_at, row.ends_at,
            row.state == State.CANCELLED.value, row.town, bool(row.arranges),
        )
        for row in rows
    )  # fmt: skip


@dataclass(frozen=True)
class Totals:
    """How many listed meetings, published projects and published ideas an organisation has."""

    meetings: int
    projects: int
    ideas: int


def totals(organisation_id: int) -> Totals:
    """Return how much there is of each on the organisation's page, with one statement."""
    ideas_of = _listed_ideas(select(func.count()).select_from(Idea))
    row = db.session.execute(
        select(
            select(func.count()).select_from(Meeting).where(_of(organisation_id)).scalar_subquery(),
            select(func.count()).select_from(Project).where(_part_of(organisation_id)).scalar_subquery(),
            ideas_of.where(Idea.organisation_id == organisation_id).scalar_subquery(),
        )
    ).one()
    return Totals(row[0], row[1], row[2])


def _of(organisation_id: int) -> ColumnElement[bool]:
    arranged = select(MeetingOrganiser.meeting_id).where(MeetingOrganiser.organisation_id == organisation_id)
    seen = select(ProgrammeItem.meeting_id).join(Appearance, Appearance.item_id == ProgrammeItem.id)
    seen = seen.where(Appearance.organisation_id == organisation_id)
    return and_(_LISTED, or_(Meeting.id.in_(arranged), Meeting.id.in_(seen)))


def projects(organisation_id: int, *, first: int = 0, count: int) -> tuple[ProjectRow, ...]:
    """Return the published projects that the organisation owned or took part in, the latest first."""
    columns = (Project.id, Project.slug, Project.lang, Project.title, Project.begins, Project.ends, Project.owner_id)
    order = (func.coalesce(Project.first, 0).desc(), Project.title_sort, Project.id)
    statement = select(*columns).where(_part_of(organisation_id)).order_by(*order).offset(first).limit(count)
    rows = db.session.execute(statement).all()
    units: dict[int, list[str]] = {}
    partners = select(ProjectPartner.project_id, ProjectPartner.unit).where(
        ProjectPartner.organisation_id == organisation_id, ProjectPartner.project_id.in_([row.id for row in rows])
    )
    for project_id, unit in db.session.execute(partners.order_by(ProjectPartner.position, ProjectPartner.id)):
        units.setdefault(project_id, []).extend([unit] if unit else [])
    return tuple(
        ProjectRow(
            row.id, row.slug, row.lang, row.title, row.begins, row.ends, row.owner_id == organisation_id,
            tuple(units.get(row.id, ())),
        )
        for row in rows
    )  # fmt: skip


def _part_of(organisation_id: int) -> ColumnElement[bool]:
    partners = select(ProjectPartner.project_id).where(ProjectPartner.organisation_id == organisation_id)
    return and_(PUBLISHED, or_(Project.owner_id == organisation_id, Project.id.in_(partners)))


def ideas(organisation_id: int, *, first: int = 0, count: int) -> tuple[IdeaRow, ...]:
    """Return the published ideas of the organisation, the latest first."""
    statement = (
        select(
            PublishedIdea.idea_id, PublishedIdea.slug, PublishedIdea.lang, PublishedIdea.title,
            PublishedIdea.published_at, Meeting.title.label("meeting"),
        )
        .join(Idea, _ASPUBLISHED)
        .join(IdeaCall, IdeaCall.id == Idea.call_id)
        .join(Meeting, Meeting.id == IdeaCall.meeting_id)
        .where(Idea.organisation_id == organisation_id, _LISTED)
        .order_by(PublishedIdea.published_at.desc(), PublishedIdea.idea_id.desc())
    )  # fmt: skip
    rows = db.session.execute(statement.offset(first).limit(count))
    return tuple(IdeaRow(row.idea_id, row.slug, row.lang, row.title, row.published_at, row.meeting) for row in rows)
