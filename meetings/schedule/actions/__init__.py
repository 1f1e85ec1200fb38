"""Make, change, copy, publish and cancel meetings: one function, one use case, one transaction."""

from __future__ import annotations

from meetings.schedule.actions.concluding import conclude, reopen
from meetings.schedule.actions.copying import CopyKind, copy
from meetings.schedule.actions.editing import create_meeting, restore, save_meeting, save_programme
from meetings.schedule.actions.publishing import cancel, delete_draft, new_preview_link, publish

__all__ = [
    "CopyKind",
    "cancel",
    "conclude",
    "copy",
    "create_meeting",
    "delete_draft",
    "new_preview_link",
    "publish",
    "reopen",
    "restore",
    "save_meeting",
    "save_programme",
]
