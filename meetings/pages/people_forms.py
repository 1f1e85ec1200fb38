"""The forms by which an administrator decides who may do what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from meetings.accounts.actions import NewGrant
from meetings.accounts.forms import LANGUAGES, Choice
from meetings.accounts.rules import Permission
from meetings.web.forms import DeskForm, EmailText, Filled, Text

ALL_MEETINGS = "0"
_PERMISSIONS = [
    SelectChoice(Permission.ORGANISER.value, _l("Arrangör")),
    SelectChoice(Permission.ADMINISTRATOR.value, _l("Administratör")),
]


class _Offering:
    """What a form with a permission and a meeting does with them."""

    permission: Choice
    meeting: SelectField

    def offer(self, meetings: Iterable[tuple[str, str]]) -> None:
        """Let all meetings, or one of these (id and words), be chosen."""
        self.meeting.choices = [
            SelectChoice(ALL_MEETINGS, _l("Alla möten")),
            *(SelectChoice(value, words) for value, words in meetings),
        ]

    def grant(self) -> NewGrant:
        """Return what was chosen; an administrator is one for all meetings."""
        permission = Permission(self.permission.data)
        one = permission == Permission.ORGANISER and self.meeting.data != ALL_MEETINGS
        return NewGrant(permission, int(self.meeting.data) if one else None)


def _permission() -> Any:
    return Choice(_l("Behörighet"), choices=_PERMISSIONS, validators=[Filled(_l("Välj en behörighet."))])


def _meeting() -> Any:
    return SelectField(_l("Gäller"), default=ALL_MEETINGS)


class GrantForm(_Offering, DeskForm):
    """A permission, and the meeting that it is for."""

    permission = _permission()
    meeting = _meeting()


class InvitationForm(_Offering, DeskForm):
    """Whom to invite, and to what."""

    name = Text(_l("Namn"), required=_l("Skriv personens namn."))
    email = EmailText(_l("E-postadress"), required=_l("Skriv personens e-postadress."))
    permission = _permission()
    meeting = _meeting()
    lang = Choice(_l("Språk i mejl"), choices=LANGUAGES, default="sv", validators=[Filled(_l("Välj ett språk."))])
