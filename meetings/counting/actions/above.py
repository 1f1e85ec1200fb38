"""What counting asks of the features above it, which hand it over at the start: whose is a meeting, and until when."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy import Select

_NAME = "projects to count in"


@dataclass(frozen=True)
class Above:
    """Statements to ask with: `arranged` (meeting's number, project's), `periods` (project's number, its last month).

    A month is a number such as 201404; None: nobody has said when the project ends.
    """

    arranged: Select[int, int]
    periods: Select[int, int | None]


def init_app(app: Flask, above: Above) -> None:
    """Hand it over."""
    app.extensions[_NAME] = above


def above() -> Above:
    """Return what was handed over."""
    found: Above = current_app.extensions[_NAME]
    return found
