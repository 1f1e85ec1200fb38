"""The forms of a meeting itself: the three questions that begin it, and everything but the programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField

from meetings.schedule.forms.rows import Boxes, Number, RowForm, Rows, WebAddress, offered
from meetings.schedule.rules import ATTENDANCE_NAMES, QUALIFIER_NAMES, Attendance
from meetings.schedule.rules.content import ContactText, Details, NewMeeting
from meetings.text import one_line, whole_number
from meetings.web import dates
from meetings.web.forms import ClockTime, Day, DeskForm, EmailText, LongText, Text
from meetings.web.typed import instant

LANGUAGES = [("sv", _l("Svenska")), ("en", _l("Engelska"))]
_ATTENDANCES = [(one.value, _l(name)) for one, name in ATTENDANCE_NAMES.items()]
_QUALIFIERS = [(one.value, _l(name)) for one, name in QUALIFIER_NAMES.items()]


class NewForm(DeskForm):
    """What, when and where."""

    title = Text(_l("Vad handlar mötet om?"), required=_l("Skriv vad mötet handlar om."))
    kind = SelectField(_l("Slags möte"))
    day = Day(_l("Dag"), required=_l("Skriv vilken dag mötet är."))
    starts_time = ClockTime(_l("Börjar kl."))
    ends_time = ClockTime(_l("Slutar kl."))
    attendance = RadioField(_l("Var är mötet?"), choices=offered(_ATTENDANCES), default=Attendance.PLACE.value)
    venue = Text(_l("Lokal"), required=False)
    town = Text(_l("Ort"), required=False, at_most=80)
    lang = RadioField(_l("Språk som mötet beskrivs på"), choices=offered(LANGUAGES), default="sv")

    def offer(self, kinds: Sequence[tuple[str, str]]) -> None:
        """Give the kind its choices."""
        self.kind.choices = offered(kinds)

    def start(self) -> NewMeeting:
        """Return the answers."""
        return NewMeeting(
            title=self.title.data or "",
            kind=self.kind.data or "",
            starts_at=instant(self.day.data, self.starts_time.data),
            ends_at=instant(self.day.data, self.ends_time.data),
            attendance=self.attendance.data,
            venue=self.venue.data or "",
            town=self.town.data or "",
            lang=self.lang.data,
        )


class OrganiserRow(RowForm):
    """An organisation that arranges the meeting, by its name."""

    name = Text(_l("Organisation"))


class ContactRow(RowForm):
    """Somebody to ask; any of the details may be missing."""

    name = Text(_l("Namn"), required=False)
    title = Text(_l("Titel"), required=False)
    email = EmailText(_l("E-post"), required=False)
    phones = Text(_l("Telefon"), required=False)

    def contact(self) -> ContactText:
        """Return the person as written; numbers are parted by commas."""
        phones = tuple(one_line(one) for one in (self.phones.data or "").split(",") if one_line(one))
        return ContactText(self.name.data or "", self.title.data or "", self.email.data or "", phones)


class EditForm(DeskForm):
    """All of a meeting but its programme, filled in from one revision."""

    base_revision = HiddenField()

    kind = SelectField(_l("Slags möte"))
    title = Text(_l("Rubrik"), required=_l("Skriv en rubrik."))
    theme = Text(_l("Tema"), required=False, at_most=120)
    summary = LongText(_l("Sammanfattning"), at_most=600)
    purpose = LongText(_l("Syfte"))
    body = LongText(_l("Mer om mötet"), at_most=20_000)
    lang = RadioField(_l("Språk som mötet beskrivs på"), choices=offered(LANGUAGES))

    starts_day = Day(_l("Börjar dag"), required=_l("Skriv vilken dag mötet börjar."))
    starts_time = ClockTime(_l("Börjar kl."))
    ends_day = Day(_l("Slutar dag"), required=False)
    ends_time = ClockTime(_l("Slutar kl."))

    attendance = RadioField(_l("Hur deltar man?"), choices=offered(_ATTENDANCES))
    venue = Text(_l("Lokal"), required=False)
    street = Text(_l("Gatuadress"), required=False)
    postcode = Text(_l("Postnummer"), required=False, at_most=12)
    town = Text(_l("Ort"), required=False, at_most=80)
    directions = LongText(_l("Hitta hit"), at_most=2000)
    venue_access = LongText(_l("Tillgänglighet i lokalen"), at_most=2000)
    online_url = WebAddress(_l("Adress till onlinemötet"), required=False)
    online_in_calendar = BooleanField(_l("Ta med adressen till onlinemötet i kalenderfilen"))

    organisers = Rows(OrganiserRow, _l("Arrangörer"), at_most=20)
    contacts = Rows(ContactRow, _l("Kontaktpersoner"), at_most=20)
    target_groups = Boxes(_l("Målgrupper"))
    programme_area = SelectField(_l("Programområde"))
    eu_funded = BooleanField(_l("Visa EU-flaggan och ”Medfinansieras av Europeiska unionen”"))

    follows = SelectField(_l("Uppföljning av"))
    reported_qualifier = SelectField(_l("Så exakt är antalet"), choices=offered(_QUALIFIERS))
    reported_number = Number(_l("Antal deltagare"))
    afterwards = LongText(_l("Sammanfattning efter mötet"), at_most=3000)
    conclusions = LongText(_l("Slutsatser"), at_most=10_000)

    diarienummer = Text(_l("Diarienummer"), required=False, at_most=60)

    def offer(
        self,
        kinds: Sequence[tuple[str, str]],
        areas: Sequence[tuple[str, str]],
        groups: Sequence[tuple[str, str]],
        meetings: Sequence[tuple[str, str]],
        none: str,
    ) -> None:
        """Give the fields their choices; `none` is what to call having none."""
        self.kind.choices = offered(kinds)
        self.programme_area.choices = offered([("", none), *areas])
        self.target_groups.choices = offered(groups)
        self.follows.choices = offered([("", none), *meetings])

    @property
    def base(self) -> int:
        """The revision that it was filled in from; 0, which is none, when that was tampered with."""
        return whole_number(self.base_revision.data)

    def add_row(self, name: str) -> None:
        """Add an empty row to the list of this name."""
        rows = {"organisers": self.organisers, "contacts": self.contacts}.get(name)
        if rows is not None:
            rows.add()

    def details(self) -> Details:
        """Return what was written. Only after it has been validated."""
        values = {name: self._written(name) for name in _SAME_NAME}
        return Details(
            **values,
            starts_at=instant(self.starts_day.data, self.starts_time.data),
            ends_at=instant(self.ends_day.data or self.starts_day.data, self.ends_time.data),
            organisers=tuple(row.name.data for row in self.organisers.kept()),
            contacts=tuple(row.contact() for row in self.contacts.kept()),
            target_groups=tuple(self.target_groups.data or ()),
            follows=int(self.follows.data) if self.follows.data else None,
            reported_number=self.reported_number.data,
        )

    def _written(self, name: str) -> Any:
        value = self[name].data
        return "" if value is None else value

    @property
    def texts(self) -> list[str]:
        """All that was written freely, to be looked through."""
        return [field.data for field in self if isinstance(field, Text | LongText) and field.data]


_SAME_NAME = (
    "kind", "title", "theme", "summary", "purpose", "body", "lang", "attendance", "venue", "street", "postcode", "town",
    "directions", "venue_access", "online_url", "online_in_calendar", "programme_area", "eu_funded",
    "reported_qualifier", "afterwards", "conclusions", "diarienummer",
)  # fmt: skip


def values_of(details: Details, base_revision: int) -> Mapping[str, Any]:
    """Return what the form of these details is filled in with."""
    starts_day, starts_time = _wall(details.starts_at)
    ends_day, ends_time = _wall(details.ends_at)
    return {
        **{name: getattr(details, name) for name in _SAME_NAME},
        "base_revision": str(base_revision),
        "starts_day": starts_day,
        "starts_time": starts_time,
        "ends_day": ends_day,
        "ends_time": ends_time,
        "organisers": [{"name": name, "order": place} for place, name in enumerate(details.organisers, 1)],
        "contacts": [
            {**asdict(one), "phones": ", ".join(one.phones), "order": place}
            for place, one in enumerate(details.contacts, 1)
        ],
        "target_groups": list(details.target_groups),
        "follows": str(details.follows or ""),
        "reported_number": details.reported_number,
    }


def _wall(moment: datetime) -> tuple[date, time]:
    at = dates.local(moment)
    return at.date(), at.time().replace(tzinfo=None)
