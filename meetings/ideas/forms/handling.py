"""What the secretariat fills in about ideas: states, questions, notes, merging, a diarienummer; and actors' answers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField

from meetings.ideas.rules.content import Content
from meetings.ideas.rules.fields import ABOUT, MOST_CHARACTERS, NAMES, TEXTS
from meetings.ideas.rules.states import CHOSEN, STATE_NAMES, State
from meetings.text import whole_number
from meetings.web import dates
from meetings.web.forms import Day, DeskForm, LongText, PublicForm, Text

MOST = 4000  # characters of a reason, a question, a note, an answer


class StatesForm(DeskForm):
    """A state for the ideas that are ticked, with the reason, and words for their actors."""

    state = SelectField(_l("Status"), validate_choice=False)
    internal = LongText(_l("Skäl, bara för sekretariatet"), at_most=MOST)
    text = LongText(_l("Text till aktören"), at_most=MOST)

    def offer(self) -> None:
        """Fill in which states there are to choose."""
        self.state.choices = [("", _("Välj status")), *((one.value, _(STATE_NAMES[one])) for one in CHOSEN)]

    @property
    def chosen(self) -> State | None:
        """The state that was chosen, None when it is none."""
        return next((one for one in CHOSEN if one.value == self.state.data), None)


def ticked() -> list[int]:
    """Return the ideas that are ticked in what was sent."""
    return [number for number in map(whole_number, request.form.getlist("ticked")) if number]


def seen(idea_ids: Sequence[int]) -> dict[int, str]:
    """Return the state that each of these ideas had when the page was shown."""
    return {number: request.form[f"was-{number}"] for number in idea_ids if f"was-{number}" in request.form}


class PublishForm(DeskForm):
    """The button that publishes the states, and the mark of those that were read."""

    seen = HiddenField()


class QuestionForm(DeskForm):
    """A question to an idea's actor, and by which day it should be answered."""

    text = LongText(_l("Din fråga"), required=_l("Skriv frågan till aktören."), at_most=MOST)
    answer_by = Day(_l("Svar senast"), required=False)

    @property
    def answer_by_moment(self) -> datetime | None:
        """The exclusive instant at which the day is over, None without a day."""
        return dates.end_of(self.answer_by.data) if self.answer_by.data else None


class NoteForm(DeskForm):
    """A note that stays with the secretariat."""

    text = LongText(_l("Anteckning"), required=_l("Skriv anteckningen."), at_most=MOST)


class DiaryForm(DeskForm):
    """The number under which the authority has registered the idea."""

    diarienummer = Text(_l("Diarienummer"), required=False, at_most=60)


class MergeForm(DeskForm):
    """Which idea stays, why the others go into it, and words for their actors."""

    into = RadioField(_l("Vilken idé ska bli kvar?"), validate_choice=False)
    internal = LongText(_l("Skäl, bara för sekretariatet"), at_most=MOST)
    text = LongText(_l("Text till aktörerna vars idéer går in i den"), at_most=MOST)

    def offer(self, ideas: Sequence[tuple[int, str]]) -> None:
        """Fill in which ideas there are to choose among: id and name of each."""
        self.into.choices = [(str(number), name) for number, name in ideas]


class AnswerForm(PublicForm):
    """An actor's answer to a question."""

    answer = LongText(_l("Ditt svar"), required=_l("Skriv ditt svar."), at_most=MOST)


class SplitForm(DeskForm):
    """The text of an idea that is broken out of another; what is not asked for here is as in the original."""

    once = HiddenField()
    title = Text(_l("Idéns titel"), required=_l("Skriv en titel för den nya idén."), at_most=200)

    @classmethod
    def of(cls, content: Content) -> SplitForm:
        """Return the form with what the original says."""
        data = {name: getattr(content, name) for name in ("title", *TEXTS)}
        return cls(formdata=None, data=data | {"once": secrets.token_urlsafe(16)})

    @property
    def token(self) -> str:
        """What is the same when the same form is sent twice."""
        return sha256((self.once.data or secrets.token_urlsafe(16)).encode()).hexdigest()

    def content(self, original: Content) -> Content:
        """Return what the new idea says; texts that the original lacks stay empty unless they were written."""
        written: dict[str, Any] = {name: self[name].data or "" for name in ("title", *TEXTS)}
        return replace(original, **written)

    def texts_of(self, original: Content) -> list[str]:
        """Return the texts to show: the main one, those that the original has, and those that were written."""
        return [name for name in TEXTS if name == ABOUT or getattr(original, name) or self[name].data]


for _name in TEXTS:
    setattr(SplitForm, _name, LongText(_l(NAMES[_name]), at_most=MOST_CHARACTERS[_name]))
