"""The pages of notes: their routes are collected here."""

from meetings.notes.views import desk, history, published, publishing, takers, taking, writing
from meetings.notes.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "history", "published", "publishing", "takers", "taking", "writing"]
