"""The shape of an organiser's settings of how one signs up to a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import StopValidation

from meetings.registration.forms.people import whole_number
from meetings.web import dates
from meetings.web.forms import ClockTime, Day, DeskForm, LongText, Text
from meetings.web.typed import instant, shown_until, until

MOST_SEATS = 100_000


class SettingsForm(DeskForm):
    """How one signs up to a meeting."""

    seats = Text(_l("Antal platser"), required=False, at_most=10)
    waiting_list = BooleanField(_l("Ha reservlista när platserna är slut"))
    show_seats_left = BooleanField(_l("Visa hur många platser som är kvar"))
    opens_day = Day(_l("Anmälan öppnar"), required=False)
    opens_time = ClockTime(_l("Tid"), required=False)
    closes_day = Day(_l("Sista anmälningsdag"), required=False)
    closes_time = ClockTime(_l("Tid"), required=False)
    public_list = BooleanField(_l("Ha en publik deltagarlista"))
    list_day = Day(_l("Visa listan till och med"), required=False)
    notice = LongText(_l("Om personuppgifter i just den här anmälan"), at_most=2000)
    base_revision = HiddenField()

    def validate_seats(self, field: Any) -> None:
        """Check that it is a number that a room can have."""
        typed = (field.data or "").replace(" ", "")
        if typed and not (typed.isascii() and typed.isdigit() and int(typed) <= MOST_SEATS):
            raise StopValidation(_("Skriv antalet med siffror, till exempel 120."))

    @property
    def base(self) -> int:
        """Return the revision that the form was filled in from."""
        return whole_number(self.base_revision.data)

    def settings(self) -> dict[str, Any]:
        """Return the values by the names of `actions.Settings`."""
        typed = (self.seats.data or "").replace(" ", "")
        opens_day = self.opens_day.data
        return {
            "seats": int(typed) if typed else None,
            "waiting_list": self.waiting_list.data,
            "show_seats_left": self.show_seats_left.data,
            "opens_at": instant(opens_day, self.opens_time.data or _MIDNIGHT) if opens_day else None,
            "closes_at": until(self.closes_day.data, self.closes_time.data),
            "public_list": self.public_list.data,
            "list_until": until(self.list_day.data, None),
            "notice": self.notice.data or "",
        }


_MIDNIGHT = datetime.min.time()


def settings_shown(settings: Mapping[str, Any], revision: int) -> dict[str, Any]:
    """Return the data that shows these settings in the form."""
    opens = dates.local(settings["opens_at"]) if settings["opens_at"] else None
    closes_day, closes_time = shown_until(settings["closes_at"])
    return {
        "seats": "" if settings["seats"] is None else str(settings["seats"]),
        "waiting_list": settings["waiting_list"],
        "show_seats_left": settings["show_seats_left"],
        "opens_day": opens.date() if opens else None,
        "opens_time": opens.time().replace(tzinfo=None) if opens else None,
        "closes_day": closes_day,
        "closes_time": closes_time,
        "public_list": settings["public_list"],
        "list_day": shown_until(settings["list_until"])[0],
        "notice": settings["notice"],
        "base_revision": str(revision),
    }
