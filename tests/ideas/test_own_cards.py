"""The attendee's own page leads on to an idea, and to joining somebody else's, while the meeting takes ideas."""

from __future__ import annotations

from datetime import timedelta

from meetings import transaction
from meetings.extensions import db
from meetings.links.queries import make
from meetings.questions.models import Answer, Choice, Question
from meetings.registration import actions as registrations
from meetings.registration.models import Registration, SignUp
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_registration
from tests.conftest import Clock
from tests.ideas.builders import CLOSES, a_call


def wants_to_join(person: Registration) -> None:
    """Let the person have said at the sign-up that they want to take part in others' projects."""
    with transaction.write() as session:
        form_id = session.get_one(SignUp, person.meeting_id).form_id
        question = Question(form_id=form_id, type="many_of", code="interest", label_sv="Roll?")
        question.choices = [Choice(code="take-part", label_sv="Delta")]
        session.add(question)
        session.flush()
        answer = Answer(submission_id=person.submission_id, question_id=question.id, asked="Roll?", text="Delta")
        answer.choice_id = question.choices[0].id
        session.add(answer)


def test_the_own_page_leads_on_to_an_idea_while_the_call_is_open(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    person = a_registration(meeting, "Åsa Öberg", "asa@example.se", organisation="Åmåls kommun")
    path = f"/min-anmalan/{make('registration', person.id, person.link_version)}"
    assert "projektidé" not in browser.get(path).text
    a_call(meeting, opens_at=NOW + timedelta(hours=1))
    assert "Skriv en projektidé" not in browser.get(path).text
    clock.forward(hours=1)
    page = browser.get(path)
    assert "Vill ni delta" not in page.text
    page = page.form("Skriv en projektidé").submit()
    assert page.path == f"/moten/{meeting.id}/ideer/ny"
    for known in ("Åsa Öberg", "asa@example.se", "Åmåls kommun"):
        assert known in page.html
    wants_to_join(person)
    page = browser.get(path).click("Ställ er i listan")
    assert "Åmåls kommun" in page.html
    clock.set(CLOSES)
    page = browser.get(path)
    assert "Skriv en projektidé" not in page.text
    assert "Ställ er i listan" not in page.text
    clock.set(NOW + timedelta(hours=2))
    registrations.withdraw(db.session.get_one(Registration, person.id).id, NOW)
    assert "Skriv en projektidé" not in browser.get(path).text
