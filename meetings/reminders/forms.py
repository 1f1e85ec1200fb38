"""The shape of a reminder as an organiser writes it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from meetings.reminders.rules import MOST_DAYS, Anchor
from meetings.web.forms import ClockTime, DeskForm, Filled, LongText, Text

BEFORE, SAME, AFTER = "before", "same", "after"
_SIGNS = {BEFORE: -1, SAME: 0, AFTER: 1}
ANCHORS = {
    Anchor.MEETING.value: _l("Mötet"),
    Anchor.SIGN_UP.value: _l("Sista anmälningsdag"),
    Anchor.IDEAS.value: _l("Sista dag för inspel"),
}


class ReminderForm(DeskForm):
    """When a reminder goes out, to whom, and what it says."""

    anchor = SelectField(_l("Räknat från"), validators=[Filled(_l("Välj vad dagarna räknas från."))])
    side = SelectField(_l("Före eller efter"), validators=[Filled(_l("Välj före, samma dag eller efter."))])
    number = Text(_l("Antal dagar"), required=False, at_most=3)
    at = ClockTime(_l("Klockslag"))
    to_seat = BooleanField(_l("De som har en plats"))
    to_line = BooleanField(_l("De som står i kö"))
    to_silent = BooleanField(_l("Inbjudna som inte har svarat"))
    text = LongText(_l("Text i mejlet"), at_most=2000)
    base_revision = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.anchor.choices = [SelectChoice(value, str(label)) for value, label in ANCHORS.items()]
        self.side.choices = [
            SelectChoice(BEFORE, _("Dagar före")),
            SelectChoice(SAME, _("Samma dag")),
            SelectChoice(AFTER, _("Dagar efter")),
        ]

    @property
    def days(self) -> int:
        """The days from the anchor's day: negative before it."""
        typed = (self.number.data or "").strip()
        return _SIGNS[self.side.data] * (int(typed) if typed else 0)

    @property
    def at_minute(self) -> int:
        """The minutes after midnight."""
        at = self.at.data
        return int(at.hour * 60 + at.minute)

    @property
    def base(self) -> int:
        """The revision that this was filled in from."""
        given = str(self.base_revision.data or "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that there are days to count unless it is the same day."""
        valid = super().validate(extra_validators)
        typed = (self.number.data or "").strip()
        counted = typed.isascii() and typed.isdigit() and 0 < int(typed) <= MOST_DAYS
        if self.side.data != SAME and not counted:
            self.number.errors = [_("Skriv antalet dagar med siffror, 1 till %(most)d.", most=MOST_DAYS)]
            return False
        return bool(valid)
