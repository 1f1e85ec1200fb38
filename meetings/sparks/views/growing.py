"""What features above this one make of sparks, which they hand over at the start: an idea that one grows into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from meetings.sparks.models import Spark

_NAME = "what sparks grow into"


@dataclass(frozen=True)
class Open:
    """From when (None: always) until when, exclusive, anybody may go on from a spark of the meeting."""

    opens_at: datetime | None
    closes_at: datetime

    def holds(self, now: datetime) -> bool:
        """Tell whether one may at this moment."""
        return (self.opens_at is None or now >= self.opens_at) and now < self.closes_at


@dataclass(frozen=True)
class Part:
    """A part of the desk's page of one spark: a template that says `grown.values`."""

    template: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Growing:
    """Functions that tell when a meeting's sparks may be gone on from, where, and what the desk shows of one."""

    when: Callable[[int], Open | None]
    address: Callable[[int, int], str]
    part: Callable[[Spark, datetime], Part | None]


def init_app(app: Flask, growing: Growing) -> None:
    """Hand over the functions."""
    app.extensions[_NAME] = growing


def growing() -> Growing:
    """Return the functions that were handed over."""
    found: Growing = current_app.extensions[_NAME]
    return found
