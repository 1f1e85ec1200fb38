"""The page on which an idea is begun: from nothing, from a spark, by somebody who has signed up, or with more time."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request

from meetings.errors import NotFound
from meetings.ideas.mail.extending import PURPOSE as EXTENSION
from meetings.ideas.models import CallExtension, IdeaCall
from meetings.ideas.queries import calls, growing
from meetings.ideas.rules.content import Content
from meetings.ideas.rules.deadline import Phase, closing, phase
from meetings.ideas.rules.receiving import Person, Way
from meetings.ideas.views import editing, editor_page
from meetings.ideas.views.blueprint import CALL, blueprint
from meetings.ideas.views.seats import Seat, asked_of, fresh_form
from meetings.ideas.views.writing import make_room
from meetings.links import queries as links
from meetings.registration.mail import PURPOSE as REGISTRATION
from meetings.schedule.rules import State
from meetings.text import whole_number
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.limits import limited
from meetings.web.rendering import render
from meetings.web.requests import arrival


@blueprint.route(f"{CALL}/ny", methods=["GET", "POST"])
@access.public
@limited("60 per minute")
def new(meeting_id: int) -> Response:
    """Show the form; take an idea that is sent, or begin a draft.

    What it grows from comes as `gnista` (a spark), `anmalan` (a sign-up's token) or `forlangning` (an extension's);
    a POST without a form's token is somebody who comes here with one of those.
    """
    make_room()
    call = calls.call_of(meeting_id)
    if call is None or call.meeting.state == State.DRAFT.value:
        raise NotFound
    seat = _seat(call)
    if request.method == "POST" and "form_token" in request.form:
        return editing.receive(seat)
    if call.meeting.state == State.CANCELLED.value:
        return _closed(seat)
    at = phase(seat.times, arrival())
    if at is Phase.COMING or (at is Phase.CLOSED and "sen" not in request.args):
        return _closed(seat)
    form, reading = fresh_form(seat, seat.began, seat.person, base=0)
    return editor_page.page(seat, form, reading)


def _seat(call: IdeaCall) -> Seat:
    """Return the place of somebody who begins an idea; a token or number that opens nothing is left aside."""
    content, person, came_with = Content(), Person(), {}
    way = Way(lang=lang())
    extension = _extension(call, request.values.get("forlangning", ""))
    if extension is not None:
        way = replace(way, extension_id=extension.id)
        person = Person(extension.name, extension.email)
        came_with["forlangning"] = request.values["forlangning"]
    if signed_up := _signed_up(call, request.values.get("anmalan", "")):
        content, person, registration_id = signed_up
        way = replace(way, registration_id=registration_id)
        came_with["anmalan"] = request.values["anmalan"]
    spark_id = whole_number(request.values.get("gnista", ""))
    if spark_id and (spark := growing.from_spark(call.meeting_id, spark_id)):
        content = replace(content, title=spark.title, about=spark.about)
        way = replace(way, spark_id=spark_id)
        came_with["gnista"] = str(spark_id)
    return Seat(call, way, asked_of(call), extension=extension, began=content, person=person, came_with=came_with)


def _extension(call: IdeaCall, token: str) -> CallExtension | None:
    if not token:
        return None
    try:
        link = links.check(EXTENSION, token)
        found = calls.personal_extension(link.id, link.version)
    except NotFound:
        return None
    return found if found.call_id == call.id else None


def _signed_up(call: IdeaCall, token: str) -> tuple[Content, Person, int] | None:
    if not token:
        return None
    try:
        link = links.check(REGISTRATION, token)
        content, person = growing.from_registration(call.meeting_id, link.id, link.version)
    except NotFound:
        return None
    return content, person, link.id


def _closed(seat: Seat) -> Response:
    """Say why nothing is taken now, whom to write to, and how to leave an idea as late."""
    is_over = phase(seat.times, arrival()) is Phase.CLOSED and seat.call.meeting.state != State.CANCELLED.value
    return render(
        "ideas/closed.html",
        call=seat.call,
        meeting=seat.call.meeting,
        is_cancelled=seat.call.meeting.state == State.CANCELLED.value,
        is_over=is_over,
        closes_at=closing(seat.times),
    )
