"""What features above this one show on the desk's page of an idea, which they hand over at the start: its projects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, current_app

from meetings.ideas.views.panels import Page

Panel = tuple[str, Callable[[Page], Mapping[str, Any] | None]]
_NAME = "what ideas lead to"


def init_app(app: Flask, panel: Panel) -> None:
    """Hand over a template, and what makes its values (None: it is left out)."""
    app.extensions[_NAME] = panel


def led_to() -> Panel:
    """Return what was handed over."""
    found: Panel = current_app.extensions[_NAME]
    return found
