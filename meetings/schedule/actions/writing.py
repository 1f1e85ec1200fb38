"""How does what an editor wrote get into the rows of a meeting."""

from __future__ import annotations

from collections.abc import Sequence

from meetings import transaction
from meetings.directory import queries as directory
from meetings.directory.models import Organisation, Term
from meetings.directory.rules import Vocabulary
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.schedule.models import Appearance, Contact, Meeting, MeetingOrganiser, ProgrammeItem
from meetings.schedule.rules.content import AppearanceText, ContactText, Details, ItemText
from meetings.text import slug

_AS_THEY_ARE = (
    "lang", "theme", "title", "summary", "purpose", "body", "conclusions", "afterwards", "starts_at", "ends_at",
    "attendance", "venue", "street", "postcode", "town", "directions", "venue_access", "online_url",
    "online_in_calendar",
    "diarienummer", "eu_funded", "reported_qualifier", "reported_number",
)  # fmt: skip


def put_details(meeting: Meeting, details: Details) -> None:
    """Give the meeting these details; an organiser that the directory does not know is added to it.

    The address follows the title. Raises `NotFound` for a code that no vocabulary has.
    """
    for name in _AS_THEY_ARE:
        setattr(meeting, name, getattr(details, name))
    meeting.slug = slug(details.title)
    meeting.kind = _term(Vocabulary.MEETING_KIND, details.kind)
    area = details.programme_area
    meeting.programme_area = _term(Vocabulary.PROGRAMME_AREA, area) if area else None
    meeting.target_groups = [_term(Vocabulary.TARGET_GROUP, code) for code in details.target_groups]
    meeting.follows = queried(details.follows)
    _put_organisers(meeting, details.organisers)
    _put_contacts(meeting, details.contacts)


def put_programme(meeting: Meeting, items: Sequence[ItemText]) -> None:
    """Give the meeting this programme: items that it has are changed, others added, the rest taken away."""
    had = {item.id: item for item in meeting.items}
    rows: dict[int, ProgrammeItem] = {}
    for position, text in enumerate(items):
        row = had.get(text.key) or ProgrammeItem()
        row.kind, row.starts_at, row.ends_at, row.position = text.kind, text.starts_at, text.ends_at, position
        row.title, row.summary, row.room = text.title, text.summary, text.room
        _put_appearances(row, text.appearances)
        rows[text.key] = row
    for item in had.values():
        if item.id not in rows:
            item.related = []
    meeting.items = list(rows.values())
    for text in items:
        rows[text.key].related = [rows[key] for key in text.related if key in rows and key != text.key]


def organisation_of(name: str) -> Organisation:
    """Return the organisation of this name, a new one if there is none."""
    found = directory.organisation_named(name)
    if found is None:
        found = Organisation(name=name)
        with transaction.write() as session:
            session.add(found)
            session.flush()
    return found


def queried(meeting_id: int | None) -> Meeting | None:
    """Return the meeting, None for None. Raises `NotFound`."""
    if meeting_id is None:
        return None
    found = db.session.get(Meeting, meeting_id)
    if found is None:
        raise NotFound
    return found


def _term(vocabulary: Vocabulary, code: str) -> Term:
    found = directory.term(vocabulary, code)
    if found is None:
        raise NotFound
    return found


def _put_organisers(meeting: Meeting, names: Sequence[str]) -> None:
    had = {row.organisation_id: row for row in meeting.organisers}
    rows: dict[int, MeetingOrganiser] = {}
    for name in names:
        organisation = organisation_of(name)
        if organisation.id not in rows:
            row = had.get(organisation.id) or MeetingOrganiser(organisation=organisation)
            row.position = len(rows)
            rows[organisation.id] = row
    meeting.organisers = list(rows.values())


def _put_contacts(meeting: Meeting, contacts: Sequence[ContactText]) -> None:
    rows = list(meeting.contacts)[: len(contacts)]
    rows += [Contact() for _missing in contacts[len(rows) :]]
    for position, (row, text) in enumerate(zip(rows, contacts, strict=True)):
        row.position, row.name, row.title = position, text.name, text.title
        row.email, row.phones = text.email, list(text.phones)
    meeting.contacts = rows


def _put_appearances(item: ProgrammeItem, texts: Sequence[AppearanceText]) -> None:
    rows = list(item.appearances)[: len(texts)]
    rows += [Appearance() for _missing in texts[len(rows) :]]
    for position, (row, text) in enumerate(zip(rows, texts, strict=True)):
        row.position, row.name, row.party, row.roles = position, text.name, text.party, text.roles
        if row.organisation_name != text.organisation or row.organisation_id is None:
            row.organisation = directory.organisation_named(text.organisation) if text.organisation else None
        row.organisation_name = text.organisation
    item.appearances = rows
