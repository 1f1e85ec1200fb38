"""Fields that forms of projects share: a time as exactly as it is known, and how exact a number is."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from meetings.projects.rules.figures import EXACTNESS_NAMES
from meetings.projects.rules.points import point
from meetings.schedule.forms.rows import Number, offered

FIRST_YEAR, LAST_YEAR = 1900, 2099
LANGUAGES = [("sv", _l("Svenska")), ("en", _l("Engelska"))]
EXACTNESSES = [(one.value, _l(name)) for one, name in EXACTNESS_NAMES.items()]
_PARTS = [
    ("", _l("hela året")),
    ("01", _l("januari")),
    ("02", _l("februari")),
    ("var", _l("våren")),
    ("03", _l("mars")),
    ("04", _l("april")),
    ("05", _l("maj")),
    ("sommar", _l("sommaren")),
    ("06", _l("juni")),
    ("07", _l("juli")),
    ("08", _l("augusti")),
    ("host", _l("hösten")),
    ("09", _l("september")),
    ("10", _l("oktober")),
    ("11", _l("november")),
    ("vinter", _l("vintern")),
    ("12", _l("december")),
]


class Year(Number):
    """A year of four digits; `data` is an int or None."""

    def process_formdata(self, valuelist: Any) -> None:
        """Read the year that was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Skriv året med fyra siffror, till exempel 2014.")) from error
        if self.data is not None and not FIRST_YEAR <= self.data <= LAST_YEAR:
            self.data = None
            raise ValueError(_("Skriv året med fyra siffror, till exempel 2014."))


class PartOfYear(SelectField):
    """The whole year, or the season or month of it: the rest of the code of a time (`rules.points`)."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, choices=offered(_PARTS), default="", **kwargs)


def code_of(year: Any, part: Any) -> str:
    """Return the code of the time that two fields hold; "" without a year."""
    if year.data is None:
        return ""
    return f"{year.data}-{part.data}" if part.data else str(year.data)


def parts_of(code: str) -> tuple[int | None, str]:
    """Return what the two fields of a time are filled in with."""
    found = point(code)
    return (found.year, code.partition("-")[2]) if found else (None, "")


def ask_for_year(year: Any, part: Any) -> bool:
    """Tell whether a time holds: a month or season alone gets its year asked for."""
    if part.data and year.data is None and not year.errors:
        year.errors = [*year.errors, _("Skriv också vilket år.")]
        return False
    return True
