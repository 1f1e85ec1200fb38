"""What reminders say: to those with a seat, to those in line, to those who have not answered their invitation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from meetings.outbox.actions import Mail
from meetings.registration import mail as registration_mail
from meetings.registration.mail.base import letter
from meetings.registration.mail.people import workshops_told
from meetings.registration.models import Invitation, Registration
from meetings.registration.queries import Door, WorkshopPlace
from meetings.registration.rules import PlaceState
from meetings.reminders.models import Reminder
from meetings.reminders.rules import Anchor, Occasion
from meetings.web import dates
from meetings.web.lang import LANGUAGES, speaking

TEMPLATE = "reminder"
_SOON, _TOMORROW, _TODAY, _AFTER = -2, -1, 0, 1  # days that stand for those that say the same


def standard_text(anchor: str, days: int, of: Occasion) -> str:
    """Return what the reminder says unless the organiser writes something else, in the language that is spoken."""
    if anchor == Anchor.SIGN_UP.value and of.closes_at is not None:
        return str(_("Anmälan stänger snart. Anmäl dig %(deadline)s.", deadline=dates.deadline(of.closes_at)))
    if anchor == Anchor.IDEAS.value and of.ideas_until is not None:
        return str(_("Har du ett inspel? Lämna det %(deadline)s.", deadline=dates.deadline(of.ideas_until)))
    if days > 0:
        return str(_("Tack för att du var med. Det som finns kvar av mötet samlas på mötets sida."))
    if days == 0:
        return str(_("Mötet är i dag. Välkommen."))
    if days == _TOMORROW:
        return str(_("Mötet är i morgon. Här är det du behöver veta."))
    return str(_("Snart är det dags för mötet. Här är det du behöver veta."))


def is_standard(text: str, of: Occasion) -> bool:
    """Tell whether the text is what some reminder says anyway, in either language: nobody wrote it."""
    for lang in LANGUAGES:
        with speaking(lang):
            for anchor in Anchor:
                if any(text == standard_text(anchor.value, days, of) for days in (_SOON, _TOMORROW, _TODAY, _AFTER)):
                    return True
    return False


class Reminders:
    """Writes one mail after the other of one reminder."""

    def __init__(self, door: Door, reminder: Reminder, of: Occasion) -> None:
        self._door = door
        self._reminder = reminder
        self._texts: Mapping[str, str] = {lang: _text(reminder, of, lang) for lang in LANGUAGES}

    def to(self, person: Registration, state: str, workshops: Sequence[WorkshopPlace]) -> Mail:
        """Return the mail to somebody with a seat or in line."""
        has_seat = state == PlaceState.CONFIRMED.value
        held = [one for one in workshops if one.state == PlaceState.CONFIRMED.value]
        values: dict[str, Any] = {
            "text": self._texts[person.lang],
            "has_seat": has_seat,
            "is_over": self._reminder.days > 0,
            "workshops": workshops_told(held),
            "comes_online": has_seat and registration_mail.comes_online(self._door, person),
            "withdraw_link": f"{registration_mail.own_link(person, person.lang)}/avanmal",
        }
        return replace(letter(TEMPLATE, self._door, person, key=str(self._reminder.id), **values), bulk=True)

    def to_invited(self, invitation: Invitation, now: datetime) -> Mail:
        """Return the mail to somebody who has not answered: their invitation once more, with the reminder's words."""
        made = registration_mail.invitation_reminder(self._door, invitation, now)
        own = bool(self._reminder.text) or self._reminder.anchor != Anchor.MEETING.value
        note = self._texts[invitation.lang] if own else ""
        key = f"{TEMPLATE}:i{invitation.id}:{self._reminder.id}"
        return replace(made, key=key, values={**made.values, "note": note}, bulk=True)


def _text(reminder: Reminder, of: Occasion, lang: str) -> str:
    with speaking(lang):
        return reminder.text or standard_text(reminder.anchor, reminder.days, of)
