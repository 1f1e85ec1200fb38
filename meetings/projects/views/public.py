"""What everybody reads of projects: one project, the joint page of siblings, and the picture of a whole chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, render_template, request

from meetings.errors import NotFound
from meetings.outbox.mail_links import absolute
from meetings.projects.models import ProjectGroup
from meetings.projects.queries import public as queries
from meetings.projects.queries import public_links as links
from meetings.projects.queries.public import Seen, Shown
from meetings.projects.rules.picture import tall, wide
from meetings.projects.views.blueprint import LIST, blueprint
from meetings.projects.views.public_chain import chain_of
from meetings.projects.views.public_page import (
    facts_of,
    linked_data,
    page_values,
    sibling_row,
    sources_of,
)
from meetings.projects.views.public_words import activities_of, figures_of, project_url, this_month
from meetings.web import access
from meetings.web.cache import public_page
from meetings.web.headers import let_play
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to
from meetings.web.requests import arrival
from meetings.web.unchanged import unchanged


@blueprint.get(f"{LIST}/<int:project_id>-<slug>")
@access.public
def public_project(project_id: int, slug: str) -> Response:
    """Show one project; under another name than its own it says where it is."""
    seen = _seen(project_id)
    if slug != seen.head.slug:
        return _moved(seen)
    now, order = arrival(), request.args.get("sortera", "")
    return let_play(
        public_page(
            _key(seen, now),
            lambda: render_template("projects/public_project.html", **page_values(seen, now, order=order)),
        )
    )


@blueprint.get(f"{LIST}/<int:project_id>")
@access.public
def public_by_number(project_id: int) -> Response:
    """Lead from the address that never changes, as a feed names it, to the project's page."""
    return _moved(_seen(project_id))


@blueprint.get(f"{LIST}/<int:project_id>/kedjan")
@access.public
def chain(project_id: int) -> Response:
    """Show as a picture, and as a list, what led to a project and what came of it."""
    seen = _seen(project_id)
    return public_page(("chain", _key(seen, arrival())), lambda: render_template("projects/chain.html", **_chain(seen)))


@blueprint.get(f"{LIST}/gemensamt/<int:group_id>-<slug>")
@access.public
def public_group(group_id: int, slug: str) -> Response:
    """Show what is said of sibling projects together, and each of them with its purpose and figures."""
    head = unchanged(("project group", group_id), lambda: queries.group_head(group_id))
    if head is None:
        raise NotFound
    if slug != head[0]:
        response = redirect_to("projects.public_group", group_id=group_id, slug=head[0])
        response.status_code = 301
        return response
    now = arrival()
    return public_page(
        (head, this_month(now)), lambda: render_template("projects/public_group.html", **_group(group_id, now))
    )


def _seen(project_id: int) -> Seen:
    """Return what decides about a public project's page. Raises `NotFound`, also of a draft."""
    seen = unchanged(("project", project_id), lambda: queries.seen(project_id))
    if seen is None or not seen.head.is_public:
        raise NotFound
    return seen


def _key(seen: Seen, now: datetime) -> tuple[Any, ...]:
    """Return what a page about the project depends on: what was read, the month, and which meetings are over."""
    instants = [one.ends_at for one in seen.meetings] + list(seen.head.material_moments)
    return seen, this_month(now), sum(one <= now for one in instants)


def _moved(seen: Seen) -> Response:
    response = redirect_to("projects.public_project", project_id=seen.head.id, slug=seen.head.slug)
    response.status_code = 301
    return response


def _chain(seen: Seen) -> dict[str, Any]:
    shown = queries.shown(seen.head.id)
    sources = sources_of(seen.meetings, seen.things)
    partners = links.partners_of([one.id for one in sources.ideas])
    found = chain_of(shown.project, sources, partners)
    return {
        "project": shown.project,
        "url": project_url(shown.project.id, shown.project.slug),
        "content_lang": shown.project.lang if shown.project.lang != lang() else "",
        "pictures": {"wide": wide(found.boxes, found.arrows), "tall": tall(found.boxes, found.arrows)},
        "alone": len(found.boxes) < 2,
        "steps": found.steps,
        "canonical": absolute(f"{LIST}/{shown.project.id}/kedjan", lang()),
    }


def _group(group_id: int, now: datetime) -> dict[str, Any]:
    group, projects = queries.shown_of_group(group_id)
    return {
        "group": group,
        "content_lang": group.lang if group.lang != lang() else "",
        "projects": [_of_group(one, now) for one in projects],
        "eu_funded": any(one.project.eu_funded for one in projects),
        "updated_at": max([group.updated_at, *(one.project.updated_at for one in projects)]),
        "canonical": absolute(_group_path(group), lang()),
        "data": [linked_data(one, absolute(_project_path(one), lang())) for one in projects],
    }


def _of_group(shown: Shown, now: datetime) -> dict[str, Any]:
    project = shown.project
    return sibling_row(project, now) | {
        "project": project,
        "facts_items": facts_of(shown),
        "figures": figures_of(project),
        "activities": activities_of(project),
    }


def _group_path(group: ProjectGroup) -> str:
    return f"{LIST}/gemensamt/{group.id}-{group.slug}"


def _project_path(shown: Shown) -> str:
    return f"{LIST}/{shown.project.id}-{shown.project.slug}"
