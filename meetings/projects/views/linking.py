"""What a project is linked to: where it was presented, and which ideas, sparks and meetings led to it."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from wtforms import HiddenField

from meetings.accounts.views import current_actor
from meetings.projects.actions import editing as actions
from meetings.projects.queries import links as queries
from meetings.projects.queries import projects
from meetings.projects.views.blueprint import ONE, blueprint
from meetings.text import N_, one_line, whole_number
from meetings.web import access
from meetings.web.buttons import still_good
from meetings.web.forms import DeskForm
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

KINDS = {
    "items": N_("Programpunkter där projektet presenterades"),
    "meetings": N_("Möten som ledde till projektet"),
    "ideas": N_("Idéer som ledde till projektet"),
    "sparks": N_("Gnistor som ledde till projektet"),
}
_MOST_WORDS = 200


class LinkForm(DeskForm):
    """A button that links or unlinks one thing; `q` are the words that it was found by."""

    kind = HiddenField()
    number = HiddenField()
    q = HiddenField()

    @property
    def chosen(self) -> tuple[str, int] | None:
        """What it is about; None when that was tampered with."""
        number = whole_number(self.number.data)
        return (self.kind.data, number) if self.kind.data in KINDS and number else None


@blueprint.get(f"{ONE}/samband")
@access.requires("organiser")
def links(project_id: int) -> Response:
    """Show what the project is linked to, and what holds the words that are searched for."""
    words = one_line(request.args.get("q", ""))[:_MOST_WORDS]
    linked = queries.links(project_id)
    found = queries.candidates(words)
    there = {(one.kind, one.id) for kind in KINDS for one in getattr(linked, kind)}
    return render(
        "projects/desk/links.html",
        project=projects.row(project_id),
        linked=_by_kind(linked),
        found=[one for _kind, rows in _by_kind(found) for one in rows if (one.kind, one.id) not in there],
        names={kind: _(label) for kind, label in _NAMES.items()},
        words=words,
    )


_NAMES = {"items": N_("Programpunkt"), "meetings": N_("Möte"), "ideas": N_("Idé"), "sparks": N_("Gnista")}


def _by_kind(found: queries.Links) -> list[tuple[str, Any]]:
    return [(_(label), getattr(found, kind)) for kind, label in KINDS.items()]


@blueprint.post(f"{ONE}/samband/lagg-till")
@access.requires("organiser")
def link(project_id: int) -> Response:
    """Link the project to one more thing."""
    form = LinkForm()
    if still_good(form) and form.chosen:
        if actions.link(project_id, *form.chosen, arrival(), current_actor()):
            tell(_("Kopplingen är sparad."))
        else:
            tell(_("Det finns inte längre, så det gick inte att koppla."), "warning")
    return _back(project_id, form)


@blueprint.post(f"{ONE}/samband/ta-bort")
@access.requires("organiser")
def unlink(project_id: int) -> Response:
    """Take a link away; it is found again by searching, and stands in the history."""
    form = LinkForm()
    if still_good(form) and form.chosen:
        actions.unlink(project_id, *form.chosen, arrival(), current_actor())
        tell(_("Kopplingen är borttagen. Den finns kvar bland ändringarna om du ångrar dig."))
    return _back(project_id, form)


def _back(project_id: int, form: LinkForm) -> Response:
    words = one_line(form.q.data or "")[:_MOST_WORDS]
    return redirect_to("projects.links", project_id=project_id, **({"q": words} if words else {}))
