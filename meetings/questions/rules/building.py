"""What may be changed in a form that people have answered, and how many answers each change touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from meetings.errors import Refusal
from meetings.questions.rules import Asked, QuestionType, Retention, ShownIf
from meetings.questions.rules.conditions import depending_on, out_of_order
from meetings.text import N_

MOST_QUESTIONS = 100  # asked at the same time
MOST_CHOICES = 50


class FormReason(Enum):
    """Why a form is not changed so."""

    TYPE_HAS_ANSWERS = N_(
        "Frågan har %(number)s svar, så typen går inte att byta. Gör en ny fråga, och ta bort den här om den inte "
        "behövs längre."
    )
    STAYS_SENSITIVE = N_(
        "Frågan har %(number)s svar som lämnades som känsliga uppgifter, så den måste förbli känslig. Gör en ny fråga "
        "i stället."
    )
    NEEDED = N_("”%(question)s” visas utifrån svaret på den här frågan. Ändra det villkoret först.")
    NEEDED_CHOICE = N_("”%(question)s” visas utifrån svaret ”%(choice)s”. Ändra det villkoret först.")
    OUT_OF_ORDER = N_("”%(question)s” visas utifrån svaret på ”%(named)s” och måste stå efter den.")
    NO_SUCH_CONDITION = N_("Frågan som villkoret bygger på finns inte längre före den här. Välj ett nytt villkor.")
    TOO_MANY = N_("Ett formulär kan ha högst %(most)s frågor. Ta bort någon som inte behövs.")
    IS_THERE = N_("Frågorna finns redan i formuläret.")


class Effect(Enum):
    """What a change does to the answers that there are."""

    REWORDED = N_("Frågan får nya ord. Svaren som finns behåller de ord de lämnades med.")
    CHOICE_REWORDED = N_("”%(old)s” blir ”%(new)s”. Svaren som finns behåller de gamla orden.")
    CHOICE_GONE = N_("”%(choice)s” går inte att välja längre. Svaren som finns står kvar.")
    BECOMES_SENSITIVE = N_("Svaren blir känsliga uppgifter: de hålls isär från andra och raderas snart efter mötet.")
    KEPT_OTHERWISE = N_("Svaren sparas olika länge mot förut.")
    QUESTION_GONE = N_("Frågan ställs inte längre. Svaren som finns står kvar på personernas sidor och i exporten.")


@dataclass(frozen=True)
class Touch:
    """One effect of a change, and how many answers it touches."""

    effect: Effect
    number: int
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ChoiceDraft:
    """A choice as the organiser writes it; `id` None while it is new, `seats` None when there is no limit."""

    label_sv: str
    label_en: str = ""
    id: int | None = None
    seats: int | None = None
    code: str = ""


@dataclass(frozen=True)
class QuestionDraft:
    """A question as the organiser writes it, in both languages."""

    type: QuestionType
    label_sv: str
    label_en: str = ""
    help_sv: str = ""
    help_en: str = ""
    required: bool = False
    sensitive: bool = False
    retention: Retention = Retention.CONTACT
    shown_if: ShownIf | None = None
    choices: tuple[ChoiceDraft, ...] = ()
    code: str = ""


@dataclass(frozen=True)
class Answered:
    """How many answered a question, and how many of them made each choice (by its id)."""

    number: int = 0
    choices: Mapping[int, int] = field(default_factory=dict)


def touches(standing: QuestionDraft, wanted: QuestionDraft, answered: Answered) -> list[Touch]:
    """Return what saving `wanted` in place of `standing` does to the answers; nothing where it touches none."""
    found = []
    if (standing.label_sv, standing.label_en) != (wanted.label_sv, wanted.label_en):
        found.append(Touch(Effect.REWORDED, answered.number))
    now = {choice.id or 0: choice for choice in wanted.choices}
    for choice in standing.choices:
        number = answered.choices.get(choice.id or 0, 0)
        after = now.get(choice.id or 0)
        if after is None:
            found.append(Touch(Effect.CHOICE_GONE, number, {"choice": choice.label_sv}))
        elif (choice.label_sv, choice.label_en) != (after.label_sv, after.label_en):
            words = {"old": choice.label_sv, "new": after.label_sv}
            if choice.label_sv == after.label_sv:
                words = {"old": choice.label_en, "new": after.label_en}
            found.append(Touch(Effect.CHOICE_REWORDED, number, words))
    if wanted.sensitive and not standing.sensitive:
        found.append(Touch(Effect.BECOMES_SENSITIVE, answered.number))
    elif wanted.retention is not standing.retention:
        found.append(Touch(Effect.KEPT_OTHERWISE, answered.number))
    return [touch for touch in found if touch.number]


def refusal_to_save(
    standing: QuestionDraft, wanted: QuestionDraft, answered: Answered, asked: Sequence[Asked], question_id: int
) -> Refusal | None:
    """Return why `wanted` cannot take the place of `standing`, the question of this id in the form, or None."""
    if wanted.type is not standing.type:
        if answered.number:
            return Refusal(FormReason.TYPE_HAS_ANSWERS, {"number": answered.number})
        if refusal := refusal_to_retire(asked, question_id):
            return refusal
    if standing.sensitive and not wanted.sensitive and answered.number:
        return Refusal(FormReason.STAYS_SENSITIVE, {"number": answered.number})
    kept = {choice.id for choice in wanted.choices}
    for choice in standing.choices:
        if choice.id not in kept and (needing := depending_on(asked, question_id, choice.id)):
            return Refusal(FormReason.NEEDED_CHOICE, {"question": needing[0].label, "choice": choice.label_sv})
    return None


def refusal_to_retire(asked: Sequence[Asked], question_id: int) -> Refusal | None:
    """Return why the question must stay, or None."""
    needing = depending_on(asked, question_id)
    return Refusal(FormReason.NEEDED, {"question": needing[0].label}) if needing else None


def refusal_of_order(asked: Sequence[Asked]) -> Refusal | None:
    """Return why the questions cannot stand in this order, or None."""
    wrong = out_of_order(asked)
    if wrong is None:
        return None
    return Refusal(FormReason.OUT_OF_ORDER, {"question": wrong[0].label, "named": wrong[1].label})


def refusal_to_add(asked: Sequence[Asked], number: int = 1) -> Refusal | None:
    """Return why so many questions more cannot be asked, or None."""
    return Refusal(FormReason.TOO_MANY, {"most": MOST_QUESTIONS}) if len(asked) + number > MOST_QUESTIONS else None
