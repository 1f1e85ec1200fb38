"""Forms are made and copied; answers stay in their words, and what is asked no more is left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.questions import actions, queries
from meetings.questions.models import Answer, Choice, Form, Question, SensitiveAnswer, Submission
from meetings.questions.rules import Condition, Given
from tests.builders import NOW


def a_form() -> Form:
    with transaction.write() as session:
        return actions.ready_form(session)


def a_submission(form: Form, *given: Given) -> Submission:
    with transaction.write() as session:
        made = actions.submission(form.id, given, NOW + timedelta(days=14))
        session.add(made)
        session.flush()
        return made


def test_the_ready_form_asks_in_both_languages(app: Flask) -> None:
    form = a_form()
    swedish, english = queries.asked(form.id, "sv"), queries.asked(form.id, "en")
    assert [question.code for question in swedish] == ["interest", "diet", "diet-other", "access"]
    assert swedish[0].label == "Vill du driva eller delta i projekt?"
    assert [choice.code for choice in swedish[0].choices] == ["run", "take-part", "unsure"]
    assert english[1].choices[2].label == "Gluten-free food"
    assert [(question.required, question.sensitive) for question in swedish] == [
        (True, False),
        (False, True),
        (False, True),
        (False, True),
    ]
    pairs = zip(swedish, english, strict=True)
    assert all(one.label != other.label for one, other in pairs)


def test_a_copy_asks_the_same_but_not_what_is_retired(app: Flask) -> None:
    form = a_form()
    with transaction.write() as session:
        session.get_one(Question, form.questions[2].id).retired_at = NOW
        session.get_one(Choice, form.questions[0].choices[0].id).retired_at = NOW
        copied = actions.copy_form(session, form.id)
    found = queries.asked(copied.id, "sv")
    assert [question.code for question in found] == ["interest", "diet", "access"]
    assert [choice.code for choice in found[0].choices] == ["take-part", "unsure"]
    assert {question.id for question in found}.isdisjoint({question.id for question in form.questions})
    with transaction.write() as session, pytest.raises(NotFound):
        actions.copy_form(session, 999)


def test_sensitive_answers_stand_apart_with_their_day(app: Flask) -> None:
    form = a_form()
    interest, diet = form.questions[0], form.questions[1]
    made = a_submission(
        form,
        Given(interest.id, "Vill du?", "Driva", interest.choices[0].id),
        Given(diet.id, "Kost", "Vegansk kost", diet.choices[1].id, sensitive=True),
    )
    assert [row.text for row in db.session.scalars(select(Answer))] == ["Driva"]
    assert [(row.text, row.erase_after) for row in db.session.scalars(select(SensitiveAnswer))] == [
        ("Vegansk kost", NOW + timedelta(days=14))
    ]
    assert [given.sensitive for given in queries.answers(made.id)] == [False, True]
    assert [given.text for given in queries.answers(made.id, sensitive=False)] == ["Driva"]


def test_changing_answers_keeps_the_words_of_what_stays_and_what_is_asked_no_more(app: Flask) -> None:
    form = a_form()
    interest, diet, other, _access = form.questions
    old = [
        Given(interest.id, "Äldre ordalydelse", "Leda projekt", interest.choices[0].id),
        Given(diet.id, "Kost", "Vegansk kost", diet.choices[1].id, sensitive=True),
        Given(other.id, "Annan kost", "utan nötter", sensitive=True),
    ]
    made = a_submission(form, *old)
    with transaction.write() as session:
        session.get_one(Question, other.id).retired_at = NOW
    asked = queries.asked(form.id, "sv", answered=old)
    new = [
        Given(interest.id, asked[0].label, "Driva ett projekt", interest.choices[0].id),
        Given(diet.id, asked[1].label, "Vegetarisk kost", diet.choices[0].id, sensitive=True),
    ]
    with transaction.write() as session:
        differs = actions.replace_answers(session, made.id, asked, old, new, NOW)
    assert [one.question_id for one in differs] == [diet.id]
    assert {given.text for given in queries.answers(made.id)} == {"Leda projekt", "Vegetarisk kost", "utan nötter"}


def test_a_retired_choice_is_offered_to_who_made_it_alone(app: Flask) -> None:
    form = a_form()
    choice = form.questions[0].choices[0]
    with transaction.write() as session:
        session.get_one(Choice, choice.id).retired_at = NOW
    made = [Given(form.questions[0].id, "Vill du?", "Driva", choice.id)]
    assert len(queries.asked(form.id, "sv")[0].choices) == 2
    assert len(queries.asked(form.id, "sv", answered=made)[0].choices) == 3
    assert len(queries.asked(form.id, "sv", with_retired=True)[0].choices) == 3


def test_answers_are_found_and_counted(app: Flask) -> None:
    form = a_form()
    interest, diet, other, _access = form.questions
    run, vegan = interest.choices[0], diet.choices[1]
    first = a_submission(form, Given(interest.id, "Vill du?", run.label_sv, run.id))
    second = a_submission(
        form,
        Given(diet.id, "Kost", vegan.label_sv, vegan.id, sensitive=True),
        Given(other.id, "Annan kost", "utan 100% nötter", sensitive=True),
    )

    def found(condition: Condition) -> list[int]:
        return list(db.session.scalars(select(Submission.id).where(queries.answered_as(condition, Submission.id))))

    assert found(Condition(interest.id, choice_ids=(run.id,))) == [first.id]
    assert found(Condition(other.id, sensitive=True, words="100%")) == [second.id]
    assert found(Condition(other.id, sensitive=True, words="1%0")) == []
    asked = queries.asked(form.id, "sv")
    assert queries.tally(asked[1], select(Submission.id))[:2] == [("Vegetarisk kost", 0), ("Vegansk kost", 1)]
