"""Publish the states together: first what each actor will read, then one press."""

from __future__ import annotations

from flask import Response
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import NotFound, Refusal, Refused
from meetings.ideas.actions import telling as actions
from meetings.ideas.forms.handling import PublishForm
from meetings.ideas.queries import calls
from meetings.ideas.queries import telling as queries
from meetings.ideas.queries.telling import Untold
from meetings.ideas.rules.handling import TONES, state_name
from meetings.ideas.rules.states import HANDLED
from meetings.ideas.views.blueprint import DESK, blueprint
from meetings.web import access
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.route(f"{DESK}/besked", methods=["GET", "POST"])
@access.requires("organiser")
def tell_states(meeting_id: int) -> Response:
    """Show what would be told to whom; publish it."""
    form = PublishForm()
    if not form.is_submitted():
        return _page(meeting_id)
    if not form.validate():
        return _page(meeting_id, 422, form)
    try:
        told = actions.publish(meeting_id, form.seen.data or "", arrival(), current_actor())
    except Refused as refused:
        return _page(meeting_id, 409, form, refused.refusal)
    mails = sum(one.reachable for one in told)
    tell(
        ngettext("Beskedet om %(num)s idé är publicerat.", "Beskeden om %(num)s idéer är publicerade.", len(told))
        + " "
        + ngettext("%(num)s aktör får ett mejl.", "%(num)s aktörer får mejl.", mails)
    )
    return redirect_to("ideas.desk", meeting_id=meeting_id)


def _page(
    meeting_id: int, status: int = 200, sent: PublishForm | None = None, refusal: Refusal | None = None
) -> Response:
    call = calls.call_of(meeting_id)
    if call is None:
        raise NotFound
    found = queries.untold(call.id)
    return render(
        "ideas/desk/tell_states.html",
        status,
        call=call,
        meeting_id=meeting_id,
        groups=_by_state(found),
        number=len(found),
        mails=sum(one.reachable for one in found),
        undecided=queries.undecided(call.id),
        form=PublishForm(formdata=None, data={"seen": queries.mark(found)}),
        faulty=sent,
        refused=refusal,
        tones=TONES,
        state_name=state_name,
        first=call.states_published_at is None,
    )


def _by_state(found: list[Untold]) -> list[tuple[str, list[Untold]]]:
    """Return what would be told by state, in the order of the states."""
    groups = [(state.value, [one for one in found if one.state == state.value]) for state in HANDLED]
    return [(state, ideas) for state, ideas in groups if ideas]
