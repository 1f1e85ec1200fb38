"""Where the pages about material lie: a meeting's and a project's have the same views under addresses of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from flask import Blueprint

from meetings.materials.rules.shelves import of_either

blueprint = Blueprint("materials", __name__)
DESK = "/arbetsytan/moten/<int:meeting_id>/material"
ONE = f"{DESK}/<int:material_id>"
PROJECT_DESK = "/arbetsytan/projekt/<int:project_id>/material"
_ONE = "/<int:material_id>"

View = Callable[..., Any]


def desk_at(path: str, methods: Sequence[str] = ("GET",)) -> Callable[[View], View]:
    """Let a view lie under the desk's material of meetings and of projects; it gets whose it is as `of`, a `Shelf`.

    Above the decorator that says who may use it.
    """
    return at(*(f"{start}{path}" for start in (DESK, PROJECT_DESK)), methods=methods)


def one_at(path: str, methods: Sequence[str] = ("GET",)) -> Callable[[View], View]:
    """Let a view lie under one material of meetings and of projects, as `desk_at` does."""
    return desk_at(f"{_ONE}{path}", methods)


def at(*addresses: str, methods: Sequence[str] = ("GET",)) -> Callable[[View], View]:
    """Let a view lie at addresses with a `meeting_id` or a `project_id`; it gets the `Shelf` as `of`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def shelved(*, meeting_id: int | None = None, project_id: int | None = None, **named: Any) -> Any:
            return view(of=of_either(meeting_id, project_id), **named)

        for address in addresses:
            blueprint.add_url_rule(address, view_func=shelved, methods=list(methods))
        return view

    return decorate
