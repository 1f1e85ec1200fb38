"""The pages of subscriptions: what a visitor, a mail program and the desk meet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.extensions import db
from meetings.links.queries import make
from meetings.outbox.models import OutgoingMail
from meetings.registration.mail import own_path as registration_path
from meetings.subscriptions import actions, mail, rules
from tests.browser import Browser
from tests.builders import NOW, a_site, an_organiser, set_facts, signed_in
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.subscriptions.scenes import (
    SENT,
    a_new_meeting,
    a_subscriber,
    asks,
    own_path,
    standing_yes,
    subscriber,
    ticked,
    words,
)

pytestmark = only_sqlite
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def _at_noon(app: Flask, clock: Clock) -> None:
    clock.set(NOW)
    a_site()
    words()


def last_link(template: str = "subscribe") -> str:
    db.session.rollback()
    row = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.template == template).order_by(OutgoingMail.id.desc())
    ).first()
    assert row is not None
    return str(row.values["link"]).removeprefix("http://localhost")


def test_somebody_subscribes_in_two_steps_changes_and_leaves(browser: Browser) -> None:
    a_new_meeting(theme="Digital hälsa")
    page = browser.get("/").click("Få ett mejl när ett nytt möte publiceras")
    form = page.form("Prenumerera").fill(email="Asa@example.se", themes=["Digital hälsa"], counties=["Halland"])
    page = form.submit()
    assert (page.status, page.heading) == (200, "Titta i din mejl")
    page = browser.get(last_link())
    assert (page.heading, subscriber("asa@example.se").confirmed_at) == ("Bekräfta prenumerationen", None)
    assert "Digital hälsa" in page.text
    page = page.form("Ja, börja mejla mig").submit()
    assert (page.heading, subscriber("asa@example.se").confirmed_at) == ("Din prenumeration", NOW)
    assert "Du prenumererar" in page.text
    assert browser.get(last_link()).heading == "Din prenumeration"  # the link again
    page = page.form("Spara").fill(themes=[], groups=["Unga"], lang="English").submit()
    row = subscriber("asa@example.se")
    assert (row.topics, row.counties, row.lang) == (["young"], ["halland"], "en")
    own = last_link().removesuffix("/bekrafta")
    page = page.click("Avsluta prenumerationen")
    assert subscriber("asa@example.se") is not None  # a link changes nothing
    page = page.form("Avsluta mejlen").submit()
    assert (page.heading, subscriber("asa@example.se")) == ("Du får inga fler mejl om nya möten", None)
    assert browser.get(own).status == 410


def test_the_answer_is_the_same_whatever_is_known_of_the_address(browser: Browser) -> None:
    a_subscriber("known@example.se")
    for email in ("known@example.se", "new@example.se", "new@example.se"):
        page = browser.get("/prenumerera").form("Prenumerera").fill(email=email).submit()
        seen = (page.status, page.path, page.text)
        assert seen[:2] == (200, "/prenumerera?klart=mejl")
        assert email not in page.text
        assert seen == (200, "/prenumerera?klart=mejl", browser.get("/prenumerera?klart=mejl").text)


def test_what_is_wrong_is_said_and_what_is_not_offered_is_not_kept(browser: Browser) -> None:
    page = browser.get("/prenumerera").form("Prenumerera").fill(email="asa", counties=["Halland"]).submit()
    assert (page.status, page.form("Prenumerera").error("email")) == (422, "Det fattas ett @ i adressen.")
    token = page.tree.css_first("form[method=post] input[name=form_token]").attributes["value"]
    sent = {"form_token": token, "email": "asa@example.se", "counties": ["halland", "x"], "groups": "no-such"}
    browser.post("/prenumerera", sent | {"lang": "sv"})
    assert (subscriber("asa@example.se").counties, subscriber("asa@example.se").topics) == (["halland"], [])


def test_an_english_page_asks_in_english_and_mails_in_it(browser: Browser) -> None:
    browser.get("/en/prenumerera").all("form[method=post]")
    form = browser.get("/en/prenumerera").form()
    form.fill(email="emily@example.se").submit()
    assert (subscriber("emily@example.se").lang, last_link()[:4]) == ("en", "/en/")


def test_a_link_that_came_too_late_says_so(browser: Browser, clock: Clock) -> None:
    asks("asa@example.se")
    path = last_link()
    stale = browser.get(path).form("Ja, börja mejla mig")
    clock.forward(minutes=rules.CONFIRM_WITHIN.total_seconds() / 60)
    assert stale.submit().status == 409
    assert browser.get(path).heading == "Länken har gått ut"
    actions.erase_unconfirmed(NOW + rules.CONFIRM_WITHIN)
    assert browser.get(path).status == 410


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_mail_program_ends_it_with_one_post_and_once_more(app: Flask, content_type: str) -> None:
    row = a_subscriber()
    path = f"{own_path(row)}/avsluta"
    for _time in range(2):
        answer = app.test_client().post(
            path, data=ONE_CLICK, content_type=content_type
        )  # RFC 8058: no cookie, no token
        assert answer.status_code == 200
    assert subscriber("asa@example.se") is None


@pytest.mark.parametrize("sent", [{}, {"List-Unsubscribe": "x"}, {"x": "One-Click"}])
def test_a_post_of_something_else_ends_nothing(browser: Browser, sent: dict[str, str]) -> None:
    row = a_subscriber()
    assert browser.post(f"{own_path(row)}/avsluta", sent).status == 422
    assert subscriber("asa@example.se") is not None


def test_the_link_of_who_ticked_the_box_takes_that_back(browser: Browser) -> None:
    yes = ticked("Åsa Öberg", "asa@example.se")
    path = f"/mejl-om-moten/{make(mail.BY_BOX, yes.id, yes.link_version)}/avsluta"
    page = browser.get(path)
    assert standing_yes(yes)
    assert page.form("Avsluta mejlen").submit().status == 200
    assert not standing_yes(yes)
    assert browser.post(path, ONE_CLICK).status == 200
    old = f"/mejl-om-moten/{make(mail.BY_BOX, yes.id, yes.link_version + 1)}/avsluta"
    assert browser.post(old, ONE_CLICK).status == 404


@pytest.mark.settings(RATE_LIMITS=True)
def test_the_page_is_limited_for_each_client(app: Flask) -> None:
    browser = Browser(app)
    statuses = {browser.post("/prenumerera", {}, check=False).status for _time in range(61)}
    assert statuses == {422, 429}


def test_the_desk_says_when_they_are_told_and_lets_that_be(browser: Browser, clock: Clock) -> None:
    a_subscriber()
    signed_in(browser, an_organiser())
    meeting, other = a_new_meeting(), a_new_meeting(title="Ett till")
    path = f"/arbetsytan/moten/{meeting.id}"
    page = browser.get(path)
    assert "Prenumeranter får mejl om mötet kl. 10.30." in page.text
    page = page.form("Skicka inte").submit()
    assert "Prenumeranter får inget mejl om mötet." in page.text
    clock.set(SENT)
    assert "Prenumeranter får mejl om mötet nu." in browser.get(f"/arbetsytan/moten/{other.id}").text
    actions.tell_new_meetings(SENT)
    assert "1 prenumerant fick mejl om mötet den 1 mars 2027." in browser.get(f"/arbetsytan/moten/{other.id}").text
    answer = browser.post(f"/arbetsytan/moten/{other.id}/skicka-inte", {})
    assert "Skicka inte" not in answer.text
    old = a_new_meeting(published_at=NOW - timedelta(days=30))
    assert "renumerant" not in browser.get(f"/arbetsytan/moten/{old.id}").main


def test_the_desk_counts_them_and_removes_one_who_asks(browser: Browser) -> None:
    a_subscriber("asa@example.se", topics="young", counties="halland")
    a_subscriber("emily@example.se", lang="en")
    asks("new@example.se")
    yes = ticked("Åsa Öberg", "asa@example.se")
    ticked("Bo Ek", "bo@example.se")
    signed_in(browser, an_organiser(administrator=True))
    page = browser.get("/arbetsytan/prenumeranter")
    figures = [node.text() for node in page.tree.css(".figures dd")]
    assert figures == ["2", "1", "1", "1"]
    assert page.rows("Har valt ut")[1:] == [["Unga", "1"], ["Halland", "1"]]
    assert "asa@example.se" not in page.text
    page = page.form("Sök").fill(email="nobody@example.se").submit("Sök")
    assert "Adressen finns inte." in page.text
    page = page.form("Sök").fill(email="ASA@example.se").submit("Sök")
    assert "Adressen prenumererar sedan den 1 mars 2027." in page.text
    page = page.form("Sök").submit("Ta bort adressen")
    assert "Adressen är borttagen" in page.text
    assert (subscriber("asa@example.se"), standing_yes(yes)) == (None, False)
    log = browser.get("/arbetsytan/logg").text
    assert "Tog bort en prenumerant" in log
    assert "asa@example.se" not in log


def test_what_is_held_about_somebody_names_the_subscription_of_a_confirmed_address(browser: Browser) -> None:
    a_subscriber("asa@example.se", topics="young")
    yes = ticked("Åsa Öberg", "asa@example.se")
    path = f"{registration_path(yes)}/uppgifter"
    assert "Unga" not in browser.get(path).text  # who signed up may have typed somebody else's address
    assert browser.get(f"{path}.json").json["subscription"] is None
    set_facts(yes, address_confirmed_at=NOW)
    assert "Unga" in browser.get(path).text
    assert browser.get(f"{path}.json").json["subscription"]["topics"] == ["young"]
