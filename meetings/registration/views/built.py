"""How the desk words a form: each question in a line, its condition in a sentence, its content field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.questions import types
from meetings.questions.rules import RETENTION_NAMES, Asked
from meetings.questions.rules.building import QuestionDraft
from meetings.questions.types import type_of
from meetings.registration.queries.building import Built, Source
from meetings.web import dates


@dataclass(frozen=True)
class Row:
    """A question as the list shows it."""

    question: Asked
    number: int
    kind: str
    marks: Sequence[str]
    condition: str
    choices: Sequence[str]
    over: Sequence[str]
    answers: int
    is_answered: bool


def listed(built: Built) -> list[Row]:
    """Return the questions in their order."""
    labels = {question.id: question.label for question in built.asked}
    return [_row(built, question, number, labels) for number, question in enumerate(built.asked, 1)]


def _row(built: Built, question: Asked, number: int, labels: dict[int, str]) -> Row:
    kind = type_of(question)
    marks = []
    if kind.takes_answer:
        marks.append(_("måste besvaras") if question.required else _("frivillig"))
    if question.sensitive:
        marks.append(_("känslig uppgift"))
    return Row(
        question,
        number,
        _(kind.name),
        marks,
        _condition(built, question, labels),
        [_choice(built, choice.id, choice.label) for choice in question.choices] if kind.has_choices else [],
        _over(built, question),
        built.answered_to(question.id).number,
        kind.takes_answer,
    )


def _condition(built: Built, question: Asked, labels: dict[int, str]) -> str:
    """Return the condition as a sentence: "Visas om svaret på ”Faktura?” är ”Ja”"."""
    shown_if = question.shown_if
    named = next((one for one in built.asked if shown_if and one.id == shown_if.question_id), None)
    if shown_if is None or named is None:
        return ""
    chosen = next((choice.label for choice in named.choices if choice.id == shown_if.choice_id), shown_if.text)
    comparison = _(type_of(named).comparisons.get(shown_if.comparison, shown_if.comparison.value))
    return str(
        _(
            "Visas om svaret på ”%(question)s” %(comparison)s ”%(answer)s”",
            question=labels[named.id],
            comparison=comparison,
            answer=chosen,
        )
    )


def _choice(built: Built, choice_id: int, label: str) -> str:
    seats = built.seats.get(choice_id)
    if seats is None or seats.seats is None:
        return label
    return str(_("%(choice)s (%(taken)s av %(seats)s platser)", choice=label, taken=seats.taken, seats=seats.seats))


def _over(built: Built, question: Asked) -> list[str]:
    found = []
    for choice in question.choices:
        seats = built.seats.get(choice.id)
        if seats is not None and seats.over:
            told = ngettext(
                "”%(choice)s”: %(num)s person fler än det finns platser. Ingen tas bort.",
                "”%(choice)s”: %(num)s personer fler än det finns platser. Ingen tas bort.",
                seats.over,
                choice=choice.label,
            )
            found.append(str(told))
    return found


def said_of(source: Source) -> str:
    """Return what a meeting to copy from is called in a list."""
    number = ngettext("%(num)s fråga", "%(num)s frågor", source.questions)
    return f"{source.title}, {dates.date_short(source.starts_at)} ({number})"


def standing_words(draft: QuestionDraft) -> dict[str, Any]:
    """Return the question's content by the words for each part, to lay two beside each other."""
    kind = types.TYPES[draft.type]
    shown_if = draft.shown_if
    return {
        _("Typ av svar"): _(kind.name),
        _("Fråga på svenska"): draft.label_sv,
        _("Fråga på engelska"): draft.label_en,
        _("Hjälptext på svenska"): draft.help_sv,
        _("Hjälptext på engelska"): draft.help_en,
        _("Frågan måste besvaras"): _("ja") if draft.required else _("nej"),
        _("Känslig uppgift"): _("ja") if draft.sensitive else _("nej"),
        _("Hur länge svaren sparas"): _(RETENTION_NAMES[draft.retention]),
        _("Visas"): _("Utifrån ett svar") if shown_if else _("Alltid"),
        _("Svarsalternativ"): "; ".join(
            choice.label_sv if choice.seats is None else f"{choice.label_sv} ({choice.seats})"
            for choice in draft.choices
        ),
    }
