"""What came late, on the secretariat's page of an idea: it is taken in or not, with a reason that is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.ideas.actions.late import decide_late
from meetings.ideas.forms.late import LateForm
from meetings.ideas.queries.late import waits
from meetings.ideas.views.blueprint import ONE, blueprint
from meetings.ideas.views.panels import Page
from meetings.web import access
from meetings.web.rendering import redirect_to, refusal_text, tell
from meetings.web.requests import arrival


def late_panel(page: Page) -> Mapping[str, Any] | None:
    """Return what waits to be decided, None when nothing of the idea came late, or it is withdrawn."""
    idea, version = page.idea, page.versions[0]
    if not idea.current or idea.withdrawn_at is not None or not waits(idea, version):
        return None
    form = LateForm(formdata=None, prefix="late-", data={"version": str(version.number)})
    return {"version": version, "form": form, "beside": not idea.late}


@blueprint.post(f"{ONE}/sent-inkommen")
@access.requires("organiser")
def decide_on_late(meeting_id: int, idea_id: int) -> Response:
    """Take in what came late, or not."""
    form = LateForm(prefix="late-")
    accept = request.form.get("beslut") == "ja"
    if not form.validate():
        problems = [error for errors in form.errors.values() for error in errors]
        tell(problems[0] if problems else _("Sidan hade legat öppen för länge. Tryck en gång till."), "warning")
        return redirect_to("ideas.desk_idea", meeting_id=meeting_id, idea_id=idea_id)
    try:
        reason, number = form.reason.data or "", form.number
        decide_late(meeting_id, idea_id, number, reason, arrival(), current_actor(), accept=accept)
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
    else:
        tell(
            _("Det sent inkomna tas med. Den som lämnade idén får veta det.")
            if accept
            else _("Det sent inkomna tas inte med. Den som lämnade idén får veta det.")
        )
    return redirect_to("ideas.desk_idea", meeting_id=meeting_id, idea_id=idea_id)
