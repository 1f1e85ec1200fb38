"""The page behind the link of an idea's contact: its state, its receipts, and what can be done; no link changes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.errors import Refused
from meetings.ideas.actions import leave as leaving
from meetings.ideas.actions import withdrawing
from meetings.ideas.forms.own import OwnButton
from meetings.ideas.mail.addresses import CONFIRM, PURPOSE, own_link
from meetings.ideas.models import Idea, IdeaVersion
from meetings.ideas.queries import calls, own, telling
from meetings.ideas.queries.handling import questions
from meetings.ideas.queries.unsent import differs
from meetings.ideas.rules.content import from_json
from meetings.ideas.rules.deadline import Phase, closing, phase
from meetings.ideas.rules.saving import LEAVE
from meetings.ideas.rules.sending import Arrival, Standing, arrival_of, refusal_to_return, refusal_to_withdraw
from meetings.ideas.rules.states import State
from meetings.ideas.views.blueprint import OWN, blueprint
from meetings.ideas.views.opening import opened_idea, token
from meetings.ideas.views.partner_asking import own_partners_panel
from meetings.ideas.views.told import contacts_of, told
from meetings.links import queries as links
from meetings.web import access, dates
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

DONE = frozenset({"atertagen", "igen", "ja", "nej", "bekraftad", "svarat", "partner"})


@blueprint.get(OWN, endpoint="own")
@access.link(PURPOSE)
def own_page(link_id: int, link_version: int) -> Response:
    """Show the idea's state, its receipts, and what its contact can do."""
    idea = opened_idea(link_id, link_version)
    return render("ideas/own/page.html", **_shown(idea))


@blueprint.route(f"{OWN}/ta-tillbaka", methods=["GET", "POST"])
@access.link(PURPOSE)
@limited("60 per minute")
def withdraw(link_id: int, link_version: int) -> Response:
    """Show the button that withdraws the idea; withdraw it when it is pressed."""
    idea, form = opened_idea(link_id, link_version), OwnButton()
    refusal: Any = refusal_to_withdraw(State(idea.state))
    if form.is_submitted() and form.validate():
        try:
            withdrawing.withdraw(link_id, arrival())
        except Refused as refused:
            return _withdraw_page(idea, form, 409, refused)
        return redirect_to("ideas.own", token=token(), klart="atertagen")
    return _withdraw_page(idea, form, 422 if form.failed else 200, Refused(refusal) if refusal else None)


@blueprint.post(f"{OWN}/angra")
@access.link(PURPOSE)
@limited("60 per minute")
def take_up_again(link_id: int, link_version: int) -> Response:
    """Let a withdrawn idea count again."""
    idea, form = opened_idea(link_id, link_version), OwnButton()
    if not form.validate():
        return render("ideas/own/page.html", 422, **_shown(idea, button=form))
    try:
        withdrawing.take_up_again(link_id, arrival())
    except Refused as refused:
        return render("ideas/own/page.html", 409, **_shown(idea, refusal=refused))
    return redirect_to("ideas.own", token=token(), klart="igen")


@blueprint.post(f"{OWN}/medgivande")
@access.link(PURPOSE)
@limited("60 per minute")
def set_leave(link_id: int, link_version: int) -> Response:
    """Give leave to publish the idea, or take it back."""
    idea, form = opened_idea(link_id, link_version), OwnButton()
    if not form.validate():
        return render("ideas/own/page.html", 422, **_shown(idea, button=form))
    given = request.form.get("visa") == "ja"
    leaving.set_leave(link_id, _(LEAVE), arrival(), given=given)
    return redirect_to("ideas.own", token=token(), klart="ja" if given else "nej")


@blueprint.route("/ide/bekrafta/<token>", methods=["GET", "POST"])
@access.link(CONFIRM)
@limited("60 per minute")
def confirm(link_id: int, link_version: int) -> Response:
    """Show the button that confirms the contact's address; confirm it when it is pressed: no program does that."""
    idea, form = opened_idea(link_id, link_version), OwnButton()
    own_token = links.make(PURPOSE, idea.id, idea.link_version)
    if form.is_submitted() and form.validate():
        withdrawing.confirm_address(link_id, arrival())
        return redirect_to("ideas.own", token=own_token, klart="bekraftad")
    return render(
        "ideas/own/confirm.html",
        422 if form.failed else 200,
        idea=idea,
        meeting=idea.call.meeting,
        title=_title(idea),
        form=form,
        own_token=own_token,
    )


def _withdraw_page(idea: Idea, form: OwnButton, status: int, refused: Refused | None) -> Response:
    return render(
        "ideas/own/withdraw.html",
        status,
        idea=idea,
        meeting=idea.call.meeting,
        token=token(),
        title=_title(idea),
        form=form,
        refusal=refused,
        until=_until(idea),
    )


def _shown(idea: Idea, *, button: OwnButton | None = None, refusal: Refused | None = None) -> dict[str, Any]:
    versions, done = own.versions_of(idea), request.args.get("klart", "")
    return {
        "idea": idea,
        "meeting": idea.call.meeting,
        "token": token(),
        "title": _title(idea),
        "versions": versions,
        "current": next((one for one in versions if one.number == idea.current), None),
        "waits_late": _waits_late(idea, versions),
        "unsent": bool(versions) and differs(idea, versions[0]),
        "questions": questions(idea.id) if versions else (),
        "told_of_call": told(idea.call, arrival()),
        "panel": own_partners_panel(idea),
        "leave_wording": _(LEAVE),
        "own_link": own_link(idea),
        "contacts": contacts_of(idea.call.meeting.contacts),
        "button": button or OwnButton(formdata=None),
        "refusal": refusal,
        "done": done if done in DONE else "",
        **_state(idea),
    }


def _state(idea: Idea) -> dict[str, Any]:
    """Return how the idea stands, as its contact is told it, and what can be done with it now."""
    now, state = arrival(), State(idea.state)
    seen, times = telling.told(idea), calls.times_of(idea.call, idea)
    standing = Standing(phase(times, now), state, idea.late, idea.late_decision)
    return {
        "state": seen.state.value,
        "state_name": _(seen.name),
        "tone": seen.tone,
        "seen": seen,
        "can_send": isinstance(arrival_of(standing), Arrival),
        "can_withdraw": refusal_to_withdraw(state) is None,
        "can_return": refusal_to_return(state, times, now) is None,
        "until": _until(idea),
    }


def _title(idea: Idea) -> str:
    return idea.title or from_json(idea.draft).title or _("Idé utan titel")


def _until(idea: Idea) -> str:
    """Return until when the idea can be sent and changed, in words; "" when it cannot (any more)."""
    times = calls.times_of(idea.call, idea)
    return dates.deadline(closing(times)) if phase(times, arrival()) is Phase.OPEN else ""


def _waits_late(idea: Idea, versions: Sequence[IdeaVersion]) -> bool:
    """Tell whether something of the idea came late and nobody has decided on it."""
    beside = bool(versions) and versions[0].late and versions[0].number > idea.current
    return not idea.late_decision and (idea.late or beside)
