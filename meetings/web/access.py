"""Who may use a route: every view says so itself, and one that says nothing is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, Protocol, TypeVar, cast

from flask import Flask, abort, current_app, g, request

View = TypeVar("View", bound=Callable[..., Any])
Guard = Callable[[str, int | None], None]


class OpenedLink(Protocol):
    """What a genuine token names: a row, and the version that the row must still have."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...


OpenLink = Callable[[str, str], OpenedLink]


@dataclass(frozen=True)
class Access:
    """`public`: anybody. `link`: whoever holds a link of this purpose. `requires`: accounts with this permission."""

    kind: Literal["public", "link", "requires"]
    detail: str = ""


def public(view: View) -> View:
    """Let anybody use the view."""
    return _marked(view, Access("public"))


def requires(permission: str) -> Callable[[View], View]:
    """Let accounts with the permission use the view: for its meeting when the route has a `meeting_id`."""
    return lambda view: _marked(view, Access("requires", permission))


def link(purpose: str) -> Callable[[View], View]:
    """Let holders of a genuine link use the view, which gets `link_id` and `link_version` for the route's `token`.

    The view still compares the version with the row's. What it answers is not stored, indexed or told on.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(*args: Any, token: str, **kwargs: Any) -> Any:
            found = current_app.extensions["open_link"](purpose, token)
            return view(*args, link_id=found.id, link_version=found.version, **kwargs)

        return _marked(cast(View, opened), Access("link", purpose))

    return decorate


def access_of(view: Callable[..., Any]) -> Access | None:
    """Return what the view says of its access; None when it says nothing."""
    return getattr(view, "access", None)


def init_app(app: Flask, guard: Guard, open_link: OpenLink) -> None:
    """Check every request.

    `guard(permission, meeting_id)` lets accounts through or aborts; `open_link(purpose, token)` returns
    what a token names or raises `NotFound`.
    """
    app.extensions["guard"] = guard
    app.extensions["open_link"] = open_link
    app.before_request(_check)


def _check() -> None:
    if request.endpoint is None:
        return
    access = access_of(current_app.view_functions[request.endpoint])
    if access is None:
        abort(404)
    g.access = access
    if access.kind == "requires":
        meeting_id = (request.view_args or {}).get("meeting_id")
        current_app.extensions["guard"](access.detail, meeting_id)


def _marked(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
