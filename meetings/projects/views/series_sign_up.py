"""One page to sign up on for all meetings of a series: choose one of them, and fill in the form once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Response, request

from meetings import text
from meetings.errors import Refusal, Refused
from meetings.projects.actions import choosing
from meetings.projects.forms.choosing import occasion_field
from meetings.projects.queries.series import Held, Shown
from meetings.projects.views.blueprint import blueprint
from meetings.projects.views.series_public import seen
from meetings.projects.views.series_shown import (
    FILTERED_FROM,
    Offered,
    kind_of,
    narrowed,
    offered,
    places_of,
    series_url,
)
from meetings.questions import queries as questions
from meetings.questions import types
from meetings.questions import views as questions_sent
from meetings.questions.rules import Asked, erased_after
from meetings.questions.types import Reading
from meetings.registration import queries as registrations
from meetings.registration.actions import Applicant
from meetings.registration.forms import SignUpForm, sign_up_form
from meetings.registration.queries import Door, Word
from meetings.registration.rules import SignUpReason
from meetings.registration.views import asking
from meetings.registration.views.public import PER_ADDRESS, came_of_it
from meetings.registration.views.shown import details, yeses
from meetings.schedule.rules import State
from meetings.web import access, dates
from meetings.web.lang import lang
from meetings.web.limits import limited, seconds_to_wait
from meetings.web.problems import time_to_wait
from meetings.web.rendering import render
from meetings.web.requests import arrival


@dataclass(frozen=True)
class _Page:
    """What one request works with; `door` is that of the meeting that was chosen, else of one that may be."""

    series: Shown
    held: tuple[Held, ...]
    rows: list[Offered]
    door: Door
    form: SignUpForm
    asked: list[Asked]
    words: list[Word]
    reading: Reading | None


@blueprint.route("/serier/<int:series_id>/anmalan", methods=["GET", "POST"])
@access.public
@limited("60 per minute")
def series_sign_up(series_id: int) -> Response:
    """Show the form with the meetings to choose from; sign up whoever sends it."""
    found, held = seen(series_id)
    rows = to_choose_from(held, arrival(), place=request.args.get("plats", ""))
    sent = request.method == "POST"
    if not (rows if sent else any(row.is_open for row in rows)):
        return render(
            "projects/series/closed.html", 409 if sent else 200, series=found, url=series_url(found), rows=rows
        )
    page = _page(found, held, rows)
    if not sent:
        return _form(page, 200)
    assert page.reading is not None
    if not page.form.validate():
        return _form(page, 422)
    if page.reading.unseen:
        return _form(page, 200)
    given = details(page.form, page.words, page.reading.visible)
    applicant = Applicant(email=page.form.email.data or "", opt_ins=yeses(page.form, None), **given)
    if wait := seconds_to_wait(PER_ADDRESS, "sign-up", text.key(applicant.email)):
        return _too_often(page, wait)
    meeting_id, token = text.whole_number(page.form["occasion"].data), page.form.one_time_token or ""
    try:
        signed_up = choosing.sign_up(series_id, meeting_id, applicant, token, arrival(), lang())
    except Refused as refused:
        return _refused(page, refused.refusal)
    return came_of_it(page.door, signed_up)


def to_choose_from(held: tuple[Held, ...], now: datetime, *, place: str = "", but: int = 0) -> list[Offered]:
    """Return the meetings that are neither over nor cancelled, at the place ("": at all), but for one."""
    some = narrowed(held, place if place in places_of(held) else "", "")
    rows = (offered(one, now) for one in some if one.state == State.PUBLISHED.value and one.meeting_id != but)
    return [row for row in rows if not row.over]


def the_field(rows: list[Offered]) -> Any:
    """Return the field (unbound) that offers these meetings."""
    return occasion_field([(row.held.meeting_id, row.words) for row in rows])


def about_choices(rows: list[Offered], chosen: str | None = None) -> dict[str, Any]:
    """Return what stands by each meeting that is offered: where, what is left, and which are closed.

    The one that was `chosen` stays so, also when it has closed meanwhile.
    """
    return {
        "occasion_notes": {str(row.held.meeting_id): row.where for row in rows if row.where},
        "occasion_right": {str(row.held.meeting_id): row.status for row in rows},
        "occasion_shut": [
            str(row.held.meeting_id) for row in rows if not row.is_open and str(row.held.meeting_id) != chosen
        ],
        "own_pages": [row for row in rows if row.held.asks_more],
    }


def _page(found: Shown, held: tuple[Held, ...], rows: list[Offered]) -> _Page:
    chosen = text.whole_number(request.form.get("occasion", "") or request.args.get("tillfalle", ""))
    numbers = [row.held.meeting_id for row in rows]
    first = next((row.held.meeting_id for row in rows if row.is_open), numbers[-1] if numbers else 0)
    door = registrations.door(chosen if chosen in numbers else first)
    asked = questions.asked(found.form_id, lang())
    if chosen in numbers:
        asked = asking.with_seats(door, asked)
    questions_sent.make_room(asked)
    words = registrations.words(lang(), dates.local(arrival()).date())
    fields = {"occasion": the_field(rows), **types.fields(asked)}
    form = sign_up_form(fields, words, None, filled_in={"occasion": str(chosen)} if chosen in numbers else None)
    reading = questions_sent.read(form, asked) if request.method == "POST" else None
    return _Page(found, held, rows, door, form, asked, words, reading)


def _places(held: tuple[Held, ...]) -> dict[str, Any]:
    """Return the places to narrow the meetings by before the form is filled in, when they are many."""
    place = request.args.get("plats", "")
    places = places_of(held)
    many = len(held) >= FILTERED_FROM and len(places) > 1 and request.method != "POST"
    return {"places": places if many else [], "place": place if place in places else ""}


def _refused(page: _Page, refusal: Refusal) -> Response:
    """Show the form again as it was sent, with the meetings as they are now: one may have become full meanwhile."""
    held = seen(page.series.id)[1]
    page = replace(page, held=held, rows=to_choose_from(held, arrival(), place=request.args.get("plats", "")))
    told = asking.at_its_field(refusal, page.form, page.asked)
    return _form(page, 409, refusal=None if told else refusal)


def _too_often(page: _Page, seconds: int) -> Response:
    response = _form(page, 429, refusal=Refusal(SignUpReason.TOO_OFTEN, {"wait": time_to_wait(seconds)}))
    response.headers["Retry-After"] = str(seconds)
    return response


def _form(page: _Page, status: int, **values: Any) -> Response:
    around = asking.shown(page.door, page.asked, page.reading)
    last = max((row.held.ends_at for row in page.rows), default=page.door.ends_at)
    around["consent"] = types.consent(erased_after(last, page.door.sensitive_days))  # at the latest, of all of them
    return render(
        "projects/series/sign_up.html",
        status,
        series=page.series,
        url=series_url(page.series),
        kind=kind_of(page.series, lang()),
        form=page.form,
        door=page.door,
        **_places(page.held),
        kept_apart=request.method == "POST" and page.form.holds_personal_number,
        invitation=None,
        action=None,
        joins_line=False,
        seats_left={} if page.form["occasion"].data is None else around["seats_left"],
        **{name: value for name, value in around.items() if name != "seats_left"},
        **about_choices(page.rows, page.form["occasion"].data),
        **values,
    )
