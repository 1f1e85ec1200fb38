"""Projects to test with, straight into the tables: valid by default, a test names the fact that decides."""

from __future__ import annotations

from typing import Any

from meetings import transaction
from meetings.directory.models import Organisation
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.projects.models import (
    Project,
    ProjectActivity,
    ProjectFigure,
    ProjectPartner,
    ProjectRevision,
)
from meetings.projects.rules.content import ActivityText, Content, FigureText, PartnerText, to_json
from meetings.projects.rules.points import point
from meetings.revisions import checksum
from meetings.text import fold, slug
from tests.builders import NOW, a_site, a_term, an_organisation


def a_content(**facts: Any) -> Content:
    """What is written of a finished project."""
    values: dict[str, Any] = {
        "title": "IT-Lyftet",
        "begins": "2012-02",
        "ends": "2014-04",
        "owner": "Göteborgsregionen",
        "funders": ("esf",),
        "programme_period": "2007-2013",
        "target_groups": ("employed",),
        "summary": "Äldreomsorgens personal lär sig ny teknik.",
        "purpose": "Att lyfta personalens kunskap om it.",
        "partners": (
            PartnerText("Ale kommun", municipality="ale"),
            PartnerText("Göteborgs stad", "Majorna-Linné", "goteborg"),
        ),
        "figures": (FigureText(80, unit="ungdomar", group="arbetslösa"), FigureText(31, unit="ungdomar", whole=0)),
        "activities": (ActivityText("course", 53),),
    }
    return Content(**(values | facts))


def a_project(content: Content | None = None, **facts: Any) -> Project:
    """A published project as it stands after it was saved once; `facts` are columns of its row."""
    content = content or a_content()
    with transaction.write() as session:
        a_site()
        first, last = point(content.begins), point(content.ends)
        values: dict[str, Any] = {
            "slug": slug(content.title),
            "state": "published",
            "first": first.first if first else None,
            "last": last.last if last else None,
            "search_text": fold(f"{content.title} {content.summary} {content.purpose}"),
            "transnational": any(one.transnational for one in content.activities),
            "created_at": NOW,
            "updated_at": NOW,
            "published_at": NOW,
        }
        plain = ("title", "lang", "begins", "ends", "summary", "purpose", "body", "results", "eu_funded", "website")
        values |= {name: getattr(content, name) for name in plain}
        project = Project(**(values | facts))
        session.add(project)
        _hang_on(project, content)
        session.flush()
        stored = to_json(content)
        session.add(
            ProjectRevision(
                project_id=project.id, number=1, content=stored, checksum=checksum(stored), author="Test", saved_at=NOW
            )
        )
        session.flush()
        return project


def _hang_on(project: Project, content: Content) -> None:
    project.owner = an_organisation(content.owner) if content.owner else None
    project.funders = [a_term(Vocabulary.FUNDER, code) for code in content.funders]
    project.target_groups = [a_term(Vocabulary.TARGET_GROUP, code) for code in content.target_groups]
    if content.programme_period:
        project.programme_period = a_term(Vocabulary.PROGRAMME_PERIOD, content.programme_period)
    for position, partner in enumerate(content.partners):
        place = a_term(Vocabulary.MUNICIPALITY, partner.municipality) if partner.municipality else None
        project.partners.append(
            ProjectPartner(
                position=position, organisation=_named(partner.organisation), unit=partner.unit, municipality=place
            )
        )
        if place is not None and place not in project.municipalities:
            project.municipalities.append(place)
    figures = [
        ProjectFigure(
            position=position, value=one.value, planned=one.planned, exactness=one.exactness, unit=one.unit,
            group=one.group, text=one.text,
        )
        for position, one in enumerate(content.figures)
    ]  # fmt: skip
    for figure, one in zip(figures, content.figures, strict=True):
        figure.part_of = figures[one.whole] if one.whole is not None else None
    project.figures = figures
    for position, activity in enumerate(content.activities):
        project.activities.append(
            ProjectActivity(
                position=position, kind=a_term(Vocabulary.ACTIVITY_KIND, activity.kind), count=activity.count,
                planned=activity.planned, title=activity.title, at=activity.at, place=activity.place,
                country=activity.country, transnational=activity.transnational,
            )
        )  # fmt: skip


def _named(name: str) -> Organisation:
    found = db.session.query(Organisation).filter_by(name=name).first()
    return found or an_organisation(name)
