"""How does a view answer: a page, or a way on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from meetings.errors import Refusal
from meetings.web import dates


def render(template: str, status: int = 200, **values: Any) -> Response:
    """Return the template as a page with this status."""
    return make_response(render_template(template, **values), status)


def redirect_to(endpoint: str, **values: Any) -> Response:
    """Return 303 See Other to the endpoint: what every POST that succeeded answers."""
    return make_response(redirect(url_for(endpoint, **values), code=303))


def tell(text: str, category: str = "done") -> None:
    """Say on the next desk page what happened; `category` is "done" or "warning". Desk only: it needs the session."""
    flash(text, category)


def refusal_text(refusal: Refusal) -> str:
    """Return the refusal's sentence in the reader's language, instants and pairs of them among its values in words."""
    values = {name: _in_words(value) for name, value in refusal.values.items()}
    return dates.in_one_line(_(refusal.reason.value, **values))


def _in_words(value: object) -> object:
    if isinstance(value, tuple):
        return dates.time_range(*value)
    return dates.moment(value) if isinstance(value, datetime) else value
