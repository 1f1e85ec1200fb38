"""What an organiser does on the page of one idea: set its state, ask its actor, note, and mark."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.ideas.actions import asking, combining, deciding
from meetings.ideas.forms.handling import seen
from meetings.ideas.rules.handling import state_name
from meetings.ideas.rules.states import State
from meetings.ideas.views.blueprint import ONE, blueprint
from meetings.ideas.views.desk_idea import form_of, idea_page
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.rendering import redirect_to, refusal_text, tell
from meetings.web.requests import arrival


@blueprint.post(f"{ONE}/status")
@access.requires("organiser")
def set_state(meeting_id: int, idea_id: int) -> Response:
    """Give the idea a state."""
    form = form_of("states")
    if not form.validate():
        return idea_page(meeting_id, idea_id, 422, states=form)
    if form.chosen is None:
        form.state.errors = [_("Välj en status.")]
        return idea_page(meeting_id, idea_id, 422, states=form)
    try:
        deciding.set_state(
            meeting_id, [idea_id], form.chosen, arrival(), current_actor(),
            internal=form.internal.data or "", text=form.text.data or "", seen=seen([idea_id]),
        )  # fmt: skip
    except Refused as refused:
        return idea_page(meeting_id, idea_id, 409, refused.refusal, states=form)
    words = _(state_name(form.chosen.value))
    if form.chosen is State.INCOMPLETE:
        tell(_("Status är nu ”%(state)s”. Aktören får veta det direkt.", state=words))
    else:
        tell(_("Status är nu ”%(state)s”. Aktören får veta det när du publicerar beskeden.", state=words))
    return _back(meeting_id, idea_id)


@blueprint.post(f"{ONE}/fragor")
@access.requires("organiser")
def ask(meeting_id: int, idea_id: int) -> Response:
    """Ask the idea's contact."""
    form = form_of("question")
    if not form.validate():
        return idea_page(meeting_id, idea_id, 422, question=form)
    try:
        asking.ask(meeting_id, idea_id, form.text.data or "", form.answer_by_moment, arrival(), current_actor())
    except Refused as refused:
        return idea_page(meeting_id, idea_id, 409, refused.refusal, question=form)
    tell(_("Frågan är skickad. Svaret kommer hit."))
    return _back(meeting_id, idea_id, "fragor")


@blueprint.post(f"{ONE}/fragor/<int:question_id>/last")
@access.requires("organiser")
def read_answer(meeting_id: int, idea_id: int, question_id: int) -> Response:
    """Note that an answer is read."""
    if pressed():
        asking.mark_read(meeting_id, idea_id, question_id, arrival(), current_actor())
        tell(_("Svaret är markerat som läst."))
    return _back(meeting_id, idea_id, "fragor")


@blueprint.post(f"{ONE}/fragor/<int:question_id>/ta-tillbaka")
@access.requires("organiser")
def take_back_question(meeting_id: int, idea_id: int, question_id: int) -> Response:
    """Remove a question that has no answer."""
    if pressed():
        try:
            asking.take_back(meeting_id, idea_id, question_id, arrival(), current_actor())
            tell(_("Frågan är borttagen från idéns sida. Mejlet har redan gått."))
        except Refused as refused:
            tell(refusal_text(refused.refusal), "warning")
    return _back(meeting_id, idea_id, "fragor")


@blueprint.post(f"{ONE}/anteckningar")
@access.requires("organiser")
def add_note(meeting_id: int, idea_id: int) -> Response:
    """Keep a note."""
    form = form_of("note")
    if not form.validate():
        return idea_page(meeting_id, idea_id, 422, note=form)
    asking.add_note(meeting_id, idea_id, form.text.data or "", arrival(), current_actor())
    tell(_("Anteckningen är sparad."))
    return _back(meeting_id, idea_id, "anteckningar")


@blueprint.post(f"{ONE}/anteckningar/<int:note_id>/ta-bort")
@access.requires("organiser")
def remove_note(meeting_id: int, idea_id: int, note_id: int) -> Response:
    """Remove a note for good."""
    if pressed():
        asking.remove_note(meeting_id, idea_id, note_id, arrival(), current_actor())
        tell(_("Anteckningen är borttagen."))
    return _back(meeting_id, idea_id, "anteckningar")


@blueprint.post(f"{ONE}/diarienummer")
@access.requires("organiser")
def set_diarienummer(meeting_id: int, idea_id: int) -> Response:
    """Say under which number the authority has registered the idea."""
    form = form_of("diary")
    if not form.validate():
        return idea_page(meeting_id, idea_id, 422, diary=form)
    asking.set_diarienummer(meeting_id, idea_id, form.diarienummer.data or "", arrival(), current_actor())
    tell(_("Diarienumret är sparat."))
    return _back(meeting_id, idea_id)


@blueprint.post(f"{ONE}/angra-sammanslagning")
@access.requires("organiser")
def unmerge(meeting_id: int, idea_id: int) -> Response:
    """Undo a merge."""
    if pressed():
        try:
            idea = combining.unmerge(meeting_id, idea_id, arrival(), current_actor())
            tell(_("Sammanslagningen är ångrad. Idén har åter status ”%(state)s”.", state=_(state_name(idea.state))))
        except Refused as refused:
            tell(refusal_text(refused.refusal), "warning")
    return _back(meeting_id, idea_id)


def _back(meeting_id: int, idea_id: int, anchor: str | None = None) -> Response:
    return redirect_to("ideas.desk_idea", meeting_id=meeting_id, idea_id=idea_id, _anchor=anchor)
