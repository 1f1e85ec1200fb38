"""The shape of an organisation that wants to join, of a question between it and an idea, and of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings import text
from meetings.directory.rules import Vocabulary
from meetings.ideas.forms.fields import CodeBoxes, CodeSelect, WordOffered
from meetings.ideas.rules.partnering import MOST_ANSWER, MOST_MESSAGE, MOST_OFFERS, SHOWN_AS_PARTNER
from meetings.web.forms import DeskForm, EmailText, Filled, LongText, PublicForm, Text

YES, NO = "ja", "nej"
# A list of organisations holds no private person by name.
_NO_ORGANISATION = "private-person"


def no_personal_number(_form: Any, field: Any) -> None:
    """Refuse what others will read when it seems to hold a personal identity number."""
    if text.holds_personal_number(field.data or ""):
        raise StopValidation(_("Texten ser ut att innehålla ett personnummer. Ta bort det: andra kommer att läsa det."))


class OrganisationForm(PublicForm):
    """An organisation, and whom to reach there. `anmalan` is the token of a sign-up that it comes from."""

    organisation = Text(_l("Organisation"), required=_l("Skriv vilken organisation det gäller."))
    organisation_type = CodeSelect(
        _l("Typ av organisation"),
        Vocabulary.ORGANISATION_TYPE,
        validators=[Filled(_l("Välj typ av organisation."))],
    )
    municipality = CodeSelect(_l("Kommun"), Vocabulary.MUNICIPALITY)
    name = Text(_l("Ditt namn"))
    email = EmailText(_l("Din e-post"))
    anmalan = HiddenField()

    def offer(self, words: Sequence[WordOffered]) -> None:
        """Fill in the vocabularies."""
        mine = [word for word in words if word.code != _NO_ORGANISATION]
        self.organisation_type.offer(mine, str(_("Välj")))
        self.municipality.offer(words, str(_("Välj")))


class JoinForm(OrganisationForm):
    """An organisation that wants to join somebody's project, with what everybody is shown of it."""

    target_groups = CodeBoxes(_l("Målgrupper ni arbetar med"), Vocabulary.TARGET_GROUP)
    offers = LongText(_l("Det här kan vi bidra med"), at_most=MOST_OFFERS, validators=[no_personal_number])

    def offer(self, words: Sequence[WordOffered]) -> None:
        """Fill in the vocabularies."""
        super().offer(words)
        self.target_groups.offer(words)
        if not self.target_groups.choices:
            del self.target_groups

    @property
    def groups(self) -> list[str]:
        """The codes of the target groups that were ticked."""
        return list(self.target_groups.data or ()) if "target_groups" in self else []


class OwnForm(JoinForm):
    """What an organisation changes of what is shown: not the address, which was confirmed."""

    email = None  # type: ignore[assignment]
    lang = RadioField(
        _l("Språk i mejl till dig"), choices=[SelectChoice("sv", "Svenska"), SelectChoice("en", "English")]
    )


class AskForm(OrganisationForm):
    """An organisation that wants to join one idea. One that is known already says no more than `message`."""

    message = LongText(
        _l("Det här vill vi säga till idéns kontakt"),
        required=_l("Skriv några rader om vilka ni är och vad ni vill bidra med."),
        at_most=MOST_MESSAGE,
        validators=[no_personal_number],
    )
    shown = BooleanField(_l(SHOWN_AS_PARTNER))

    def is_of_known(self) -> None:
        """Ask no more of who they are."""
        for name in ("organisation", "organisation_type", "municipality", "name", "email"):
            del self[name]


class InviteForm(PublicForm):
    """What an idea's contact writes to an organisation."""

    message = LongText(
        _l("Det här vill vi säga till organisationen"),
        required=_l("Skriv några rader om idén och vad ni söker."),
        at_most=MOST_MESSAGE,
        validators=[no_personal_number],
    )


class AnswerForm(PublicForm):
    """Yes or no to a question, with a line; an invited organisation says besides whether it is shown."""

    answer = RadioField(
        _l("Ditt svar"),
        choices=[SelectChoice(YES, _l("Ja, vi tar gärna kontakt")), SelectChoice(NO, _l("Nej, inte den här gången"))],
        validate_choice=False,
    )
    words = LongText(_l("En rad till dem"), at_most=MOST_ANSWER, validators=[no_personal_number])
    shown = BooleanField(_l(SHOWN_AS_PARTNER))

    def validate_answer(self, field: Any) -> None:
        """Refuse what is neither."""
        if field.data not in (YES, NO):
            field.data = None
            raise StopValidation(_("Välj ja eller nej."))


class OwnButton(PublicForm):
    """A button behind a link."""


class ListButton(DeskForm):
    """A button of the secretariat's list."""
