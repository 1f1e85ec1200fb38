"""The pages of mailings: their routes are collected here."""

from meetings.mailings.views import following, notes, one, previewing, writing
from meetings.mailings.views.blueprint import blueprint

__all__ = ["blueprint", "following", "notes", "one", "previewing", "writing"]
