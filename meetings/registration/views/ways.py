"""How somebody comes to the sign-up's form: by its open address, by its link, or by an invitation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from meetings.errors import NotFound
from meetings.links import queries as links
from meetings.outbox.mail_links import absolute
from meetings.registration import queries
from meetings.registration.models import Invitation
from meetings.registration.queries import Door
from meetings.registration.rules import Access
from meetings.registration.rules.inviting import keeps_seat
from meetings.schedule.rules import State
from meetings.web.requests import arrival

LINK = "sign-up"  # the purpose of the link that lets people sign up where not everybody may


@dataclass(frozen=True)
class Way:
    """What somebody came with; who has an invitation signs up with its address.

    `filled_in` are fields of the form whose content is known, `action` is where that form is sent ("": where it is).
    """

    holds: Access = Access.OPEN
    invitation: Invitation | None = None
    filled_in: Mapping[str, Any] = field(default_factory=dict)
    action: str = ""

    @property
    def keeps_seat(self) -> bool:
        """Whether a seat is kept for them."""
        return self.invitation is not None and keeps_seat(self.invitation, arrival())


OPENLY = Way()
WITH_LINK = Way(Access.LINK)


def public_door(meeting_id: int) -> Door:
    """Return the door of a meeting that everybody may know of. Raises `NotFound` for drafts."""
    door = queries.door(meeting_id)
    if door.state == State.DRAFT.value:
        raise NotFound
    return door


def invited_by(invitation: Invitation) -> Way:
    """Return the way of somebody who has been invited."""
    return Way(Access.INVITED, invitation)


def sign_up_link(door: Door, lang: str) -> str:
    """Return the whole address by which one signs up where only those with the link may."""
    return absolute(f"/moten/{door.meeting_id}/anmalan/lank/{link_token(door)}", lang)


def link_token(door: Door) -> str:
    """Return the token of the sign-up's link as it holds now."""
    return links.make(LINK, door.meeting_id, door.link_version)
