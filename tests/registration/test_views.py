"""The sign-up form over HTTP: what it takes, what it refuses, and what it keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.questions.models import Answer, SensitiveAnswer
from meetings.registration.models import Registration
from tests.browser import Browser
from tests.builders import NOW, a_registration, ready_questions
from tests.conftest import Clock
from tests.registration.sign_ups import a_form, a_ready_meeting, own_path, sent, the_registration

PERSONAL_NUMBER = "19121212-1212"


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    clock.set(NOW)


def test_a_visitor_signs_up_and_sees_the_own_page_at_once(browser: Browser) -> None:
    meeting = a_ready_meeting()
    page = a_form(browser, meeting).submit("Anmäl mig")
    found = the_registration()
    assert (page.status, page.heading) == (200, "Du har en plats")
    assert "Tack, du är anmäld." in page.main
    assert found.reference in page.main
    assert f"http://localhost{own_path(found)}" in page.main
    assert (found.name, found.organisation_typed, found.lang) == ("Åsa Öberg", "Vänersborgs kommun", "sv")
    assert found.sector is not None
    assert found.sector.code == "public"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers


def test_the_form_sent_twice_gives_the_same_page(browser: Browser) -> None:
    meeting = a_ready_meeting()
    form = a_form(browser, meeting)
    assert form.submit().heading == form.submit().heading == "Du har en plats"
    the_registration()


def test_a_sign_up_in_english_is_english_throughout(browser: Browser) -> None:
    meeting = a_ready_meeting()
    ready_questions(meeting)
    form = browser.get(f"/en/moten/{meeting.id}/anmalan").form()
    form.fill(name="Åsa", email="asa@example.se", organisation_type="Private person")
    question = next(name for name in form.fields if name.startswith("q"))
    form[question] = "Run a project"
    page = form.submit()
    assert page.path.startswith("/en/min-anmalan/")
    assert the_registration().lang == "en"
    assert [(answer.text) for answer in db.session.scalars(select(Answer))] == ["Run a project"]


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("name", "", "Fyll i namn."),
        ("name", "   ", "Fyll i namn."),
        ("name", "Å" * 10_000, "Texten är 10000 tecken. Korta den till högst 200."),
        ("name", "Åsa\x00Öberg", "Texten innehåller ett styrtecken som inte går att spara. Skriv om den för hand."),
        (
            "name",
            "Åsa\u202eÖberg",
            "Texten innehåller ett osynligt tecken som vänder läsriktningen. Skriv om den för hand.",
        ),
        ("name", "Åsa\nÖberg", "Skriv på en rad, utan radbrytning."),
        ("email", "asa.oberg.vanersborg.se", "Det fattas ett @ i adressen."),
        ("email", "asa@example.se\nBcc: alla@example.se", "Skriv på en rad, utan radbrytning."),
        ("email", "", "Fyll i e-post."),
        ("organisation", "", "Skriv vilken organisation du kommer från."),
    ],
)
def test_what_cannot_be_kept_is_said_and_everything_typed_stays(
    browser: Browser, field: str, typed: str, error: str
) -> None:
    meeting = a_ready_meeting()
    form = a_form(browser, meeting)
    data = sent(form) | {field: typed}
    page = browser.post(f"/moten/{meeting.id}/anmalan", data)
    assert page.status == 422
    shown = page.form()
    assert shown.error(field).removeprefix("Fel:").strip() == error
    assert len(page.errors) == 1
    kept = {"name": "Åsa Öberg", "email": "asa@example.se", "organisation": "Vänersborgs kommun"}
    del kept[field]
    assert {name: shown[name] for name in kept} == kept
    assert db.session.scalars(select(Registration)).all() == []


def test_half_a_character_is_refused_and_the_rest_kept(browser: Browser) -> None:
    meeting = a_ready_meeting()
    form = a_form(browser, meeting)
    body = "&".join(f"{name}={value}" for name, value in sent(form).items() if name != "name")
    page = browser.open(
        "POST",
        f"/moten/{meeting.id}/anmalan",
        data=(body + "&name=%C3%85sa%ED%A0%80").encode(),
        content_type="application/x-www-form-urlencoded",
    )
    assert page.status == 422
    assert "trasigt tecken" in page.form().error("name")
    assert page.form()["name"].startswith("Åsa")


def test_a_private_person_names_no_organisation(browser: Browser) -> None:
    meeting = a_ready_meeting()
    page = a_form(browser, meeting, organisation_type="Privatperson", organisation="").submit()
    assert page.heading == "Du har en plats"


def test_a_tampered_type_is_refused(browser: Browser) -> None:
    meeting = a_ready_meeting()
    form = a_form(browser, meeting)
    for value in ("999999", "abc", "-1", ""):
        data = sent(form) | {"organisation_type": value}
        assert browser.post(f"/moten/{meeting.id}/anmalan", data).status == 422


def test_a_personal_number_is_warned_of_and_sent_when_one_insists(browser: Browser) -> None:
    meeting = a_ready_meeting()
    form = ready_questions(meeting)
    access = f"q{form.questions[3].id}"
    interest = f"q{form.questions[0].id}"
    filled = a_form(browser, meeting, **{access: f"Jag är {PERSONAL_NUMBER}", interest: "Vet inte än"})
    assert "send_anyway" not in filled
    page = filled.submit()
    assert page.status == 422
    assert "personnummer" in page.form().error(access)
    assert page.form()[access] == f"Jag är {PERSONAL_NUMBER}"
    page = page.form().fill(send_anyway=True).submit()
    assert page.heading == "Du har en plats"
    kept = db.session.scalars(select(SensitiveAnswer)).one()
    assert (kept.text, kept.erase_after) == (f"Jag är {PERSONAL_NUMBER}", meeting.ends_at + timedelta(days=14))


def test_questions_are_asked_with_the_day_of_erasure_and_answers_shown_to_their_owner(browser: Browser) -> None:
    meeting = a_ready_meeting()
    form = ready_questions(meeting)
    interest, diet, other, access = (f"q{question.id}" for question in form.questions)
    page = browser.get(f"/moten/{meeting.id}/anmalan")
    assert "Vi raderar uppgiften senast den 1 april 2027." in page.main
    filled = a_form(browser, meeting)
    assert filled.submit().form().error(interest).removeprefix("Fel:").strip() == "Välj ett svar."
    page = a_form(
        browser,
        meeting,
        **{
            interest: "Driva ett projekt",
            diet: ["Glutenfri kost", "Vegansk kost"],
            other: "utan nötter",
            access: "a\nb",
        },
    ).submit()
    assert "Driva ett projekt" in page.main
    assert "Vegansk kost, Glutenfri kost" in page.main
    assert [(row.asked, row.text) for row in db.session.scalars(select(Answer))] == [
        ("Vill du driva eller delta i projekt?", "Driva ett projekt")
    ]
    texts = {row.text for row in db.session.scalars(select(SensitiveAnswer))}
    assert texts == {"Glutenfri kost", "Vegansk kost", "utan nötter", "a\nb"}


def test_an_old_or_missing_token_keeps_what_was_typed(browser: Browser, clock: Clock) -> None:
    meeting = a_ready_meeting()
    form = a_form(browser, meeting)
    page = browser.post(f"/moten/{meeting.id}/anmalan", sent(form) | {"form_token": "made up"})
    assert page.status == 422
    assert "Formuläret har legat öppet för länge." in page.main
    assert page.form()["name"] == "Åsa Öberg"
    assert page.form().submit().heading == "Du har en plats"


def test_a_known_address_is_told_of_a_mail_and_shown_nothing(browser: Browser) -> None:
    meeting = a_ready_meeting()
    a_registration(meeting, "Hemlig Person", "asa@example.se")
    page = a_form(browser, meeting).submit()
    assert page.heading == "Vi har skickat ett mejl till adressen"
    assert "Hemlig" not in page.html
    assert [row.template for row in db.session.scalars(select(OutgoingMail))] == ["confirmation", "known_address"]


def test_a_full_meeting_says_what_happens_and_puts_the_next_in_line(browser: Browser) -> None:
    meeting = a_ready_meeting(seats=1)
    a_registration(meeting, "Anna")
    page = browser.get(f"/moten/{meeting.id}/anmalan")
    assert "Du hamnar på reservlistan." in page.main
    page = a_form(browser, meeting).submit("Ställ mig på reservlistan")
    assert page.heading == "Du har reservplats 1"


@pytest.mark.parametrize(
    ("at", "facts", "reason"),
    [
        ("2027-03-18 09:00", {}, "Anmälan stängde den 18 mars 2027 kl. 9.00."),
        ("2027-03-19 09:00", {}, "Mötet har varit."),
        ("2027-03-01 09:00", {"state": "cancelled"}, "Mötet är inställt."),
        ("2027-03-01 09:00", {"seats": 0, "waiting_list": False}, "Mötet är fullbokat och har ingen reservlista."),
    ],
)
def test_a_closed_door_says_why(browser: Browser, clock: Clock, at: str, facts: Any, reason: str) -> None:
    meeting = a_ready_meeting(**facts)
    clock.set(at)
    page = browser.get(f"/moten/{meeting.id}/anmalan")
    assert page.one(".closed") == reason
    assert [form for form in page.forms if form.method.lower() == "post"] == []


def test_a_drafts_form_is_not_there(browser: Browser) -> None:
    meeting = a_ready_meeting(state="draft")
    assert browser.get(f"/moten/{meeting.id}/anmalan").status == 404


def test_a_form_sent_after_the_door_closed_is_refused_and_kept(browser: Browser, clock: Clock) -> None:
    meeting = a_ready_meeting()
    form = a_form(browser, meeting)
    clock.set(meeting.starts_at - timedelta(hours=1))
    form = a_form(browser, meeting)
    clock.set(meeting.starts_at)
    page = form.submit()
    assert page.status == 409
    assert page.errors == ["Anmälan stängde den 18 mars 2027 kl. 9.00."]
    assert page.form()["name"] == "Åsa Öberg"
