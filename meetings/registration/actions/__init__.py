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
from meetings.registration.actions.attending import Switched, leave_switch_line, settle_switches, switch
from meetings.registration.actions.changing import (
    Details,
    change,
    give_opt_in,
    mark_attended,
    unmark_attended,
    withdraw_opt_in,
)
from meetings.registration.actions.confirming import confirm_address
from meetings.registration.actions.deciding import Decided, accept, decline
from meetings.registration.actions.grouping import register_group
from meetings.registration.actions.handing import hand_over
from meetings.registration.actions.inviting import (
    Asking,
    Invitee,
    accept_invitation,
    decline_invitation,
    invite,
    remind_silent,
    resend_invitation,
    revoke_invitation,
    seats_to_keep,
)
from meetings.registration.actions.leaving import cancel_by_organiser, withdraw, withdraw_for
from meetings.registration.actions.lost import mail_lost_links
from meetings.registration.actions.offers import accept_offer, decline_offer
from meetings.registration.actions.pools import Attending, Reserve
from meetings.registration.actions.promoting import ask_again, promote
from meetings.registration.actions.settings import Settings, copy_sign_up, new_link, save_settings, set_seats
from meetings.registration.actions.settling import settle_due

__all__ = [
    "Applicant",
    "Asking",
    "Attending",
    "Decided",
    "Details",
    "Invitee",
    "Outcome",
    "Reserve",
    "Settings",
    "SignedUp",
    "Switched",
    "Yes",
    "accept",
    "accept_invitation",
    "accept_offer",
    "add_by_hand",
    "ask_again",
    "cancel_by_organiser",
    "change",
    "confirm_address",
    "copy_sign_up",
    "decline",
    "decline_invitation",
    "decline_offer",
    "give_opt_in",
    "hand_over",
    "invite",
    "leave_switch_line",
    "mail_lost_links",
    "mark_attended",
    "new_link",
    "promote",
    "register",
    "register_group",
    "remind_silent",
    "resend_invitation",
    "revoke_invitation",
    "save_settings",
    "seats_to_keep",
    "set_seats",
    "settle_due",
    "settle_switches",
    "sign_up_again",
    "switch",
    "unmark_attended",
    "withdraw",
    "withdraw_for",
    "withdraw_opt_in",
]
