"""Make and change the reminders of a meeting, and let those go out whose moment has come."""

from meetings.reminders.actions.editing import Draft, add, add_defaults, copy, remove, save, switch
from meetings.reminders.actions.sending import JOB, send_due

__all__ = ["JOB", "Draft", "add", "add_defaults", "copy", "remove", "save", "send_due", "switch"]
