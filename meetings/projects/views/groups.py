"""Joint pages of sibling projects on the desk: all of them, one with its texts and projects, and its history."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import NotFound, Refused, Stale
from meetings.projects.actions import groups as actions
from meetings.projects.forms.groups import GroupForm, group_values
from meetings.projects.models import ProjectGroup
from meetings.projects.queries import desk
from meetings.projects.queries import groups as queries
from meetings.projects.rules.groups import group_from_json
from meetings.projects.views.blueprint import DESK, blueprint
from meetings.projects.views.differences import changed_labels, changed_parts, collisions
from meetings.schedule.rules.content import differences, merged
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.history import PER_PAGE, go_back, restore_form, with_before
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

ALL = f"{DESK}/gemensamma"
GROUP = f"{ALL}/<int:group_id>"


@blueprint.get(ALL)
@access.requires("organiser")
def groups() -> Response:
    """List the joint pages with their projects."""
    return render("projects/desk/groups.html", groups=queries.groups())


@blueprint.route(f"{ALL}/nytt", methods=["GET", "POST"])
@access.requires("organiser")
def new_group() -> Response:
    """Make a joint page of a title and a summary; its projects are chosen on the next page."""
    form = GroupForm()
    if not form.is_submitted():
        return render("projects/desk/new_group.html", form=form)
    form.offer([])
    if not form.validate():
        return render("projects/desk/new_group.html", 422, form=form)
    content = form.content()
    group = actions.create(content.title, content.summary, content.body, content.lang, arrival(), current_actor())
    tell(_("Sidan är påbörjad. Välj vilka projekt den handlar om."))
    return redirect_to("projects.edit_group", group_id=group.id)


@blueprint.route(GROUP, methods=["GET", "POST"])
@access.requires("organiser")
def edit_group(group_id: int) -> Response:
    """Show and save the texts of a joint page, and its projects in their order."""
    group = queries.group(group_id)
    if request.method == "GET":
        return _page(group, GroupForm(data=group_values(queries.content_of(group), group.revision)))
    form = GroupForm()
    _offer(form)
    if request.form.get("add_row"):
        form.projects.add()
        return _page(group, form)
    if not form.validate():
        return _page(group, form, 422)
    try:
        actions.save(group_id, form.base, form.content(), arrival(), current_actor())
    except Stale:
        return _stale(group_id, form)
    except Refused as refused:
        return _page(group, form, 409, refused=refused)
    tell(_("Sparat."))
    return redirect_to("projects.edit_group", group_id=group_id)


def _stale(group_id: int, form: GroupForm) -> Response:
    """Show what somebody else changed meanwhile, and the form with both their work and mine in it."""
    group = queries.group(group_id)
    revision = queries.revision(group_id, form.base)
    base = revision.content if revision else {}
    mine, theirs = form.content().as_json(), queries.content_of(group).as_json()
    both = group_from_json(merged(base, mine, theirs))
    again = GroupForm(formdata=None, data=group_values(both, group.revision))
    found = collisions(differences(base, mine, theirs))
    return _page(group, again, 409, collisions=found, author=queries.author_since(group_id, form.base))


def _page(group: ProjectGroup, form: GroupForm, status: int = 200, **values: Any) -> Response:
    _offer(form)
    return render("projects/desk/group.html", status, form=form, group=group, **values)


def _offer(form: GroupForm) -> None:
    form.offer([(str(number), title) for number, title in desk.names()])


@blueprint.route(f"{GROUP}/ta-bort", methods=["GET", "POST"])
@access.requires("organiser")
def delete_group(group_id: int) -> Response:
    """Ask whether the joint page is to be taken away, or do it; its projects stay."""
    group, form = queries.group(group_id), ButtonForm()
    if request.method == "GET":
        return render("projects/desk/delete_group.html", group=group, form=form)
    if not pressed():
        return redirect_to("projects.delete_group", group_id=group_id)
    actions.delete(group_id, arrival(), current_actor())
    tell(_("Den gemensamma sidan är borttagen. Projekten finns kvar."))
    return redirect_to("projects.groups")


@blueprint.get(f"{GROUP}/historik")
@access.requires("organiser")
def group_history(group_id: int) -> Response:
    """List the revisions of a joint page, the newest first, with what was changed in each."""
    group = queries.group(group_id)
    page = paged(queries.revisions(group_id), page_asked_for(), per_page=PER_PAGE)
    rows = [
        {"revision": revision, "labels": changed_labels(before.content, revision.content) if before else None}
        for revision, before in with_before(page.rows, lambda last: queries.revision(group_id, last.number - 1))
    ]
    return render("projects/desk/group_history.html", group=group, rows=rows, page=page)


@blueprint.get(f"{GROUP}/historik/<int:number>")
@access.requires("organiser")
def group_revision(group_id: int, number: int) -> Response:
    """Show one revision: what it changed, and what going back to it would change now."""
    return _revision(group_id, number)


@blueprint.post(f"{GROUP}/historik/<int:number>/aterstall")
@access.requires("organiser")
def restore_group(group_id: int, number: int) -> Response:
    """Make an earlier revision the newest."""
    return go_back(
        lambda base: actions.restore(group_id, number, base, arrival(), current_actor()),
        partial(_revision, group_id, number),
        partial(redirect_to, "projects.group_history", group_id=group_id),
    )


def _revision(group_id: int, number: int, status: int = 200, *, problem: str = "") -> Response:
    group = queries.group(group_id)
    shown, before = queries.revision(group_id, number), queries.revision(group_id, number - 1)
    if shown is None:
        raise NotFound
    return render(
        "projects/desk/group_revision.html",
        status,
        group=group,
        revision=shown,
        is_first=before is None,
        changes=changed_parts(before.content, shown.content) if before else [],
        back=changed_parts(queries.content_of(group).as_json(), shown.content),
        form=restore_form(group.revision),
        problem=problem,
    )
