"""The shape of an organisation as its editor sends it, and of the buttons that merge and tidy up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SelectField, ValidationError

from meetings.organisations.rules.saving import LONGEST_ADDRESS, MOST_MEMBERS, OrganisationText
from meetings.schedule.forms.rows import RowForm, Rows, WebAddress, offered
from meetings.text import whole_number
from meetings.web.forms import DeskForm, LongText, Text


class MemberRow(RowForm):
    """A member, by its name."""

    name = Text(_l("Medlem"), required=_l("Skriv vad medlemmen heter."))


class OrganisationForm(DeskForm):
    """All of an organisation, filled in from one revision."""

    base_revision = HiddenField()
    name = Text(_l("Namn"), required=_l("Skriv vad organisationen heter."))
    type = SelectField(_l("Typ av organisation"))
    municipality = SelectField(_l("Kommun"))
    website = WebAddress(_l("Webbplats"), required=False)
    about = LongText(_l("Om organisationen"), at_most=6000)
    members = Rows(MemberRow, _l("Medlemmar"), at_most=MOST_MEMBERS)

    def offer(self, types: Sequence[tuple[str, str]], municipalities: Sequence[tuple[str, str]]) -> None:
        """Fill in which types and municipalities there are."""
        self.type.choices = offered([("", _("Inte sagt")), *types])
        self.municipality.choices = offered([("", _("Inte sagt")), *municipalities])

    def validate_website(self, field: Field) -> None:
        """Refuse an address that is longer than can be kept."""
        if len(field.data or "") > LONGEST_ADDRESS:
            raise ValidationError(_("Adressen är för lång. Skriv den till startsidan."))

    @property
    def base(self) -> int:
        """The revision that it was filled in from; 0, which is none, when that was tampered with."""
        return whole_number(self.base_revision.data)

    def text(self) -> OrganisationText:
        """Return what was written. Only after it has been validated."""
        return OrganisationText(
            self.name.data or "",
            self.type.data or "",
            self.municipality.data or "",
            self.website.data or "",
            self.about.data or "",
            tuple(dict.fromkeys(row.name.data or "" for row in self.members.kept())),
        )


def values_of(text: OrganisationText, base_revision: int) -> Mapping[str, Any]:
    """Return what the form of this organisation is filled in with."""
    return {
        "base_revision": str(base_revision),
        **{name: getattr(text, name) for name in ("name", "type", "municipality", "website", "about")},
        "members": [{"order": place, "name": name} for place, name in enumerate(text.members, 1)],
    }


class MergeForm(DeskForm):
    """Which of two organisations stays."""

    keep = RadioField(_l("Vilket namn ska finnas kvar?"))

    def offer(self, both: Sequence[tuple[str, str]]) -> None:
        """Fill in the two."""
        self.keep.choices = list(both)


class TidyForm(DeskForm):
    """What is done with a typed name: its key, the organisation, and which button was pressed."""

    key = HiddenField()
    organisation = HiddenField()

    @property
    def organisation_id(self) -> int | None:
        """The organisation that was meant; None for none."""
        return whole_number(self.organisation.data) or None
