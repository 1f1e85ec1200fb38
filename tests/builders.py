"""Things to test with: plain functions, valid by default; a test names only the fact that decides."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from meetings import clock, transaction
from meetings.accounts import actions as accounts
from meetings.accounts.actions import NewAccount, NewGrant
from meetings.accounts.models import Account, SignedIn
from meetings.accounts.queries import hash_of
from meetings.accounts.rules import Permission
from meetings.audit.actions import TERMINAL
from meetings.directory.models import Organisation, Site, SitePage, Term
from meetings.directory.queries import site_shown
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.outbox import transport
from meetings.outbox.delivery import deliver_due
from meetings.questions import actions as questions
from meetings.questions.models import Form
from meetings.registration import actions as registration
from meetings.registration.models import Pool, Registration, SignUp
from meetings.schedule.models import Contact, Meeting, MeetingOrganiser, ProgrammeItem
from meetings.search.actions import put
from meetings.text import slug
from tests.browser import Browser

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


def delivered_mails() -> list[EmailMessage]:
    """Send every mail that is due, as the worker would, and return all that were ever delivered here, oldest first.

    It is `NOW` then, or later when the clock says so.
    """
    while deliver_due(lambda: max(clock.now(), NOW), "test", letterhead=site_shown):
        pass
    return [transport.delivered(name) for name in transport.delivered_names()]


def ready_questions(meeting: Meeting) -> Form:
    """Let the meeting ask the ready-made questions (interest, diet, access) and return its form."""
    with transaction.write() as session:
        form = questions.ready_form(session)
        session.get_one(SignUp, meeting.id).form_id = form.id
        return form


def organisation_types() -> dict[str, Term]:
    """A municipality of the public sector and a private person, by code."""
    sector = a_term(Vocabulary.SECTOR, "public", "Offentlig sektor", "Public sector")
    return {
        "municipality": a_term(
            Vocabulary.ORGANISATION_TYPE, "municipality", "Kommun", "Municipality", parent_id=sector.id
        ),
        "private-person": a_term(
            Vocabulary.ORGANISATION_TYPE, "private-person", "Privatperson", "Private person", position=1
        ),
    }


def a_registration(
    meeting: Meeting, name: str = "Åsa Öberg", email: str = "", *, now: datetime = NOW, **facts: Any
) -> Registration:
    """Somebody who signed up by the form; the address follows the name."""
    address = email or f"{slug(name)}@example.se"
    applicant = registration.Applicant(name=name, email=address, **facts)
    return registration.register(meeting.id, applicant, f"form-{address}", now, "sv").registration


def an_organiser(
    name: str = "Olle Organisatör",
    email: str = "olle@example.se",
    *,
    password: str | None = None,
    administrator: bool = False,
    meeting: Meeting | None = None,
    grants: bool = True,
) -> Account:
    """An account that organises all meetings, or one; or administers; `grants=False` may nothing."""
    permission = Permission.ADMINISTRATOR if administrator else Permission.ORGANISER
    given = (NewGrant(permission, meeting.id if meeting is not None else None),) if grants else ()
    return accounts.add(NewAccount(name, email, grants=given), clock.now(), TERMINAL, password=password)


def signed_in(browser: Browser, account: Account) -> Browser:
    """Sign the browser in as this account, without the form, and return it."""
    now = clock.now()
    token = secrets.token_urlsafe(32)
    with transaction.write() as session:
        session.add(
            SignedIn(
                token_hash=hash_of(token),
                account_id=account.id,
                signed_in_at=now,
                seen_at=now,
                expires_at=now + timedelta(hours=12),
            )
        )
    with browser.client.session_transaction() as cookie:
        cookie["sign_in"] = token
    return browser


def set_facts(row: Any, **facts: Any) -> None:
    """Change a row outside any action: what a test needs to stand there."""
    with transaction.write() as session:
        merged = session.merge(row)
        for name, value in facts.items():
            setattr(merged, name, value)


def a_site_page(code: str, title: str = "Sidan", body: str = "Text.", lang: str = "sv") -> SitePage:
    """A page that organisers edit."""
    with transaction.write() as session:
        page = SitePage(code=code, lang=lang, title=title, body=body, updated_at=NOW)
        session.add(page)
        return page


def searchable(meeting: Meeting) -> None:
    """Let the meeting be found by its title, town and venue."""
    put("meeting", meeting.id, meeting.title, f"{meeting.town} {meeting.venue}", meeting.starts_at, lang=meeting.lang)
