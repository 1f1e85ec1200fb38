"""The shape of a material as an organiser writes it, of its publishing, of a new version, and of the headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField

from meetings.materials.forms.uploads import FileField
from meetings.materials.rules import LANGUAGES, LONGEST_HEADING, MOST_GROUPS, Audience, MaterialKind
from meetings.schedule.forms.rows import RowForm, Rows, WebAddress, offered
from meetings.text import whole_number
from meetings.web.forms import ClockTime, Day, DeskForm, Filled, LongText, Text

AUDIENCES = {
    Audience.EVERYBODY.value: _l("Alla"),
    Audience.PARTICIPANTS.value: _l("Deltagarna"),
    Audience.ORGANISERS.value: _l("Arrangörerna"),
}
NOW, AT = "now", "at"


class MaterialForm(DeskForm):
    """What is written of a material, for whom it is and where it stands."""

    title = Text(_l("Titel"))
    credit = Text(_l("Av"), required=False)
    lang = SelectField(_l("Språk"))
    text = LongText(_l("Kort text"), at_most=2000)
    audience = RadioField(_l("För vem är det?"), validators=[Filled(_l("Välj för vem materialet är."))])
    group = SelectField(_l("Under rubriken"))
    item = SelectField(_l("Hör till"))
    base_revision = HiddenField()

    def offer(self, groups: Sequence[tuple[str, str]], items: Sequence[tuple[str, str]]) -> None:
        """Let one choose among these headings and items of the programme."""
        self.lang.choices = offered((code, _(name).capitalize()) for code, name in LANGUAGES.items())
        self.audience.choices = offered(AUDIENCES.items())
        self.group.choices = offered([("", _("Ingen rubrik")), *groups])
        self.item.choices = offered([("", _("Hela mötet")), *items])

    def offer_of_project(self, groups: Sequence[tuple[str, str]]) -> None:
        """Let one choose among these headings: a project has no programme, and no participants to show something to."""
        self.offer(groups, [])
        self.audience.choices = offered(
            (code, name) for code, name in AUDIENCES.items() if code != Audience.PARTICIPANTS.value
        )
        del self.item

    @property
    def base(self) -> int:
        """The revision that this was filled in from."""
        return whole_number(self.base_revision.data or "")


class LinkForm(MaterialForm):
    """A link: an address elsewhere."""

    url = WebAddress(_l("Webbadress"))


class FileTexts(MaterialForm):
    """What is written of a file."""

    alt = Text(_l("Vad bilden visar"), required=False, at_most=500)
    transcript = LongText(_l("Det som sägs, utskrivet"), at_most=60_000)


class FileForm(FileTexts):
    """A file to add."""

    file = FileField(_l("Fil"))


class FilmTexts(MaterialForm):
    """What is written of a film."""

    url = WebAddress(_l("Filmens webbadress"), required=False)
    presenter = Text(_l("Den som talar i filmen"), required=False)
    transcript = LongText(_l("Det som sägs, utskrivet"), at_most=60_000)


class FilmForm(FilmTexts):
    """A film to add: a file, or an address elsewhere."""

    file = FileField(_l("Film som fil"), required=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that there is a file or an address."""
        holds = bool(super().validate(extra_validators))
        if holds and not self.url.data and self.file.data is None:
            self.url.errors = [_("Skriv filmens adress, eller välj en fil.")]
            return False
        return holds


class VersionForm(DeskForm):
    """A new version of a file."""

    file = FileField(_l("Fil"))
    comment = Text(_l("Vad är nytt?"), required=False, at_most=500)


class PublishForm(DeskForm):
    """From when on a material is shown, and why although it is flawed."""

    when = RadioField(_l("När ska det visas?"), validators=[Filled(_l("Välj när materialet ska visas."))])
    day = Day(_l("Från"), required=False)
    time = ClockTime(_l("Tid"), required=False)
    reason = LongText(_l("Varför publiceras det ändå?"), at_most=500)
    base_revision = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.when.choices = offered([(NOW, _("Nu")), (AT, _("Från en tid"))])

    @property
    def base(self) -> int:
        """The revision that this was filled in from."""
        return whole_number(self.base_revision.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that there is a moment where one is wanted."""
        holds = bool(super().validate(extra_validators))
        if holds and self.when.data == AT:
            if self.day.data is None:
                self.day.errors = [_("Välj en dag.")]
                return False
            if self.time.data is None:
                self.time.errors = [_("Skriv en tid, till exempel 9.00.")]
                return False
        return holds


class GroupRow(RowForm):
    """A heading; `key` is the id of one that stands already."""

    key = HiddenField()
    heading = Text(_l("Rubrik"), at_most=LONGEST_HEADING)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written in it."""
        return not self.heading.data and not self.key.data


class GroupsForm(DeskForm):
    """The headings that material stands under."""

    groups = Rows(GroupRow, _l("Rubriker"), at_most=MOST_GROUPS)


FORMS: dict[MaterialKind, type[MaterialForm]] = {
    MaterialKind.FILE: FileForm,
    MaterialKind.LINK: LinkForm,
    MaterialKind.FILM: FilmForm,
    MaterialKind.SLIDESHOW: MaterialForm,
}
TEXT_FORMS: dict[MaterialKind, type[MaterialForm]] = {
    MaterialKind.FILE: FileTexts,
    MaterialKind.LINK: LinkForm,
    MaterialKind.FILM: FilmTexts,
    MaterialKind.SLIDESHOW: MaterialForm,
}
