"""Whose questions the pages of questions change: a sign-up's here, and those of other features that ask something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from flask_babel import lazy_gettext as _l

from meetings.audit.actions import Actor
from meetings.questions import types
from meetings.questions.forms import QuestionForm
from meetings.questions.models import Question
from meetings.questions.rules.building import QuestionDraft
from meetings.questions.types import Type
from meetings.registration.actions import questions as of_sign_up
from meetings.registration.models import Registration
from meetings.registration.queries import building
from meetings.registration.queries.building import Built


class Changes(Protocol):
    """What can be done with the questions; raises `Stale`, `Refused` with a `FormReason`, and `NotFound`."""

    def add_question(
        self, meeting_id: int, draft: QuestionDraft, base_revision: int, now: datetime, actor: Actor
    ) -> Question: ...
    def save_question(
        self,
        meeting_id: int,
        question_id: int,
        draft: QuestionDraft,
        base_revision: int,
        now: datetime,
        actor: Actor,
    ) -> Sequence[Registration]: ...
    def retire_question(
        self, meeting_id: int, question_id: int, base_revision: int, now: datetime, actor: Actor
    ) -> Question: ...
    def restore_question(
        self, meeting_id: int, question_id: int, base_revision: int, now: datetime, actor: Actor
    ) -> Question: ...
    def order_questions(
        self, meeting_id: int, question_ids: Sequence[int], base_revision: int, now: datetime, actor: Actor
    ) -> None: ...


@dataclass(frozen=True)
class Words:
    """What the pages call the form that asks."""

    title: Any
    lead: Any
    preview: Any
    none: Any
    none_hint: Any
    gone: Any
    kept: Any


@dataclass(frozen=True)
class Editor:
    """A form's pages: under which blueprint, how it is read and changed, and what may be asked there.

    With `extras` there are ready-made questions, those of other meetings, seats on choices, and sensitive answers.
    """

    place: str
    built: Callable[[int, str], Built]
    actions: Changes
    words: Words
    kinds: Sequence[Type] = field(default=types.ALL)
    extras: bool = False

    def at(self, page: str) -> str:
        """Return the endpoint of one of the pages."""
        return f"{self.place}.{page}"

    def limit(self, form: QuestionForm) -> QuestionForm:
        """Let the form offer no other types than may be asked here."""
        codes = {kind.code.value for kind in self.kinds}
        offered: list[Any] = list(form.type.choices or ())
        form.type.choices = [choice for choice in offered if choice.value in codes]
        return form


SIGN_UP = Editor(
    "registration",
    building.built,
    of_sign_up,
    Words(
        title=_l("Frågor i anmälan"),
        lead=_l("Namn, e-post, organisation och kommun frågas alltid. Här är det andra som anmälan frågar om."),
        preview=_l(
            "Så ser frågorna ut i anmälan, efter namn, e-post och organisation. Det du fyller i här skickas ingenstans."
        ),
        none=_l("Anmälan ställer inga egna frågor"),
        none_hint=_l("Lägg till en fråga, välj bland färdiga, eller kopiera från ett annat möte."),
        gone=_l("ställs inte längre i anmälan."),
        kept=_l("Svaren på dem finns kvar på personernas sidor och i exporten."),
    ),
    extras=True,
)
