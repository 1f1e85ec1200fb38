"""How long is a draft kept that was never sent? It is its actor's own, and no official document."""

from __future__ import annotations

from datetime import datetime, timedelta

from meetings.ideas.rules.deadline import Times, closing

DRAFT_KEPT = timedelta(days=30)  # after the idea can no longer be sent


def lapses_at(times: Times) -> datetime:
    """Return the instant from which a draft that was never sent is erased."""
    return closing(times) + DRAFT_KEPT
