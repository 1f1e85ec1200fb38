"""Mail somebody the links to their ideas, which they have lost: to the owner of the address, whoever asks."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.ideas.mail.links import TEMPLATE, lost_links
from meetings.ideas.queries import own
from meetings.outbox.actions import enqueue
from meetings.registration.queries import mails_to
from meetings.registration.rules import KNOWN_ADDRESS_MAILS, KNOWN_ADDRESS_WINDOW


def mail_lost_links(email_key: str, form_token: str, now: datetime) -> None:
    """Queue one mail with the links of the address's ideas, at most three an hour to one address.

    Does nothing, and says nothing, where there are none.
    """
    with transaction.write():
        ideas, shared = own.ideas_of(email_key), own.coauthored_by(email_key)
        if not ideas and not shared:
            return
        mail = lost_links(ideas, shared, form_token)
        if mails_to(mail.to_address, TEMPLATE, now - KNOWN_ADDRESS_WINDOW) < KNOWN_ADDRESS_MAILS:
            enqueue(mail, now)
