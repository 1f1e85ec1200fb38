"""Which kinds of question there are, what is asked and answered, and how long an answer is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

# How long sensitive answers are kept after the meeting (domain.md, decision 9).
SENSITIVE_KEPT = timedelta(days=14)


class QuestionType(str, Enum):
    """What kind of answer a question takes."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    ONE_OF = "one_of"
    MANY_OF = "many_of"


class Retention(str, Enum):
    """How long an answer is kept after the meeting: sensitive 14 days, contact 3 months, figures for ever."""

    SENSITIVE = "sensitive"
    CONTACT = "contact"
    FIGURE = "figure"


@dataclass(frozen=True)
class Offered:
    """A choice as it is offered, in one language."""

    id: int
    code: str
    label: str


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

    @property
    def name(self) -> str:
        """What its field is called in a form."""
        return f"q{self.id}"


@dataclass(frozen=True)
class Given:
    """One thing answered: a text, or a choice made, with the question and the choice as they were worded then."""

    question_id: int
    asked: str
    text: str
    choice_id: int | None = None
    sensitive: bool = False


@dataclass(frozen=True)
class Condition:
    """What an answer must be to be found: one of these choices, or a text that holds the words."""

    question_id: int
    sensitive: bool = False
    choice_ids: tuple[int, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Differs:
    """A question whose answer changes; the texts are empty where nothing was, or nothing is, answered."""

    question_id: int
    asked: str
    sensitive: bool
    old: str
    new: str


def erased_after(ends_at: datetime) -> datetime:
    """Return when sensitive answers to a meeting that ends at this instant are erased."""
    return ends_at + SENSITIVE_KEPT


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


def _content(answers: Sequence[Given]) -> set[object]:
    """A choice is the same choice however it is worded in this language or was worded then."""
    return {answer.text if answer.choice_id is None else answer.choice_id for answer in answers}


@dataclass(frozen=True)
class ReadyQuestion:
    """A question that comes ready-made, worded in both languages."""

    code: str
    type: QuestionType
    label_sv: str
    label_en: str
    help_sv: str = ""
    help_en: str = ""
    required: bool = False
    sensitive: bool = False
    retention: Retention = Retention.CONTACT
    choices: tuple[tuple[str, str, str], ...] = field(default=())  # code, Swedish, English


READY = (
    ReadyQuestion(
        code="interest",
        type=QuestionType.ONE_OF,
        label_sv="Vill du driva eller delta i projekt?",
        label_en="Do you want to run a project or take part in one?",
        required=True,
        retention=Retention.FIGURE,
        choices=(
            ("run", "Driva ett projekt", "Run a project"),
            ("take-part", "Delta i någon annans projekt", "Take part in somebody else’s project"),
            ("unsure", "Vet inte än", "Do not know yet"),
        ),
    ),
    ReadyQuestion(
        code="diet",
        type=QuestionType.MANY_OF,
        label_sv="Specialkost",
        label_en="Dietary requirements",
        help_sv="Kryssa för det du behöver.",
        help_en="Tick what you need.",
        sensitive=True,
        retention=Retention.SENSITIVE,
        choices=(
            ("vegetarian", "Vegetarisk kost", "Vegetarian food"),
            ("vegan", "Vegansk kost", "Vegan food"),
            ("gluten-free", "Glutenfri kost", "Gluten-free food"),
            ("lactose-free", "Laktosfri kost", "Lactose-free food"),
        ),
    ),
    ReadyQuestion(
        code="diet-other",
        type=QuestionType.SHORT_TEXT,
        label_sv="Annan kost",
        label_en="Other food",
        help_sv="Skriv vad du behöver, inte varför. Till exempel ”utan nötter”.",
        help_en="Say what you need, not why. For example “without nuts”.",
        sensitive=True,
        retention=Retention.SENSITIVE,
    ),
    ReadyQuestion(
        code="access",
        type=QuestionType.LONG_TEXT,
        label_sv="Det här behöver jag på plats",
        label_en="What I need at the venue",
        help_sv="Till exempel teckenspråkstolk, hörslinga eller tillgänglig plats. Skriv vad, inte varför.",
        help_en="For example a sign language interpreter, a hearing loop or an accessible seat. Say what, not why.",
        sensitive=True,
        retention=Retention.SENSITIVE,
    ),
)
