"""Which kinds of question there are, and how long an answer is kept."""

from __future__ import annotations

from enum import Enum


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
