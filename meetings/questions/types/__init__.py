"""What each type of question does: one class that asks, reads, shows, exports and filters its answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from meetings.questions.rules import Asked, Given, of_question
from meetings.questions.rules.conditions import visible
from meetings.questions.types.asking import Reading, given, read, refusal_at_field, takes_files
from meetings.questions.types.base import Cell, Said, Type
from meetings.questions.types.choices import said_full
from meetings.questions.types.registry import ALL, TYPES, type_of
from meetings.web import dates
from meetings.web.lang import lang

__all__ = [
    "ALL",
    "TYPES",
    "Cell",
    "Item",
    "Reading",
    "Run",
    "Said",
    "Type",
    "cells",
    "columns",
    "consent",
    "data",
    "fields",
    "given",
    "read",
    "refusal_at_field",
    "said",
    "said_full",
    "sections",
    "shown",
    "takes_files",
    "told",
    "type_of",
]


@dataclass(frozen=True)
class Item:
    """A question as a page draws it: by which macro, with which attributes, open or not.

    `compares` is how answers to the question that it depends on are read; see `Type`.
    """

    question: Asked
    part: str
    attributes: Mapping[str, str]
    hidden: bool
    compares: str


@dataclass(frozen=True)
class Run:
    """Questions that stand together: all sensitive, or none."""

    sensitive: bool
    items: Sequence[Item]

    @property
    def hidden(self) -> bool:
        """Whether nothing of it is asked as things stand."""
        return all(item.hidden for item in self.items)


def fields(asked: Sequence[Asked]) -> dict[str, Any]:
    """Return the unbound fields of the questions by name, in their order."""
    return dict(_fields(tuple(asked), lang()))


@lru_cache(maxsize=64)
def _fields(asked: tuple[Asked, ...], _lang: str) -> Mapping[str, Any]:
    """Return the fields of these questions: the same ones are asked of all who sign up."""
    made = {question.name: type_of(question).field(question) for question in asked}
    return {name: field for name, field in made.items() if field is not None}


def sections(asked: Sequence[Asked], shown_ids: Collection[int] | None = None) -> list[Run]:
    """Return the questions in their order as runs of sensitive and other ones.

    `shown_ids` are the questions that are asked as things stand; None: of somebody who has answered nothing.
    """
    open_ids = {question.id for question in visible(asked, ())} if shown_ids is None else shown_ids
    kinds = {question.id: type_of(question) for question in asked}
    items = [
        Item(
            question,
            kinds[question.id].part,
            kinds[question.id].attributes,
            question.id not in open_ids,
            _compares(question, kinds),
        )
        for question in asked
    ]
    return [Run(key, list(run)) for key, run in groupby(items, key=lambda item: item.question.sensitive)]


def _compares(question: Asked, kinds: Mapping[int, Type]) -> str:
    named = kinds.get(question.shown_if.question_id) if question.shown_if else None
    return named.compares if named else "text"


def consent(erased_at: datetime) -> str:
    """Return what stands by sensitive questions: voluntary, what for, until when (domain.md, decision 6)."""
    text: str = _(
        "Frivilligt. Fyller du i samtycker du till att vi använder uppgiften för mötet. "
        "Vi raderar uppgiften senast %(day)s.",
        day=dates.date_text(erased_at),
    )
    return text


def data(asked: Sequence[Asked], answers: Sequence[Given]) -> dict[str, Any]:
    """Return the data that fills in the questions' fields with these answers."""
    return {question.name: type_of(question).data(of_question(answers, question.id)) for question in asked}


def shown(asked: Sequence[Asked], answers: Sequence[Given]) -> list[tuple[str, str]]:
    """Return every question that was answered with its answer in words.

    Those that are asked no more come last, in the words that they were asked in.
    """
    return [(one.label, one.words) for one in said(asked, answers)]


def said(asked: Sequence[Asked], answers: Sequence[Given]) -> list[Said]:
    """Return the same with where a link on the answer leads; `asked` may hold retired questions, too."""
    found = []
    for question in asked:
        own, kind = of_question(answers, question.id), type_of(question)
        if own:
            sensitive = any(answer.sensitive for answer in own)
            words, href = kind.shown(own), kind.href(own)
            found.append(Said(question.label, words, href, question.id, sensitive, is_file=kind.takes_file))
    current = {question.id for question in asked}
    earlier: dict[tuple[int, str], list[Given]] = {}
    for answer in answers:
        if answer.question_id not in current:
            earlier.setdefault((answer.question_id, answer.asked), []).append(answer)
    found.extend(
        Said(
            label,
            ", ".join(answer.text for answer in own),
            "",
            question_id,
            any(answer.sensitive for answer in own),
            is_file=any(answer.file_key for answer in own),
        )
        for (question_id, label), own in earlier.items()
    )
    return [one for one in found if one.words]


def told(asked: Sequence[Asked], answers: Sequence[Given]) -> list[Said]:
    """Return what was answered, each question in the words that it was asked in then, in the order of the answers.

    `asked` are the questions of the form, the retired too: they say how an answer is read.
    """
    kinds = {question.id: type_of(question) for question in asked}
    groups: dict[tuple[int, str], list[Given]] = {}
    for answer in answers:
        groups.setdefault((answer.question_id, answer.asked), []).append(answer)
    found = []
    for (question_id, label), own in groups.items():
        kind = kinds.get(question_id, ALL[0])
        sensitive = any(answer.sensitive for answer in own)
        is_file = any(answer.file_key for answer in own)
        found.append(Said(label, kind.shown(own), kind.href(own), question_id, sensitive, is_file=is_file))
    return found


def columns(asked: Sequence[Asked]) -> list[str]:
    """Return the headings of an export's columns for all questions."""
    return [heading for question in asked for heading in type_of(question).columns(question)]


def cells(asked: Sequence[Asked], answers: Sequence[Given]) -> list[Cell]:
    """Return one person's cells under those headings."""
    return [
        cell
        for question in asked
        for cell in type_of(question).cells([answer.text for answer in of_question(answers, question.id)])
    ]
