"""The shape of a funder's round of applications, with what it asks of a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from meetings.ideas.forms.fields import Kronor, Month
from meetings.ideas.rules.fields import ABOUT, NAMES, PROMPTS
from meetings.ideas.rules.rounds import MOST_CRITERIA, CriterionText, RoundText
from meetings.schedule.forms.rows import Number, RowForm, Rows, WebAddress, offered
from meetings.text import whole_number
from meetings.web.forms import Day, DeskForm, LongText, Text

_BESIDE = (ABOUT, *PROMPTS)


class CriterionRow(RowForm):
    """A criterion; `key` is its id, empty while it is new."""

    key = HiddenField()
    label = Text(_l("Kriterium"), required=_l("Skriv vad kriteriet heter."))
    text = LongText(_l("Vad som krävs"), at_most=2000)
    beside = SelectField(_l("Visas vid fältet"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.beside.choices = offered([("", _("Inget fält, för sig")), *((code, _(NAMES[code])) for code in _BESIDE)])

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written in it."""
        return not self.label.data and not self.text.data

    def criterion(self) -> CriterionText:
        """Return what was written."""
        key = whole_number(self.key.data) or None
        return CriterionText(self.label.data or "", self.text.data or "", self.beside.data or "", key)


class RoundForm(DeskForm):
    """All of a round, filled in from one revision."""

    base_revision = HiddenField()
    title = Text(_l("Utlysningens namn"), required=_l("Skriv vad utlysningen heter."))
    funder = Text(_l("Finansiär"), required=False)
    programme_area = SelectField(_l("Programområde"))
    season = Text(_l("Omgång"), required=False, at_most=60)
    opens_on = Day(_l("Öppnar hos finansiären"), required=False)
    closes_on = Day(_l("Stänger hos finansiären"), required=False)
    starts_in = Month(_l("Projekten får börja"))
    ends_in = Month(_l("Projekten ska vara klara"))
    amount = Kronor(_l("Belopp att söka"))
    cofinancing_percent = Number(_l("Egen medfinansiering i procent"), at_most=100)
    url = WebAddress(_l("Finansiärens sida"), required=False)
    text = LongText(_l("Om utlysningen"), at_most=6000)
    criteria = Rows(CriterionRow, _l("Kriterier"), at_most=MOST_CRITERIA)

    def offer(self, areas: Sequence[tuple[str, str]]) -> None:
        """Fill in which programme areas there are."""
        self.programme_area.choices = offered([("", _("Inget")), *areas])

    @property
    def base(self) -> int:
        """The revision that it was filled in from; 0, which is none, when that was tampered with."""
        return whole_number(self.base_revision.data)

    def round(self) -> RoundText:
        """Return what was written. Only after it has been validated."""
        return RoundText(
            title=self.title.data or "",
            funder=self.funder.data or "",
            programme_area=self.programme_area.data or "",
            season=self.season.data or "",
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
            starts_on=_first_day(self.starts_in.data),
            ends_on=_first_day(self.ends_in.data),
            amount=self.amount.data,
            cofinancing_percent=self.cofinancing_percent.data,
            url=self.url.data or "",
            text=self.text.data or "",
            criteria=tuple(row.criterion() for row in self.criteria.kept()),
        )


def values_of(found: RoundText, base_revision: int) -> Mapping[str, Any]:
    """Return what the form of this round is filled in with."""
    same = ("title", "funder", "programme_area", "season", "opens_on", "closes_on", "amount", "cofinancing_percent")
    return {
        **{name: getattr(found, name) for name in (*same, "url", "text")},
        "base_revision": str(base_revision),
        "starts_in": f"{found.starts_on:%Y-%m}" if found.starts_on else "",
        "ends_in": f"{found.ends_on:%Y-%m}" if found.ends_on else "",
        "criteria": [
            {"key": str(one.key or ""), "order": place, "label": one.label, "text": one.text, "beside": one.field}
            for place, one in enumerate(found.criteria, 1)
        ],
    }


def _first_day(month: str | None) -> date | None:
    return date.fromisoformat(f"{month}-01") if month else None
