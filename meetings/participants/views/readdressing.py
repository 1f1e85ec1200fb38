"""What did not reach the old address goes to the corrected one."""

from __future__ import annotations

from flask import Response
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.participants import actions
from meetings.participants.views.blueprint import PERSON, blueprint
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.rendering import redirect_to, tell
from meetings.web.requests import arrival


@blueprint.post(f"{PERSON}/mejla-nya-adressen")
@access.requires("organiser")
def send_moved(meeting_id: int, registration_id: int) -> Response:
    """Send the mails that came back, to the address as it is now."""
    if pressed():
        number = actions.send_moved(meeting_id, registration_id, arrival(), current_actor())
        tell(
            ngettext(
                "%(num)s mejl skickas till den nya adressen.", "%(num)s mejl skickas till den nya adressen.", number
            )
        )
    return redirect_to("participants.person", meeting_id=meeting_id, registration_id=registration_id)
