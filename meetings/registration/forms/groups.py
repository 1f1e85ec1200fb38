"""The shape of signing up several colleagues in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from meetings.registration.forms.people import PersonForm
from meetings.registration.rules.groups import FEWEST, MOST
from meetings.schedule.forms.rows import RowForm, Rows, offered
from meetings.text import holds_personal_number, key
from meetings.web.forms import EmailText, Filled, Text

ALL, FIT = "all", "fit"
SHOWN_FIRST = 3  # rows


class MemberRow(RowForm):
    """A colleague."""

    name = Text(_l("Namn"))
    email = EmailText(_l("E-post"))


class GroupForm(PersonForm):
    """Colleagues of one organisation, and what happens when there are not seats for all."""

    name = email = None  # type: ignore[assignment]
    members = Rows(MemberRow, _l("Personer"), at_most=MOST)
    together = RadioField(
        _l("Om platserna inte räcker till alla"),
        choices=offered([(FIT, _l("Anmäl så många som får plats")), (ALL, _l("Anmäl alla eller ingen"))]),
        validate_choice=False,
        validators=[Filled(_l("Välj vad som ska hända om platserna inte räcker."))],
    )

    def show_rows(self) -> None:
        """Show as many empty rows as a small group needs."""
        while len(self.members.entries) < SHOWN_FIRST:
            self.members.add()

    @property
    def holds_personal_number(self) -> bool:
        """Whether some text seems to hold a personal identity number."""
        return super().holds_personal_number or any(
            holds_personal_number(row.name.data or "") for row in self.members.kept()
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then that they are several people, each with an address of their own."""
        holds: bool = super().validate(extra_validators)
        rows = self.members.kept()
        if len(rows) < FEWEST and not any(row.errors for row in rows):
            self.members.errors = [_("Skriv minst två personer. Är ni bara en, använd den vanliga anmälan.")]
            holds = False
        if self._names_twice(rows):
            holds = False
        return holds and self.together.data in (ALL, FIT)

    def _names_twice(self, rows: Sequence[MemberRow]) -> bool:
        """Say at its field that an address stands in a row before; tell whether one does."""
        seen: dict[str, int] = {}
        found = False
        for number, row in enumerate(rows, 1):
            address = key(row.email.data or "")
            if address in seen and not row.email.errors:
                said = _("Adressen står redan på rad %(number)s. Var och en behöver en egen.", number=seen[address])
                row.email.errors = [said]
                found = True
            seen.setdefault(address, number)
        if found:
            self.members.errors = [entry.errors for entry in self.members.entries]  # the summary reads them here
        return found


def group_form(fields: Mapping[str, Any]) -> GroupForm:
    """Return the form with the fields that the meeting adds (unbound, by name)."""
    form: GroupForm = type("GroupForm", (GroupForm,), dict(fields))()
    return form
