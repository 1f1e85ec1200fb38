"""Questions that are answered with words: a line or several, an address, a telephone number, a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from meetings.questions.rules import Asked, Condition, Given, QuestionType
from meetings.questions.rules.numbers import Unreadable, dialled, link, organisation_number, phone
from meetings.questions.types.base import OneText, Read
from meetings.text import N_
from meetings.web.forms import EmailText, LongText, Text

SHORT = 200
LONG = 2000


class ShortText(OneText):
    """One line."""

    code = QuestionType.SHORT_TEXT
    name = N_("Kort text")
    explanation = N_("Ett svar på en rad, högst 200 tecken.")

    def field(self, asked: Asked) -> Any:
        return Text(asked.label, required=asked.required, at_most=SHORT, description=asked.help)


class LongerText(OneText):
    """Several lines."""

    code = QuestionType.LONG_TEXT
    name = N_("Lång text")
    explanation = N_("Ett svar på flera rader, högst 2 000 tecken.")
    attributes: ClassVar[Mapping[str, str]] = {"rows": "3"}

    def field(self, asked: Asked) -> Any:
        return LongText(asked.label, required=asked.required, at_most=LONG, description=asked.help)


class Email(OneText):
    """An e-mail address."""

    code = QuestionType.EMAIL
    name = N_("E-postadress")
    explanation = N_("En adress, kontrollerad.")

    def field(self, asked: Asked) -> Any:
        return EmailText(asked.label, required=asked.required, description=asked.help)

    def href(self, answers: Sequence[Given]) -> str:
        return f"mailto:{answers[0].text}" if answers else ""


class Phone(OneText):
    """A telephone number, kept as it was typed."""

    code = QuestionType.PHONE
    name = N_("Telefonnummer")
    explanation = N_("Ett nummer, sparat som det skrevs.")
    attributes: ClassVar[Mapping[str, str]] = {"inputmode": "tel"}

    def field(self, asked: Asked) -> Any:
        return Read(asked.label, phone, required=asked.required, description=asked.help)

    def href(self, answers: Sequence[Given]) -> str:
        return f"tel:{dialled(answers[0].text)}" if answers else ""


class Link(OneText):
    """An address on the web, http or https."""

    code = QuestionType.LINK
    name = N_("Länk")
    explanation = N_("En webbadress som börjar med https:// eller http://.")
    attributes: ClassVar[Mapping[str, str]] = {"inputmode": "url"}

    def field(self, asked: Asked) -> Any:
        return Read(asked.label, link, required=asked.required, description=asked.help)

    def href(self, answers: Sequence[Given]) -> str:
        return answers[0].text if answers else ""


class OrganisationNumber(OneText):
    """An organisation number, its check digit checked."""

    code = QuestionType.ORGANISATION_NUMBER
    name = N_("Organisationsnummer")
    explanation = N_("Tio siffror. Kontrollsiffran prövas, och personnummer tas inte emot.")
    attributes: ClassVar[Mapping[str, str]] = {"inputmode": "numeric"}

    def field(self, asked: Asked) -> Any:
        return Read(asked.label, organisation_number, required=asked.required, description=asked.help)

    def condition(self, asked: Asked, wanted: str) -> Condition | None:
        exactly = self.stored(wanted)
        return Condition(asked.id, asked.sensitive, exactly=exactly) if exactly else None

    def stored(self, typed: str) -> str | None:
        try:
            return organisation_number(typed)
        except Unreadable:
            return None
