"""The desk on the follow-up: which ideas are taken up and when, who comes, the screen's link, and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import NotFound, Refusal, Refused, Stale
from meetings.ideas.actions import following as actions
from meetings.ideas.actions.outcomes import record_outcome
from meetings.ideas.actions.presenting import invite_presenters
from meetings.ideas.forms.following import FollowUpForm, OutcomeForm
from meetings.ideas.models import Idea, IdeaCall
from meetings.ideas.queries import calls
from meetings.ideas.queries import following as queries
from meetings.ideas.queries.following import SlotShown
from meetings.ideas.rules.following import OUTCOME_NAMES, STATE_BY, Outcome
from meetings.ideas.rules.states import STATE_NAMES
from meetings.ideas.views.blueprint import DESK, blueprint
from meetings.ideas.views.panels import Page
from meetings.ideas.views.screen import screen_address
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State
from meetings.text import whole_number
from meetings.web import access, dates
from meetings.web.buttons import pressed
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

FOLLOW_UP = f"{DESK}/uppfoljning"
SLOT = f"{FOLLOW_UP}/<int:idea_id>"


@blueprint.route(FOLLOW_UP, methods=["GET", "POST"])
@access.requires("organiser")
def follow_up(meeting_id: int) -> Response:
    """Show the ideas that the follow-up takes up, and save which, in which order and for how long."""
    call = call_on_desk(meeting_id)
    meeting = queries.follow_up_of(meeting_id)
    if meeting is None:
        return render("ideas/desk/follow_up.html", meeting_id=meeting_id, call=call, follow_up=None)
    slots, candidates = queries.slots_of(call.id, meeting.id), queries.candidates(call.id, meeting.id)
    if request.method == "GET":
        return _page(call, meeting, slots, candidates, _filled_in(meeting, slots))
    form = FollowUpForm()
    form.offer(_labels(candidates))
    if not form.validate():
        return _page(call, meeting, slots, candidates, form, 422)
    behind = {one.id: one.organisation_name for one in candidates}
    try:
        planned = actions.plan(meeting_id, form.base, form.plan(behind), arrival(), current_actor())
    except Stale:
        form.base_revision.data = str(meeting.revision)
        return _page(call, meeting, slots, candidates, form, 409, stale=True)
    except Refused as refused:
        return _page(call, meeting, slots, candidates, form, 409, refused=refused)
    tell(_("Uppföljningens program är sparat."))
    if planned.left:
        tell(_left(planned.left), "warning")
    return redirect_to("ideas.follow_up", meeting_id=meeting_id)


@blueprint.post(f"{FOLLOW_UP}/bjud-in")
@access.requires("organiser")
def invite_to_present(meeting_id: int) -> Response:
    """Ask those behind the ideas that were chosen to come."""

    def invite() -> str:
        chosen = [whole_number(one) for one in request.form.getlist("idea")]
        asked = invite_presenters(meeting_id, chosen, arrival(), current_actor())
        said = ngettext("%(num)s person får ett mejl.", "%(num)s personer får ett mejl.", asked.people)
        if asked.unreachable:
            said += " " + ngettext(
                "%(num)s idé har ingen adress.", "%(num)s idéer har ingen adress.", asked.unreachable
            )
        return str(said)

    return _pressed(meeting_id, invite)


@blueprint.post(f"{FOLLOW_UP}/ny-lank")
@access.requires("organiser")
def new_screen_link(meeting_id: int) -> Response:
    """Give the page for the projector another address."""

    def renew() -> str:
        actions.new_screen_link(meeting_id, arrival(), current_actor())
        return str(_("Sidan för skärmen har en ny adress. Den gamla fungerar inte längre."))

    return _pressed(meeting_id, renew)


@blueprint.post(f"{SLOT}/anteckningar")
@access.requires("organiser")
def notes_for_slot(meeting_id: int, idea_id: int) -> Response:
    """Make notes for an idea's item, and open them."""
    if not pressed():
        return redirect_to("ideas.follow_up", meeting_id=meeting_id)
    call, meeting = call_on_desk(meeting_id), queries.follow_up_of(meeting_id)
    slot = _slot(call, idea_id)
    made = queries.notes_on([slot.slot.item_id or 0]).get(slot.slot.item_id or 0)
    if made is None:
        try:
            lang = meeting.lang if meeting is not None else "sv"
            made = actions.make_note(meeting_id, idea_id, lang, arrival(), current_actor()).id
        except Refused as refused:
            tell(refusal_text(refused.refusal), "warning")
            return redirect_to("ideas.follow_up", meeting_id=meeting_id)
    return redirect_to("notes.edit", meeting_id=slot.slot.meeting_id, note_id=made)


@blueprint.route(f"{SLOT}/utfall", methods=["GET", "POST"])
@access.requires("organiser")
def outcome(meeting_id: int, idea_id: int) -> Response:
    """Note what the meeting came to about an idea."""
    call = call_on_desk(meeting_id)
    slot = _slot(call, idea_id)
    if request.method == "GET":
        data = {"outcome": slot.slot.outcome, "text": slot.slot.outcome_text}
        return _outcome_page(call, slot, OutcomeForm(formdata=None, data=data))
    form = OutcomeForm()
    if not form.validate():
        return _outcome_page(call, slot, form, 422)
    try:
        record_outcome(meeting_id, idea_id, form.chosen, form.text.data or "", arrival(), current_actor())
    except Refused as refused:
        return _outcome_page(call, slot, form, 409, refused.refusal)
    tell(_("Utfallet är sparat."))
    return redirect_to("ideas.follow_up", meeting_id=meeting_id)


def follow_up_panel(page: Page) -> dict[str, Any] | None:
    """Return what the desk's page of an idea says of its slot; nothing without one."""
    slot = page.slot
    if slot is None:
        return None
    said = OUTCOME_NAMES[Outcome(slot.outcome)] if slot.outcome else ""
    return {"slot": slot, "meeting": slot.meeting, "outcome": said}


def call_on_desk(meeting_id: int) -> IdeaCall:
    """Return the meeting's call. Raises `NotFound` when it has none."""
    call = calls.call_of(meeting_id)
    if call is None:
        raise NotFound
    return call


def _slot(call: IdeaCall, idea_id: int) -> SlotShown:
    slot = queries.slot_of(idea_id)
    if slot is None or slot.idea.call_id != call.id:
        raise NotFound
    return slot


def _filled_in(meeting: Meeting, slots: Sequence[SlotShown]) -> FollowUpForm:
    begins = dates.local(queries.begins(slots) or meeting.starts_at)
    rows = [
        {"idea": str(one.idea.id), "order": number, "minutes": one.slot.minutes, "presenters": one.slot.presenters}
        for number, one in enumerate(slots, 1)
    ]
    values = {"base_revision": str(meeting.revision), "day": begins.date(), "starts": begins.time(), "rows": rows}
    return FollowUpForm(formdata=None, data=values)


def _page(
    call: IdeaCall,
    meeting: Meeting,
    slots: Sequence[SlotShown],
    candidates: Sequence[Idea],
    form: FollowUpForm,
    status: int = 200,
    **values: Any,
) -> Response:
    form.offer(_labels(candidates))
    items = [one.slot.item_id for one in slots if one.slot.item_id is not None]
    return render(
        "ideas/desk/follow_up.html",
        status,
        meeting_id=call.meeting_id,
        call=call,
        follow_up=meeting,
        is_draft=meeting.state == State.DRAFT.value,
        slots=slots,
        by_idea={str(one.idea.id): one for one in slots},
        form=form,
        answers=queries.answers(meeting.id, [one.idea for one in slots]),
        notes=queries.notes_on(items),
        outcomes={one.value: name for one, name in OUTCOME_NAMES.items()},
        screen=screen_address(call),
        unnamed=sum(one.public is None for one in slots),
        **values,
    )


def _labels(ideas: Sequence[Idea]) -> list[tuple[int, str]]:
    return [(one.id, f"{one.number}. {one.title}, {one.organisation_name}") for one in ideas]


def _left(titles: Sequence[str]) -> str:
    return str(
        _(
            "Kvar på programmet, för att anteckningar eller material hör till punkten: %(titles)s. Ta bort den under "
            "Program om den inte ska vara där.",
            titles=", ".join(titles),
        )
    )


def _outcome_page(
    call: IdeaCall, slot: SlotShown, form: OutcomeForm, status: int = 200, refused: Refusal | None = None
) -> Response:
    return render(
        "ideas/desk/outcome.html",
        status,
        meeting_id=call.meeting_id,
        call=call,
        slot=slot.slot,
        idea=slot.idea,
        is_public=slot.public is not None,
        form=form,
        refused=refused,
        follows={one.value: _("Idén får status ”%(state)s”.", state=_(STATE_NAMES[s])) for one, s in STATE_BY.items()}
        | {
            Outcome.MERGED.value: _("Status ändras inte. Slå samman idéerna i tabellen."),
            "": _("Idén behåller sin status."),
        },
        back=url_for("ideas.follow_up", meeting_id=call.meeting_id),
    )


def _pressed(meeting_id: int, deed: Callable[[], str]) -> Response:
    """Do what a button says, tell that it is done or why it is not, and go back to the follow-up."""
    if not pressed():
        return redirect_to("ideas.follow_up", meeting_id=meeting_id)
    try:
        tell(deed())
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
    return redirect_to("ideas.follow_up", meeting_id=meeting_id)
