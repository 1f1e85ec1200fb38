"""The shape of what organisers type about people: one person, pasted lines, an export, a copy, a cancellation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from meetings.directory.rules import Vocabulary
from meetings.participants.rules.pasted import AT_MOST, Line, lines_in
from meetings.registration.forms import WordOffered, WordSelect
from meetings.text import key
from meetings.web.forms import ClockTime, Day, DeskForm, EmailText, Filled, LongText, Text


class PersonForm(DeskForm):
    """The details of somebody that an organiser may enter or change."""

    name = Text(_l("Namn"))
    email = EmailText(_l("E-post"))
    organisation = Text(_l("Organisation"), required=False)
    organisation_type = WordSelect(_l("Typ av organisation"), required=False)
    municipality = WordSelect(_l("Kommun"), required=False)
    speaks = SelectField(_l("Språk i mejl"), default="sv")
    base_revision = HiddenField()

    @property
    def base(self) -> int:
        """The revision that this was filled in from."""
        given = str(self.base_revision.data or "")
        return int(given) if given.isascii() and given.isdigit() else 0

    def offer(self, words: Sequence[WordOffered]) -> None:
        """Offer these words of the directory."""
        self.organisation_type.offer(words, Vocabulary.ORGANISATION_TYPE)
        self.municipality.offer(words, Vocabulary.MUNICIPALITY)
        self.speaks.choices = [SelectChoice("sv", _("Svenska")), SelectChoice("en", _("Engelska"))]


class AddForm(PersonForm):
    """A person to be added by hand."""

    notify = BooleanField(_l("Skicka bekräftelse med personens egen länk"), default=True)


class PasteForm(DeskForm):
    """Lines to be read, and whether those who are added are told."""

    lines = LongText(_l("En person per rad"), required=_l("Klistra in minst en rad."), at_most=200_000)
    notify = BooleanField(_l("Skicka bekräftelse till var och en, med personens egen länk"), default=True)

    def validate_lines(self, field: Any) -> None:
        """Say how many lines there are when they are too many."""
        number = sum(1 for line in (field.data or "").split("\n") if line.strip())
        if number > AT_MOST:
            message = _("Det är %(number)d rader. Dela upp dem i omgångar om högst %(most)d.")
            raise ValidationError(message % {"number": number, "most": AT_MOST})


class _LineForm(Form):
    name = Text(_l("Namn"))
    email = EmailText(_l("E-post"))
    organisation = Text(_l("Organisation"), required=False)


@dataclass(frozen=True)
class ReadLine:
    """A line as it was read: its person, cleaned, and what has to be mended, in words."""

    number: int
    raw: str
    name: str
    email: str
    organisation: str
    errors: Sequence[str] = ()

    @property
    def email_key(self) -> str:
        """The address in the form in which two spellings are equal."""
        return key(self.email)


def read_lines(pasted: str) -> list[ReadLine]:
    """Return what the lines say, each checked as the form for one person is."""
    return [_read(line) for line in lines_in(pasted)]


def _read(line: Line) -> ReadLine:
    if line.problem is not None:
        said = _(line.problem.value, line=line.same_as)
        return ReadLine(line.number, line.raw, line.name, line.email, line.organisation, (said,))
    form = _LineForm(data={"name": line.name, "email": line.email, "organisation": line.organisation})
    form.validate()
    errors = tuple(str(field.errors[0]) for field in form if field.errors)
    name, email, organisation = (str(field.data or "") for field in (form.name, form.email, form.organisation))
    return ReadLine(line.number, line.raw, name, email, organisation, errors)


class ExportForm(DeskForm):
    """In which form the list is taken out, and whether with the sensitive answers."""

    format = RadioField(_l("Format"), default="xlsx")
    sensitive = BooleanField(_l("Ta med kost och tillgänglighet"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.format.choices = [
            SelectChoice("xlsx", _("Excel (XLSX)")),
            SelectChoice("csv", _("CSV, för andra program")),
        ]


class CancelMeetingForm(DeskForm):
    """Why a meeting is cancelled."""

    reason = LongText(
        _l("Varför ställs mötet in?"),
        required=_l("Skriv varför mötet ställs in. De anmälda får läsa det."),
        at_most=1000,
    )


class CopyForm(DeskForm):
    """What the copy is to the meeting, and when it begins."""

    kind = RadioField(_l("Vad är det nya mötet?"), validators=[Filled(_l("Välj vad det nya mötet är."))])
    day = Day(_l("Dag"), required=_l("Skriv vilken dag det nya mötet är."))
    time = ClockTime(_l("Börjar"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            SelectChoice("next", _("Nästa möte av samma slag")),
            SelectChoice("follow-up", _("Ett uppföljningsmöte till det här")),
        ]
