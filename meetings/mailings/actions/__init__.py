"""Write mailings, send them, and make their mails."""

from meetings.mailings.actions.making import mails, make_due
from meetings.mailings.actions.trying import mail_to, send_test
from meetings.mailings.actions.writing import (
    Draft,
    delete_draft,
    fingerprint,
    go_on,
    refusal_to_invite,
    refusal_to_send,
    rewrite,
    send,
    send_failed_again,
    stop,
    take_back,
    write,
)

__all__ = [
    "Draft",
    "delete_draft",
    "fingerprint",
    "go_on",
    "mail_to",
    "mails",
    "make_due",
    "refusal_to_invite",
    "refusal_to_send",
    "rewrite",
    "send",
    "send_failed_again",
    "send_test",
    "stop",
    "take_back",
    "write",
]
