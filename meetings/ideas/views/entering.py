"""The secretariat enters an idea for somebody who has sent it on paper, by mail or by telephone."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import NotFound, Refused
from meetings.ideas.actions.entering import enter
from meetings.ideas.forms.writing import IdeaForm, idea_form
from meetings.ideas.models import IdeaCall
from meetings.ideas.queries import calls, offered
from meetings.ideas.rules.deadline import Phase, Times, phase
from meetings.ideas.rules.receiving import Person, Sent, Way
from meetings.ideas.views.blueprint import DESK, blueprint
from meetings.web import access, dates
from meetings.web.forms import ButtonForm
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.route(f"{DESK}/lagg-in", methods=["GET", "POST"])
@access.requires("organiser")
def enter_idea(meeting_id: int) -> Response:
    """Show the form, and receive the idea that was filled in."""
    call = calls.call_of(meeting_id)
    if call is None:
        raise NotFound
    form, button = idea_form({}, (), offered.words(lang(), dates.local(arrival()).date(), set())), ButtonForm()
    form.require(())
    form.email.flags.required = False
    if not form.is_submitted():
        return _page(call, form, button)
    # Who wrote on paper may have no address: the name is what is needed to reach them.
    reached = Person(form.name.data or "", form.email.data or "-")
    if not (form.holds_to_send((), attached=False, person=reached) and button.validate()):
        return _page(call, form, button, 422)
    actor = current_actor()
    way = Way(lang=lang(), entered_by=actor.name)
    sent = Sent(call.id, form.content(), form.person(), form.one_time_token or "", way)
    try:
        version = enter(sent, arrival(), actor)
    except Refused as refused:
        return _page(call, form, button, 409, refused)
    mailed = _("Kvittot är mejlat till %(email)s.", email=form.email.data) if form.email.data else ""
    tell(f"{_('Idén är inlagd med nummer %(number)s.', number=version.idea.number)} {mailed}".strip())
    return redirect_to("ideas.desk_idea", meeting_id=meeting_id, idea_id=version.idea_id)


def _page(
    call: IdeaCall, form: IdeaForm, button: ButtonForm, status: int = 200, refused: Refused | None = None
) -> Response:
    late = phase(Times(call.opens_at, call.closes_at), arrival()) is Phase.CLOSED
    return render(
        "ideas/desk/enter.html",
        status,
        call=call,
        meeting=call.meeting,
        form=form,
        button=button,
        refusal=refused,
        late=late,
        criteria={},
    )
