"""Signing in through the pages: what is answered, what is kept, and who is let through."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from meetings import clock as meetings_clock
from meetings.accounts import actions, queries
from meetings.audit.actions import TERMINAL
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from tests.browser import Browser, Page
from tests.builders import NOW, a_meeting, a_site, an_organiser, delivered_mails, signed_in

PASSWORD = "gröna fåglar i maj"
WRONG = ["E-postadressen och lösenordet hör inte ihop. Kontrollera båda, eller begär ett nytt lösenord."]


def sign_in(browser: Browser, password: str = PASSWORD, at: str = "/logga-in", email: str = "olle@example.se") -> Page:
    form = browser.get(at).form("Logga in")
    return form.fill(email=email, password=password).submit()


def test_an_organiser_signs_in_and_out(browser: Browser) -> None:
    an_organiser(password=PASSWORD)
    page = sign_in(browser)
    assert (page.path, page.heading) == ("/arbetsytan", "Alla möten")
    page = page.form("Logga ut").submit()
    assert (page.path.split("?")[0], page.heading) == ("/logga-in", "Logga in")
    assert "Du är utloggad." in page.text
    assert browser.get("/arbetsytan").path.split("?")[0] == "/logga-in"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(browser: Browser) -> None:
    an_organiser(password=PASSWORD)
    answers = [sign_in(browser, "fel"), sign_in(browser, "fel", email="okand@example.se")]
    assert [page.status for page in answers] == [422, 422]
    assert [page.errors for page in answers] == [WRONG, WRONG]
    assert answers[0].form("Logga in")["email"] == "olle@example.se"
    hidden = re.compile(r'name="form_token" value="[^"]*"|okand@example.se|olle@example.se')
    assert hidden.sub("", answers[0].html) == hidden.sub("", answers[1].html)


def test_the_public_and_a_failed_sign_in_get_no_cookie(browser: Browser) -> None:
    a_site()
    for page in (browser.get("/logga-in"), browser.get("/glomt-losenord"), sign_in(browser, "fel")):
        assert "Set-Cookie" not in page.headers


def test_the_cookie_is_new_at_each_sign_in_and_holds_no_hash(app: Flask, browser: Browser) -> None:
    an_organiser(password=PASSWORD)
    with browser.client.session_transaction() as cookie:
        cookie["sign_in"], cookie["planted"] = "a value that somebody knew", "x"
    sign_in(browser)
    with browser.client.session_transaction() as cookie:
        assert cookie["sign_in"] != "a value that somebody knew"
        assert "planted" not in cookie
    assert queries.signed_in(cookie["sign_in"], meetings_clock.now()) is not None


def test_one_goes_on_to_the_page_that_was_asked_for(browser: Browser) -> None:
    an_organiser(password=PASSWORD)
    meeting = a_meeting()
    page = browser.get(f"/en/arbetsytan/moten/{meeting.id}/logg?sida=1")
    assert (page.language, page.path.split("?")[0]) == ("en", "/en/logga-in")
    page = page.form().fill(email="olle@example.se", password=PASSWORD).submit()
    assert page.path == f"/en/arbetsytan/moten/{meeting.id}/logg?sida=1"


def test_one_does_not_go_on_to_other_sites(browser: Browser) -> None:
    an_organiser(password=PASSWORD)
    assert sign_in(browser, at="/logga-in?next=//evil.example/").path == "/arbetsytan"


def test_nobody_is_signed_in_from_another_site(browser: Browser) -> None:
    an_organiser(password=PASSWORD)
    form = browser.get("/logga-in").form("Logga in").fill(email="olle@example.se", password=PASSWORD)
    page = form.submit(headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})
    assert (page.status, page.errors) == (422, WRONG)


@pytest.mark.settings(RATE_LIMITS=True)
def test_the_eleventh_failure_has_to_wait_and_success_is_not_counted(browser: Browser) -> None:
    an_organiser(password=PASSWORD)
    for _time in range(3):
        assert sign_in(browser).path == "/arbetsytan"
        browser.get("/arbetsytan").form("Logga ut").submit()
    form = browser.get("/logga-in").form("Logga in").fill(email="olle@example.se", password="fel")
    answers = [browser.post("/logga-in", {k: v[0] for k, v in form.values.items()}).status for _time in range(11)]
    assert answers == [422] * 10 + [429]
    assert Browser(browser.app).get("/logga-in").status == 200


def test_a_forgotten_password_is_replaced_by_mail(browser: Browser) -> None:
    an_organiser(password=PASSWORD)
    page = browser.get("/logga-in").click("Jag har glömt lösenordet")
    page = page.form("Mejla mig länken").fill(email="olle@example.se").submit()
    assert "Finns det ett konto med adressen har vi skickat ett mejl dit." in page.text
    mail = delivered_mails()[-1]
    assert mail["To"] == "Olle Organisatör <olle@example.se>"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    link = re.search(r"http://localhost(/losenord/\S+)", text)
    assert link is not None
    page = browser.get(link[1])
    assert page.headers["Referrer-Policy"] == "no-referrer"
    short = page.form("Spara lösenordet").fill(password="för kort").submit()
    assert short.form("Spara lösenordet").error("password").startswith("Lösenordet är 8 tecken.")
    page = short.form("Spara lösenordet").fill(password="blå hästar i juni").submit()
    assert "Lösenordet är sparat. Logga in med det." in page.text
    assert sign_in(browser, "blå hästar i juni").path == "/arbetsytan"
    gone = browser.get(link[1])
    assert (gone.status, gone.heading) == (410, "Länken gäller inte längre")


def test_the_answer_is_the_same_for_an_unknown_address(browser: Browser) -> None:
    an_organiser(password=PASSWORD)
    pages = [
        browser.get("/glomt-losenord").form("Mejla mig länken").fill(email=email).submit()
        for email in ("olle@example.se", "okand@example.se")
    ]
    assert pages[0].html == pages[1].html
    assert db.session.query(OutgoingMail).count() == 1


def test_a_made_up_link_is_nothing(browser: Browser) -> None:
    assert browser.get("/losenord/1-1-" + "A" * 27).status == 404


def test_ones_own_account(browser: Browser) -> None:
    account = an_organiser(password=PASSWORD)
    page = signed_in(browser, account).get("/arbetsytan/konto")
    assert "Du är inloggad på ett ställe: här." in page.text
    page = page.form("Spara").fill(name="Olle Ö", lang="English").submit()
    assert "Ditt konto är sparat." in page.text
    page = page.click("Byt lösenord")
    wrong = page.form("Byt lösenord").fill(old="fel", new="blå hästar i juni").submit()
    assert wrong.form("Byt lösenord").error("old") == "Lösenordet du har i dag stämmer inte. Skriv det igen."
    page = wrong.form("Byt lösenord").fill(old=PASSWORD, new="blå hästar i juni").submit()
    assert "Lösenordet är bytt. Du är utloggad överallt utom här." in page.text
    page = page.form("Logga ut överallt").submit()
    assert page.path.startswith("/logga-in")
    assert browser.get("/arbetsytan").path.startswith("/logga-in")


def test_a_form_sent_after_the_sign_in_ended_is_kept_until_one_has_signed_in_again(browser: Browser) -> None:
    account = an_organiser()
    form = signed_in(browser, account).get("/arbetsytan/konto").form("Spara")
    actions.sign_out_everywhere(1, NOW, TERMINAL)
    ended = form.fill(name="Ny Åsa").submit()
    assert (ended.status, ended.heading) == (403, "Du är inte inloggad längre")
    assert ended.link("Logga in i en ny flik") == "/logga-in"
    again = ended.form("Skicka igen")
    assert again["name"] == "Ny Åsa"
    assert again.submit().status == 403, "nobody has signed in yet"
    signed_in(browser, account)  # in the other tab
    page = again.submit()
    assert page.form("Spara")["name"] == "Ny Åsa"
    assert page.form("Spara").submit().status == 200
    assert "Ny Åsa" in browser.get("/arbetsytan").text


def test_no_password_is_kept_in_a_page(browser: Browser) -> None:
    form = signed_in(browser, an_organiser()).get("/arbetsytan/konto/losenord").form("Byt lösenord")
    actions.sign_out_everywhere(1, NOW, TERMINAL)
    ended = form.fill(old=PASSWORD, new="blå hästar i juni").submit()
    assert ended.heading == "Du är inte inloggad längre"
    assert (ended.forms, PASSWORD in ended.html, "blå hästar" in ended.html) == ([], False, False)


def test_reading_writes_at_most_once_a_minute(browser: Browser, clock) -> None:  # type: ignore[no-untyped-def]
    clock.set("2027-03-01 10:00")
    signed_in(browser, an_organiser())
    seen = []
    for seconds in (30, 29, 1, 59):
        clock.forward(seconds=seconds)
        browser.get("/arbetsytan")
        seen.append(db.session.execute(db.text("select seen_at from signed_in")).scalar())
    assert seen[0] == seen[1] != seen[2] == seen[3]


def test_a_sign_in_lasts_while_it_is_used_and_no_longer(browser: Browser, clock) -> None:  # type: ignore[no-untyped-def]
    clock.set("2027-03-01 08:00")
    signed_in(browser, an_organiser())
    for _time in range(3):
        clock.forward(hours=11)
        assert browser.get("/arbetsytan").path == "/arbetsytan"
    clock.forward(hours=12)
    assert browser.get("/arbetsytan").path.startswith("/logga-in")


def test_a_command_adds_an_organiser_and_prints_the_link(app: Flask, browser: Browser) -> None:
    meeting = a_meeting()
    run = app.test_cli_runner().invoke
    done = run(args=["organiser", "add", "Åsa Öberg", "asa@example.se", "--meeting", str(meeting.id)])
    assert done.exit_code == 0, done.output
    page = browser.get(done.output.split("http://localhost")[1].strip())
    assert "Välkommen, Åsa Öberg." in page.text
    page.form("Spara lösenordet").fill(password=PASSWORD).submit()
    assert sign_in(browser, email="asa@example.se").path == "/arbetsytan"
    again = run(args=["organiser", "add", "Åsa", "ASA@example.se"])
    assert (again.exit_code, "Det finns redan ett konto" in again.output) == (1, True)
    assert run(args=["organiser", "add", "X", "x@example.se", "--meeting", "99"]).exit_code == 1
    assert run(args=["organiser", "add", "X", "no address"]).exit_code == 1
    closed = run(args=["organiser", "close", "asa@example.se"])
    assert closed.exit_code == 0
    assert browser.get("/arbetsytan").path.startswith("/logga-in")
