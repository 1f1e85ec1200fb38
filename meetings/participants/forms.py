"""The shape of what organisers type about people: one person, pasted lines, an export, a copy, a cancellation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, Form, HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from meetings.directory.rules import Vocabulary
from meetings.participants.rules.certificates import hours_text, minutes_typed
from meetings.participants.rules.pasted import AT_MOST, Line, LineProblem, lines_in
from meetings.registration.forms import WordOffered, WordSelect
from meetings.text import clean, key, whole_number
from meetings.web.forms import ClockTime, Day, DeskForm, EmailText, Filled, LongText, Text

MOST_BYTES = 200_000  # of a file with people to invite


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
        return whole_number(self.base_revision.data)

    def offer(self, words: Sequence[WordOffered]) -> None:
        """Offer these words of the directory."""
        self.organisation_type.offer(words, Vocabulary.ORGANISATION_TYPE)
        self.municipality.offer(words, Vocabulary.MUNICIPALITY)
        self.speaks.choices = [SelectChoice("sv", _("Svenska")), SelectChoice("en", _("Engelska"))]


def with_questions(fields: Mapping[str, Any], data: Mapping[str, Any]) -> PersonForm:
    """Return the form of a person with questions of their meeting's sign-up (unbound fields by name)."""
    form: PersonForm = type("PersonForm", (PersonForm,), dict(fields))(data=dict(data))
    return form


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


def read_lines(pasted: str, *, nameless: bool = False) -> list[ReadLine]:
    """Return what the lines say, each checked as the form for one person is; `nameless`: an address is enough."""
    return [_read(line, nameless=nameless) for line in lines_in(pasted)]


def _read(line: Line, *, nameless: bool) -> ReadLine:
    if nameless and line.problem is LineProblem.NO_NAME:
        line = replace(line, name=line.email, problem=None)
        read = _read(line, nameless=True)
        return replace(read, name="")
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


class TellForm(DeskForm):
    """What people are told of a change, and which change that was when the page was shown."""

    text = LongText(_l("Text i mejlet"), at_most=2000)
    seen = HiddenField()


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


class InviteForm(DeskForm):
    """Whom to invite, pasted or from a file, with which words, and whether a seat is kept for each."""

    lines = LongText(_l("En person per rad"), at_most=200_000)
    file = FileField(_l("Eller välj en fil (CSV)"))
    message = LongText(_l("Personlig hälsning"), at_most=2000)
    hold = BooleanField(_l("Håll en plats åt var och en"))
    hold_day = Day(_l("Till och med"), required=False)
    speaks = SelectField(_l("Språk i mejlet"), default="sv")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speaks.choices = [SelectChoice("sv", _("Svenska")), SelectChoice("en", _("Engelska"))]
        self._take_file()

    def _take_file(self) -> None:
        """Let a file that was chosen stand in the box, where it can be mended."""
        given = self.file.data
        if self.is_submitted() and isinstance(given, FileStorage) and given.filename:
            raw = given.stream.read(MOST_BYTES + 1)
            self.lines.data = clean(_decoded(raw[:MOST_BYTES]))
            self.lines.raw_data = [self.lines.data]
        self.file.data = None

    def validate_lines(self, field: Any) -> None:
        """Ask for somebody, and say how many lines there are when they are too many."""
        number = sum(1 for line in (field.data or "").split("\n") if line.strip())
        if number > AT_MOST:
            message = _("Det är %(number)d rader. Dela upp dem i omgångar om högst %(most)d.")
            raise ValidationError(message % {"number": number, "most": AT_MOST})

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then what hangs together: somebody to invite, and a day when seats are kept."""
        holds: bool = super().validate(extra_validators)
        if not self.lines.data and not self.lines.errors:
            self.lines.errors = [_("Klistra in minst en rad, eller välj en fil.")]
            holds = False
        if self.hold.data and self.hold_day.data is None and not self.hold_day.errors:
            self.hold_day.errors = [_("Skriv till och med vilken dag platserna ska hållas.")]
            holds = False
        return holds


def _decoded(raw: bytes) -> str:
    """Return the text of a file as programs save it: UTF-8, else the code page of Windows."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


class DecisionForm(DeskForm):
    """What the organiser writes to those who are answered."""

    text = LongText(_l("Egen text i mejlet"), at_most=2000)


class PromoteForm(DeskForm):
    """Why somebody has a seat before their turn."""

    reason = LongText(_l("Skäl"), required=_l("Skriv varför. Skälet står i loggen."), at_most=500)


class Hours(Text):
    """A number of hours as one writes it: "6", "6,5"; `minutes` is what it comes to, None for no hours."""

    minutes: int | None = None

    def pre_validate(self, form: Any) -> None:
        """Say how hours are written when these are not."""
        self.minutes = minutes_typed(self.data) if self.data else None
        if self.data and self.minutes is None:
            raise ValidationError(_("Skriv timmarna som ett tal, till exempel 6 eller 6,5."))


class CertificateForm(DeskForm):
    """Whether a meeting gives certificates, and what they say."""

    offered = BooleanField(_l("De som deltog får hämta ett intyg"))
    hours = Hours(_l("Omfattning i timmar"), required=False, at_most=8)
    text = LongText(_l("Vad intyget intygar"), at_most=600)
    signer = Text(_l("Vem som intygar"), required=False, at_most=120)
    signer_title = Text(_l("Titel"), required=False, at_most=120)
    whole_series = BooleanField(_l("Samma intyg för alla möten i serien"))
    base_revision = HiddenField(default="0")

    @property
    def base(self) -> int:
        """The revision that this was filled in from; 0 before anything was saved."""
        return whole_number(self.base_revision.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and ask for a name: a certificate that nobody stands behind certifies nothing."""
        holds: bool = super().validate(extra_validators)
        if self.offered.data and not self.signer.data and not self.signer.errors:
            self.signer.errors = [_("Skriv vem som intygar. Namnet står under intyget.")]
            holds = False
        return holds


def hours_shown(minutes: int | None, lang: str) -> str:
    """Return the hours as they stand in the field; "" for none."""
    return hours_text(minutes, "." if lang == "en" else ",") if minutes else ""
