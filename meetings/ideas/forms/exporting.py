"""The shape of an export of ideas."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from meetings.ideas.rules.exporting import Form, Telling, Which
from meetings.web.forms import DeskForm

FORMS = {
    Form.XLSX: _l("Excel (XLSX)"),
    Form.PDF: _l("PDF"),
    Form.DOCX: _l("Word (DOCX)"),
    Form.BOOKLET: _l("Idéhäfte (PDF)"),
    Form.ZIP: _l("Alla filer (ZIP)"),
}
FORM_NOTES = {
    Form.XLSX.value: _l("En rad för varje idé, med egna frågor, status och betyg."),
    Form.PDF.value: _l("Idéerna efter varandra, med status."),
    Form.DOCX.value: _l("Som PDF, men går att arbeta vidare i."),
    Form.BOOKLET.value: _l("Att dela ut: omslag, innehåll och en ny sida för varje idé. Utan status."),
    Form.ZIP.value: _l("En mapp för varje idé, med texten och bilagorna."),
}
TELLINGS = {
    Telling.NO_CONTACT: _l("Utan kontaktuppgifter"),
    Telling.ALL: _l("Med kontaktuppgifter"),
    Telling.ANONYMOUS: _l("Avidentifierat"),
}
TELLING_NOTES = {
    Telling.NO_CONTACT.value: _l("Organisationen står kvar, men inte vem som är kontakt."),
    Telling.ALL.value: _l("Namn, e-post och telefon följer med."),
    Telling.ANONYMOUS.value: _l(
        "Som bedömare ser idéerna: utan organisation och bilagor, och med namn dolda i texten."
    ),
}


class ExportForm(DeskForm):
    """Which ideas, in which form, and how much of who is behind them."""

    which = RadioField(_l("Vilka idéer"), default=Which.SHOWN.value)
    form = RadioField(
        _l("Format"), default=Form.XLSX.value, choices=[SelectChoice(one.value, words) for one, words in FORMS.items()]
    )
    telling = RadioField(
        _l("Vem som står bakom"),
        default=Telling.NO_CONTACT.value,
        choices=[SelectChoice(one.value, words) for one, words in TELLINGS.items()],
    )

    def offer(self, whiches: dict[Which, str]) -> None:
        """Fill in which choices there are, in words."""
        self.which.choices = [SelectChoice(one.value, words) for one, words in whiches.items()]

    def offer_one(self) -> None:
        """Take away what has no meaning for one idea alone."""
        self.offer({Which.SHOWN: ""})
        alone = (Form.PDF, Form.DOCX, Form.ZIP)
        self.form.choices = [SelectChoice(one.value, FORMS[one]) for one in alone]
        if not self.is_submitted():
            self.form.data = Form.PDF.value
