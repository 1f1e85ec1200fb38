"""Which projects came of sparks and ideas: told by the feature that knows them, which stands above and hands it in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, current_app

_NAME = "what sparks and ideas became"


@dataclass(frozen=True)
class Link:
    """A project that everybody may read; `lang` is "" when it is that of the page."""

    url: str
    title: str
    lang: str


@dataclass(frozen=True)
class Became:
    """Functions that tell the projects of a meeting's sparks by spark, those of ideas by idea, and when that changes.

    `state` is for the keys of pages that are kept.
    """

    state: Callable[[], Hashable]
    of_sparks: Callable[[int], Mapping[int, Sequence[Link]]]
    of_ideas: Callable[[Collection[int]], Mapping[int, Sequence[Link]]]


def init_app(app: Flask, became: Became) -> None:
    """Hand over the functions."""
    app.extensions[_NAME] = became


def became() -> Became:
    """Return the functions that were handed over."""
    found: Became = current_app.extensions[_NAME]
    return found
