"""The pages about retention, requests of erasure, and one's own data: their routes are collected here."""

from meetings.privacy.views import cases, opening, own, retention
from meetings.privacy.views.blueprint import blueprint

__all__ = ["blueprint", "cases", "opening", "own", "retention"]
