"""Mail that was written to a wrong address, sent to the right one: with links that open, since the old ones died."""

from __future__ import annotations

import re
from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.links import queries as links
from meetings.outbox import resending
from meetings.participants.queries import listing, person
from meetings.registration import mail as registration_mail

_LINK = re.compile(r"/min-anmalan/[^/?#\s]+")


def send_moved(meeting_id: int, registration_id: int, now: datetime, actor: Actor) -> int:
    """Send what did not reach somebody's old address to the one they have now, and return how many mails that is.

    Raises `NotFound`.
    """
    with transaction.write():
        one = person.person(listing.head(meeting_id), registration_id).registration
        token = links.make(registration_mail.PURPOSE, one.id, one.link_version)
        return resending.send_to_new_address(
            f"registration:{one.id}",
            one.email,
            lambda text: _LINK.sub(f"/min-anmalan/{token}", text),
            now,
            actor,
            but_not=person.SENT_ANYWAY,
        )
