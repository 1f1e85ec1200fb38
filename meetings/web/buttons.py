"""Buttons of the desk: was it pressed on a page that is still good, and what is said when it was not."""

from __future__ import annotations

from flask_babel import gettext as _

from meetings.web.forms import ButtonForm, DeskForm
from meetings.web.rendering import tell


def pressed() -> bool:
    """Tell whether a button alone was pressed on a page that is still good; else say so on the next desk page."""
    return still_good(ButtonForm())


def still_good(form: DeskForm) -> bool:
    """Check what was sent; what does not hold is said on the next desk page to come from a page open for too long."""
    if form.validate():
        return True
    tell(_("Sidan hade legat öppen för länge. Tryck en gång till."), "warning")
    return False
