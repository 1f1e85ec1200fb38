"""What the pages of every history share: the button that goes back, each revision beside the one before, going back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from flask import Response
from flask_babel import gettext as _
from wtforms import HiddenField

from meetings.errors import Refused, Stale
from meetings.text import whole_number
from meetings.web.forms import ButtonForm
from meetings.web.rendering import refusal_text, tell

PER_PAGE = 20
Revision = TypeVar("Revision")


class Again(Protocol):
    """Shows the page of the revision again, with what stands in the way."""

    def __call__(self, status: int, *, problem: str) -> Response: ...


class RestoreForm(ButtonForm):
    """The button that goes back, and the revision that stood when it was shown."""

    base_revision = HiddenField()


def restore_form(revision: int) -> RestoreForm:
    """Return the button, on a page that shows this revision as the newest."""
    return RestoreForm(formdata=None, data={"base_revision": str(revision)})


def with_before(
    shown: Sequence[Revision], before_all: Callable[[Revision], Revision | None]
) -> list[tuple[Revision, Revision | None]]:
    """Return revisions of a page, the newest first, each with the one before it; None before the first of all.

    `before_all` finds the one before the last of the page, which stands on the next.
    """
    earlier = [*shown[1:], before_all(shown[-1])] if shown else []
    return list(zip(shown, earlier, strict=True))


def go_back(restore: Callable[[int], object], again: Again, done: Callable[[], Response]) -> Response:
    """Answer the button that goes back: `restore` takes the revision that the button was shown with.

    422 when the form does not hold, 409 when somebody saved meanwhile or it is refused; otherwise tell that it is done.
    """
    form = RestoreForm()
    base = whole_number(form.base_revision.data)
    if not form.validate() or not base:
        return again(422, problem=_("Läs igenom skillnaderna och försök igen."))
    try:
        restore(base)
    except Stale:
        return again(409, problem=_("Någon sparade under tiden. Läs vad som skiljer nu, och återställ sedan."))
    except Refused as refused:
        return again(409, problem=refusal_text(refused.refusal))
    tell(_("Versionen är återställd som den nyaste."))
    return done()
