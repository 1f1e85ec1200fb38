"""Which kinds of question there are, what is asked and answered, and how long an answer is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from meetings.text import N_

# How long sensitive answers are kept after the meeting (domain.md, decision 9).
SENSITIVE_DAYS = 14  # after the meeting (domain.md, decision 9), unless an administrator has set other


class QuestionType(str, Enum):
    """What kind of answer a question takes."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    MANY_OF = "many_of"
    DATE = "date"
    TIME = "time"
    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    ORGANISATION_NUMBER = "org_number"
    FILE = "file"
    TEXT_BLOCK = "text_block"


class Retention(str, Enum):
    """How long an answer is kept after the meeting: sensitive 14 days, contact 3 months, figures for ever."""

    SENSITIVE = "sensitive"
    CONTACT = "contact"
    FIGURE = "figure"


RETENTION_NAMES = {
    Retention.SENSITIVE: N_("Känslig: raderas snart efter mötet"),
    Retention.CONTACT: N_("Personuppgift: raderas 3 månader efter mötet"),
    Retention.FIGURE: N_("Statistik: sparas, utan koppling till personen"),
}


class Comparison(str, Enum):
    """How an answer is held against what a condition says."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"


@dataclass(frozen=True)
class ShownIf:
    """When a question is asked: by the answer to an earlier one, held against a choice or a text."""

    question_id: int
    comparison: Comparison
    choice_id: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Offered:
    """A choice as it is offered, in one language; of a `full` one no seat is left."""

    id: int
    code: str
    label: str
    full: bool = False


@dataclass(frozen=True)
class Asked:
    """A question as it is asked, in one language."""

    id: int
    type: QuestionType
    code: str
    label: str
    help: str = ""
    required: bool = False
    sensitive: bool = False
    retention: Retention = Retention.CONTACT
    choices: tuple[Offered, ...] = ()
    shown_if: ShownIf | None = None

    @property
    def name(self) -> str:
        """What its field is called in a form."""
        return f"q{self.id}"


@dataclass(frozen=True)
class Given:
    """One thing answered: a text, or a choice made, with the question and the choice as they were worded then.

    The text of a file is the name that it came with, `file_key` says which of the stored files it is.
    """

    question_id: int
    asked: str
    text: str
    choice_id: int | None = None
    sensitive: bool = False
    file_key: str = ""


@dataclass(frozen=True)
class Condition:
    """What an answer must be to be found: one of these choices, exactly a text, one that holds the words, or any."""

    question_id: int
    sensitive: bool = False
    choice_ids: tuple[int, ...] = ()
    exactly: str = ""
    words: str = ""


@dataclass(frozen=True)
class Differs:
    """A question whose answer changes; the texts are empty where nothing was, or nothing is, answered."""

    question_id: int
    asked: str
    sensitive: bool
    old: str
    new: str


def erased_after(ends_at: datetime, days: int = SENSITIVE_DAYS) -> datetime:
    """Return until when sensitive answers to a meeting that ends at this instant are kept: that many days longer.

    Whoever answers is told the day, which holds for them whatever is set later.
    """
    return ends_at + timedelta(days=days)


def of_question(answers: Iterable[Given], question_id: int) -> list[Given]:
    """Return the answers to one question, in their order."""
    return [answer for answer in answers if answer.question_id == question_id]


def differences(asked: Sequence[Asked], old: Sequence[Given], new: Sequence[Given]) -> list[Differs]:
    """Return the questions asked whose answers change from `old` to `new`; what is asked no more is left alone."""
    found = []
    for question in asked:
        before, after = of_question(old, question.id), of_question(new, question.id)
        if _content(before) != _content(after):
            found.append(
                Differs(
                    question.id,
                    question.label,
                    question.sensitive,
                    "; ".join(answer.text for answer in before),
                    "; ".join(answer.text for answer in after),
                )
            )
    return found


def with_full(asked: Sequence[Asked], full: Collection[int]) -> list[Asked]:
    """Return the questions with these choices (ids) marked as full."""
    if not full:
        return list(asked)
    return [
        replace(question, choices=tuple(replace(choice, full=choice.id in full) for choice in question.choices))
        if any(choice.id in full for choice in question.choices)
        else question
        for question in asked
    ]


def _content(answers: Sequence[Given]) -> set[object]:
    """A choice is the same choice however it is worded in this language or was worded then; a file is its key."""
    return {answer.file_key or (answer.text if answer.choice_id is None else answer.choice_id) for answer in answers}
