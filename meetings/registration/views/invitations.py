"""The page behind an invitation's link: say yes with the sign-up's form, or no."""

from __future__ import annotations

from typing import Any

from flask import Response

from meetings.errors import Refusal, Refused
from meetings.links import queries as links
from meetings.registration import actions, mail
from meetings.registration.forms.inviting import DeclineForm
from meetings.registration.models import Invitation
from meetings.registration.queries import Door
from meetings.registration.queries import inviting as read
from meetings.registration.rules.inviting import InvitationState, InvitingReason, refusal_to_answer
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.public import by_form
from meetings.registration.views.shown import card
from meetings.registration.views.ways import invited_by, public_door
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival


@blueprint.route("/inbjudan/<token>", methods=["GET", "POST"])
@access.link(mail.INVITATION)
@limited("60 per minute")
def invitation(link_id: int, link_version: int) -> Response:
    """Show the form with which one says yes; sign up who sends it, with the address that was invited."""
    found = read.invitation_by_link(link_id, link_version)
    door = public_door(found.meeting_id)
    if found.state == InvitationState.REVOKED.value:
        return render("registration/closed.html", refusal=Refusal(InvitingReason.REVOKED), **card(door))
    if found.state == InvitationState.ACCEPTED.value:
        return _answered(door, found)
    return by_form(door, invited_by(found))


@blueprint.route("/inbjudan/<token>/nej", methods=["GET", "POST"])
@access.link(mail.INVITATION)
@limited("60 per minute")
def decline_invitation(link_id: int, link_version: int) -> Response:
    """Show the button that says no, with room for a reason; say no when it is pressed."""
    found = read.invitation_by_link(link_id, link_version)
    door, form = public_door(found.meeting_id), DeclineForm()
    refusal = refusal_to_answer(found.state, accepts=False)
    values: dict[str, Any] = {"form": form, "invitation": found, "token": _token_of(found), **card(door)}
    if refusal or not form.is_submitted():
        status = 409 if form.is_submitted() else 200
        return render("registration/decline_invitation.html", status, closed=refusal, **values)
    if not form.validate():
        return render("registration/decline_invitation.html", 422, **values)
    try:
        actions.decline_invitation(link_id, form.reason.data or "", arrival())
    except Refused as refused:
        return render("registration/decline_invitation.html", 409, closed=refused.refusal, **values)
    return redirect_to("registration.decline_invitation", token=_token_of(found))


def _token_of(found: Invitation) -> str:
    return links.make(mail.INVITATION, found.id, found.link_version)


def _answered(door: Door, found: Invitation) -> Response:
    """Show who said yes the way to their own page: the address that was invited is theirs."""
    registration = found.registration
    own = ""
    if registration is not None and registration.email_key == found.email_key and not registration.cancelled_at:
        own = links.make(mail.PURPOSE, registration.id, registration.link_version)
    return render("registration/invitation_accepted.html", own=own, invitation=found, **card(door))
