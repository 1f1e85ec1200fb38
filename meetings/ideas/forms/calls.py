"""The shapes of a call's settings, and of more time for everybody and for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import StopValidation

from meetings.ideas.rules.calls import CallText, CallTimes, Extended
from meetings.ideas.rules.fields import NAMES, PROMPTS
from meetings.schedule.forms.rows import Boxes, offered
from meetings.text import whole_number
from meetings.web import dates
from meetings.web.forms import ClockTime, Day, DeskForm, EmailText, LongText, Text
from meetings.web.typed import instant, shown_until, until

LANGUAGES = [("sv", _l("Svenska")), ("en", _l("Engelska"))]


class CallForm(DeskForm):
    """When ideas are taken and what is asked of them; `confirmed` is the mark of warnings that have been read."""

    base_revision = HiddenField()
    confirmed = HiddenField()
    copied = HiddenField()
    round = SelectField(_l("Utlysning"), validate_choice=False)
    intro = LongText(_l("Inbjudan"), at_most=6000)
    opens_day = Day(_l("Öppnar"), required=False)
    opens_time = ClockTime(_l("Tid"), required=False)
    closes_day = Day(_l("Sista dag"), required=_l("Skriv sista dag för projektidéer."))
    closes_time = ClockTime(_l("Tid"), required=False)
    answers_time = ClockTime(_l("Sekretariatet svarar den sista dagen till kl."), required=False)
    decision_by = Day(_l("Besked senast"), required=False)
    required = Boxes(_l("Det här måste också fyllas i"))

    def offer(self, rounds: Sequence[tuple[str, str]]) -> None:
        """Fill in which rounds and which fields there are."""
        self.round.choices = offered([("", _("Ingen utlysning")), *rounds])
        self.required.choices = offered([(code, _(NAMES[code])) for code in PROMPTS])

    def validate_round(self, field: Any) -> None:
        """Check that it is one of those that are offered."""
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise StopValidation(_("Välj en utlysning i listan."))

    def validate_opens_time(self, field: Any) -> None:
        """Ask for the day when there is only a time."""
        if field.data is not None and not self.opens_day.data:
            raise StopValidation(_("Skriv också vilken dag inspelet öppnar."))

    @property
    def base(self) -> int:
        """The revision that it was filled in from; 0, which is none, when that was tampered with."""
        return whole_number(self.base_revision.data)

    @property
    def copied_from(self) -> int | None:
        """The call whose settings it was filled in with, None when of none."""
        return whole_number(self.copied.data) or None

    def call(self) -> CallText:
        """Return what was written. Only after it has been validated."""
        day = self.opens_day.data
        last_day, answers = self.closes_day.data, self.answers_time.data
        closes_at = until(last_day, self.closes_time.data)
        assert closes_at is not None
        return CallText(
            CallTimes(
                instant(day, self.opens_time.data or time()) if day else None,
                closes_at,
                instant(last_day, answers) if answers is not None else None,
                self.decision_by.data,
            ),
            round_id=whole_number(self.round.data) or None,
            intro=self.intro.data or "",
            required=tuple(code for code in PROMPTS if code in (self.required.data or ())),
        )


def values_of(call: CallText, base_revision: int) -> Mapping[str, Any]:
    """Return what the form of this call is filled in with."""
    times = call.times
    closes_day, closes_time = shown_until(times.closes_at)
    opens = dates.local(times.opens_at) if times.opens_at else None
    return {
        "base_revision": str(base_revision),
        "opens_day": opens.date() if opens else None,
        "opens_time": opens.time().replace(tzinfo=None) if opens and opens.time() != time() else None,
        "closes_day": closes_day,
        "closes_time": closes_time,
        "answers_time": dates.local(times.answers_until).time().replace(tzinfo=None) if times.answers_until else None,
        "decision_by": times.decision_by,
        **settings_of(call),
    }


def settings_of(call: CallText) -> Mapping[str, Any]:
    """Return what lasts from one call to the next: all but its times."""
    return {"round": str(call.round_id or ""), "intro": call.intro, "required": list(call.required)}


class _TimeForm(DeskForm):
    """A new last day, with a time or through the whole day."""

    day = Day(_l("Ny sista dag"), required=_l("Skriv den nya sista dagen."))
    at = ClockTime(_l("Tid"), required=False)

    @property
    def until(self) -> datetime:
        """The exclusive instant that was written. Only after it has been validated."""
        found = until(self.day.data, self.at.data)
        assert found is not None
        return found


class ExtendForm(_TimeForm):
    """More time for everybody."""

    reason = Text(
        _l("Tiden förlängs därför att"), required=_l("Skriv varför tiden förlängs. Det visas på webben."), at_most=300
    )


class PersonalForm(_TimeForm):
    """More time for one actor."""

    name = Text(_l("Namn"), required=_l("Skriv vem som får mer tid."))
    email = EmailText(_l("E-post"), required=_l("Skriv adressen som länken ska mejlas till."))
    lang = RadioField(_l("Språk"), choices=offered(LANGUAGES), default="sv")
    reason = Text(_l("Skäl"), required=_l("Skriv varför den här aktören får mer tid. Det står i mejlet."), at_most=300)

    def extended(self) -> Extended:
        """Return what was written. Only after it has been validated."""
        return Extended(
            self.name.data or "", self.email.data or "", self.until, self.reason.data or "", self.lang.data or "sv"
        )
