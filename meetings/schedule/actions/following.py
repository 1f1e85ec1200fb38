"""What follows from a meeting that is made or changed in features above this one, which hand it over at the start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from meetings.schedule.models import Meeting

Content = Mapping[str, Any]
_NAME = "what follows a meeting"


@dataclass(frozen=True)
class Following:
    """What is done in the transaction that makes a draft, or changes a meeting (its content before and after).

    `asks` tells whether what was saved at this moment raised a question for the organisers.
    """

    made: Callable[[Meeting, datetime], None]
    changed: Callable[[Meeting, Content, Content, datetime], None]
    asks: Callable[[int, datetime], bool]


def init_app(app: Flask, following: Following) -> None:
    """Hand it over."""
    app.extensions[_NAME] = following


def following() -> Following:
    """Return what was handed over."""
    found: Following = current_app.extensions[_NAME]
    return found
