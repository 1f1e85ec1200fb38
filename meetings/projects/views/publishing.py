"""Publish a project and take it off the web, show it to chosen people before, and take a draft away."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import NotFound, Refused
from meetings.links.queries import make
from meetings.outbox.mail_links import absolute
from meetings.projects.actions import editing as actions
from meetings.projects.models import Project
from meetings.projects.queries import projects as queries
from meetings.projects.queries.public import seen
from meetings.projects.rules.states import ProjectState
from meetings.projects.views.blueprint import LIST, ONE, blueprint
from meetings.projects.views.public_page import page_values
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

PREVIEW = "project"


@blueprint.post(f"{ONE}/publicera")
@access.requires("organiser")
def publish(project_id: int) -> Response:
    """Make the project public, or say what is lacking."""
    if pressed():
        try:
            actions.publish(project_id, arrival(), current_actor())
            tell(_("Projektet är publicerat och kan hittas av alla."))
        except Refused as refused:
            tell(refusal_text(refused.refusal), "warning")
    return redirect_to("projects.desk_project", project_id=project_id)


@blueprint.post(f"{ONE}/avpublicera")
@access.requires("organiser")
def unpublish(project_id: int) -> Response:
    """Take the project off the web; it may be published again."""
    if pressed():
        actions.unpublish(project_id, arrival(), current_actor())
        tell(_("Projektet är ett utkast igen. Bara ni ser det. Ångrar du dig kan du publicera det på nytt."))
    return redirect_to("projects.desk_project", project_id=project_id)


@blueprint.post(f"{ONE}/forhandslank")
@access.requires("organiser")
def new_preview_link(project_id: int) -> Response:
    """Give the preview a new address."""
    if pressed():
        actions.new_preview_link(project_id, arrival(), current_actor())
        tell(_("Här är den nya länken. Den gamla fungerar inte längre."))
    return redirect_to("projects.desk_project", project_id=project_id)


@blueprint.route(f"{ONE}/ta-bort", methods=["GET", "POST"])
@access.requires("organiser")
def delete(project_id: int) -> Response:
    """Ask whether the draft is to be taken away for good, or do it."""
    project, form = queries.project(project_id), ButtonForm()
    if not form.is_submitted() or not form.validate():
        return render("projects/desk/delete.html", 422 if form.is_submitted() else 200, project=project, form=form)
    try:
        actions.delete(project_id, arrival(), current_actor())
    except Refused as refused:
        return render("projects/desk/delete.html", 409, project=project, form=form, refusal=refused.refusal)
    tell(_("Utkastet är borttaget."))
    return redirect_to("projects.desk")


@blueprint.get(f"{LIST}/forhandsvisning/<token>")
@access.link(PREVIEW)
def preview(link_id: int, link_version: int) -> Response:
    """Show a draft as its page will be, to those who were given the link."""
    found = seen(link_id)
    if found is None or found.head.preview_version != link_version:
        raise NotFound
    if found.head.is_public:
        return redirect_to("projects.public_project", project_id=link_id, slug=found.head.slug)
    return render("projects/public_project.html", **page_values(found, arrival()), preview=True)


def preview_address(project: Project) -> str:
    """Return the whole address at which those who have it read a draft; "" for a public project."""
    if project.state != ProjectState.DRAFT.value:
        return ""
    return absolute(f"{LIST}/forhandsvisning/{make(PREVIEW, project.id, project.preview_version)}", lang())
