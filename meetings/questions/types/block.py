"""A text among the questions, that nobody answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from meetings.questions.rules import Asked, Comparison, Condition, Given, QuestionType
from meetings.questions.types.base import Cell, Type
from meetings.text import N_


class TextBlock(Type):
    """A heading and a text."""

    code = QuestionType.TEXT_BLOCK
    name = N_("Text utan svar")
    explanation = N_("En rubrik och en text bland frågorna, till exempel en upplysning.")
    part = "block"
    settings: ClassVar[frozenset[str]] = frozenset()
    takes_answer = False
    comparisons: ClassVar[Mapping[Comparison, str]] = {}
    help_name = N_("Text")

    def field(self, asked: Asked) -> Any:
        return None

    def given(self, asked: Asked, data: Any) -> list[Given]:
        return []

    def data(self, answers: Sequence[Given]) -> Any:
        return None

    def columns(self, asked: Asked) -> list[str]:
        return []

    def cells(self, texts: Sequence[str]) -> list[Cell]:
        return []

    def condition(self, asked: Asked, wanted: str) -> Condition | None:
        return None
