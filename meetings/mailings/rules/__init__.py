"""Who may get a mailing, what its text may hold, and which states it goes through."""

from meetings.mailings.rules.audience import HERE, STATES, Audience, Came, audience_of
from meetings.mailings.rules.placeholders import NAMES, Placeholder, filled, in_markdown, plain, unknown
from meetings.mailings.rules.sending import (
    About,
    Decision,
    MailingReason,
    MailingState,
    Target,
    Why,
    decided,
    keys_of,
    mail_key,
    refusal_of_target,
    refusal_of_time,
)

__all__ = [
    "HERE",
    "NAMES",
    "STATES",
    "About",
    "Audience",
    "Came",
    "Decision",
    "MailingReason",
    "MailingState",
    "Placeholder",
    "Target",
    "Why",
    "audience_of",
    "decided",
    "filled",
    "in_markdown",
    "keys_of",
    "mail_key",
    "plain",
    "refusal_of_target",
    "refusal_of_time",
    "unknown",
]
