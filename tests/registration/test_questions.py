"""The desk's builder of a sign-up's questions: nothing that is changed there loses an answer."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from meetings import transaction
from meetings.audit.models import AuditEntry
from meetings.errors import NotFound, Refused, Stale
from meetings.extensions import db
from meetings.questions import queries as questions
from meetings.questions.models import Answer, Question, SensitiveAnswer
from meetings.questions.rules import Asked, QuestionType
from meetings.questions.rules.building import ChoiceDraft, Effect, FormReason, QuestionDraft, touches
from meetings.questions.rules.ready import LIBRARY
from meetings.registration import queries
from meetings.registration.actions import copy_sign_up
from meetings.registration.actions import questions as actions
from meetings.registration.models import Place, Pool, Registration, SignUp
from meetings.registration.queries import building
from meetings.registration.rules import PoolKind
from meetings.schedule.models import Meeting
from tests.browser import Browser, Form, Page
from tests.builders import NOW, a_meeting, a_registration, an_organiser, organisation_types, ready_questions, signed_in
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.questions.forms import add, form_of, when
from tests.registration.sign_ups import ORGANISER, a_form, own_path

FORM = "/arbetsytan/moten/{}/fragor"


@pytest.fixture
def desk(browser: Browser, clock: Clock) -> Browser:
    clock.set(NOW)
    return signed_in(browser, an_organiser())


def asked(meeting: Meeting, lang: str = "sv") -> list[Asked]:
    db.session.expire_all()
    return questions.asked(form_of(meeting).id, lang)


def revision(meeting: Meeting) -> int:
    db.session.expire_all()
    return form_of(meeting).revision


def labels(meeting: Meeting) -> list[str]:
    return [question.label for question in asked(meeting)]


def texts() -> list[tuple[str, str]]:
    db.session.expire_all()
    rows = [*db.session.scalars(select(Answer)), *db.session.scalars(select(SensitiveAnswer))]
    return sorted((row.asked, row.text) for row in rows)


def draft(meeting: Meeting, question: Question, **facts: Any) -> QuestionDraft:
    standing = building.built(meeting.id, "sv").draft(question.id)
    return QuestionDraft(**({name: getattr(standing, name) for name in standing.__dataclass_fields__} | facts))


def save(meeting: Meeting, question: Question, **facts: Any) -> list[Registration]:
    wanted = draft(meeting, question, **facts)
    return actions.save_question(meeting.id, question.id, wanted, revision(meeting), NOW, ORGANISER)


def reason(error: pytest.ExceptionInfo[Refused]) -> object:
    return error.value.refusal.reason


def answered(browser: Browser, meeting: Meeting, email: str = "asa@example.se", **typed: Any) -> Page:
    page = a_form(browser, meeting, email=email, **typed).submit()
    assert page.status == 200, page.errors
    return page


def edit_form(desk: Browser, meeting: Meeting, question: Question) -> Form:
    return desk.get(f"{FORM.format(meeting.id)}/{question.id}").form("Spara")


def test_an_organiser_builds_a_form_without_a_script(desk: Browser) -> None:
    meeting = a_meeting()
    page = desk.get(FORM.format(meeting.id)).click("Lägg till fråga").click("Ett val av flera")
    form = page.form("Lägg till frågan")
    form.fill({"label_sv": "Vilken dag?", "label_en": "Which day?", "required": True})
    form.fill({"choices-0-label_sv": "Måndag", "choices-1-label_sv": "Tisdag", "choices-1-seats": "20"})
    page = form.submit("Lägg till svar")
    form = page.form("Lägg till frågan")
    assert form["label_sv"] == "Vilken dag?"
    page = form.fill({"choices-2-label_sv": "Onsdag"}).submit("Lägg till frågan")
    assert page.status == 200
    assert "Frågan ”Vilken dag?” är tillagd sist i formuläret." in page.text
    (day,) = asked(meeting)
    assert [choice.label for choice in day.choices] == ["Måndag", "Tisdag", "Onsdag"]
    page = desk.get(f"{FORM.format(meeting.id)}/ny/short_text")
    form = page.form("Lägg till frågan").fill({"label_sv": "Varför inte måndag?"})
    form["condition_on"] = f"{day.id}-{day.choices[0].id}"
    form["condition_is"] = "är inte"
    page = form.submit("Lägg till frågan")
    assert "Visas om svaret på ”Vilken dag?” är inte ”Måndag”" in page.main
    assert "Tisdag (0 av 20 platser)" in page.main
    form = page.form("Spara ordningen")
    form["questions-0-order"], form["questions-1-order"] = "2", "1"
    page = form.submit("Spara ordningen")
    assert page.errors == ["”Varför inte måndag?” visas utifrån svaret på ”Vilken dag?” och måste stå efter den."]
    assert labels(meeting) == ["Vilken dag?", "Varför inte måndag?"]


def test_the_order_is_saved(desk: Browser) -> None:
    meeting = a_meeting()
    for name in "ABC":
        add(meeting, "short_text", name)
    form = desk.get(FORM.format(meeting.id)).form("Spara ordningen")
    form.fill({"questions-0-order": "3", "questions-1-order": "1", "questions-2-order": "2"})
    assert "Ordningen är sparad." in form.submit("Spara ordningen").text
    assert labels(meeting) == ["B", "C", "A"]


@only_sqlite
@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"label_sv": ""}, ["Fråga på svenska: skriv frågan."]),
        ({"label_sv": "x" * 301}, ["Fråga på svenska: texten är 301 tecken. Korta den till högst 300."]),
        ({"label_sv": "A", "choices-1-label_sv": ""}, ["Skriv minst två svar att välja mellan."]),
        ({"label_sv": "A", "choices-0-seats": "många"}, ["Platser: skriv ett helt tal, till exempel 100."]),
    ],
)
def test_what_is_wrong_with_a_question_is_said(desk: Browser, typed: dict[str, str], errors: list[str]) -> None:
    meeting = a_meeting()
    form = desk.get(f"{FORM.format(meeting.id)}/ny/one_of").form("Lägg till frågan")
    form.fill({"choices-0-label_sv": "Ja", "choices-1-label_sv": "Nej", **typed})
    page = form.submit("Lägg till frågan")
    assert (page.status, page.errors) == (422, errors)


def test_every_ready_made_set_can_be_added_once(desk: Browser) -> None:
    meeting = a_meeting()
    for one in LIBRARY:
        actions.add_ready_questions(meeting.id, one.code, revision(meeting), NOW, ORGANISER)
        with pytest.raises(Refused) as refused:
            actions.add_ready_questions(meeting.id, one.code, revision(meeting), NOW, ORGANISER)
        assert reason(refused) is FormReason.IS_THERE
    swedish, english = asked(meeting), asked(meeting, "en")
    assert len(swedish) == sum(len(one.questions) for one in LIBRARY)
    assert all(one.label != other.label for one, other in zip(swedish, english, strict=True))
    page = desk.get(f"{FORM.format(meeting.id)}/forhandsgranska")
    assert "Foto på mötet" in page.main
    assert "Organisationsnummer" not in page.main
    assert "Fakturauppgifter" in desk.get(f"{FORM.format(meeting.id)}/ny").main


def test_removing_a_question_keeps_its_answers_and_says_how_many(desk: Browser, app: Flask) -> None:
    organisation_types()
    meeting = a_meeting()
    question = add(meeting, "short_text", "Vad vill du?")
    for number in range(3):
        answered(Browser(app), meeting, f"a{number}@example.se", **{f"q{question.id}": f"Svar {number}"})
    page = desk.get(FORM.format(meeting.id)).click("Ta bort")
    assert "3 svar berörs." in page.main
    page = page.form("Ta bort frågan").submit()
    assert "”Vad vill du?” ställs inte längre." in page.text
    assert labels(meeting) == []
    assert texts() == [("Vad vill du?", f"Svar {number}") for number in range(3)]
    person = db.session.scalars(select(Registration).limit(1)).one()
    assert "Svar 0" in desk.get(f"/arbetsytan/moten/{meeting.id}/deltagare/{person.id}").main
    page = page.form("Ta tillbaka").submit()
    assert "”Vad vill du?” ställs igen, sist i formuläret." in page.text
    assert labels(meeting) == ["Vad vill du?"]


def test_a_changed_choice_keeps_the_old_words_and_what_is_touched_is_shown_first(desk: Browser, app: Flask) -> None:
    organisation_types()
    meeting = a_meeting()
    question = add(meeting, "one_of", "Vill du?", "Driva", "Delta", "Vet inte")
    for number, choice in enumerate(["Driva", "Driva", "Delta"]):
        answered(Browser(app), meeting, f"a{number}@example.se", **{f"q{question.id}": choice})
    form = edit_form(desk, meeting, question)
    form.fill({"label_sv": "Vill du vara med?", "choices-0-label_sv": "Leda", "choices-1-remove": True})
    page = form.submit("Spara")
    assert page.status == 200
    assert [line for line in page.main.split("Ändringen rör svar som redan finns")[1].split(".") if "berörs" in line]
    for told in (
        "3 svar berörs. Frågan får nya ord.",
        "2 svar berörs. ”Driva” blir ”Leda”.",
        "1 svar berörs. ”Delta” går inte att välja längre.",
    ):
        assert told in page.main
    assert labels(meeting) == ["Vill du?"]
    page = page.form("Spara").submit("Spara")
    assert "Frågan är sparad." in page.text
    (now,) = asked(meeting)
    assert (now.label, [choice.label for choice in now.choices]) == ("Vill du vara med?", ["Leda", "Vet inte"])
    assert texts() == [("Vill du?", "Delta"), ("Vill du?", "Driva"), ("Vill du?", "Driva")]
    # who chose what is retired can keep it
    person = db.session.scalars(select(Registration).where(Registration.email == "a2@example.se")).one()
    again = queries.registration(person.id)
    given = questions.answers(again.submission_id)
    offered = questions.asked(form_of(meeting).id, "sv", answered=given)[0].choices
    assert {choice.label for choice in offered} == {"Leda", "Delta", "Vet inte"}


def test_a_type_with_answers_is_not_changed_and_one_without_is(desk: Browser, app: Flask) -> None:
    organisation_types()
    meeting = a_meeting()
    question = add(meeting, "short_text", "Antal?")
    save(meeting, question, type=QuestionType.NUMBER)
    assert asked(meeting)[0].type is QuestionType.NUMBER
    answered(Browser(app), meeting, **{f"q{question.id}": "12"})
    page = edit_form(desk, meeting, question).fill(type="Kort text").submit("Spara")
    assert page.status == 409
    assert page.errors[0].startswith("Frågan har 1 svar, så typen går inte att byta. Gör en ny fråga")
    assert texts() == [("Antal?", "12")]


def test_answers_move_when_a_question_becomes_sensitive_and_never_back(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    clock.set(NOW)
    organisation_types()
    meeting = a_meeting()
    question = add(meeting, "short_text", "Allergi?")
    answered(browser, meeting, **{f"q{question.id}": "nötter"})
    save(meeting, question, sensitive=True)
    assert db.session.scalars(select(Answer)).all() == []
    (row,) = db.session.scalars(select(SensitiveAnswer))
    assert (row.text, row.erase_after is not None) == ("nötter", True)
    with pytest.raises(Refused) as refused:
        save(meeting, question, sensitive=False)
    assert reason(refused) is FormReason.STAYS_SENSITIVE


def test_what_a_condition_needs_stays(app: Flask) -> None:
    meeting = a_meeting()
    first = add(meeting, "one_of", "Vad?", "A", "B", "C")
    second = add(meeting, "short_text", "Varför A?", shown_if=when(first, "A"))
    base = revision(meeting)
    for act in (
        lambda: actions.retire_question(meeting.id, first.id, base, NOW, ORGANISER),
        lambda: save(meeting, first, type=QuestionType.SHORT_TEXT, choices=()),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert reason(refused) is FormReason.NEEDED
    with pytest.raises(Refused) as refused:
        save(meeting, first, choices=draft(meeting, first).choices[1:])
    assert reason(refused) is FormReason.NEEDED_CHOICE
    with pytest.raises(Refused) as refused:
        save(meeting, first, shown_if=when(first, "A"))
    assert reason(refused) is FormReason.NO_SUCH_CONDITION
    actions.retire_question(meeting.id, second.id, base, NOW, ORGANISER)
    actions.retire_question(meeting.id, first.id, revision(meeting), NOW, ORGANISER)
    actions.restore_question(meeting.id, second.id, revision(meeting), NOW, ORGANISER)
    assert asked(meeting)[0].shown_if is None


def test_two_organisers_see_each_other(desk: Browser, app: Flask) -> None:
    meeting = a_meeting()
    question = add(meeting, "short_text", "Vad?")
    form = edit_form(desk, meeting, question)
    save(meeting, question, label_sv="Vad vill du?", required=True)
    page = form.fill(label_sv="Vad gör du?").submit("Spara")
    assert page.status == 409
    assert "Vad vill du?" in page.main
    assert labels(meeting) == ["Vad vill du?"]
    page = page.form("Spara").submit("Spara")
    assert page.status == 200
    assert labels(meeting) == ["Vad gör du?"]
    with pytest.raises(Stale):
        actions.order_questions(meeting.id, [question.id], 1, NOW, ORGANISER)


def test_a_form_is_copied_with_conditions_and_seats_but_no_answers(desk: Browser, app: Flask) -> None:
    organisation_types()
    source, target = a_meeting(title="Källan"), a_meeting(title="Målet")
    ready_questions(source)
    day = add(source, "one_of", "Dag?", "Måndag", "Tisdag")
    add(source, "short_text", "När?", shown_if=when(day, "Tisdag"))
    save(source, day, choices=(draft(source, day).choices[0], _with_seats(draft(source, day).choices[1], 20)))
    add(target, "short_text", "Egen fråga")
    page = desk.get(f"{FORM.format(target.id)}/kopiera")
    form = page.form("Kopiera")
    form["source"] = str(source.id)
    page = form.submit()
    assert "6 frågor är kopierade." in page.text
    assert labels(target)[0] == "Egen fråga"
    *_rest, copied, follows = asked(target)
    assert (copied.label, follows.shown_if is not None and follows.shown_if.question_id) == ("Dag?", copied.id)
    assert {choice: seats.seats for choice, seats in building.seats_of_choices(target.id).items()} == {
        copied.choices[1].id: 20
    }
    actions.copy_questions(target.id, source.id, revision(target), NOW, ORGANISER, replaces=True)
    assert len(labels(target)) == 6
    assert len(building.built(target.id, "sv").retired) == 7


@only_sqlite
def test_only_forms_of_meetings_within_reach_are_copied(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    mine, other = a_meeting(title="Mitt"), a_meeting(title="Andras")
    add(other, "short_text", "Hemlig fråga")
    desk = signed_in(browser, an_organiser(meeting=mine))
    page = desk.get(f"{FORM.format(mine.id)}/kopiera")
    assert "Andras" not in page.main
    token = desk.get(f"{FORM.format(mine.id)}/ny/short_text").form("Lägg till frågan")["csrf_token"]
    sent = {"csrf_token": token, "source": str(other.id), "replaces": "no", "base_revision": str(revision(mine))}
    assert desk.post(f"{FORM.format(mine.id)}/kopiera", sent).status == 422
    assert labels(mine) == []
    assert desk.get(FORM.format(other.id)).status in (403, 404)


def test_the_copy_of_a_meeting_has_the_seats_of_its_choices(app: Flask) -> None:
    source, target = a_meeting(), a_meeting()
    day = add(source, "one_of", "Dag?", "Måndag", "Tisdag")
    monday, tuesday = draft(source, day).choices
    save(source, day, choices=(monday, _with_seats(tuesday, 20)))
    with transaction.write() as session:
        session.execute(delete(SignUp).where(SignUp.meeting_id == target.id))
        session.execute(delete(Pool).where(Pool.meeting_id == target.id))
    copy_sign_up(source.id, target.id)
    (copied,) = asked(target)
    assert [(key, one.seats) for key, one in building.seats_of_choices(target.id).items()] == [
        (copied.choices[1].id, 20)
    ]


def _with_seats(choice: ChoiceDraft, seats: int | None) -> ChoiceDraft:
    return ChoiceDraft(choice.label_sv, choice.label_en, choice.id, seats)


def test_a_choice_with_seats_shows_them_and_closes(app: Flask, clock: Clock) -> None:
    clock.set(NOW)
    organisation_types()
    meeting = a_meeting()
    day = add(meeting, "one_of", "Dag?", "Måndag", "Tisdag", required=True)
    monday, tuesday = draft(meeting, day).choices
    save(meeting, day, choices=(monday, _with_seats(tuesday, 1)))
    page = Browser(app).get(f"/moten/{meeting.id}/anmalan")
    assert "1 plats kvar" in page.main
    late = a_form(Browser(app), meeting, email="bo@example.se", **{f"q{day.id}": "Tisdag"})
    answered(Browser(app), meeting, **{f"q{day.id}": "Tisdag"})
    page = Browser(app).get(f"/moten/{meeting.id}/anmalan")
    assert "Fullt" in page.main
    page = late.submit()
    assert (page.status, page.form().error(f"q{day.id}")) == (422, "”Tisdag” är fullt. Välj något annat.")
    assert page.form().fill(**{f"q{day.id}": "Måndag"}).submit().status == 200
    save(meeting, day, choices=(monday, _with_seats(tuesday, 2)))
    answered(Browser(app), meeting, "cia@example.se", **{f"q{day.id}": "Tisdag"})


def test_those_who_chose_before_there_were_seats_are_counted(app: Flask, clock: Clock) -> None:
    clock.set(NOW)
    organisation_types()
    meeting = a_meeting()
    day = add(meeting, "one_of", "Dag?", "Måndag", "Tisdag")
    for number in range(3):
        answered(Browser(app), meeting, f"a{number}@example.se", **{f"q{day.id}": "Tisdag"})
    monday, tuesday = draft(meeting, day).choices
    save(meeting, day, choices=(monday, _with_seats(tuesday, 2)))
    seats = building.seats_of_choices(meeting.id)[tuesday.id or 0]
    assert (seats.seats, seats.taken, seats.over) == (2, 3, 1)
    save(meeting, day, choices=(monday, tuesday))
    assert building.seats_of_choices(meeting.id)[tuesday.id or 0].seats is None
    with transaction.write() as session:
        for place in session.scalars(select(Place).join(Pool).where(Pool.kind == PoolKind.CHOICE.value)):
            session.delete(place)
    save(meeting, day, choices=(monday, _with_seats(tuesday, 5)))
    save(meeting, day, choices=(monday, tuesday))
    assert building.seats_of_choices(meeting.id) == {}


@only_sqlite
def test_touches_say_nothing_where_no_answer_is_touched() -> None:
    from meetings.questions.rules.building import Answered

    before = QuestionDraft(QuestionType.ONE_OF, "A", choices=(ChoiceDraft("X", id=1), ChoiceDraft("Y", id=2)))
    after = QuestionDraft(QuestionType.ONE_OF, "B", choices=(ChoiceDraft("Z", id=1),), sensitive=True)
    assert touches(before, after, Answered()) == []
    found = touches(before, after, Answered(4, {1: 4}))
    assert [(touch.effect, touch.number) for touch in found] == [
        (Effect.REWORDED, 4),
        (Effect.CHOICE_REWORDED, 4),
        (Effect.BECOMES_SENSITIVE, 4),
    ]


@only_sqlite
def test_every_change_is_noted(app: Flask) -> None:
    meeting = a_meeting()
    question = add(meeting, "short_text", "Vad?")
    save(meeting, question, label_sv="Vad då?")
    save(meeting, question)
    actions.retire_question(meeting.id, question.id, revision(meeting), NOW, ORGANISER)
    actions.restore_question(meeting.id, question.id, revision(meeting), NOW, ORGANISER)
    found = db.session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("questions"))).all()
    assert [(entry.action, entry.fields) for entry in found] == [
        ("questions.save", ["question"]),
        ("questions.retire", ["question"]),
        ("questions.restore", ["question"]),
    ]


@only_sqlite
def test_a_meeting_without_sign_up_has_no_form_yet(desk: Browser) -> None:
    meeting = a_meeting()
    with transaction.write() as session:
        session.execute(delete(SignUp).where(SignUp.meeting_id == meeting.id))
    assert "Mötet tar inte emot anmälningar än" in desk.get(FORM.format(meeting.id)).main
    assert desk.get(f"{FORM.format(meeting.id)}/ny").status == 404
    with pytest.raises(NotFound):
        actions.order_questions(meeting.id, [], 1, NOW, ORGANISER)


def test_a_registration_by_hand_needs_no_answers(app: Flask) -> None:
    meeting = a_meeting()
    add(meeting, "one_of", "Dag?", "Måndag", "Tisdag", required=True)
    a_registration(meeting)
    assert questions.answered(form_of(meeting).id) == {}


def test_who_answers_otherwise_exchanges_the_seat(app: Flask, clock: Clock) -> None:
    clock.set(NOW)
    organisation_types()
    meeting = a_meeting()
    day = add(meeting, "one_of", "Dag?", "Måndag", "Tisdag", required=True)
    monday, tuesday = draft(meeting, day).choices
    save(meeting, day, choices=(_with_seats(monday, 1), _with_seats(tuesday, 1)))
    field = f"q{day.id}"

    def taken() -> list[int]:
        seats = building.seats_of_choices(meeting.id)
        return [seats[choice.id or 0].taken for choice in (monday, tuesday)]

    answered(Browser(app), meeting, "asa@example.se", **{field: "Måndag"})
    asa = db.session.scalars(select(Registration)).one()
    assert taken() == [1, 0]
    change = Browser(app).get(f"{own_path(asa)}/andra").form("Spara")
    change[field] = "Tisdag"
    assert change.submit().status == 200
    assert taken() == [0, 1]
    answered(Browser(app), meeting, "bo@example.se", **{field: "Måndag"})
    change = Browser(app).get(f"{own_path(asa)}/andra").form("Spara")
    assert "Fullt" in change.page.main
    page = Browser(app).post(change.action, {**_values(change), field: str(monday.id)})
    assert (page.status, page.form("Spara").error(field)) == (422, "”Måndag” är fullt. Välj något annat.")
    assert change.submit().status == 200
    assert taken() == [1, 1]


def _values(form: Form) -> dict[str, str]:
    return {name: str(found[0]) for name, found in form.values.items() if found}
