"""Everybody who has been a contact of a project, and the button that takes somebody away out of its history too."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.projects.actions.forgetting import forget_contact
from meetings.projects.queries import projects as queries
from meetings.projects.queries.forgetting import known_contacts
from meetings.projects.views.blueprint import ONE, blueprint
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

_HERE = f"{ONE}/kontaktpersoner"


@blueprint.get(_HERE)
@access.requires("organiser")
def contacts(project_id: int) -> Response:
    """List who is a contact, and who was in an earlier revision."""
    project = queries.project(project_id)
    return render(
        "projects/desk/contacts.html",
        project=project,
        known=known_contacts(project_id),
        button=ButtonForm(),
    )


@blueprint.post(f"{_HERE}/<mark>/glom")
@access.requires("organiser")
def forget(project_id: int, mark: str) -> Response:
    """Take somebody away everywhere."""
    if pressed():
        try:
            forget_contact(project_id, mark, arrival(), current_actor())
        except Refused as refused:  # what stands may not be saved as it is: that comes first
            tell(refusal_text(refused.refusal), "warning")
        else:
            tell(_("Personen är borttagen från projektet och ur dess historik."))
    return redirect_to("projects.contacts", project_id=project_id)
