"""Edit all of a project but what it is linked to; two who do so at once see each other's work and lose none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.directory.rules import Vocabulary
from meetings.errors import Refused, Stale
from meetings.projects.actions import editing as actions
from meetings.projects.forms.editing import EditForm, Offer, values_of
from meetings.projects.models import Project
from meetings.projects.queries import desk
from meetings.projects.queries import projects as queries
from meetings.projects.rules.content import Content, from_json, to_json
from meetings.projects.rules.merging import collided, in_both
from meetings.projects.views.blueprint import ONE, blueprint
from meetings.projects.views.differences import collisions
from meetings.schedule.views.routes import organisation_names, warn_of_personal_numbers, words_in_use
from meetings.web import access
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.route(f"{ONE}/redigera", methods=["GET", "POST"])
@access.requires("organiser")
def edit(project_id: int) -> Response:
    """Show and save what is written of the project."""
    project = queries.project(project_id)
    if request.method == "GET":
        return _page(project, EditForm(data=values_of(queries.texts_of(project), project.revision)))
    form = EditForm()
    _offer(project, form, arrival())
    if added := request.form.get("add_row"):
        form.add_row(added)
        return _page(project, form)
    if not form.validate():
        return _page(project, form, 422)
    try:
        actions.save_texts(project_id, form.base, form.content(), arrival(), current_actor())
    except Stale:
        return _stale(project_id, form)
    except Refused as refused:
        return _page(queries.project(project_id), form, 409, refused=refused)
    tell(_("Sparat."))
    warn_of_personal_numbers(form.texts)
    return redirect_to("projects.edit", project_id=project_id)


def _stale(project_id: int, form: EditForm) -> Response:
    """Show what somebody else changed meanwhile, and the form with both their work and mine in it."""
    project = queries.project(project_id)
    revision = queries.revision(project_id, form.base)
    base, theirs = dict(revision.content) if revision else {}, to_json(queries.content_of(project))
    mine = to_json(form.content()) | {name: theirs[name] for name in queries.LINKS}
    base |= {name: theirs[name] for name in queries.LINKS}
    again = EditForm(formdata=None, data=values_of(from_json(in_both(base, mine, theirs)), project.revision))
    return _page(
        project,
        again,
        409,
        collisions=collisions(collided(base, mine, theirs)),
        author=queries.author_since(project_id, form.base),
    )


def _page(project: Project, form: EditForm, status: int = 200, **values: Any) -> Response:
    _offer(project, form, arrival())
    return render(
        "projects/desk/edit.html", status, form=form, project=project, organisations=organisation_names(), **values
    )


def _offer(project: Project, form: EditForm, now: datetime) -> None:
    words = words_in_use(_also(queries.texts_of(project)), now)
    form.offer(
        Offer(
            funders=words[Vocabulary.FUNDER],
            periods=words[Vocabulary.PROGRAMME_PERIOD],
            areas=words[Vocabulary.PROGRAMME_AREA],
            target_groups=words[Vocabulary.TARGET_GROUP],
            municipalities=words[Vocabulary.MUNICIPALITY],
            kinds=words[Vocabulary.ACTIVITY_KIND],
            groups=[(str(number), title) for number, title in desk.group_names()],
            none=_("Ingen"),
        )
    )


def _also(content: Content) -> dict[Vocabulary, list[str]]:
    """Return the words that are offered because they stand there, in use or not."""
    return {
        Vocabulary.FUNDER: [*content.funders],
        Vocabulary.PROGRAMME_PERIOD: [content.programme_period],
        Vocabulary.PROGRAMME_AREA: [content.programme_area],
        Vocabulary.TARGET_GROUP: [*content.target_groups],
        Vocabulary.MUNICIPALITY: [one.municipality for one in content.partners],
        Vocabulary.ACTIVITY_KIND: [one.kind for one in content.activities],
    }
