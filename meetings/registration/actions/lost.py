"""Mail somebody the links that they have lost: to the owner of the address, whoever asks."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.outbox.actions import enqueue
from meetings.registration import mail, queries, rules


def mail_lost_links(email_key: str, form_token: str, now: datetime, *, meeting_id: int | None = None) -> None:
    """Queue one mail with the links of all that the address is signed up to, of one meeting or of all to come.

    At most three times an hour to one address. Does nothing, and says nothing, where there is none.
    """
    with transaction.write():
        found = queries.coming_registrations(email_key, now, meeting_id=meeting_id)
        since = now - rules.KNOWN_ADDRESS_WINDOW
        if found and queries.mails_to(found[0].email, "lost_links", since) < rules.KNOWN_ADDRESS_MAILS:
            enqueue(mail.lost_links(found, form_token), now)
