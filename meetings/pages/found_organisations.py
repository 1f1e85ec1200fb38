"""What does the search page say of organisations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from meetings.organisations.actions.searching import SEARCHED_AS
from meetings.organisations.queries import public
from meetings.organisations.queries.public import Named
from meetings.organisations.views.blueprint import organisation_url
from meetings.search.queries import Hit
from meetings.search.rules import Wanted, excerpt, marked
from meetings.web.lang import lang

ORGANISATION = SEARCHED_AS


def by_id(shown: Sequence[Hit]) -> Mapping[int, Named]:
    """Return the organisations among what was found, but those that have nothing to show any more."""
    ids: Collection[int] = [one.ref_id for one in shown if one.kind == ORGANISATION]
    return public.named_by_id(ids) if ids else {}


def kind_name() -> dict[str, str]:
    """Return what organisations are called among the kinds of things that are found."""
    return {ORGANISATION: _("Organisationer")}


def hit(one: Hit, found: Named | None, asked: Sequence[Wanted]) -> dict[str, Any] | None:
    """Return what was found as a row of the page; None when it has nothing to show any more."""
    if found is None:
        return None
    which = 1 if lang() == "en" else 0
    return {
        "title": marked(found.name, asked),
        "excerpt": excerpt(one.text, asked) if one.text else (),
        "kind": found.type[which] or found.type[0] or _("Organisation"),
        "where": found.municipality[which] or found.municipality[0],
        "url": organisation_url(found),
    }
