"""A meeting's call on the desk: make it, change it after a word about what that means, take it away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.rules import meetings_within_reach
from meetings.accounts.views import current_actor, signed_in_account
from meetings.errors import Refusal, Refused, Stale
from meetings.ideas.actions import calls as actions
from meetings.ideas.forms.calls import CallForm, settings_of, values_of
from meetings.ideas.models import IdeaCall
from meetings.ideas.queries import calls as queries
from meetings.ideas.queries import rounds
from meetings.ideas.queries.calls import Numbers
from meetings.ideas.rules.calls import CallText, Warned, warnings
from meetings.ideas.views.blueprint import SETTINGS, blueprint
from meetings.ideas.views.told import told
from meetings.schedule.models import Meeting
from meetings.schedule.queries import meeting_with_details
from meetings.schedule.rules import State
from meetings.text import whole_number
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival


@blueprint.route(SETTINGS, methods=["GET", "POST"])
@access.requires("organiser")
def edit_call(meeting_id: int) -> Response:
    """Show and save when ideas are taken, for which round, and what is asked."""
    meeting, call = meeting_with_details(meeting_id), queries.call_of(meeting_id)
    if request.method == "GET":
        return _page(meeting, call, _filled_in(meeting, call))
    form = CallForm()
    _offer(form, call)
    if not form.validate():
        return _page(meeting, call, form, 422)
    text = form.call()
    if (found := _unread(meeting, call, text, form)) is not None:
        return _page(meeting, call, form, warned=found)
    try:
        _save(meeting, call, text, form)
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        return _page(meeting, queries.call_of(meeting_id), form, 409, stale=True)
    except Refused as refused:
        return _page(meeting, queries.call_of(meeting_id), form, 409, refusal=refused.refusal)
    tell(_("Inspelet är sparat.") if call else _("Inspelet är skapat."))
    return redirect_to("ideas.edit_call", meeting_id=meeting_id)


@blueprint.post(f"{SETTINGS}/ta-bort")
@access.requires("organiser")
def remove_call(meeting_id: int) -> Response:
    """Take the call away as long as nobody has begun an idea."""
    if not pressed():
        return redirect_to("ideas.edit_call", meeting_id=meeting_id)
    try:
        actions.remove_call(meeting_id, arrival(), current_actor())
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
        return redirect_to("ideas.edit_call", meeting_id=meeting_id)
    tell(_("Inspelet är borttaget."))
    return redirect_to("ideas.edit_call", meeting_id=meeting_id)


def _save(meeting: Meeting, call: IdeaCall | None, text: CallText, form: CallForm) -> None:
    if call is not None or form.base:
        actions.save_call(meeting.id, text, form.base, arrival(), current_actor())
        return
    source = _source(meeting)
    questions_of = source.id if source is not None and form.copied_from == source.id else None
    actions.create_call(meeting.id, text, arrival(), current_actor(), questions_of=questions_of)


def _filled_in(meeting: Meeting, call: IdeaCall | None) -> CallForm:
    if call is not None:
        return CallForm(formdata=None, data=values_of(queries.text_of(call), call.revision))
    source = _source(meeting)
    if source is not None and whole_number(request.args.get("fran", "")) == source.id:
        kept = {**settings_of(queries.text_of(source)), "copied": str(source.id)}
        return CallForm(formdata=None, data={**kept, "base_revision": "0"})
    return CallForm(formdata=None, data={"base_revision": "0"})


def _source(meeting: Meeting) -> IdeaCall | None:
    """Return the latest call of another meeting within reach, whose settings can be copied."""
    return queries.call_before(meeting, _reach())


def _reach() -> Collection[int] | None:
    """Return the meetings that whoever is signed in may see, None for all."""
    account = signed_in_account()
    return meetings_within_reach(account.grants if account is not None else [])


def _unread(meeting: Meeting, call: IdeaCall | None, text: CallText, form: CallForm) -> Sequence[Warned] | None:
    """Return what moving the closing means unless that has been read; nobody has seen the call of a draft."""
    if call is None or meeting.state == State.DRAFT.value:
        return None
    found = tuple(warnings(queries.text_of(call).times, text.times, arrival()))
    mark = sha256(repr([(one.name, text.times.closes_at) for one in found]).encode()).hexdigest()
    if not found or form.confirmed.data == mark:
        return None
    form.confirmed.data = mark
    return found


def _offer(form: CallForm, call: IdeaCall | None) -> None:
    listed = {number: (title, season) for number, title, season in rounds.offered()}
    if call is not None and call.round is not None:
        listed[call.round.id] = (call.round.title, call.round.season)
    form.offer([(str(key), f"{title} ({season})" if season else title) for key, (title, season) in listed.items()])


def _page(
    meeting: Meeting,
    call: IdeaCall | None,
    form: CallForm,
    status: int = 200,
    *,
    warned: Sequence[Warned] = (),
    stale: bool = False,
    refusal: Refusal | None = None,
) -> Response:
    _offer(form, call)
    shown: dict[str, Any] = {"told": None, "numbers": Numbers(0, 0), "source": None}
    if call is None:
        shown["source"] = _source(meeting)
    else:
        shown["told"] = told(call, arrival(), queries.latest_for_all(call.id))
        shown["numbers"] = queries.numbers_of(call.id)
    return render(
        "ideas/settings.html",
        status,
        meeting=meeting,
        call=call,
        form=form,
        warned=[_(one.value) for one in warned],
        stale=stale,
        refusal=refusal,
        button=ButtonForm(formdata=None),
        may_rounds=_reach() is None,
        **shown,
    )
