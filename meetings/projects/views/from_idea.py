"""From idea to project: the button on the desk's page of an idea, and the link when the project is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_babel import gettext as _

from meetings.accounts import rules as accounts
from meetings.accounts.rules import Permission
from meetings.accounts.views import current_actor, signed_in_account
from meetings.errors import Refused
from meetings.ideas.rules.states import State
from meetings.ideas.views.panels import Page
from meetings.projects.actions.growing import create_from_idea
from meetings.projects.queries import desk
from meetings.projects.views.blueprint import DESK, blueprint
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.rendering import redirect_to, refusal_text, tell
from meetings.web.requests import arrival


@blueprint.post(f"{DESK}/av-ide/<int:idea_id>")
@access.requires("organiser")
def make_from_idea(idea_id: int) -> Response:
    """Make a draft of what the idea says, and go on to write it; the project that is there is opened."""
    if not pressed():
        return redirect_to("projects.desk")
    try:
        project, is_new = create_from_idea(idea_id, arrival(), current_actor())
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
        return redirect_to("projects.desk")
    if is_new:
        tell(_("Utkastet är påbörjat med det som idén säger. Läs igenom och skriv vidare: bara ni ser det."))
        return redirect_to("projects.edit", project_id=project.id)
    return redirect_to("projects.desk_project", project_id=project.id)


def _panel(page: Page) -> Mapping[str, Any] | None:
    """Return the projects that the idea has led to, and whether one may be made of it; None when there is neither."""
    account = signed_in_account()
    may = account is not None and accounts.may(account.grants, Permission.ORGANISER, None)
    found = desk.projects_of_idea(page.idea.id)
    if not found and not (may and page.idea.state not in (State.WITHDRAWN.value, State.MERGED.value)):
        return None
    return {"projects": found, "may_open": may}


PANEL = ("projects/desk/_of_idea.html", _panel)
