"""Read a project as its editor needs it: the row, its lock, what is written of it, and its history."""

from __future__ import annotations

from sqlalchemy import Select, Table, func, literal, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from meetings import transaction
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.projects.models import (
    Project,
    ProjectActivity,
    ProjectPartner,
    ProjectRevision,
    project_idea,
    project_item,
    project_led_to_by,
    project_spark,
)
from meetings.projects.rules.content import (
    ActivityText,
    ContactText,
    Content,
    FigureText,
    OutcomeText,
    PartnerText,
    with_links,
)

_AS_THEY_ARE = (
    "title", "lang", "begins", "ends", "diarienummer", "eu_funded", "summary", "purpose", "body", "results", "website",
)  # fmt: skip
LINKS: dict[str, tuple[Table, str]] = {
    "items": (project_item, "item_id"),
    "ideas": (project_idea, "idea_id"),
    "sparks": (project_spark, "spark_id"),
    "meetings": (project_led_to_by, "meeting_id"),
}
_WHOLE = (
    joinedload(Project.owner),
    joinedload(Project.programme_period),
    joinedload(Project.programme_area),
    selectinload(Project.funders),
    selectinload(Project.target_groups),
    selectinload(Project.partners).joinedload(ProjectPartner.organisation),
    selectinload(Project.partners).joinedload(ProjectPartner.municipality),
    selectinload(Project.figures),
    selectinload(Project.activities).joinedload(ProjectActivity.kind),
    selectinload(Project.outcomes),
    joinedload(Project.contacts),
)


def project(project_id: int) -> Project:
    """Return the project with all that is written of it. Raises `NotFound`."""
    whole = select(Project).where(Project.id == project_id).options(*_WHOLE)
    found = db.session.scalars(whole.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def row(project_id: int) -> Project:
    """Return the project's row alone. Raises `NotFound`."""
    found = db.session.scalar(select(Project).where(Project.id == project_id).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def lock_project(project_id: int) -> Project:
    """Return the project, locked until the write transaction ends. Raises `NotFound`."""
    with transaction.write() as session:
        found = session.scalar(
            select(Project)
            .where(Project.id == project_id)
            .with_for_update(of=Project)
            .execution_options(populate_existing=True)
        )
        if found is None:
            raise NotFound
        return found


def content_of(project: Project) -> Content:
    """Return what is written of the project, as it stands now."""
    return with_links(texts_of(project), all_linked(project.id))


def texts_of(project: Project) -> Content:
    """Return what is written of the project but what it is linked to."""
    places = {one.id: place for place, one in enumerate(project.figures)}
    return Content(
        **{name: getattr(project, name) for name in _AS_THEY_ARE},
        owner=project.owner.name if project.owner else "",
        funders=tuple(one.code for one in project.funders),
        programme_period=project.programme_period.code if project.programme_period else "",
        programme_area=project.programme_area.code if project.programme_area else "",
        target_groups=tuple(one.code for one in project.target_groups),
        group=project.group_id,
        partners=tuple(
            PartnerText(one.organisation.name, one.unit, one.municipality.code if one.municipality else "")
            for one in project.partners
        ),
        figures=tuple(
            FigureText(
                one.value, one.planned, one.exactness, one.unit, one.group, one.text,
                places.get(one.part_of_id) if one.part_of_id else None,
            )
            for one in project.figures
        ),
        activities=tuple(_activity(one) for one in project.activities),
        outcomes=tuple(OutcomeText(one.text, one.actor) for one in project.outcomes),
        contacts=tuple(
            ContactText(one.name, one.title, one.organisation, one.email, tuple(one.phones))
            for one in project.contacts
        ),
    )  # fmt: skip


def _activity(row: ProjectActivity) -> ActivityText:
    return ActivityText(
        kind=row.kind.code,
        count=row.count,
        planned=row.planned,
        title=row.title,
        text=row.text,
        at=row.at,
        place=row.place,
        country=row.country,
        transnational=row.transnational,
        people=row.people,
        people_exactness=row.people_exactness,
        key=row.id,
    )


def linked(project_id: int, name: str) -> tuple[int, ...]:
    """Return the numbers of what the project is linked to; `name` is one of `LINKS`."""
    table, column = LINKS[name]
    found = db.session.scalars(
        select(table.c[column]).where(table.c.project_id == project_id).order_by(table.c[column])
    )
    return tuple(found)


def all_linked(project_id: int) -> dict[str, tuple[int, ...]]:
    """Return the numbers of all that the project is linked to, by the names of `LINKS`; one statement."""
    found: dict[str, list[int]] = {name: [] for name in LINKS}
    each = (
        select(literal(name), table.c[column]).where(table.c.project_id == project_id)
        for name, (table, column) in LINKS.items()
    )
    for name, number in db.session.execute(union_all(*each)):
        found[name].append(number)
    return {name: tuple(sorted(numbers)) for name, numbers in found.items()}


def revision(project_id: int, number: int) -> ProjectRevision | None:
    """Return one revision, or None."""
    return db.session.scalar(
        select(ProjectRevision).where(ProjectRevision.project_id == project_id, ProjectRevision.number == number)
    )


def revision_and_before(project_id: int, number: int) -> tuple[ProjectRevision, ProjectRevision | None]:
    """Return one revision and the one before it, None of the first; one statement. Raises `NotFound`."""
    statement = select(ProjectRevision).where(
        ProjectRevision.project_id == project_id, ProjectRevision.number.in_((number, number - 1))
    )
    found = {one.number: one for one in db.session.scalars(statement)}
    if number not in found:
        raise NotFound
    return found[number], found.get(number - 1)


def revisions(project_id: int) -> Select[ProjectRevision]:
    """Return the statement for all revisions, the latest first."""
    statement = select(ProjectRevision).where(ProjectRevision.project_id == project_id)
    return statement.order_by(ProjectRevision.number.desc())


def author_since(project_id: int, number: int) -> str:
    """Return who saved last after this revision; "" when nobody did."""
    statement = select(ProjectRevision.author).where(
        ProjectRevision.project_id == project_id, ProjectRevision.number > number
    )
    return db.session.scalar(statement.order_by(ProjectRevision.number.desc()).limit(1)) or ""


def last_place(group_id: int) -> int:
    """Return the place of the last project of a joint page; 0 when it has none."""
    return db.session.scalar(select(func.max(Project.group_position)).where(Project.group_id == group_id)) or 0
