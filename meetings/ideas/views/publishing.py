"""The desk on publishing: which ideas may be shown, one or many at once, and the panel on an idea's own page."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.ideas.actions import publishing as actions
from meetings.ideas.queries import following
from meetings.ideas.queries import publishing as queries
from meetings.ideas.rules.publishing import STANDING_NAMES, Standing, standing
from meetings.ideas.views.blueprint import DESK, ONE, blueprint
from meetings.ideas.views.following import call_on_desk
from meetings.ideas.views.panels import Page
from meetings.text import whole_number
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

PUBLISHING = f"{DESK}/publicering"
_TONES = {
    Standing.READY: "info",
    Standing.PUBLISHED: "good",
    Standing.NEWER: "wait",
    Standing.CANNOT: "bad",
    Standing.NO_LEAVE: "neutral",
}


@blueprint.route(PUBLISHING, methods=["GET", "POST"])
@access.requires("organiser")
def publishing(meeting_id: int) -> Response:
    """Show the ideas whose actors have said yes; publish those that are chosen, or take them off the web."""
    call = call_on_desk(meeting_id)
    if request.method == "POST":
        return _decided(meeting_id)
    ideas = queries.for_desk(call.id)
    return render(
        "ideas/desk/publishing.html",
        meeting_id=meeting_id,
        call=call,
        rows=[(idea, standing(idea), _TONES[standing(idea)]) for idea in ideas],
        names=STANDING_NAMES,
        public=following.public_among([idea.id for idea in ideas]),
        without=queries.number_without_leave(call.id),
        ready={Standing.READY, Standing.NEWER},
    )


@blueprint.post(f"{ONE}/publicera")
@access.requires("organiser")
def publish_idea(meeting_id: int, idea_id: int) -> Response:
    """Show everybody the version of an idea that the organiser has before them."""
    if pressed():
        try:
            actions.publish(meeting_id, idea_id, whole_number(request.form.get("seen")), arrival(), current_actor())
            tell(_("Idén är publicerad."))
        except Refused as refused:
            tell(refusal_text(refused.refusal), "warning")
    return redirect_to("ideas.desk_idea", meeting_id=meeting_id, idea_id=idea_id)


@blueprint.post(f"{ONE}/avpublicera")
@access.requires("organiser")
def unpublish_idea(meeting_id: int, idea_id: int) -> Response:
    """Take an idea off the web."""
    if pressed():
        try:
            actions.take_down(meeting_id, [idea_id], arrival(), current_actor())
            tell(_("Idén visas inte längre på webben."))
        except Refused as refused:
            tell(refusal_text(refused.refusal), "warning")
    return redirect_to("ideas.desk_idea", meeting_id=meeting_id, idea_id=idea_id)


def publishing_panel(page: Page) -> dict[str, Any]:
    """Return what the desk's page of an idea says of its publishing."""
    stands = standing(page.idea)
    return {
        "standing": _(STANDING_NAMES[stands]),
        "tone": _TONES[stands],
        "can_publish": stands in (Standing.READY, Standing.NEWER),
        "public": page.public,
    }


def _decided(meeting_id: int) -> Response:
    """Do what was pressed with the ideas that were chosen: "7-2" is idea 7 in the version 2 that was looked at."""
    if pressed():
        chosen = dict(_pair(one) for one in request.form.getlist("idea"))
        try:
            if request.form.get("deed") == "unpublish":
                number = actions.take_down(meeting_id, chosen, arrival(), current_actor())
                done = ngettext("%(num)s idé visas inte längre.", "%(num)s idéer visas inte längre.", number)
            else:
                number = actions.publish_many(meeting_id, chosen, arrival(), current_actor())
                done = ngettext("%(num)s idé är publicerad.", "%(num)s idéer är publicerade.", number)
            tell(done)
        except Refused as refused:
            tell(refusal_text(refused.refusal), "warning")
    return redirect_to("ideas.publishing", meeting_id=meeting_id)


def _pair(typed: str) -> tuple[int, int]:
    idea_id, _dash, version = typed.partition("-")
    return whole_number(idea_id), whole_number(version)
