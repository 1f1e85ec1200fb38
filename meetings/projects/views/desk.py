"""The register on the desk: all projects by words, state and standing, a new one, and one at a glance."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.projects.actions import editing as actions
from meetings.projects.forms.editing import NewForm
from meetings.projects.queries import desk as queries
from meetings.projects.queries import links
from meetings.projects.queries import projects as one_project
from meetings.projects.rules.saving import refusals_to_publish
from meetings.projects.rules.states import STANDING_NAMES, ProjectState, Standing
from meetings.projects.views.blueprint import DESK, ONE, blueprint
from meetings.projects.views.publishing import preview_address
from meetings.projects.views.words import standing_of
from meetings.schedule.views.routes import organisation_names
from meetings.text import one_line
from meetings.web import access, dates
from meetings.web.forms import ButtonForm
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

_MOST_WORDS = 200
STANDING_TONES = {
    Standing.UNDATED: "neutral",
    Standing.AHEAD: "info",
    Standing.RUNNING: "good",
    Standing.ENDED: "moss",
}


@blueprint.get(DESK)
@access.requires("organiser")
def desk() -> Response:
    """List the projects that are asked for, in Swedish order."""
    now = arrival()
    words = one_line(request.args.get("q", ""))[:_MOST_WORDS]
    state, standing = _asked(ProjectState, "status"), _asked(Standing, "period")
    today = dates.local(now)
    found = paged(queries.listed(words, state, standing, today.year * 100 + today.month), page_asked_for())
    states = [(None, _("Alla")), (ProjectState.PUBLISHED, _("Publicerade")), (ProjectState.DRAFT, _("Utkast"))]
    wanted = {"q": words or None, "status": state and state.value, "period": standing and standing.value}
    return render(
        "projects/desk/all.html",
        found=found,
        counts=queries.counts(),
        words=words,
        is_narrowed=bool(words or state or standing),
        states=_pills(wanted, "status", states),
        standings=_pills(wanted, "period", [(None, _("Alla")), *((one, _(STANDING_NAMES[one])) for one in Standing)]),
        hidden={name: value for name, value in wanted.items() if value and name != "q"},
        page_url=lambda number: url_for("projects.desk", **_without_none(wanted), sida=number),
        standing_of=lambda row: standing_of(row.first, row.last, now),
        tones=STANDING_TONES,
    )


def _asked(kind: Any, name: str) -> Any:
    value = request.args.get(name, "")
    return next((one for one in kind if one.value == value), None)


def _pills(wanted: dict[str, Any], name: str, choices: list[tuple[Any, str]]) -> list[dict[str, Any]]:
    """Return the filters of one kind, each with the address of the list that it gives."""
    pills = []
    for choice, label in choices:
        value = choice.value if choice else None
        address = url_for("projects.desk", **_without_none(wanted | {name: value}))
        pills.append({"label": label, "url": address, "current": wanted[name] == value})
    return pills


def _without_none(wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if value}


@blueprint.route(f"{DESK}/nytt", methods=["GET", "POST"])
@access.requires("organiser")
def new() -> Response:
    """Ask what it is called, whose it is and when; the answers make a draft."""
    form = NewForm()
    if not form.is_submitted():
        return _new_page(form)
    if not form.validate():
        return _new_page(form, 422)
    try:
        project = actions.create(form.content(), arrival(), current_actor())
    except Refused as refused:
        return _new_page(form, 409, refused=refused)
    tell(_("Utkastet är sparat. Bara ni ser det tills du publicerar det."))
    return redirect_to("projects.edit", project_id=project.id)


def _new_page(form: NewForm, status: int = 200, **values: Any) -> Response:
    return render("projects/desk/new.html", status, form=form, organisations=organisation_names(), **values)


@blueprint.get(ONE)
@access.requires("organiser")
def desk_project(project_id: int) -> Response:
    """Show one project at a glance: what is written, what is lacking, and how it is published."""
    return project_page(project_id)


def project_page(project_id: int, status: int = 200, **values: Any) -> Response:
    """Return the page of one project at a glance."""
    project = one_project.project(project_id)
    now = arrival()
    return render(
        "projects/desk/one.html",
        status,
        project=project,
        standing=standing_of(project.first, project.last, now),
        tones=STANDING_TONES,
        lacking=refusals_to_publish(one_project.texts_of(project)),
        links=links.counts(project_id),
        preview=preview_address(project),
        button=ButtonForm(formdata=None),
        **values,
    )
