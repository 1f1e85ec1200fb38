"""The desk's pages about one meeting: make, edit, programme, publish, history."""

from __future__ import annotations

from meetings.schedule.views import editing, history, programme, publishing
from meetings.schedule.views.routes import blueprint

__all__ = ["blueprint", "editing", "history", "programme", "publishing"]
