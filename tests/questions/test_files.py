"""A question that is answered with a file, from the form to the answer and back."""

from __future__ import annotations

import gc
import warnings
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.extensions import db
from meetings.files import actions as files
from meetings.files.models import StoredFile
from meetings.links import queries as links
from meetings.questions import actions, queries
from meetings.questions.models import Question
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting
from tests.browser import Browser, Form, Page
from tests.builders import NOW, a_meeting, an_organiser, signed_in
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.files.samples import EICAR, docx, pdf, png
from tests.questions.forms import add
from tests.registration.sign_ups import a_form, own_path, the_registration

SKETCH = "Projektidé åäö.pdf"
NOT_TAKEN = (
    "Filen är av ett slag som inte tas emot. "
    "Skicka den som PDF, PNG, JPEG, WebP, Word (DOCX), OpenDocument (ODT), Excel (XLSX)."
)


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    clock.set(NOW)


def a_meeting_that_asks_for_a_file(**facts: Any) -> tuple[Meeting, Question]:
    from tests.builders import organisation_types

    organisation_types()
    meeting = a_meeting()
    return meeting, add(meeting, "file", "Din projektskiss", **facts)


def rows() -> list[tuple[str, str]]:
    db.session.expire_all()
    return [(row.name, row.state) for row in db.session.scalars(select(StoredFile).order_by(StoredFile.made_at))]


def a_form_with(browser: Browser, meeting: Meeting, question: Question, body: bytes, name: str = SKETCH) -> Form:
    form = a_form(browser, meeting)
    form[f"q{question.id}"] = (body, name)
    return form


def answers() -> list[tuple[str, str, str]]:
    db.session.expire_all()
    registration = db.session.scalars(select(Registration)).one()
    return [(given.asked, given.text, given.file_key) for given in queries.answers(registration.submission_id)]


def test_a_file_is_an_answer_that_the_owner_and_the_organiser_can_have(app: Flask, browser: Browser) -> None:
    meeting, question = a_meeting_that_asks_for_a_file(required=True)
    page = a_form_with(browser, meeting, question, pdf()).submit()
    assert page.status == 200, page.errors
    assert rows() == [(SKETCH, "kept")]
    ((asked, text, key),) = answers()
    assert (asked, text, len(key)) == ("Din projektskiss", SKETCH, 32)
    sent = browser.open("GET", page.links[SKETCH], check=False)
    assert sent.body == pdf()
    assert "attachment" in sent.headers["Content-Disposition"]
    assert sent.headers["Content-Security-Policy"].startswith("sandbox")
    registration = the_registration()
    desk = f"/arbetsytan/moten/{meeting.id}/deltagare/{registration.id}"
    organiser = signed_in(Browser(app), an_organiser())
    person = organiser.get(desk)
    assert organiser.open("GET", person.links[SKETCH], check=False).body == pdf()
    other = signed_in(Browser(app), an_organiser("Ola", "ola@example.se", meeting=a_meeting()))
    assert other.open("GET", f"{desk}/filer/{question.id}", check=False).status == 404
    assert Browser(app).open("GET", f"{desk}/filer/{question.id}", check=False, follow=False).status in (302, 303)


def test_a_file_survives_a_form_that_comes_back(browser: Browser) -> None:
    meeting, question = a_meeting_that_asks_for_a_file(required=True)
    page = a_form_with(browser, meeting, question, pdf()).fill(email="fel").submit()
    assert page.status == 422
    assert SKETCH in page.main
    assert rows() == [(SKETCH, "pending")]
    page = page.form().fill(email="asa@example.se").submit()
    assert page.status == 200
    assert rows() == [(SKETCH, "kept")]
    assert answers()[0][1] == SKETCH


@pytest.mark.parametrize(
    ("body", "name", "error"),
    [
        (b"", "tom.pdf", "Filen är tom. Kontrollera den och välj den igen."),
        (EICAR, "a.pdf", "Filen känns igen som ett virus och tas inte emot."),
        (
            docx({"word/vbaProject.bin": b"x"}),
            "a.docx",
            "Filen innehåller makron eller annat som kan köras. Spara den utan makron, eller som PDF.",
        ),
        (png(), "a.pdf", "Filen slutar på ”.pdf” men innehåller PNG. Ge den rätt namn och välj den igen."),
        (pdf() + b" " * 3000, "stor.pdf", "Filen är för stor. Den får vara högst 0,002 MB."),
        (
            b"<svg onload='alert(1)'/>",
            "a.svg",
            NOT_TAKEN,
        ),
    ],
    ids=["empty", "virus", "macros", "other ending", "too large", "svg"],
)
@only_sqlite
@pytest.mark.settings(UPLOAD_BYTES=2000)
def test_a_file_that_is_not_taken_says_why_at_its_field(browser: Browser, body: bytes, name: str, error: str) -> None:
    meeting, question = a_meeting_that_asks_for_a_file()
    page = a_form_with(browser, meeting, question, body, name).submit()
    assert page.status == 422
    assert page.form().error(f"q{question.id}") == error
    assert page.form()["name"] == "Åsa Öberg"
    assert rows() == []


@only_sqlite
@pytest.mark.settings(UPLOAD_BYTES=2000, MAX_REQUEST_BYTES=100_000)
def test_far_too_much_is_refused_with_the_limit(browser: Browser) -> None:
    meeting, question = a_meeting_that_asks_for_a_file()
    form = a_form_with(browser, meeting, question, b"x" * 3_000_000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the test client's own draft, which nobody read to its end
        assert form.submit().status == 413
        gc.collect()
    assert rows() == []


def test_none_when_one_is_required_and_none_when_it_is_hidden(browser: Browser) -> None:
    meeting, question = a_meeting_that_asks_for_a_file(required=True)
    page = a_form(browser, meeting).submit()
    assert (page.status, page.form().error(f"q{question.id}")) == (422, "Välj en fil.")


def test_a_hidden_question_takes_no_file_even_when_it_is_sent(browser: Browser) -> None:
    from tests.builders import organisation_types
    from tests.questions.forms import when

    organisation_types()
    meeting = a_meeting()
    project = add(meeting, "yes_no", "Har du ett projekt?")
    question = add(meeting, "file", "Skissen", required=True, shown_if=when(project, "Ja"))
    form = a_form(browser, meeting)
    values = {name: found[0] for name, found in form.values.items() if found}
    page = browser.open(
        "POST", form.action, data={**values, "seen": str(question.id), f"q{question.id}": (_file(pdf()), "a.pdf")}
    )
    assert page.status == 200
    assert rows() == []
    assert answers() == []


def test_nobody_names_a_file_that_was_not_handed_out(app: Flask, browser: Browser) -> None:
    meeting, question = a_meeting_that_asks_for_a_file()
    a_form_with(browser, meeting, question, pdf()).submit()
    (key,) = (key for _asked, _text, key in answers())
    field = f"q{question.id}"
    for stolen in (key, f"{key}.x", "", "\x00"):
        form = a_form(Browser(app), meeting, email="bo@example.se")
        page = browser.open("POST", form.action, data={**_sent(form), f"{field}-kept": stolen})
        assert page.status in (200, 422)
    assert [name for name, _state in rows()] == [SKETCH]
    # a signed key of somebody's kept file is worth nothing to another either
    from meetings.questions.types.files import Attached

    with app.test_request_context("/"):
        signed = Attached(key, SKETCH).signed
    form = a_form(Browser(app), meeting, email="cia@example.se")
    page = browser.open("POST", form.action, data={**_sent(form), f"{field}-kept": signed})
    assert page.form().error(field) == "Filen finns inte kvar. Välj den igen."


def test_the_owner_replaces_and_takes_away_the_file(app: Flask, browser: Browser) -> None:
    meeting, question = a_meeting_that_asks_for_a_file()
    a_form_with(browser, meeting, question, pdf()).submit()
    change = f"{own_path(the_registration())}/andra"
    field = f"q{question.id}"
    page = browser.get(change).form("Spara").submit()
    assert page.status == 200
    assert rows() == [(SKETCH, "kept")]
    form = browser.get(change).form("Spara")
    form[field] = (png(), "ny.png")
    form.submit()
    assert sorted(rows()) == sorted([(SKETCH, "discarded"), ("ny.png", "kept")])
    assert [text for _asked, text, _key in answers()] == ["ny.png"]
    form = browser.get(change).form("Spara")
    form[f"{field}-remove"] = True
    form.submit()
    assert answers() == []
    files.sweep(NOW)
    assert rows() == []
    assert not [path for path in (Path(app.config["INSTANCE"]) / "uploads").rglob("*") if path.is_file()]


def test_a_file_goes_with_its_answer_however_that_went(app: Flask, browser: Browser) -> None:
    meeting, question = a_meeting_that_asks_for_a_file(sensitive=True)
    a_form_with(browser, meeting, question, pdf()).submit()
    assert actions.discard_unanswered_files() == 0
    from meetings import transaction
    from meetings.questions.models import SensitiveAnswer

    with transaction.write() as session:
        session.delete(session.scalars(select(SensitiveAnswer)).one())
    assert actions.discard_unanswered_files() == 1
    files.sweep(NOW + timedelta(minutes=1))
    assert rows() == []


def test_a_file_that_was_swept_meanwhile_is_asked_for_again(browser: Browser) -> None:
    meeting, question = a_meeting_that_asks_for_a_file()
    page = a_form_with(browser, meeting, question, pdf()).fill(email="fel").submit()
    files.sweep(NOW + timedelta(days=2))
    page = page.form().fill(email="asa@example.se").submit()
    assert page.form().error(f"q{question.id}") == "Filen finns inte kvar. Välj den igen."


def test_a_link_of_somebody_else_opens_no_file(app: Flask, browser: Browser) -> None:
    meeting, question = a_meeting_that_asks_for_a_file()
    a_form_with(browser, meeting, question, pdf()).submit()
    page: Page = a_form(Browser(app), meeting, email="bo@example.se", name="Bo").submit()
    other = db.session.scalars(select(Registration).where(Registration.email == "bo@example.se")).one()
    token = links.make("registration", other.id, other.link_version)
    assert page.status == 200
    assert browser.open("GET", f"/min-anmalan/{token}/filer/{question.id}", check=False).status == 404


def _file(body: bytes) -> Any:
    import io

    return io.BytesIO(body)


def _sent(form: Form) -> dict[str, str]:
    return {name: str(found[0]) for name, found in form.values.items() if found}
