"""Take sparks, decide on them, gather them under headings, open and close, publish, erase."""

from meetings.sparks.actions.boards import (
    close_board,
    new_wall_link,
    note_export,
    open_board,
    publish,
    save_settings,
    unpublish,
)
from meetings.sparks.actions.deciding import change, decide, erase, erase_contact, move
from meetings.sparks.actions.grouping import add_group, move_group, remove_group, rename_group
from meetings.sparks.actions.sending import Sent, Written, send

__all__ = [
    "Sent",
    "Written",
    "add_group",
    "change",
    "close_board",
    "decide",
    "erase",
    "erase_contact",
    "move",
    "move_group",
    "new_wall_link",
    "note_export",
    "open_board",
    "publish",
    "remove_group",
    "rename_group",
    "save_settings",
    "send",
    "unpublish",
]
