"""Suggest names while somebody types one: those of the directory, never what others typed."""

from __future__ import annotations

import json

from flask import Response, request
from werkzeug.exceptions import TooManyRequests

from meetings.organisations.queries import finding as queries
from meetings.organisations.rules.suggesting import suggested
from meetings.organisations.views.blueprint import LIST, blueprint
from meetings.text import one_line
from meetings.web import access
from meetings.web.cache import public_page
from meetings.web.limits import seconds_to_wait
from meetings.web.unchanged import unchanged

_LONGEST = 60
_LIMIT = "120 per minute"
_FRESH = 300  # seconds that a browser may use an answer again


@blueprint.get(f"{LIST}/forslag")
@access.public
def suggest() -> Response:
    """Return at most eight names as JSON, for two letters or more; what is answered from memory counts as no try."""
    typed = one_line(request.args.get("q", ""))[:_LONGEST]
    names = tuple(suggested(unchanged("names of organisations", queries.names_to_suggest), typed))

    def build() -> str:
        wait = seconds_to_wait(_LIMIT, "organisations.suggest", request.remote_addr or "")
        if wait:
            raise TooManyRequests(retry_after=wait)
        return json.dumps(names, ensure_ascii=False)

    response = public_page(("suggested", names), build, mimetype="application/json")
    response.headers["Cache-Control"] = f"public, max-age={_FRESH}"
    return response
