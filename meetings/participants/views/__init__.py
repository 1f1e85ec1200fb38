"""The pages about the people of a meeting: their routes are collected here."""

from meetings.participants.views import adding, exporting, listing, meeting, one
from meetings.participants.views.blueprint import blueprint

__all__ = ["adding", "blueprint", "exporting", "listing", "meeting", "one"]
