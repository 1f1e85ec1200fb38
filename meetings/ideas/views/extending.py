"""More time on the desk: for everybody with a reason that is shown, for one by a link; and how the time has moved."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import NotFound, Refusal, Refused
from meetings.ideas.actions import extending as actions
from meetings.ideas.forms.calls import ExtendForm, PersonalForm
from meetings.ideas.mail.extending import extension_link
from meetings.ideas.models import CallExtension, Idea
from meetings.ideas.queries import calls as queries
from meetings.ideas.rules.calls import PERSONAL
from meetings.ideas.views.blueprint import SETTINGS, blueprint
from meetings.ideas.views.told import told
from meetings.web import access, dates
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

TIME = f"{SETTINGS}/tid"


@blueprint.route(TIME, methods=["GET", "POST"])
@access.requires("organiser")
def extensions(meeting_id: int) -> Response:
    """Show how the time has moved and who has more, and give everybody more."""
    form = ExtendForm(prefix="alla-")
    if request.method == "GET":
        return _page(meeting_id, form, PersonalForm(formdata=None, prefix="en-"))
    personal = PersonalForm(formdata=None, prefix="en-")
    if not form.validate():
        return _page(meeting_id, form, personal, 422)
    try:
        made = actions.extend_for_all(meeting_id, form.until, form.reason.data or "", arrival(), current_actor())
    except Refused as refused:
        return _page(meeting_id, form, personal, 409, refused.refusal)
    tell(_("Tiden är förlängd för alla. Nu gäller: %(deadline)s.", deadline=dates.deadline(made.until)))
    return redirect_to("ideas.extensions", meeting_id=meeting_id)


@blueprint.post(f"{TIME}/en")
@access.requires("organiser")
def extend_for_one(meeting_id: int) -> Response:
    """Mail one actor a link with more time."""
    form = PersonalForm(prefix="en-")
    if not form.validate():
        return _page(meeting_id, ExtendForm(formdata=None, prefix="alla-"), form, 422)
    try:
        made = actions.extend_for_one(meeting_id, form.extended(), arrival(), current_actor())
    except Refused as refused:
        return _page(meeting_id, ExtendForm(formdata=None, prefix="alla-"), form, 409, refused.refusal)
    tell(_("Länken är mejlad till %(name)s.", name=made.name))
    return redirect_to("ideas.extensions", meeting_id=meeting_id)


@blueprint.post(f"{TIME}/<int:extension_id>/aterkalla")
@access.requires("organiser")
def revoke_extension(meeting_id: int, extension_id: int) -> Response:
    """Close a personal link."""
    if not pressed():
        return redirect_to("ideas.extensions", meeting_id=meeting_id)
    try:
        actions.revoke(meeting_id, extension_id, arrival(), current_actor())
        tell(_("Länken är återkallad."))
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
    return redirect_to("ideas.extensions", meeting_id=meeting_id)


def _page(
    meeting_id: int, form: ExtendForm, personal: PersonalForm, status: int = 200, refusal: Refusal | None = None
) -> Response:
    call = queries.call_of(meeting_id)
    if call is None:
        raise NotFound
    made = queries.extensions_of(call.id)
    ideas = queries.idea_by([one.id for one in made])
    return render(
        "ideas/extensions.html",
        status,
        meeting=call.meeting,
        call=call,
        told=told(call, arrival(), queries.latest_for_all(call.id)),
        form=form,
        personal=personal,
        failed=personal if personal.errors else form,
        refusal=refusal,
        moves=[one for one in made if one.kind != PERSONAL],
        given=[_row(one, ideas.get(one.id)) for one in made if one.kind == PERSONAL],
        button=ButtonForm(formdata=None),
    )


def _row(one: CallExtension, idea: Idea | None) -> dict[str, Any]:
    """Return a personal extension as the list shows it: its link as long as it opens, and what came of it."""
    received = idea is not None and idea.received_at is not None
    return {
        "extension": one,
        "name": one.name or _("Namnet är gallrat"),
        "link": extension_link(one) if one.revoked_at is None and one.until > arrival() else "",
        "begun": idea is not None,
        "received": received,
        "revocable": one.revoked_at is None and not received,
    }
