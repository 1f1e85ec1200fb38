"""Make notes, write them, give others links to write them, go back."""

from meetings.notes.actions.creating import change, create, create_for_workshops, remove, save_template
from meetings.notes.actions.publishing import publish, publish_reviewed, review, touch, withdraw
from meetings.notes.actions.restoring import restore
from meetings.notes.actions.taking import add_taker, new_link, revoke
from meetings.notes.actions.writing import Conflict, Saved, Sent, Writer, save

__all__ = [
    "Conflict",
    "Saved",
    "Sent",
    "Writer",
    "add_taker",
    "change",
    "create",
    "create_for_workshops",
    "new_link",
    "publish",
    "publish_reviewed",
    "remove",
    "restore",
    "review",
    "revoke",
    "save",
    "save_template",
    "touch",
    "withdraw",
]
