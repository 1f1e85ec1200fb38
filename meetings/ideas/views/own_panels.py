"""What other parts of ideas add to the page of an idea's own contact: each registers its own panel.

A panel is a template `templates/ideas/own/_<name>.html`, included with `panel` (what its function returned), `idea`
and `token`; a function that returns None shows nothing. Import the module that registers in `views/__init__.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from meetings.ideas.models import Idea

OwnPanel = Callable[[Idea], Mapping[str, Any] | None]
# Where they stand on the page, from the top, under the state and above what was sent.
ORDER = ("questions", "follow_up", "partners", "coauthors")
_panels: dict[str, OwnPanel] = {}


@dataclass(frozen=True)
class Shown:
    """A panel that has something to show: its template, and what it shows."""

    template: str
    values: Mapping[str, Any]


def own_panel(name: str) -> Callable[[OwnPanel], OwnPanel]:
    """Register the function as the panel of this name, one of `ORDER`."""

    def kept(found: OwnPanel) -> OwnPanel:
        _panels[name] = found
        return found

    return kept


def shown(idea: Idea) -> list[Shown]:
    """Return what the panels show of the idea, in their order."""
    found = ((name, _panels[name](idea)) for name in ORDER if name in _panels)
    return [Shown(f"ideas/own/_{name}.html", values) for name, values in found if values is not None]
