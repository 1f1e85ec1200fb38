"""Every page that mixes features: importing this registers them all on the blueprint."""

from __future__ import annotations

from meetings.pages import audit, calendar, concluding, desk, feeds, health, outbox, people, public, setup, site
from meetings.pages.blueprint import blueprint

__all__ = [
    "audit",
    "blueprint",
    "calendar",
    "concluding",
    "desk",
    "feeds",
    "health",
    "outbox",
    "people",
    "public",
    "setup",
    "site",
]
