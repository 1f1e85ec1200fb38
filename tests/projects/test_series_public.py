"""The page of a series, its one sign-up, and going to another of its meetings: by visitors, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.projects.queries import series as queries
from meetings.questions import queries as questions
from meetings.questions.actions import discard_unanswered_files
from meetings.questions.models import Answer
from meetings.registration import actions as registration
from meetings.registration.actions import Attending, Settings
from meetings.registration.models import Pool, Registration
from meetings.schedule.models import Meeting
from tests.browser import Browser, Form, Page
from tests.builders import organisation_types, set_facts
from tests.clock import Clock
from tests.databases import only_sqlite
from tests.files.samples import pdf
from tests.projects.builders import a_project
from tests.projects.series_scenes import ACTOR, START, a_series
from tests.questions.forms import add

WHO: dict[str, Any] = {
    "name": "Åsa Öberg",
    "email": "asa@example.se",
    "organisation_type": "Kommun",
    "organisation": "Ale kommun",
}


def sign_up(browser: Browser, series_id: int, meeting_id: int, **more: Any) -> Page:
    page = browser.get(f"/serier/{series_id}/anmalan?tillfalle={meeting_id}")
    form = page.form("Anmäl mig")
    assert form["occasion"] == str(meeting_id), "chosen on the page before"
    return filled(form, series_id, **more).submit()


def filled(form: Form, series_id: int, **more: Any) -> Form:
    interest = questions.asked(queries.series(series_id).form_id, "sv")[0].name
    return form.fill(**(WHO | {interest: "Vet inte än"} | more))


def mails(to: str = "asa@example.se") -> list[str]:
    rows = db.session.scalars(select(OutgoingMail).where(OutgoingMail.to_address == to).order_by(OutgoingMail.id))
    return [one.template for one in rows]


def test_the_page_says_what_is_left(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set("2018-05-01 12:00")
    project = a_project()
    series = a_series(4, 3, project_id=project.id)
    held = queries.occasions(series.id)
    path = f"/serier/{series.id}-lokala-kurser"
    page = browser.get(f"/serier/{series.id}")
    assert page.path == path
    assert page.heading == "Lokala kurser"
    assert page.headers["ETag"]
    assert "Set-Cookie" not in page.headers
    assert "12 tillfällen, nästa den 2 maj 2018 i Ale." in page.text
    assert page.text.count("20 platser kvar") == 12
    assert "IT-Lyftet" in page.links
    narrow = browser.get(f"{path}?plats=Lerum&manad=2018-05")
    assert narrow.text.count("20 platser kvar") == 3
    assert "noindex" in narrow.html
    with transaction.write():
        for one, seats, line in ((held[0], 0, True), (held[1], 0, False)):
            pool = db.session.scalars(select(Pool).where(Pool.meeting_id == one.meeting_id)).one()
            pool.seats, pool.waiting_list = seats, line
    page = browser.get(path)
    assert "Fullt, plats på reservlistan" in page.text
    assert "fullbokat och har ingen reservlista" in page.text
    clock.set("2018-05-02 12:00")  # the first day's have ended
    page = browser.get(path)
    assert "Har varit" in page.text
    assert page.text.count("Anmäl dig:") == 8
    english = browser.get(f"/en{path}")
    assert english.heading == "Lokala kurser"
    assert english.status == 200
    assert browser.get(f"/moten/{held[5].meeting_id}-x").links["Lokala kurser"] == path
    home = browser.get("/")
    assert home.links["Välj tillfälle: Lokala kurser"] == path
    assert home.text.count("Lokal") == 2, "one row with its button, not twelve"
    assert "8 tillfällen" in home.text, "those that are still to come"
    assert browser.get("/sok?q=härryda").links["Lokala kurser"] == path
    assert path in browser.get("/sitemap.xml", check=False).body.decode()
    clock.set("2018-06-02 12:00")
    assert browser.get(f"/serier/{series.id}/anmalan").heading == "Anmälan är stängd"
    assert browser.get("/serier/999-x").status == 404
    hidden = a_series(1, 1, published=False)
    assert browser.get(f"/serier/{hidden.id}-lokala-kurser").status == 404


def test_one_form_signs_up_to_one_of_them(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set("2018-05-01 12:00")
    organisation_types()
    series = a_series(2, 2, seats=1)
    first, second, third, _fourth = queries.occasions(series.id)
    page = browser.get(f"/serier/{series.id}/anmalan")
    form = page.form("Anmäl mig")
    assert len(form.options("occasion")) == 4
    form["name"] = "Åsa"
    page = form.submit()
    assert page.status == 422
    assert "Välj tillfälle: välj ett tillfälle." in page.errors
    assert page.form("Anmäl mig")["name"] == "Åsa"
    page = sign_up(browser, series.id, first.meeting_id)
    assert page.heading == "Du har en plats"
    assert mails() == ["confirmation"]
    known = sign_up(browser, series.id, first.meeting_id)
    assert known.path.endswith("/anmalan/mejl"), "a known address is told as at any sign-up"
    other = sign_up(browser, series.id, third.meeting_id)
    assert other.heading == "Du har en plats"
    assert "flera tillfällen" not in other.text
    assert mails() == ["confirmation", "known_address", "confirmation", "series_also"], "its owner alone is told"
    page = browser.get(f"/serier/{series.id}/anmalan?tillfalle={second.meeting_id}")
    form = page.form("Anmäl mig")
    filled(form, series.id, email="bo@example.se")
    with transaction.write():
        pool = db.session.scalars(select(Pool).where(Pool.meeting_id == second.meeting_id)).one()
        pool.seats, pool.waiting_list = 0, False  # became full while the form was filled in
    page = form.submit()
    assert page.status == 409
    assert "fullbokat" in page.errors[0]
    kept = page.form("Anmäl mig")
    assert kept["occasion"] == str(second.meeting_id)
    assert kept["email"] == "bo@example.se"
    kept["occasion"] = str(first.meeting_id)
    page = kept.submit()
    assert page.heading == "Du har reservplats 1", "a full one with a line offers it"
    clock.set("2018-06-02 12:00")  # all have been while the page stood open
    page = kept.submit()
    assert (page.status, page.heading) == (409, "Anmälan är stängd")


def test_somebody_goes_to_another_meeting(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set("2018-04-25 12:00")
    organisation_types()
    series = a_series(2, 2, seats=1)
    first, second, _third, fourth = queries.occasions(series.id)
    own = sign_up(browser, series.id, first.meeting_id, future_meetings=True)
    waits = sign_up(Browser(app), series.id, first.meeting_id, email="bo@example.se")
    assert waits.heading == "Du har reservplats 1"
    page = browser.get(own.path).click("Byt till ett annat tillfälle")
    form = page.form("Byt tillfälle")
    assert len(form.options("occasion")) == 3, "all but one's own"
    assert form.submit().status == 422
    form["occasion"] = str(fourth.meeting_id)
    page = form.submit()
    assert page.heading == "Du har en plats"
    assert "Du har bytt tillfälle." in page.text
    again = form.submit()
    assert again.path == page.path, "the same form again leads to the same place"
    assert mails() == ["confirmation", "confirmation", "series_moved"]
    assert mails("bo@example.se") == ["confirmation", "promotion"], "the seat went to the first in line"
    old, new = (
        db.session.scalars(
            select(Registration).where(
                Registration.email_key == "asa@example.se", Registration.meeting_id == one.meeting_id
            )
        ).one()
        for one in (first, fourth)
    )
    assert old.cancelled_at
    assert new.cancelled_at is None
    assert new.organisation_typed == "Ale kommun"
    assert [one.kind for one in new.opt_ins] == ["future-meetings"]
    assert "Byt till ett annat tillfälle" not in browser.get(own.path).links, "who has left has nothing to go from"
    with transaction.write():
        pool = db.session.scalars(select(Pool).where(Pool.meeting_id == second.meeting_id)).one()
        pool.seats, pool.waiting_list = 0, False
    before = mails()
    form = browser.get(f"{page.path.split('?')[0]}/tillfalle").form("Byt tillfälle")
    refused = browser.post(
        f"{page.path.split('?')[0]}/tillfalle",
        {"form_token": form["form_token"], "occasion": str(second.meeting_id)},
    )
    assert refused.status == 409
    assert "Mötet är fullbokat" in refused.text
    db.session.expire_all()
    assert db.session.get_one(Registration, new.id).cancelled_at is None
    assert mails() == before


def test_one_that_asks_more_has_its_own_page(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set("2018-05-01 12:00")
    organisation_types()
    series = a_series(1, 2)
    first, second = queries.occasions(series.id)
    settings = Settings(seats=20, attending=Attending(10, 10), listed=True)
    set_facts(db.session.get_one(Meeting, first.meeting_id), attendance="both")
    registration.save_settings(first.meeting_id, settings, 1, START - timedelta(days=9), ACTOR)
    page = browser.get(f"/serier/{series.id}/anmalan")
    assert "Anmälan på egen sida" in page.text
    assert f"/moten/{first.meeting_id}-" in page.html
    refused = filled(page.form("Anmäl mig"), series.id, occasion=str(second.meeting_id))
    data = {name: refused[name] for name in refused.fields} | {"occasion": str(first.meeting_id)}
    answer = browser.post(page.path, {name: value for name, value in data.items() if isinstance(value, str)})
    assert answer.status == 409
    assert "dess egen sida" in answer.text


@only_sqlite
def test_a_file_goes_along_to_another_meeting(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set("2018-04-25 12:00")
    organisation_types()
    series = a_series(1, 2)
    first, second = queries.occasions(series.id)
    question = add(db.session.get_one(Meeting, first.meeting_id), "file", "Din skiss")
    own = sign_up(browser, series.id, first.meeting_id, **{f"q{question.id}": (pdf(), "Skiss.pdf")})
    there, back = f"{own.path.split('?')[0]}/tillfalle", first.meeting_id
    for to in (second.meeting_id, back):
        form = browser.get(there).form("Byt tillfälle")
        form["occasion"] = str(to)
        page = form.submit()
        assert (page.status, page.heading) == (200, "Du har en plats"), page.errors
        there = f"{page.path.split('?')[0]}/tillfalle"
        given = db.session.execute(
            select(Registration.meeting_id)
            .join(Answer, Answer.submission_id == Registration.submission_id)
            .where(Answer.file_key != "")
        ).all()
        assert [row.meeting_id for row in given] == [to], "an answer at one of them: it is erased with that one"
        assert discard_unanswered_files() == 0
        assert browser.open("GET", page.links["Skiss.pdf"], check=False).body == pdf()
