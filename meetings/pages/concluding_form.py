"""The form that wraps a meeting up."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from meetings.schedule.forms.rows import Number, offered
from meetings.schedule.rules import QUALIFIER_NAMES
from meetings.schedule.rules.concluding import Conclusion
from meetings.text import whole_number
from meetings.web.forms import DeskForm, LongText


class ConcludeForm(DeskForm):
    """How many came, what they arrived at, and the summary that stands first on the meeting's page."""

    base_revision = HiddenField()
    reported_qualifier = SelectField(
        _l("Så exakt är antalet"), choices=offered([(one.value, _l(name)) for one, name in QUALIFIER_NAMES.items()])
    )
    reported_number = Number(_l("Antal deltagare"))
    conclusions = LongText(_l("Slutsatser"), at_most=10_000)
    afterwards = LongText(_l("Sammanfattning efter mötet"), at_most=3000)

    @property
    def base(self) -> int:
        """The revision that it was filled in from; 0, which is none, when that was tampered with."""
        return whole_number(self.base_revision.data)

    def conclusion(self) -> Conclusion:
        """Return what was written. Only after it has been validated."""
        return Conclusion(
            reported_qualifier=self.reported_qualifier.data,
            reported_number=self.reported_number.data,
            conclusions=self.conclusions.data or "",
            afterwards=self.afterwards.data or "",
        )
