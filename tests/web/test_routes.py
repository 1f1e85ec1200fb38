"""An address is written as Werkzeug writes it, though the code for it is made when it is first asked for."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.routing import Map, Rule

from meetings.web.routes import Route


def written(kind: type[Rule], path: str, **values: Any) -> list[str]:
    routes = Map([kind(path, endpoint="page", defaults={"part": "all"} if "part" in values else None)])
    return [routes.bind("example.se").build("page", values) for _time in range(2)]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/", {}),
        ("/moten/<int:number>-<slug>", {"number": 7, "slug": "åmål & en dag"}),
        ("/moten/<int:number>", {"number": 7, "sida": 2, "q": "smör"}),
        ("/moten/<int:number>/", {"number": 7, "part": "all"}),
        ("/filer/<path:name>", {"name": "a/b c.pdf"}),
    ],
)
def test_an_address_is_the_same_the_first_time_and_the_next(path: str, values: dict[str, Any]) -> None:
    assert written(Route, path, **values) == written(Rule, path, **values)
