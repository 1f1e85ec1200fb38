"""Where organisations are pointed at: the tables, and which rows of them point at one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import DeclarativeBase

from meetings.directory.models import Organisation, Site
from meetings.extensions import db
from meetings.ideas.models import Idea
from meetings.organisations.models import organisation_member
from meetings.organisations.rules.moving import Kind, Reference, Row
from meetings.projects.models import Project, ProjectPartner
from meetings.registration.models import Registration
from meetings.schedule.models import Appearance, MeetingOrganiser, ProgrammeItem

_PAIR: Final = ("project_id", "unit")
REFERENCES: Final = (
    Reference(Kind.ORGANISER, "organisation_id", ("meeting_id",), unique=("meeting_id",)),
    Reference(Kind.APPEARANCE, "organisation_id", ("id",), typed=("item_id", "organisation_name")),
    Reference(Kind.OWNER, "owner_id", ("id",)),
    Reference(Kind.PARTNER, "organisation_id", _PAIR, unique=_PAIR),
    Reference(Kind.IDEA, "organisation_id", ("id",), typed=("organisation_name",)),
    Reference(Kind.REGISTRATION, "organisation_id", ("id",), typed=("organisation_typed",)),
    Reference(Kind.MEMBER_OF, "member_id", ("organisation_id",), unique=("organisation_id",)),
    Reference(Kind.MEMBERS, "organisation_id", ("member_id",), unique=("member_id",)),
    Reference(Kind.SITE, "organisation_id", ("id",)),
)


def _table(model: type[DeclarativeBase]) -> Table:
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(model)
    return table


TABLES: Final[Mapping[Kind, Table]] = {
    Kind.ORGANISER: _table(MeetingOrganiser),
    Kind.APPEARANCE: _table(Appearance),
    Kind.OWNER: _table(Project),
    Kind.PARTNER: _table(ProjectPartner),
    Kind.IDEA: _table(Idea),
    Kind.REGISTRATION: _table(Registration),
    Kind.MEMBER_OF: organisation_member,
    Kind.MEMBERS: organisation_member,
    Kind.SITE: _table(Site),
}
# Whole rows are kept of what may be dropped; of the rest no more than is needed.
_DROPPABLE = (Kind.ORGANISER, Kind.PARTNER, Kind.MEMBER_OF, Kind.MEMBERS)


def rows_of(reference: Reference, organisation_id: int, *, lock: bool = False) -> Sequence[Row]:
    """Return the rows that point at the organisation, in order; with `lock` they are held until the write ends."""
    table = TABLES[reference.kind]
    names = {reference.column, *reference.key, *reference.unique, *reference.typed}
    columns = list(table.c) if reference.kind in _DROPPABLE else [column for column in table.c if column.name in names]
    statement = select(*columns).where(table.c[reference.column] == organisation_id)
    order = [table.c.id] if "id" in table.c else [table.c[name] for name in reference.key]
    statement = statement.order_by(*order)
    if lock:
        statement = statement.with_for_update(key_share=True)
    return [dict(row) for row in db.session.execute(statement).mappings()]


def is_row(reference: Reference, row: Row, organisation_id: int) -> ColumnElement[bool]:
    """Return the condition of just this row, while it points at the organisation."""
    table = TABLES[reference.kind]
    return and_(table.c[reference.column] == organisation_id, *(table.c[name] == row[name] for name in reference.key))


def counts_of(organisation_ids: Iterable[int]) -> dict[int, dict[Kind, int]]:
    """Return how many rows of each kind point at each of the organisations, with one statement."""
    ids = list(organisation_ids)
    each = []
    for reference in REFERENCES:
        column = TABLES[reference.kind].c[reference.column]
        counted = select(literal(reference.kind.value).label("kind"), column.label("id"), func.count().label("number"))
        each.append(counted.where(column.in_(ids)).group_by(column))
    found: dict[int, dict[Kind, int]] = {one: {} for one in ids}
    for kind, organisation_id, number in db.session.execute(union_all(*each)):
        found[organisation_id][Kind(kind)] = number
    return found


def is_used(organisation_id: int) -> bool:
    """Tell whether anything points at the organisation, also one that was merged into it."""
    merged = db.session.scalar(select(Organisation.id).where(Organisation.merged_into_id == organisation_id).limit(1))
    return merged is not None or bool(counts_of([organisation_id])[organisation_id])


def projects_of(organisation_ids: Sequence[int]) -> list[int]:
    """Return the numbers of the projects that these own or take part in, in order."""
    partners = select(ProjectPartner.project_id).where(ProjectPartner.organisation_id.in_(organisation_ids))
    chosen = or_(Project.owner_id.in_(organisation_ids), Project.id.in_(partners))
    return list(db.session.scalars(select(Project.id).where(chosen).order_by(Project.id)))


def meetings_of(organisation_ids: Sequence[int]) -> list[int]:
    """Return the numbers of the meetings that these arrange or are seen at, in order."""
    arranged = select(MeetingOrganiser.meeting_id).where(MeetingOrganiser.organisation_id.in_(organisation_ids))
    seen = (
        select(ProgrammeItem.meeting_id)
        .join(Appearance, Appearance.item_id == ProgrammeItem.id)
        .where(Appearance.organisation_id.in_(organisation_ids))
    )
    return sorted({*db.session.scalars(arranged), *db.session.scalars(seen)})


def stragglers() -> dict[int, Any]:
    """Return the merged organisations that something points at all the same, each with the one it was merged into."""
    merged = select(Organisation.id, Organisation.merged_into_id).where(Organisation.merged_into_id.is_not(None))
    into = {row.id: row.merged_into_id for row in db.session.execute(merged)}
    counts = counts_of(into)
    return {one: into[one] for one in into if counts[one]}
