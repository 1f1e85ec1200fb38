"""What was saved when and by whom, what differs, and the way back to an earlier revision."""

from __future__ import annotations

from functools import partial

from flask import Response

from meetings.accounts.views import current_actor
from meetings.errors import NotFound
from meetings.schedule import actions, queries
from meetings.schedule.models import MeetingRevision
from meetings.schedule.views.differences import changed_labels, changed_parts
from meetings.schedule.views.routes import MEETING, after_saving, blueprint
from meetings.web import access
from meetings.web.history import PER_PAGE, go_back, restore_form, with_before
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import render
from meetings.web.requests import arrival


@blueprint.route(f"{MEETING}/historik")
@access.requires("organiser")
def history(meeting_id: int) -> Response:
    """List the revisions, the newest first, with what was changed in each."""
    meeting = queries.meeting(meeting_id)
    page = paged(queries.revisions(meeting_id), page_asked_for(), per_page=PER_PAGE)
    rows = [
        {"revision": revision, "labels": changed_labels(before.content, revision.content) if before else None}
        for revision, before in with_before(page.rows, lambda last: queries.revision_before(meeting_id, last.number))
    ]
    return render("schedule/history.html", meeting=meeting, rows=rows, page=page)


@blueprint.route(f"{MEETING}/historik/<int:number>")
@access.requires("organiser")
def revision(meeting_id: int, number: int) -> Response:
    """Show one revision: what it changed, and what going back to it would change now."""
    return _revision_page(meeting_id, number)


@blueprint.route(f"{MEETING}/historik/<int:number>/aterstall", methods=["POST"])
@access.requires("organiser")
def restore(meeting_id: int, number: int) -> Response:
    """Make an earlier revision the newest."""
    return go_back(
        lambda base: actions.restore(meeting_id, number, base, arrival(), current_actor()),
        partial(_revision_page, meeting_id, number),
        partial(after_saving, "schedule.history", meeting_id),
    )


def _revision_page(meeting_id: int, number: int, status: int = 200, *, problem: str = "") -> Response:
    meeting = queries.meeting(meeting_id)
    shown = _found(meeting_id, number)
    before = queries.revision_before(meeting_id, number)
    now = {part: value for part, value in queries.content_of(meeting).items() if part not in ("state", "cancel_reason")}
    then = {part: value for part, value in shown.content.items() if part in now}
    return render(
        "schedule/revision.html",
        status,
        meeting=meeting,
        revision=shown,
        is_first=before is None,
        changes=changed_parts(before.content, shown.content) if before else [],
        back=changed_parts(now, then),
        form=restore_form(meeting.revision),
        problem=problem,
    )


def _found(meeting_id: int, number: int) -> MeetingRevision:
    found = queries.revision(meeting_id, number)
    if found is None:
        raise NotFound
    return found
