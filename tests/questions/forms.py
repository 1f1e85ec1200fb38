"""Forms to test with: one question of a type, and a large form of forty questions and ten conditions."""

from __future__ import annotations

from typing import Any

from meetings import transaction
from meetings.extensions import db
from meetings.questions import actions
from meetings.questions.models import Form, Question
from meetings.questions.rules import Comparison, QuestionType, ShownIf
from meetings.questions.rules.building import ChoiceDraft, QuestionDraft
from meetings.registration.models import SignUp
from meetings.schedule.models import Meeting


def form_of(meeting: Meeting) -> Form:
    """The form that the meeting's sign-up asks."""
    return db.session.get_one(Form, db.session.get_one(SignUp, meeting.id).form_id)


def add(meeting: Meeting, kind: str, label: str, *choices: str, **facts: Any) -> Question:
    """Add a question to the meeting's form; choices by their words."""
    draft = QuestionDraft(QuestionType(kind), label, choices=tuple(ChoiceDraft(words) for words in choices), **facts)
    with transaction.write() as session:
        return actions.add_question(session, form_of(meeting).id, draft).question


def when(question: Question, answer: str = "", comparison: str = "is", *, text: str = "") -> ShownIf:
    """A condition: the answer to the question is this choice, by its words, or this text."""
    chosen = next((choice.id for choice in question.choices if choice.label_sv == answer), None)
    assert chosen or text, f"{answer!r} is no answer to {question.label_sv!r}"
    return ShownIf(question.id, Comparison(comparison), chosen, text)


def forty_questions(meeting: Meeting) -> None:
    """Let the meeting ask forty questions of all types, ten of which depend on an answer, three of those in a chain."""
    role = add(meeting, "one_of", "Vad är du?", "Projektledare", "Politiker", "Annat", required=True)
    add(meeting, "short_text", "Vad då?", shown_if=when(role, "Annat"), required=True)
    add(meeting, "short_text", "Vilket parti?", shown_if=when(role, "Politiker"), required=True)
    project = add(meeting, "yes_no", "Har du ett projekt?", required=True)
    name = add(meeting, "short_text", "Vad heter projektet?", shown_if=when(project, "Ja"), required=True)
    money = add(meeting, "yes_no", "Har projektet pengar?", shown_if=when(name, text="lyftet", comparison="contains"))
    add(meeting, "number", "Hur mycket, i kronor?", shown_if=when(money, "Ja"), required=True)
    add(meeting, "link", "Projektets webbplats", shown_if=when(project, "Nej", "is_not"))
    days = add(meeting, "many_of", "Vilka dagar kommer du?", "Måndag", "Tisdag", "Onsdag", required=True)
    add(meeting, "time", "När kommer du på tisdagen?", shown_if=when(days, "Tisdag", "contains"))
    add(meeting, "date", "Vilken annan dag passar dig?", shown_if=when(days, "Måndag"))
    guests = add(meeting, "number", "Hur många gäster tar du med?")
    add(meeting, "long_text", "Vad heter gästerna?", shown_if=when(guests, text="2"), required=True)
    add(meeting, "text_block", "Foto på mötet", help_sv="Vi tar **översiktsbilder** under dagen.")
    needs = add(meeting, "yes_no", "Behöver du något på plats?", sensitive=True)
    add(meeting, "long_text", "Vad behöver du?", sensitive=True, shown_if=when(needs, "Ja"), required=True)
    kinds = ("short_text", "long_text", "number", "date", "time", "email", "phone", "link", "org_number", "yes_no")
    for number in range(17, 41):
        add(meeting, kinds[number % len(kinds)], f"Fråga {number}")
