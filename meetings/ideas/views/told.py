"""What pages say of a call: its times and the time left, who may send now, what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.ideas.models import CallExtension, FundingRound, IdeaCall
from meetings.ideas.rules.deadline import Phase, Times, phase
from meetings.schedule.models import Contact
from meetings.web import dates
from meetings.web.lang import lang

_DAYS_TOLD = 60  # further away than that a number of days says less than the date


@dataclass(frozen=True)
class Left:
    """How long it is until a call closes: whole days to its last day, or on that day hours, at last minutes."""

    unit: str
    number: int

    @property
    def words(self) -> str:
        """The time left in words."""
        if self.unit == "days":
            return str(ngettext("%(num)s dag kvar", "%(num)s dagar kvar", self.number))
        if self.unit == "hours":
            return str(ngettext("stänger om %(num)s timme", "stänger om %(num)s timmar", self.number))
        return str(ngettext("stänger om %(num)s minut", "stänger om %(num)s minuter", self.number))


def left(closes_at: datetime | None, now: datetime) -> Left | None:
    """Return how long is left until the exclusive instant, None when it has passed or lies far ahead.

    It changes at most once a minute: as part of a page's key it keeps the page true.
    """
    if closes_at is None or now >= closes_at:
        return None
    days = dates.days_until(closes_at - timedelta(microseconds=1), now)
    if days > 0:
        return Left("days", days) if days <= _DAYS_TOLD else None
    minutes = -((now - closes_at) // timedelta(minutes=1))
    return Left("hours", minutes // 60) if minutes >= 60 else Left("minutes", minutes)


@dataclass(frozen=True)
class Told:
    """A call in words at one moment; texts are empty where there is nothing to say."""

    is_open: bool
    is_coming: bool
    opens: str
    deadline: str
    left: str
    decision: str
    answers: str
    extended: str
    reason: str


def told(call: IdeaCall, now: datetime, extension: CallExtension | None = None) -> Told:
    """Return what everybody is told of the call; `extension` is the latest for all, told while it decides."""
    where = phase(Times(call.opens_at, call.closes_at), now)
    remains = left(call.closes_at, now)
    decides = extension is not None and extension.until == call.closes_at
    return Told(
        is_open=where is Phase.OPEN,
        is_coming=where is Phase.COMING,
        opens=dates.moment(call.opens_at) if call.opens_at else "",
        deadline=dates.deadline(call.closes_at),
        left=remains.words if remains and where is Phase.OPEN else "",
        decision=_("Besked senast %(day)s", day=dates.date_text(call.decision_by)) if call.decision_by else "",
        answers=_answers(call) if where is not Phase.CLOSED else "",
        extended=until_words(extension.until) if extension is not None and decides else "",
        reason=extension.reason.rstrip(". ") if extension is not None and decides else "",
    )


def until_words(until: datetime) -> str:
    """Return an exclusive end as what time was extended to."""
    if dates.is_midnight(until):
        return str(_("till och med %(day)s", day=dates.date_text(until - timedelta(microseconds=1))))
    return str(_("till %(moment)s", moment=dates.moment(until)))


def _answers(call: IdeaCall) -> str:
    if call.answers_until is None:
        return ""
    words = _(
        "Sekretariatet svarar på frågor till kl. %(time)s %(day)s.",
        time=dates.clock_time(call.answers_until),
        day=dates.date_text(call.answers_until),
    )
    return str(dates.in_one_line(words))


def round_facts(found: FundingRound) -> list[dict[str, Any]]:
    """Return what is known of a round, in words, as `facts.key_values` takes it."""
    area = found.programme_area
    percent = found.cofinancing_percent
    return [
        {"label": _("Finansiär"), "value": found.funder},
        {"label": _("Programområde"), "value": area.name(lang()) if area else ""},
        {"label": _("Omgång"), "value": found.season},
        {"label": _("Att söka"), "value": dates.kronor(found.amount) if found.amount is not None else ""},
        {"label": _("Egen medfinansiering"), "value": f"{percent} %" if percent is not None else ""},
        {"label": _("Projektperiod"), "value": _period(found)},
        {"label": _("Ansökan hos finansiären"), "value": _at_funder(found)},
    ]


def _period(found: FundingRound) -> str:
    starts = dates.months(f"{found.starts_on:%Y-%m}") if found.starts_on else ""
    ends = dates.months(f"{found.ends_on:%Y-%m}") if found.ends_on else ""
    if starts and ends:
        return f"{starts}–{ends}"
    if starts:
        return str(_("tidigast från %(month)s", month=starts))
    return str(_("senast till och med %(month)s", month=ends)) if ends else ""


def _at_funder(found: FundingRound) -> str:
    opens = dates.date_text(found.opens_on) if found.opens_on else ""
    closes = dates.date_text(found.closes_on) if found.closes_on else ""
    if opens and closes:
        return f"{opens} – {closes}"
    if opens:
        return str(_("från %(day)s", day=opens))
    return str(_("senast %(day)s", day=closes)) if closes else ""


def contacts_of(contacts: Iterable[Contact]) -> list[dict[str, Any]]:
    """Return whom to ask, with the details that there are."""
    return [{"name": one.name, "title": one.title, "email": one.email, "phones": one.phones} for one in contacts]
