"""A call as anybody sees it, and the page that a personal extension opens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, render_template
from flask_babel import gettext as _

from meetings.errors import NotFound
from meetings.ideas.queries import calls as queries
from meetings.ideas.queries.calls import CallSeen
from meetings.ideas.queries.figures import public_state
from meetings.ideas.rules.deadline import Phase, phase
from meetings.ideas.rules.fields import ABOUT, ALWAYS, NAMES, PROMPTS
from meetings.ideas.views.blueprint import CALL, blueprint
from meetings.ideas.views.figures import call_in_public
from meetings.ideas.views.told import contacts_of, left, round_facts, told
from meetings.outbox.mail_links import absolute
from meetings.questions import queries as questions
from meetings.schedule.rules import State
from meetings.web import access
from meetings.web.cache import public_page
from meetings.web.lang import lang
from meetings.web.rendering import render
from meetings.web.requests import arrival
from meetings.web.unchanged import unchanged


@blueprint.get(CALL)
@access.public
def call(meeting_id: int) -> Response:
    """Show the call: until when, for which round, what is asked and required, and where to go."""
    seen = unchanged(("call", meeting_id), lambda: queries.seen(meeting_id))
    if seen is None or seen.state == State.DRAFT.value:
        raise NotFound
    now = arrival()
    its_phase = phase(seen.times, now)
    # What came in is told once the call is closed; before that the key would change with every idea.
    came = unchanged(("call figures", meeting_id), lambda: public_state(meeting_id)) if _is_over(its_phase) else None
    key = ("call", seen, its_phase, left(seen.closes_at, now), came)
    return public_page(key, lambda: render_template("ideas/call.html", **_call_values(seen, now)))


def _is_over(its_phase: Phase) -> bool:
    return its_phase is Phase.CLOSED


def _call_values(seen: CallSeen, now: datetime) -> dict[str, Any]:
    found = queries.call_of(seen.meeting_id)
    if found is None:
        raise NotFound
    meeting = found.meeting
    return {
        "call": found,
        "meeting": meeting,
        "told": told(found, now, queries.latest_for_all(found.id)),
        "cancelled": meeting.state == State.CANCELLED.value,
        "content_lang": meeting.lang if meeting.lang != lang() else None,
        "round_facts": round_facts(found.round) if found.round else [],
        "criteria": [
            {"label": one.label, "text": one.text, "beside": _(NAMES[one.field]) if one.field in NAMES else ""}
            for one in (found.round.criteria if found.round else ())
        ],
        "always": [_(NAMES[code]) for code in ALWAYS] + [_(NAMES[ABOUT])],
        "required": [_(NAMES[code]) for code in PROMPTS if code in found.required],
        "voluntary": [_(NAMES[code]) for code in PROMPTS if code not in found.required],
        "questions": questions.asked(found.form_id, lang()) if found.form_id else (),
        "contacts": contacts_of(meeting.contacts),
        "canonical": absolute(f"/moten/{meeting.id}/ideer", lang()),
        **call_in_public(found, closed=_is_over(phase(seen.times, now))),
    }


@blueprint.get("/forlangning/<token>")
@access.link("idea-extension")
def extension(link_id: int, link_version: int) -> Response:
    """Say until when somebody may send an idea, and lead to the form."""
    found = queries.personal_extension(link_id, link_version)
    now = arrival()
    idea = queries.idea_by([found.id]).get(found.id)
    return render(
        "ideas/extension.html",
        extension=found,
        call=found.call,
        meeting=found.call.meeting,
        is_open=phase(queries.times_with(found.call, found), now) is Phase.OPEN,
        left=left(found.until, now),
        begun=idea is not None,
        contacts=contacts_of(found.call.meeting.contacts),
    )
