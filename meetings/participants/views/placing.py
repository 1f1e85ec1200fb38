"""Change somebody's workshops for them: no deadline binds an organiser, the seats do."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.participants.queries import listing
from meetings.participants.queries.person import person as person_of
from meetings.participants.views.blueprint import PERSON, blueprint
from meetings.registration import queries as registrations
from meetings.registration.actions.rechoosing import change_workshops
from meetings.registration.forms.workshops import desk_workshops_form, wanted
from meetings.registration.queries.blocks import block_of
from meetings.registration.queries.choices import wishes_of
from meetings.registration.rules import refusal_to_change
from meetings.registration.rules.workshops import takes_wishes
from meetings.registration.views.choosing import form_block, has_in, seats_held
from meetings.registration.views.own_workshops import kept_meanwhile
from meetings.web import access
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.route(f"{PERSON}/workshoppar/<int:block_id>", methods=["GET", "POST"])
@access.requires("organiser")
def person_workshops(meeting_id: int, registration_id: int, block_id: int) -> Response:
    """Show and change what somebody has or wishes in one block."""
    of = listing.head(meeting_id)
    known = person_of(of, registration_id).registration
    door = registrations.door(of.id)
    block = block_of(door, block_id)
    held, wishes = seats_held(known), wishes_of(known.id) if takes_wishes(block) else {}
    form = desk_workshops_form([block], has_in(known, [block], wishes), held)
    shown: dict[str, Any] = {
        "meeting": of,
        "form": form,
        "person": known,
        "door": door,
        "workshop_blocks": [form_block(door, block, known)],
        "closed": refusal_to_change(door, arrival()),
    }
    if not form.is_submitted():
        return render("participants/person_workshops.html", **shown)
    if not form.validate():
        return render("participants/person_workshops.html", 422, **shown)
    chosen = kept_meanwhile(known, block, wanted(form, [block])[block.id])
    try:
        changed = change_workshops(known.id, {block.id: chosen}, arrival(), current_actor(), notify=form.notify.data)
    except Refused as refused:
        return render("participants/person_workshops.html", 409, refusal=refused.refusal, **shown)
    if changed and form.notify.data:
        tell(_("Valet av workshop är sparat, och personen får ett mejl."))
    elif changed:
        tell(_("Valet av workshop är sparat. Inget mejl har skickats."))
    else:
        tell(_("Inget ändrades, så inget mejl har skickats."))
    return redirect_to("participants.person", meeting_id=of.id, registration_id=registration_id)
