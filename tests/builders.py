"""Things to test with: plain functions, valid by default; a test names only the fact that decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from meetings import transaction
from meetings.directory.models import Organisation, Site, Term
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.questions.models import Form
from meetings.registration.models import Pool, SignUp
from meetings.schedule.models import Contact, Meeting, MeetingOrganiser, ProgrammeItem

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def a_term(vocabulary: Vocabulary, code: str, name_sv: str = "", name_en: str = "", **facts: Any) -> Term:
    """A word of a vocabulary; the one that is there already, if it is."""
    with transaction.write() as session:
        found = db.session.query(Term).filter_by(vocabulary=vocabulary.value, code=code).first()
        if found is None:
            found = Term(
                vocabulary=vocabulary.value, code=code, name_sv=name_sv or code, name_en=name_en or code, **facts
            )
            session.add(found)
            session.flush()
        return found


def an_organisation(name: str = "Strukturfondspartnerskapet Västsverige") -> Organisation:
    """An organisation in the directory; the one of that name, if it is there."""
    with transaction.write() as session:
        found = db.session.query(Organisation).filter_by(name=name).first()
        if found is None:
            found = Organisation(name=name)
            session.add(found)
            session.flush()
        return found


def a_site() -> Site:
    """The site, with its owner and its secretariat."""
    with transaction.write() as session:
        found = session.get(Site, 1)
        if found is None:
            found = Site(
                id=1,
                name_sv="Möten i Västsverige",
                name_en="Meetings in West Sweden",
                organisation_id=an_organisation().id,
                contact_name="Cecilia Nilsson",
                contact_email="cecilia.v.nilsson@vgregion.se",
            )
            session.add(found)
        return found


def a_meeting(*, seats: int | None = 120, waiting_list: bool = True, **facts: Any) -> Meeting:
    """A published meeting on 18 March 2027, 9.00–15.30, that takes sign-ups; `seats` None sets no limit."""
    with transaction.write() as session:
        a_site()
        kind = a_term(Vocabulary.MEETING_KIND, "mobilisation", "Mobiliseringsmöte", "Mobilisation meeting")
        starts_at = facts.pop("starts_at", datetime(2027, 3, 18, 8, 0, tzinfo=UTC))
        values: dict[str, Any] = {
            "slug": "digitalisering",
            "state": "published",
            "kind_id": kind.id,
            "title": "Digitalisering som öppnar vägen till arbete",
            "summary": "För dig som vill driva eller delta i projekt.",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=6, minutes=30),
            "venue": "Folkets Hus",
            "town": "Vänersborg",
            "published_at": NOW - timedelta(days=30),
            "created_at": NOW - timedelta(days=40),
            "updated_at": NOW - timedelta(days=30),
        }
        meeting = Meeting(**(values | facts))
        meeting.organisers.append(MeetingOrganiser(organisation_id=an_organisation().id))
        meeting.contacts.append(Contact(name="Cecilia Nilsson", email="cecilia.v.nilsson@vgregion.se"))
        session.add(meeting)
        session.flush()
        form = Form()
        session.add(form)
        session.flush()
        session.add(SignUp(meeting_id=meeting.id, form_id=form.id))
        session.add(Pool(meeting_id=meeting.id, kind="meeting", seats=seats, waiting_list=waiting_list))
        session.flush()
        return meeting


def a_programme_item(meeting: Meeting, **facts: Any) -> ProgrammeItem:
    """A talk in the meeting's first hour."""
    with transaction.write() as session:
        values: dict[str, Any] = {
            "meeting_id": meeting.id,
            "kind": "talk",
            "title": "Vilka är målgruppen, och vad behöver de?",
            "starts_at": meeting.starts_at,
            "ends_at": meeting.starts_at + timedelta(hours=1),
        }
        item = ProgrammeItem(**(values | facts))
        session.add(item)
        session.flush()
        return item
