"""How does what an editor wrote get into the rows of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from meetings.directory import queries as directory
from meetings.directory.models import Organisation, Term
from meetings.directory.rules import Vocabulary
from meetings.errors import NotFound
from meetings.extensions import Base
from meetings.projects.models import (
    Project,
    ProjectActivity,
    ProjectContact,
    ProjectFigure,
    ProjectGroup,
    ProjectOutcome,
    ProjectPartner,
)
from meetings.projects.queries import projects as queries
from meetings.projects.rules.content import ActivityText, Content, FigureText, PartnerText
from meetings.projects.rules.points import point
from meetings.schedule.actions.writing import organisation_of
from meetings.text import fold, slug

_AS_THEY_ARE = (
    "title", "lang", "begins", "ends", "diarienummer", "eu_funded", "summary", "purpose", "body", "results", "website",
)  # fmt: skip
_VOCABULARIES = (
    Vocabulary.FUNDER,
    Vocabulary.PROGRAMME_PERIOD,
    Vocabulary.PROGRAMME_AREA,
    Vocabulary.TARGET_GROUP,
    Vocabulary.MUNICIPALITY,
    Vocabulary.ACTIVITY_KIND,
)
_KINDS = ("items", "ideas", "sparks", "meetings")
ARow = TypeVar("ARow", bound=Base)


class _Words:
    """The words of the vocabularies by their codes, read once."""

    def __init__(self) -> None:
        found = directory.terms_of(_VOCABULARIES)
        self._by_code = {(one, term.code): term for one, terms in found.items() for term in terms}

    def one(self, vocabulary: Vocabulary, code: str) -> Term | None:
        """Return the word; None for "". Raises `NotFound` for a code that the vocabulary lacks."""
        if not code:
            return None
        if (vocabulary, code) not in self._by_code:
            raise NotFound
        return self._by_code[vocabulary, code]

    def all(self, vocabulary: Vocabulary, codes: Sequence[str]) -> list[Term]:
        """Return the words of these codes, each once."""
        found = (self.one(vocabulary, code) for code in dict.fromkeys(codes))
        return [term for term in found if term is not None]


def put(session: Session, project: Project, content: Content) -> None:
    """Give the project what is written: its rows, and all that is copied from them to find it by.

    An organisation that the directory does not know is added to it; the address follows the title. Links to what is
    gone are left out. Rows that meetings count towards stay the same rows. Inside a write transaction. Raises
    `NotFound` for a code that no vocabulary has, and for a joint page that is not there.
    """
    words = _Words()
    for name in _AS_THEY_ARE:
        setattr(project, name, getattr(content, name))
    project.slug = slug(content.title)
    begins, ends = point(content.begins), point(content.ends)
    project.first, project.last = begins.first if begins else None, ends.last if ends else None
    with session.no_autoflush:
        project.programme_period = words.one(Vocabulary.PROGRAMME_PERIOD, content.programme_period)
        project.programme_area = words.one(Vocabulary.PROGRAMME_AREA, content.programme_area)
        project.funders = words.all(Vocabulary.FUNDER, content.funders)
        project.target_groups = words.all(Vocabulary.TARGET_GROUP, content.target_groups)
        project.owner = organisation_of(content.owner) if content.owner else None
        _put_partners(project, content.partners, words)
        _put_figures(project, content.figures)
        _put_activities(project, content.activities, words)
        _put_outcomes_and_contacts(project, content)
        put_copies(project, content)
    session.add(project)
    _put_group(session, project, content.group)
    session.flush()
    for name in _KINDS:
        _put_links(session, project.id, name, getattr(content, name))


def _put_group(session: Session, project: Project, group_id: int | None) -> None:
    if group_id == project.group_id:
        return
    group = session.get(ProjectGroup, group_id) if group_id is not None else None
    if group_id is not None and group is None:
        raise NotFound
    project.group_position = queries.last_place(group_id) + 1 if group_id is not None else 0
    project.group = group


def _rows(had: Sequence[ARow], kind: type[ARow], number: int) -> list[ARow]:
    """Return so many rows, those that there are first."""
    return [*had[:number], *(kind() for _missing in range(number - len(had)))]


def _put_partners(project: Project, texts: Sequence[PartnerText], words: _Words) -> None:
    named: dict[tuple[int, str], tuple[Organisation, PartnerText]] = {}
    for text in texts:
        organisation = organisation_of(text.organisation)
        named.setdefault((organisation.id, fold(text.unit)), (organisation, text))
    rows = _rows(project.partners, ProjectPartner, len(named))
    for position, (row, (organisation, text)) in enumerate(zip(rows, named.values(), strict=True)):
        row.position, row.organisation, row.unit = position, organisation, text.unit
        row.municipality = words.one(Vocabulary.MUNICIPALITY, text.municipality)
    project.partners = rows


def _put_figures(project: Project, texts: Sequence[FigureText]) -> None:
    rows = _rows(project.figures, ProjectFigure, len(texts))
    for position, (row, text) in enumerate(zip(rows, texts, strict=True)):
        row.position, row.value, row.planned = position, text.value, text.planned
        row.exactness, row.unit, row.group, row.text = text.exactness, text.unit, text.group, text.text
        row.part_of = rows[text.whole] if text.whole is not None else None
    project.figures = rows


def _put_activities(project: Project, texts: Sequence[ActivityText], words: _Words) -> None:
    had = _by_text(project.activities, texts)
    rows = []
    for position, text in enumerate(texts):
        row, kind = had.get(position) or ProjectActivity(), words.one(Vocabulary.ACTIVITY_KIND, text.kind)
        if kind is None:
            raise NotFound
        row.position, row.kind, row.count, row.planned = position, kind, text.count, text.planned
        row.title, row.text, row.at, row.place = text.title, text.text, text.at, text.place
        row.country, row.transnational = text.country, text.transnational
        row.people, row.people_exactness = text.people, text.people_exactness
        rows.append(row)
    project.activities = rows


def _by_text(had: Sequence[ProjectActivity], texts: Sequence[ActivityText]) -> Mapping[int, ProjectActivity]:
    """Return which row each text is, by its place: the one that it names, else one of its kind and title or kind."""
    left, found = {row.id: row for row in had}, {}
    ways: tuple[Callable[[ProjectActivity, ActivityText], bool], ...] = (
        lambda row, text: row.id == text.key,
        lambda row, text: (row.kind.code, row.title) == (text.kind, text.title),
        lambda row, text: row.kind.code == text.kind and not text.key,
    )
    for is_same in ways:
        for place, text in enumerate(texts):
            same = [row for row in left.values() if is_same(row, text)]
            if place not in found and same:
                found[place] = left.pop(same[0].id)
    return found


def _put_outcomes_and_contacts(project: Project, content: Content) -> None:
    outcomes = _rows(project.outcomes, ProjectOutcome, len(content.outcomes))
    for position, (outcome, text) in enumerate(zip(outcomes, content.outcomes, strict=True)):
        outcome.position, outcome.text, outcome.actor = position, text.text, text.actor
    project.outcomes = outcomes
    contacts = _rows(project.contacts, ProjectContact, len(content.contacts))
    for position, (contact, person) in enumerate(zip(contacts, content.contacts, strict=True)):
        contact.position, contact.name, contact.title = position, person.name, person.title
        contact.organisation, contact.email, contact.phones = person.organisation, person.email, list(person.phones)
    project.contacts = contacts


def put_copies(project: Project, content: Content) -> None:
    """Copy what the project is found by: the municipalities of its owner and partners, and its words."""
    places = [one.municipality or one.organisation.municipality for one in project.partners]
    places.append(project.owner.municipality if project.owner else None)
    municipalities = list(dict.fromkeys(place for place in places if place is not None))
    project.municipalities = municipalities
    project.transnational = any(one.transnational for one in content.activities)
    parts = [content.title, content.summary, content.purpose, content.body, content.results, content.owner]
    parts += [content.diarienummer, *(place.name_sv for place in municipalities)]
    for partner in content.partners:
        parts += [partner.organisation, partner.unit]
    for figure in content.figures:
        parts += [figure.group, figure.unit, figure.text]
    for activity in content.activities:
        parts += [activity.title, activity.text, activity.place, activity.country]
    for outcome in content.outcomes:
        parts += [outcome.text, outcome.actor]
    project.search_text = fold("\n".join(part for part in parts if part))


def _put_links(session: Session, project_id: int, name: str, wanted: Sequence[int]) -> None:
    """Link the project to these and no others; what is gone is left out."""
    table, column = queries.LINKS[name]
    had = set(queries.linked(project_id, name))
    gone, new = had - set(wanted), set(wanted) - had
    if gone:
        session.execute(delete(table).where(table.c.project_id == project_id, table.c[column].in_(gone)))
    if new:
        target = next(iter(table.c[column].foreign_keys)).column
        there = session.scalars(select(target).where(target.in_(new)).order_by(target))
        rows = [{"project_id": project_id, column: one} for one in there]
        if rows:
            session.execute(insert(table), rows)
