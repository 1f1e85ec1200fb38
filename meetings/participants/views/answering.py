"""The list's filter by what was answered: any question, and the answers that one can ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from meetings.participants.queries.listing import Head, condition_of
from meetings.participants.rules.listing import Wanted
from meetings.questions import queries as questions
from meetings.questions import types
from meetings.questions.rules import Asked
from meetings.web.lang import lang


@dataclass(frozen=True)
class Offered:
    """The questions to filter by, the one that is chosen, and the answers to it; without any one types words."""

    questions: Sequence[Asked]
    question: int | None
    options: Sequence[tuple[str, str]]
    answer: str

    @property
    def chosen(self) -> bool:
        """Whether a question is chosen."""
        return self.question is not None


def offered(of: Head, wanted: Wanted, chosen: str) -> Offered:
    """Return what the filter offers; `chosen` is the question in the address, with an answer or yet without."""
    asked = [question for question in _asked(of) if types.type_of(question).takes_answer]
    question = next((one for one in asked if str(one.id) == chosen), None)
    options = types.type_of(question).options(question) if question is not None else []
    return Offered(asked, question.id if question is not None else None, options, wanted.answer or "")


def said(of: Head, wanted: Wanted) -> str:
    """Return the filter in words: "Vilken dag?: Tisdag"; "" when there is none."""
    if condition_of(of, wanted) is None:
        return ""
    question = next(one for one in _asked(of) if one.id == wanted.question)
    words = dict(types.type_of(question).options(question)).get(wanted.answer or "", wanted.answer)
    return str(_("%(question)s %(answer)s", question=question.label, answer=words))


def _asked(of: Head) -> list[Asked]:
    return questions.asked(of.form_id, lang(), with_retired=True) if of.form_id is not None else []
