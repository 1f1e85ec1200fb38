"""The shape of what a speaker sends, of what is noted of a speaker, and of what is said of what they sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import Optional

from meetings.materials.forms.material import MaterialForm
from meetings.materials.forms.uploads import FileField
from meetings.materials.rules import LANGUAGES
from meetings.materials.rules.speaking import MOST_AT_ONCE, RIGHTS, WORDS_AT_MOST, SpeakerReason
from meetings.questions.types.files import KEPT, REMOVE, opened_key
from meetings.schedule.forms.rows import WebAddress, offered
from meetings.text import whole_number
from meetings.web.forms import Day, DeskForm, EmailText, Filled, LongText, PublicForm, Text

NOW, LATER = "now", "later"
MAIL_LANGUAGES = (("sv", "Svenska"), ("en", "English"))


class FilesField(FileField):
    """Files to choose, at most so many. `data` are those that stand there (`Attached`).

    `arriving` were sent now, `kept` are the keys of those that were sent before and are not to be taken away. It
    reads no file: the view does, before it validates.
    """

    def __init__(self, label: Any, *, at_most: int = MOST_AT_ONCE, **kwargs: Any) -> None:
        super().__init__(label, required=False, **kwargs)
        self.at_most = at_most
        self.arriving: list[FileStorage] = []
        self.kept: list[str] = []

    @property
    def chosen(self) -> Sequence[Any]:
        """The files that stand there."""
        return self.data or ()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take up what was sent."""
        self.process_errors, self.raw_data, self.data = [], [], ()
        self.arriving, self.kept = [], []
        if not formdata:
            return
        gone = set(formdata.getlist(f"{self.name}-{REMOVE}"))
        signed = [one for one in formdata.getlist(f"{self.name}-{KEPT}") if one not in gone]
        self.kept = [key for key in map(opened_key, signed) if key][: self.at_most]
        self.arriving = [one for one in request.files.getlist(self.name) if one.filename]


class TellForm(PublicForm):
    """What a speaker says of something."""

    title = Text(_l("Titel"))
    credit = Text(_l("Av"), required=False)
    lang = SelectField(_l("Språk"))
    alt = Text(_l("Vad bilden visar"), required=False, at_most=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang.choices = offered((code, _(name).capitalize()) for code, name in LANGUAGES.items())


class GiveForm(TellForm):
    """Something new from a speaker: files, an address, or both."""

    files = FilesField(_l("Filer"))
    url = WebAddress(_l("Adress till en sida eller film"), required=False)
    title = Text(_l("Titel"), required=False)
    credit = Text(_l("Av"), required=False)
    lang = SelectField(_l("Språk"))
    alt = Text(_l("Vad bilden visar"), required=False, at_most=500)
    rights = BooleanField(_l(RIGHTS), validators=[Filled(_l("Kryssa i att du har rätt att publicera innehållet."))])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that there is something to send."""
        holds = bool(super().validate(extra_validators))
        if not self.files.chosen and not self.url.data and not self.files.errors and not self.url.errors:
            self.files.errors = [_(SpeakerReason.NOTHING.value)]
            return False
        return holds


class AgainForm(PublicForm):
    """A new version of a file that was given."""

    files = FilesField(_l("Fil"), at_most=1)
    rights = BooleanField(_l(RIGHTS), validators=[Filled(_l("Kryssa i att du har rätt att publicera innehållet."))])


class OtherAddressForm(PublicForm):
    """Another address in the place of one that was given."""

    url = WebAddress(_l("Adress till en sida eller film"))
    rights = BooleanField(_l(RIGHTS), validators=[Filled(_l("Kryssa i att du har rätt att publicera innehållet."))])


class SpeakerButton(PublicForm):
    """A button on the speaker's page."""


class SpeakerForm(DeskForm):
    """What is noted of a speaker."""

    name = Text(_l("Namn"))
    email = EmailText(_l("E-post"))
    item = SelectField(_l("Programpunkt"))
    lang = RadioField(_l("Språk i mejl"), choices=offered(MAIL_LANGUAGES))
    due = Day(_l("Skicka senast"), required=False)

    def offer(self, items: Sequence[tuple[str, str]]) -> None:
        """Let one choose among these items of the programme."""
        self.item.choices = offered([("", _("Ingen särskild")), *items])

    @property
    def item_id(self) -> int | None:
        """The item that was chosen."""
        return whole_number(self.item.data or "") or None


class AskForm(DeskForm):
    """Until when one is asked to send."""

    due = Day(_l("Skicka senast"), required=False)


class ReviewForm(MaterialForm):
    """What is shown of something that a speaker gave, whether it is published now, and what the speaker is told."""

    text = None  # type: ignore[assignment]
    alt = Text(_l("Vad bilden visar"), required=False, at_most=500)
    publish = RadioField(_l("Ska det publiceras?"), validators=[Optional()])
    reason = LongText(_l("Varför publiceras det ändå?"), at_most=500)
    words = LongText(_l("Några ord till talaren"), at_most=WORDS_AT_MOST)
    number = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.publish.choices = offered([(NOW, _("Publicera nu")), (LATER, _("Publicera senare"))])

    @property
    def version(self) -> int | None:
        """The number of the version that was looked at; None of an address."""
        return whole_number(self.number.data or "") or None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; whoever takes it says whether it is published."""
        holds = bool(super().validate(extra_validators))
        if self.publish.data not in (NOW, LATER):
            self.publish.errors = [_("Välj om det ska publiceras nu.")]
            return False
        return holds


class RefuseForm(DeskForm):
    """Why something is not taken; it stands beside the form of taking, which has `words` of its own."""

    why = LongText(
        _l("Varför?"), required=_l("Skriv varför, så att talaren vet vad som behöver ändras."), at_most=WORDS_AT_MOST
    )
    number = HiddenField()

    @property
    def version(self) -> int | None:
        """The number of the version that was looked at; None of an address."""
        return whole_number(self.number.data or "") or None


def addresses_form(names: Mapping[int, str], *, fresh: bool = False) -> DeskForm:
    """Return the form with one address for each of these people, by number: field "email_12".

    `fresh`: as it is before anything is sent, also while another form of the page is answered.
    """
    fields = {f"email_{number}": EmailText(name, required=False) for number, name in names.items()}
    made: type[DeskForm] = type("AddressesForm", (DeskForm,), fields)
    return made(formdata=None) if fresh else made()
