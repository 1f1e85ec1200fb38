"""What was saved of a project when and by whom, what differs, and the way back to an earlier revision."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _
from wtforms import HiddenField

from meetings.accounts.views import current_actor
from meetings.errors import Refusal, Refused, Stale
from meetings.projects.actions import editing as actions
from meetings.projects.queries import projects as queries
from meetings.projects.rules.content import from_json, to_json
from meetings.projects.views.blueprint import ONE, blueprint
from meetings.projects.views.differences import changed_labels, changed_parts
from meetings.text import whole_number
from meetings.web import access
from meetings.web.forms import ButtonForm
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

PER_PAGE = 20


class RestoreForm(ButtonForm):
    """The button that goes back, and the revision that stood when it was shown."""

    base_revision = HiddenField()


@blueprint.get(f"{ONE}/historik")
@access.requires("organiser")
def history(project_id: int) -> Response:
    """List the revisions, the newest first, with what was changed in each."""
    project = queries.row(project_id)
    page = paged(queries.revisions(project_id), page_asked_for(), per_page=PER_PAGE)
    earlier = [*page.rows[1:], queries.revision(project_id, page.rows[-1].number - 1)] if page.rows else []
    rows = [
        {"revision": revision, "labels": changed_labels(before.content, revision.content) if before else None}
        for revision, before in zip(page.rows, earlier, strict=True)
    ]
    return render("projects/desk/history.html", project=project, rows=rows, page=page)


@blueprint.get(f"{ONE}/historik/<int:number>")
@access.requires("organiser")
def revision(project_id: int, number: int) -> Response:
    """Show one revision: what it changed, and what going back to it would change now."""
    return _page(project_id, number)


@blueprint.post(f"{ONE}/historik/<int:number>/aterstall")
@access.requires("organiser")
def restore(project_id: int, number: int) -> Response:
    """Make an earlier revision the newest."""
    form = RestoreForm()
    base = whole_number(form.base_revision.data)
    if not form.validate() or not base:
        return _page(project_id, number, 422, problem=_("Läs igenom skillnaderna och försök igen."))
    try:
        actions.restore(project_id, number, base, arrival(), current_actor())
    except Stale:
        problem = _("Någon sparade under tiden. Läs vad som skiljer nu, och återställ sedan.")
        return _page(project_id, number, 409, problem=problem)
    except Refused as refused:
        return _page(project_id, number, 409, refusal=refused.refusal)
    tell(_("Versionen är återställd som den nyaste."))
    return redirect_to("projects.history", project_id=project_id)


def _page(
    project_id: int, number: int, status: int = 200, *, problem: str = "", refusal: Refusal | None = None
) -> Response:
    project = queries.project(project_id)
    shown, before = queries.revision_and_before(project_id, number)
    now, then = to_json(queries.content_of(project)), to_json(from_json(shown.content))
    return render(
        "projects/desk/revision.html",
        status,
        project=project,
        revision=shown,
        is_first=before is None,
        changes=changed_parts(before.content, shown.content) if before else [],
        back=changed_parts(now, then),
        form=RestoreForm(formdata=None, data={"base_revision": str(project.revision)}),
        problem=refusal_text(refusal) if refusal else problem,
    )
