"""Forms of the follow-up: which ideas in which order and for how long, and what came of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import StopValidation

from meetings.ideas.rules.following import MINUTES, MOST_MINUTES, MOST_SLOTS, OUTCOME_NAMES, Outcome, Plan, Row
from meetings.schedule.forms.rows import Boxes, Number, RowForm, Rows, offered
from meetings.text import whole_number
from meetings.web.forms import ClockTime, Day, DeskForm, LongText, Text
from meetings.web.typed import instant


def _some(_form: Any, field: Any) -> None:
    if field.data == 0:
        raise StopValidation(_("Skriv minst en minut, eller ta bort raden."))


class SlotRow(RowForm):
    """An idea that is taken up."""

    idea = HiddenField()
    minutes = Number(_l("Minuter"), at_most=MOST_MINUTES)
    presenters = Text(_l("Presenteras av"), required=False, at_most=200)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the row; no minutes at all are none."""
        return super().validate({"minutes": [_some]})


class FollowUpForm(DeskForm):
    """The ideas of the follow-up in their order, and which ones are added; filled in from one revision of it."""

    base_revision = HiddenField()
    day = Day(_l("Dag"))
    starts = ClockTime(_l("Den första börjar"))
    rows = Rows(SlotRow, _l("Idéer på programmet"), invites=False, at_most=MOST_SLOTS)
    add = Boxes(_l("Lägg till idéer"), validate_choice=False)

    def offer(self, ideas: Iterable[tuple[int, str]]) -> None:
        """Let these ideas be added."""
        self.add.choices = offered((str(idea_id), label) for idea_id, label in ideas)

    @property
    def base(self) -> int:
        """The revision that it was filled in from; 0, which is none, when that was tampered with."""
        return whole_number(self.base_revision.data)

    def plan(self, behind: Mapping[int, str]) -> Plan:
        """Return what was asked for; an idea that is added is presented by its organisation, by id in `behind`."""
        rows = [_row(row) for row in self.rows.kept()]
        standing = {row.idea_id for row in rows}
        added = [number for typed in self.add.data or () if (number := whole_number(typed)) not in standing]
        rows += [Row(number, MINUTES, behind.get(number, "")) for number in added]
        return Plan(instant(self.day.data, self.starts.data), tuple(rows))


def _row(row: SlotRow) -> Row:
    minutes = row.minutes.data if row.minutes.data is not None else MINUTES
    return Row(whole_number(row.idea.data), minutes, row.presenters.data or "")


class OutcomeForm(DeskForm):
    """What came of an idea."""

    outcome = RadioField(
        _l("Vad blev det?"),
        choices=offered(
            [("", _l("Inget noterat än")), *((one.value, _l(name)) for one, name in OUTCOME_NAMES.items())]
        ),
        default="",
    )
    text = LongText(_l("Vad mötet kom fram till"), at_most=2000)

    @property
    def chosen(self) -> Outcome | None:
        """The outcome that was chosen, None for none."""
        return Outcome(self.outcome.data) if self.outcome.data else None
