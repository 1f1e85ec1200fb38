"""What the form of a mailing offers to choose by: sectors, workshops, and answers that are not sensitive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from meetings.mailings import queries
from meetings.mailings.forms import Option
from meetings.participants.queries import listing
from meetings.participants.queries.listing import Head
from meetings.questions import queries as questions
from meetings.questions import types
from meetings.web.lang import lang


@dataclass(frozen=True)
class Offered:
    """Values and words to choose by, as the form takes them."""

    sectors: list[Option]
    workshops: list[Option]
    answers: list[Option]
    ideas: bool = False

    @property
    def values(self) -> tuple[Any, ...]:
        """The three lists."""
        return self.sectors, self.workshops, self.answers


def offered(of: Head) -> Offered:
    """Return what can be chosen by at this meeting."""
    sectors, _types = listing.vocabulary(lang())
    workshops = [(str(pool_id), title) for pool_id, title in queries.workshops(of.id)]
    return Offered([(str(word.id), word.name) for word in sectors], workshops, _answers(of), queries.takes_ideas(of.id))


def _answers(of: Head) -> list[Option]:
    """Return question and answer for each answer that can be chosen; a question alone where one types words."""
    found: list[Option] = []
    for question in questions.asked(of.form_id, lang(), with_retired=True) if of.form_id is not None else []:
        kind = types.type_of(question)
        if not kind.takes_answer or question.sensitive or kind.takes_file:
            continue
        options = kind.options(question)
        for value, words in options:
            found.append((f"{question.id}:{value}", f"{question.label} {words}"))
        if not options:
            found.append((f"{question.id}:", str(_("%(question)s (ord i svaret)", question=question.label))))
    return found
