"""What can be done with subscriptions: ask, confirm, change, leave; tell a new meeting, or let that be."""

from meetings.subscriptions.actions.leaving import (
    erase_unconfirmed,
    forget_again,
    leave,
    leave_by_box,
    remove,
)
from meetings.subscriptions.actions.subscribing import Asked, ask, change, confirm
from meetings.subscriptions.actions.telling import stop, tell_new_meetings

__all__ = [
    "Asked",
    "ask",
    "change",
    "confirm",
    "erase_unconfirmed",
    "forget_again",
    "leave",
    "leave_by_box",
    "remove",
    "stop",
    "tell_new_meetings",
]
