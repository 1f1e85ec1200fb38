"""The follow-up: who is invited, what the personal link fills in, and leaving what one asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.extensions import db
from meetings.links import queries as links
from meetings.mailings.mail import follow_up_path
from meetings.mailings.models import Mailing
from meetings.mailings.rules import About
from meetings.registration.models import Registration, SignUp
from meetings.schedule.models import Meeting
from tests.browser import Browser, Form
from tests.builders import (
    NOW,
    a_meeting,
    a_registration,
    an_organiser,
    delivered_mails,
    organisation_types,
    ready_questions,
    set_facts,
    signed_in,
)
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.mailings.scenes import WISHES_MAIL, a_mailing, mails_of, make, names_of, now_stands, send, some_people
from tests.mailings.test_pages import only_mailing, path, plain_text

pytestmark = only_sqlite


@pytest.fixture
def pair(app: object) -> tuple[Meeting, Meeting]:
    """A meeting, and the one that follows it up."""
    first = a_meeting()
    organisation_types()
    then = a_meeting(title="Uppföljning", follows_id=first.id, starts_at=first.starts_at + timedelta(days=40))
    return first, then


def test_everybody_is_invited_to_the_follow_up_but_those_who_have_answered(
    desk: Browser, pair: tuple[Meeting, Meeting]
) -> None:
    first, then = pair
    anna, bo = some_people(first, "Anna", "Bo")
    some_people(first, "Cia", opt_ins=WISHES_MAIL)
    set_facts(anna, attended_at=NOW)
    a_registration(then, "Bo", bo.email)
    page = desk.get(f"/arbetsytan/moten/{first.id}").click("Bjud in till uppföljningen")
    assert "1 person hoppas över" in page.main
    page = page.form("Granska inbjudan").fill(who="Alla som anmälde sig").submit()
    assert page.heading == "Välkommen till uppföljningen: Uppföljning"
    assert "Det går till 2 personer" in page.main
    assert "1 till hoppas över" in page.main
    page.form("Skicka till 2 personer").submit()
    make()
    assert names_of(only_mailing()) == ["Anna", "Cia"]
    mail = next(one for one in delivered_mails() if "Anna" in str(one["To"]) and "uppföljning" in str(one["Subject"]))
    assert mail["List-Unsubscribe"] is None
    text = plain_text(mail)
    link = next(line for line in text.split() if "/anmalan/for/" in line)
    form = Browser(desk.app).get(link.removeprefix("http://localhost")).form("Anmäl mig")
    assert (form["name"], form["email"]) == ("Anna", anna.email)


def test_who_is_invited_is_chosen(desk: Browser, pair: tuple[Meeting, Meeting]) -> None:
    first, _then = pair
    (anna,) = some_people(first, "Anna")
    some_people(first, "Bo", opt_ins=WISHES_MAIL)
    set_facts(anna, attended_at=NOW)
    for who, names in (("De som deltog", ["Anna"]), ("De som har bett om mejl om kommande möten", ["Bo"])):
        page = desk.get(f"{path(first)}/uppfoljning").form("Granska inbjudan").fill(who=who).submit()
        page.form("Skicka till 1 person").submit()
        make()
        newest = db.session.scalars(select(Mailing).order_by(Mailing.id.desc())).first()
        assert newest is not None
        assert names_of(newest) == names


def test_without_a_follow_up_the_page_says_how_to_make_one(desk: Browser) -> None:
    meeting = a_meeting()
    assert "Bjud in till uppföljningen" not in desk.get(f"/arbetsytan/moten/{meeting.id}").links
    assert "Det finns ingen uppföljning" in desk.get(f"{path(meeting)}/uppfoljning").main


def filled_in(browser: Browser, then: Meeting, of: Registration) -> Form:
    page = browser.get(follow_up_path(then.id, of))
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    return page.form("Anmäl mig")


def test_the_link_fills_in_who_one_is_and_nothing_else(
    browser: Browser, clock: Clock, pair: tuple[Meeting, Meeting]
) -> None:
    clock.set(NOW)
    first, then = pair
    ready_questions(first)
    ready_questions(then)
    kind = organisation_types()["municipality"]
    anna = a_registration(first, "Anna Ek", "anna@example.se", organisation="Ale kommun", organisation_type_id=kind.id)
    form = filled_in(browser, then, anna)
    interest = next(name for name in form.fields if name.startswith("q"))
    typed = {name: form[name] for name in ("name", "email", "organisation", "organisation_type")}
    assert typed == {
        "name": "Anna Ek",
        "email": "anna@example.se",
        "organisation": "Ale kommun",
        "organisation_type": str(kind.id),
    }
    assert form.action == f"/moten/{then.id}/anmalan"
    assert not any(form[name] for name in form.fields if name.startswith("q") or name == "future_meetings")
    page = form.fill(email="").submit()
    assert (page.status, page.path) == (422, f"/moten/{then.id}/anmalan")
    page = page.form("Anmäl mig").fill(email="anna@example.se", **{interest: "Vet inte än"}).submit()
    assert page.heading == "Du har en plats"
    assert db.session.scalar(select(Registration.name).where(Registration.meeting_id == then.id)) == "Anna Ek"


def test_a_link_that_no_longer_holds_opens_an_empty_form(browser: Browser, pair: tuple[Meeting, Meeting]) -> None:
    first, then = pair
    (anna,) = some_people(first, "Anna")
    link = follow_up_path(then.id, anna)
    set_facts(anna, link_version=2)
    page = browser.get(link)
    assert page.path == f"/moten/{then.id}/anmalan"
    assert page.form("Anmäl mig")["name"] == ""
    other = links.make("registration", anna.id, 2)  # another purpose's key opens nothing
    assert browser.get(f"/moten/{then.id}/anmalan/for/{other}", check=False).status == 404
    assert browser.post(link, {}, check=False).status == 405


def test_the_link_signs_up_where_one_needs_a_link(
    browser: Browser, clock: Clock, pair: tuple[Meeting, Meeting]
) -> None:
    clock.set(NOW)
    first, then = pair
    (anna,) = some_people(first, "Anna")
    set_facts(db.session.get_one(SignUp, then.id), access="link")
    form = filled_in(browser, then, anna)
    assert "/anmalan/lank/" in form.action
    assert form.fill(organisation="Ale", organisation_type="Kommun").submit().heading == "Du har en plats"


def test_leaving_withdraws_the_yes(app: object, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    some_people(meeting, "Anna", opt_ins=WISHES_MAIL)
    mailing = a_mailing(meeting, about=About.OTHER)
    send(mailing)
    make()
    (mail,) = mails_of(mailing)
    address = mail.values["unsubscribe_url"].removeprefix("http://localhost")
    (sent,) = [one for one in delivered_mails() if "Hej från" in str(one["Subject"])]
    assert sent["List-Unsubscribe"] == f"<http://localhost{address}>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert browser.post(address, {"List-Unsubscribe": "One-Click"}, check=False).status == 200
    assert now_stands(mailing).made == 1
    again = a_mailing(meeting, about=About.OTHER)
    assert "Det går till 0" in signed_in(browser, an_organiser()).get(path(again)).main
