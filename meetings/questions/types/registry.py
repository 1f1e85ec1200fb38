"""All types of question: the one place that knows which class a type has."""

from __future__ import annotations

from collections.abc import Mapping

from meetings.questions.rules import Asked, QuestionType
from meetings.questions.types.base import Type
from meetings.questions.types.block import TextBlock
from meetings.questions.types.choices import ManyOf, OneOf, YesNo
from meetings.questions.types.figures import Date, Number, Time
from meetings.questions.types.files import File
from meetings.questions.types.texts import Email, Link, LongerText, OrganisationNumber, Phone, ShortText

# In the order in which they are offered on the desk.
ALL: tuple[Type, ...] = (
    ShortText(),
    LongerText(),
    OneOf(),
    ManyOf(),
    YesNo(),
    Number(),
    Date(),
    Time(),
    Email(),
    Phone(),
    Link(),
    OrganisationNumber(),
    File(),
    TextBlock(),
)
TYPES: Mapping[QuestionType, Type] = {kind.code: kind for kind in ALL}


def type_of(asked: Asked) -> Type:
    """Return the question's type."""
    return TYPES[asked.type]
