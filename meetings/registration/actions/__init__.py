"""What can be done with sign-ups; each is one write transaction whose first statement locks the meeting."""

from meetings.registration.actions.arriving import (
    Applicant,
    Outcome,
    SignedUp,
    Yes,
    add_by_hand,
    register,
    sign_up_again,
)
from meetings.registration.actions.changing import (
    Details,
    change,
    give_opt_in,
    mark_attended,
    unmark_attended,
    withdraw_opt_in,
)
from meetings.registration.actions.leaving import cancel_by_organiser, withdraw
from meetings.registration.actions.settings import Settings, copy_sign_up, save_settings, set_seats

__all__ = [
    "Applicant",
    "Details",
    "Outcome",
    "Settings",
    "SignedUp",
    "Yes",
    "add_by_hand",
    "cancel_by_organiser",
    "change",
    "copy_sign_up",
    "give_opt_in",
    "mark_attended",
    "register",
    "save_settings",
    "set_seats",
    "sign_up_again",
    "unmark_attended",
    "withdraw",
    "withdraw_opt_in",
]
