"""The pages of mailings: their routes are collected here."""

from meetings.mailings.views import following, one, previewing, writing
from meetings.mailings.views.blueprint import blueprint

__all__ = ["blueprint", "following", "one", "previewing", "writing"]
