"""What is said of a link to an idea that no longer opens: how to get a new one."""

from __future__ import annotations

from flask import Response, g

from meetings.errors import NotFound
from meetings.ideas.mail.addresses import COAUTHOR, CONFIRM, PURPOSE
from meetings.ideas.views.blueprint import blueprint
from meetings.web.problems import problem_page
from meetings.web.rendering import render


@blueprint.errorhandler(NotFound)
def not_found(_error: NotFound) -> Response:
    """Say of a link to an idea how to get a new one; of all else that it is not there."""
    found = g.get("access")
    if found is not None and found.kind == "link" and found.detail in (PURPOSE, CONFIRM, COAUTHOR):
        return render("ideas/link_gone.html", 404)
    return problem_page(404)
