"""Routes that work out how their address is written when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class Route(Rule):
    """A route. Werkzeug compiles two functions that write its address as soon as it is added; here that waits.

    Of our thousand functions most processes use a few dozen, and compiling all takes a tenth of a start.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = super()._compile_builder
        name = "_build_unknown" if append_unknown else "_build"  # where Werkzeug keeps the function

        def build(route: Route, **values: Any) -> tuple[str, str]:
            own = compiled(append_unknown).__get__(route, None)
            setattr(route, name, own)
            return own(**values)  # type: ignore[no-any-return]

        return build
