"""What was saved of a project when and by whom, what differs, and the way back to an earlier revision."""

from __future__ import annotations

from functools import partial

from flask import Response

from meetings.accounts.views import current_actor
from meetings.projects.actions import editing as actions
from meetings.projects.queries import projects as queries
from meetings.projects.rules.content import from_json, to_json
from meetings.projects.views.blueprint import ONE, blueprint
from meetings.projects.views.differences import changed_labels, changed_parts
from meetings.web import access
from meetings.web.history import PER_PAGE, go_back, restore_form, with_before
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival


@blueprint.get(f"{ONE}/historik")
@access.requires("organiser")
def history(project_id: int) -> Response:
    """List the revisions, the newest first, with what was changed in each."""
    project = queries.row(project_id)
    page = paged(queries.revisions(project_id), page_asked_for(), per_page=PER_PAGE)
    rows = [
        {"revision": revision, "labels": changed_labels(before.content, revision.content) if before else None}
        for revision, before in with_before(page.rows, lambda last: queries.revision(project_id, last.number - 1))
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
    return go_back(
        lambda base: actions.restore(project_id, number, base, arrival(), current_actor()),
        partial(_page, project_id, number),
        partial(redirect_to, "projects.history", project_id=project_id),
    )


def _page(project_id: int, number: int, status: int = 200, *, problem: str = "") -> Response:
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
        form=restore_form(project.revision),
        problem=problem,
    )
