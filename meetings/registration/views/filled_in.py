"""The sign-up's form with what somebody told another meeting: they are asked for it once."""

from __future__ import annotations

from flask import Response, url_for

from meetings.errors import NotFound
from meetings.registration import queries
from meetings.registration.models import Registration
from meetings.registration.queries import Door
from meetings.registration.rules import Access
from meetings.registration.views.public import by_form
from meetings.registration.views.ways import Way, link_token, public_door
from meetings.web.rendering import redirect_to


def filled_in_form(meeting_id: int, registration_id: int, version: int) -> Response:
    """Show the form with name, address, organisation and municipality of that registration, and no answer of theirs.

    It is sent to the ordinary sign-up. When the registration is erased or its link revoked the form is empty. Raises
    `NotFound` for a draft.
    """
    door = public_door(meeting_id)
    with_link = door.access == Access.LINK.value
    try:
        known = queries.registration_by_link(registration_id, version)
    except NotFound:
        known = None
    if known is None or known.erased_at is not None:
        return redirect_to("registration.sign_up", meeting_id=meeting_id)
    holds = Access.LINK if with_link else Access.OPEN
    return by_form(door, Way(holds, filled_in=_told(known), action=_action(door, with_link=with_link)))


def _told(known: Registration) -> dict[str, object]:
    return {
        "name": known.name,
        "email": known.email,
        "organisation": known.organisation_typed,
        "organisation_type": known.organisation_type_id,
        "municipality": known.municipality_id,
    }


def _action(door: Door, *, with_link: bool) -> str:
    """Return where the form is sent: who has been mailed this link may sign up where the sign-up has one."""
    if with_link:
        return url_for("registration.sign_up_with_link", meeting_id=door.meeting_id, token=link_token(door))
    return url_for("registration.sign_up", meeting_id=door.meeting_id)
