"""How the public pages of a project say its figures, its activities and where it has to do with meetings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from meetings.directory.models import Organisation
from meetings.projects.models import Project, ProjectActivity, ProjectFigure, ProjectPartner
from meetings.projects.queries.public_links import MeetingLink, Thing
from meetings.projects.rules.reading import Read, as_written, by_value, number_of
from meetings.projects.views.words import grouped, number_words, point_words
from meetings.schedule.rules import Attendance
from meetings.text import first_upper, slug
from meetings.web import dates
from meetings.web.lang import lang


@dataclass(frozen=True)
class Figure:
    """A figure in words, read one after the other: before, number, of, label and text.

    `share` is its per cent of its whole, None when it is no part; `parts` are the figures that are parts of it.
    """

    before: str
    number: str
    after: str
    of: str
    label: str
    text: str
    planned: str
    share: int | None
    parts: list[Figure] = field(default_factory=list)


def figures_of(project: Project, *, sorted_by_value: bool = False) -> list[Figure]:
    """Return the project's figures as they were written, parts under their wholes; or all by value, the largest first.

    One that says no number is left out.
    """
    if sorted_by_value:
        return [_figure(one) for one in by_value(project.figures)]
    top: list[Figure] = []
    above: list[Figure] = []
    for one in as_written(project.figures):
        said = _figure(one)
        (above[one.depth - 1].parts if one.depth else top).append(said)
        above[one.depth :] = [said]
    return top


def _figure(read: Read) -> Figure:
    one: Any = read.figure
    row: ProjectFigure = one
    value, reached = number_of(row), row.value is not None
    words, digits = number_words(value, row.exactness), grouped(value or 0)
    before, found, after = words.partition(digits)
    whole = row.part_of
    of = (whole.value if reached else whole.planned) if whole is not None else None
    unit = row.unit or (whole.unit if whole is not None else "")
    planned = str(_("planerat: %(number)s", number=grouped(row.planned))) if row.planned is not None else ""
    return Figure(
        before=before.strip() if found else "",
        number=digits if found else words,
        after=after.strip() if found else "",
        of=str(_("av %(whole)s", whole=number_words(of, whole.exactness))) if whole is not None and of else "",
        label=" ".join(part for part in (row.group, unit) if part),
        text=row.text,
        planned=planned if reached else str(_("planerat")),
        share=read.share,
    )


@dataclass(frozen=True)
class Activity:
    """What a project did, in words: how many of what, when and where."""

    count: str
    kind: str
    title: str
    text: str
    when_where: str
    people: str
    planned: str
    transnational: bool


def activities_of(project: Project) -> list[Activity]:
    """Return what the project did, in words."""
    return [_activity(one) for one in project.activities]


def _activity(one: ProjectActivity) -> Activity:
    when = first_upper(point_words(one.at))
    people = number_words(one.people, one.people_exactness)
    count = one.count if one.count is not None else one.planned
    shows_plan = one.planned is not None and one.count is not None and one.planned != one.count
    return Activity(
        count=grouped(count) if count is not None else "",
        kind=(one.kind.text(lang()) if count == 1 else "") or one.kind.name(lang()),
        title=one.title,
        text=one.text,
        when_where=", ".join(part for part in (when, one.place, one.country) if part),
        people=str(_("%(number)s personer", number=people)) if people else "",
        planned=_planned(one, shows_plan=shows_plan),
        transnational=one.transnational,
    )


def _planned(one: ProjectActivity, *, shows_plan: bool) -> str:
    if one.count is None and one.planned is not None:
        return str(_("planerat"))
    return str(_("planerat: %(number)s", number=grouped(one.planned or 0))) if shows_plan else ""


def partners_of(project: Project) -> list[dict[str, str]]:
    """Return who took part: "Ale kommun", or "Majorna-Linné i Göteborgs stad" of a unit."""
    return [_partner(one) for one in project.partners]


def _partner(one: ProjectPartner) -> dict[str, str]:
    organisation = one.organisation
    return {"unit": one.unit, "name": organisation.name, "url": organisation_url(organisation)}


def organisation_url(organisation: Organisation) -> str:
    """Return the address of an organisation's own page."""
    return url_for("organisations.page", organisation_id=organisation.id, slug=slug(organisation.name))


def this_month(now: datetime) -> int:
    """Return the month that it is in Sweden as a number (202703): where projects stand depends on it."""
    today = dates.local(now)
    return today.year * 100 + today.month


def project_url(project_id: int, slug: str, **values: Any) -> str:
    """Return the address of a project's page."""
    return url_for("projects.public_project", project_id=project_id, slug=slug, **values)


def meeting_row(one: MeetingLink) -> dict[str, Any]:
    """Return a meeting as a list of links shows it; at an item of its programme it leads to that item."""
    url = url_for("pages.meeting", meeting_id=one.id, slug=one.slug)
    return {
        "url": f"{url}#punkt-{one.via}" if one.role == "presented" and one.via else url,
        "title": one.title,
        "lang": one.lang if one.lang != lang() else "",
        "day": dates.date_text(one.starts_at),
        "where": where(one),
        "kind": one.kind_en if lang() == "en" and one.kind_en else one.kind_sv,
        "cancelled": one.state == "cancelled",
    }


def where(one: MeetingLink) -> str:
    """Return where the meeting is, in a word."""
    return str(_("Online")) if one.attendance == Attendance.ONLINE.value else one.town or one.venue


def thing_row(one: Thing) -> dict[str, str]:
    """Return an idea, a spark or a series as a list of links shows it."""
    return {"url": _thing_url(one), "title": one.title, "by": one.by, "lang": one.lang if one.lang != lang() else ""}


def _thing_url(one: Thing) -> str:
    if one.kind == "idea":
        return url_for("ideas.public_idea", idea_id=one.id, slug=one.slug)
    if one.kind == "series":
        return url_for("projects.series", series_id=one.id, slug=one.slug)
    page = url_for("sparks.published", meeting_id=one.meeting_id, slug=one.meeting_slug)
    return f"{page}#gnista-{one.id}"


def once(meetings: Iterable[MeetingLink], *roles: str) -> Sequence[MeetingLink]:
    """Return the meetings in any of these roles, each once, by time."""
    found: dict[int, MeetingLink] = {}
    for one in meetings:
        if one.role in roles:
            found.setdefault(one.id, one)
    return [*found.values()]
