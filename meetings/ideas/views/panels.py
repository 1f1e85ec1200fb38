"""What other parts of ideas add to the secretariat's page of one idea: each registers its own panel.

A panel is a template `templates/ideas/desk/_<name>.html`, included with `panel` (what its function returned) and
`idea`; a function that returns None shows nothing. It gets what the page has read already, as `Page`. Import the module
that registers in `views/__init__.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meetings.ideas.models import FollowUpSlot, Idea, IdeaVersion, PublishedIdea
from meetings.ideas.queries.partner_words import Words


@dataclass(frozen=True)
class Page:
    """What the page has read of the idea: its versions, the latest first, its slot, its public row, all words."""

    idea: Idea
    versions: Sequence[IdeaVersion]
    slot: FollowUpSlot | None
    public: PublishedIdea | None
    words: Words


Panel = Callable[[Page], Mapping[str, Any] | None]
# Where they stand on the page, from the top.
ORDER = ("late", "partners", "assessments", "follow_up", "publishing")
_panels: dict[str, Panel] = {}


@dataclass(frozen=True)
class Shown:
    """A panel that has something to show: its template, and what it shows."""

    template: str
    values: Mapping[str, Any]


def panel(name: str) -> Callable[[Panel], Panel]:
    """Register the function as the panel of this name, one of `ORDER`."""

    def kept(found: Panel) -> Panel:
        _panels[name] = found
        return found

    return kept


def shown(page: Page) -> list[Shown]:
    """Return what the panels show of the idea, in their order."""
    found = ((name, _panels[name](page)) for name in ORDER if name in _panels)
    return [Shown(f"ideas/desk/_{name}.html", values) for name, values in found if values is not None]
