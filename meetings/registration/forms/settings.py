"""The shape of an organiser's settings of how one signs up to a meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings.registration.rules import Access
from meetings.schedule.forms.rows import RowForm, Rows, offered
from meetings.text import whole_number
from meetings.web import dates
from meetings.web.forms import ClockTime, Day, DeskForm, LongText, Text
from meetings.web.typed import instant, shown_until, until

MOST_SEATS = 100_000
MOST_RESERVED = 20
_ACCESS = [
    (Access.OPEN.value, _l("Alla")),
    (Access.LINK.value, _l("De som har länken")),
    (Access.INVITED.value, _l("Bara inbjudna")),
]
# Those behind "Fler val": the page shows them open when one of them is not as it is to begin with.
FURTHER = ("moderated", "confirm_address", "groups", "hand_over", "reserved", "public_list", "notice")


class SeatsText(Text):
    """A number of seats; `number` is it, None when nothing was typed."""

    def __init__(self, label: Any, *, required: Any = False, **kwargs: Any) -> None:
        super().__init__(label, required=required, at_most=10, validators=[_a_number], **kwargs)

    @property
    def number(self) -> int | None:
        """The number that was typed."""
        typed = (self.data or "").replace(" ", "")
        return int(typed) if typed else None


def _a_number(_form: Any, field: Any) -> None:
    if not is_a_number_of_seats(field.data):
        raise StopValidation(_("Skriv antalet med siffror, till exempel 120."))


def is_a_number_of_seats(typed: str | None) -> bool:
    """Tell whether this is a number that a room can have, spaces apart; nothing typed is no limit."""
    digits = (typed or "").replace(" ", "")
    return not digits or (digits.isascii() and digits.isdigit() and int(digits) <= MOST_SEATS)


class ReservedRow(RowForm):
    """Seats that are reserved for one sector, through a day."""

    sector = SelectField(_l("Sektor"), validate_choice=False)
    seats = SeatsText(_l("Antal platser"), required=_l("Skriv hur många platser, till exempel 20."))
    released = Day(_l("Till och med"), required=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen or written in it."""
        return not (self.sector.data or self.seats.data or self.released.data)

    def validate_sector(self, field: Any) -> None:
        """Check that a sector was chosen."""
        if field.data not in {choice.value for choice in field.choices if choice.value}:
            raise StopValidation(_("Välj en sektor."))

    def validate_seats(self, field: Any) -> None:
        """Check that there is something to reserve."""
        if not field.number:
            raise StopValidation(_("Skriv hur många platser, till exempel 20."))


class SettingsForm(DeskForm):
    """How one signs up to a meeting; of the seats either those in all, or those in the room and on the net."""

    seats = SeatsText(_l("Antal platser"))
    room_seats = SeatsText(_l("Platser i lokalen"))
    online_seats = SeatsText(_l("Platser på nätet"))
    waiting_list = BooleanField(_l("Ha reservlista när platserna är slut"))
    show_seats_left = BooleanField(_l("Visa hur många platser som är kvar"))
    access = RadioField(_l("Vem får anmäla sig?"), choices=offered(_ACCESS))
    listed = BooleanField(_l("Visa mötet i listor och sökning"))
    opens_day = Day(_l("Anmälan öppnar"), required=False)
    opens_time = ClockTime(_l("Tid"), required=False)
    closes_day = Day(_l("Sista anmälningsdag"), required=False)
    closes_time = ClockTime(_l("Tid"), required=False)
    moderated = BooleanField(_l("Arrangören säger ja eller nej till varje anmälan"))
    confirm_address = BooleanField(_l("Adressen ska bekräftas innan platsen gäller"))
    groups = BooleanField(_l("En person får anmäla flera kollegor på en gång"))
    hand_over = BooleanField(_l("Man får överlåta sin plats till en kollega"))
    reserved = Rows(ReservedRow, _l("Reserverade platser"), invites=False, at_most=MOST_RESERVED)
    public_list = BooleanField(_l("Ha en publik deltagarlista"))
    list_day = Day(_l("Visa listan till och med"), required=False)
    notice = LongText(_l("Om personuppgifter i just den här anmälan"), at_most=2000)
    base_revision = HiddenField()

    def offer(self, sectors: Iterable[tuple[int, str]], *, hybrid: bool) -> None:
        """Fill in the sectors, and keep the fields for the seats that this meeting has."""
        self.sectors = [SelectChoice("", _("Välj")), *(SelectChoice(str(number), name) for number, name in sectors)]
        for entry in self.reserved.entries:
            entry.form.sector.choices = self.sectors
        if hybrid:
            del self.seats
        else:
            del self.room_seats
            del self.online_seats

    def add_row(self) -> None:
        """Add an empty row to the reserved seats."""
        self.reserved.add()
        self.reserved.entries[-1].form.sector.choices = self.sectors

    def blank_row(self) -> Any:
        """Return an empty row for a script to make new ones of."""
        row = self.reserved.blank("__index__").form
        row.sector.choices = self.sectors
        return row

    @property
    def base(self) -> int:
        """Return the revision that the form was filled in from."""
        return whole_number(self.base_revision.data)

    def settings(self) -> dict[str, Any]:
        """Return the values by the names of `actions.Settings`; seats as numbers, reserved seats as triples."""
        opens_day = self.opens_day.data
        seats = {name: self[name].number for name in ("seats", "room_seats", "online_seats") if name in self}
        same = ("waiting_list", "show_seats_left", "access", "listed", "public_list")
        return {
            **seats,
            **{name: self[name].data for name in (*same, "moderated", "confirm_address", "groups", "hand_over")},
            "opens_at": instant(opens_day, self.opens_time.data or _MIDNIGHT) if opens_day else None,
            "closes_at": until(self.closes_day.data, self.closes_time.data),
            "list_until": until(self.list_day.data, None),
            "notice": self.notice.data or "",
            "reserved": tuple(
                (int(row.sector.data), row.seats.number or 0, until(row.released.data, None))
                for row in self.reserved.kept()
            ),
        }


_MIDNIGHT = datetime.min.time()


def settings_shown(settings: Mapping[str, Any], revision: int) -> dict[str, Any]:
    """Return the data that shows these settings in the form."""
    opens = dates.local(settings["opens_at"]) if settings["opens_at"] else None
    closes_day, closes_time = shown_until(settings["closes_at"])
    worked_out = ("opens_at", "closes_at", "list_until", "reserved")
    return {
        **{name: value for name, value in settings.items() if name not in worked_out},
        **{name: _shown(settings[name]) for name in ("seats", "room_seats", "online_seats") if name in settings},
        "opens_day": opens.date() if opens else None,
        "opens_time": opens.time().replace(tzinfo=None) if opens else None,
        "closes_day": closes_day,
        "closes_time": closes_time,
        "list_day": shown_until(settings["list_until"])[0],
        "reserved": [
            {"sector": str(sector), "seats": _shown(seats), "released": shown_until(released)[0]}
            for sector, seats, released in settings["reserved"]
        ],
        "base_revision": str(revision),
    }


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)
