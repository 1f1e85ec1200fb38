"""Set how long a class is kept, erase what is due with its copies, and decide requests of erasure."""

from meetings.privacy.actions.deciding import Asked, ask, grant, open_case, refuse
from meetings.privacy.actions.periods import save_period, set_public_body
from meetings.privacy.actions.retention import JOB, erase_again, run

__all__ = [
    "JOB",
    "Asked",
    "ask",
    "erase_again",
    "grant",
    "open_case",
    "refuse",
    "run",
    "save_period",
    "set_public_body",
]
