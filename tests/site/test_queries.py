"""How many queries does a page take: as many for a large meeting as for a small one, and never more than twelve."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from meetings import transaction
from meetings.extensions import db
from meetings.links import queries as links
from meetings.registration.models import Pool, Registration, SignUp
from meetings.schedule.models import Appearance, Meeting
from tests.bench.crowd import a_crowd
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_programme_item, an_organiser, searchable, signed_in
from tests.conftest import Clock
from tests.registration.workshop_scenes import a_block

AT_MOST = 12


@pytest.mark.settings(PAGE_CACHE_BYTES=0)
def test_a_page_takes_as_many_queries_whatever_it_holds(app: Flask, clock: Clock) -> None:
    clock.set(NOW)
    visitor, organiser = Browser(app), signed_in(Browser(app), an_organiser())

    small = a_meeting_of(people=1, items=1)
    few = queries_of_pages(app, visitor, organiser, small)
    large = a_meeting_of(people=300, items=60)
    for number in range(60):
        searchable(a_meeting(starts_at=large.starts_at + timedelta(days=number - 30)))
    many = queries_of_pages(app, visitor, organiser, large)

    assert many == few
    assert {page: queries for page, queries in many.items() if queries > AT_MOST} == {}


def a_meeting_of(*, people: int, items: int) -> Meeting:
    """A meeting with so many people, and so many items on its programme, each with two who appear."""
    meeting = a_crowd(people)
    with transaction.write() as session:
        session.get_one(SignUp, meeting.id).public_list = True
        for number in range(items):
            item = a_programme_item(meeting, position=number)
            item.appearances = [Appearance(name="Åsa Öberg"), Appearance(position=1, organisation_name="Ale kommun")]
    for number in range(1 + items // 12):
        a_block(meeting, {f"{number} A": people, f"{number} B": 5}, hour=number + 0.5)
    searchable(meeting)
    return meeting


def workshop_of(meeting: Meeting) -> int:
    """The first workshop of a meeting."""
    return (
        db.session.scalars(select(Pool.id).where(Pool.meeting_id == meeting.id, Pool.kind == "workshop")).first() or 0
    )


def queries_of_pages(app: Flask, visitor: Browser, organiser: Browser, meeting: Meeting) -> dict[str, int]:
    """Return how many queries each page takes, nothing of it being remembered."""
    person = db.session.execute(
        select(Registration.id, Registration.link_version).where(Registration.meeting_id == meeting.id).limit(1)
    ).one()
    db.session.rollback()
    desk = f"/arbetsytan/moten/{meeting.id}"
    pages = {
        "home": (visitor, "/"),
        "search": (visitor, "/sok?q=digitalisering"),
        "subscribe": (visitor, "/prenumerera"),
        "feed": (visitor, "/flode.xml?tema=young"),
        "calendar": (visitor, "/kalender.ics?tema=young"),
        "meeting": (visitor, f"/moten/{meeting.id}-{meeting.slug}"),
        "sign-up": (visitor, f"/moten/{meeting.id}/anmalan"),
        "own page": (visitor, f"/min-anmalan/{links.make('registration', person.id, person.link_version)}"),
        "public list": (visitor, f"/moten/{meeting.id}/deltagarlista"),
        "desk": (organiser, "/arbetsytan"),
        "desk, one meeting": (organiser, desk),
        "participants": (organiser, f"{desk}/deltagare"),
        "programme": (organiser, f"{desk}/program"),
        "meeting's editor": (organiser, f"{desk}/redigera"),
        "sign-up settings": (organiser, f"{desk}/anmalan"),
        "mailings": (organiser, f"{desk}/utskick"),
        "workshops": (organiser, f"{desk}/workshoppar"),
        "a workshop's list": (organiser, f"{desk}/workshoppar/{workshop_of(meeting)}"),
        "mails": (organiser, f"{desk}/mejl"),
        "reminders": (organiser, f"{desk}/paminnelser"),
        "sign-up's questions": (organiser, f"{desk}/fragor"),
    }
    found = {}
    for name, (browser, path) in pages.items():
        app.extensions["unchanged"].forget()
        with counted() as queries:
            page = browser.get(path)
        assert page.status == 200, f"{path}: {page.status}"
        found[name] = len(queries)
    return found


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that are executed meanwhile."""
    statements: list[str] = []

    def executed(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", executed)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", executed)
