"""The attendee's own page behind their secret link: see, change, withdraw, sign up again; no link changes a thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, g, make_response, request

from meetings.errors import NotFound, Refused, Stale
from meetings.questions import queries as questions
from meetings.questions import types
from meetings.questions.rules import erased_after
from meetings.registration import actions, mail, queries, rules
from meetings.registration.actions import Details
from meetings.registration.forms import ChangeForm, OptInForm, OwnButton, change_form, label_opt_ins
from meetings.registration.models import Place, Registration
from meetings.registration.queries import Door
from meetings.registration.rules import OptInKind, PlaceState
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.shown import a_yes, card, details, list_day
from meetings.schedule.rules import Phase, phase
from meetings.web import access, dates
from meetings.web.lang import lang
from meetings.web.limits import limited
from meetings.web.problems import problem_page
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

DONE = frozenset({"anmald", "andrad", "avanmald", "igen", "val"})


@dataclass(frozen=True)
class _Own:
    """What one request behind the link works with."""

    registration: Registration
    door: Door
    place: Place | None

    @property
    def is_confirmed(self) -> bool:
        """Whether its person has a seat."""
        return self.place is not None and self.place.state == PlaceState.CONFIRMED.value

    @property
    def is_waiting(self) -> bool:
        """Whether its person stands in line."""
        return self.place is not None and self.place.state == PlaceState.WAITING.value

    @property
    def holds(self) -> set[str]:
        """Which opt-ins hold."""
        return {yes.kind for yes in self.registration.opt_ins if yes.withdrawn_at is None}


@blueprint.errorhandler(NotFound)
def not_found(_error: NotFound) -> Response:
    """Say of a link that no longer opens how to get a new one; of all else that it is not there."""
    found = g.get("access")
    if found is not None and found.kind == "link":
        return render("registration/lost_link.html", 404)
    return problem_page(404)


@blueprint.get("/min-anmalan/<token>")
@access.link(mail.PURPOSE)
def own_page(link_id: int, link_version: int) -> Response:
    """Show the registration: its state, what it says, and what its owner can do."""
    own = _own(link_id, link_version)
    given = questions.answers(own.registration.submission_id)
    asked = questions.asked(own.door.form_id, lang(), answered=given)
    in_line = queries.place_in_line(own.place.pool_id, own.place.arrival) if own.place and own.is_waiting else 0
    done = request.args.get("klart", "")
    return render(
        "registration/own_page.html",
        in_line=in_line,
        answers=types.shown(asked, given),
        done=done if done in DONE else "",
        again=rules.refusal_to_register(own.door, arrival()),
        line_ahead=rules.placing(own.door.pool) is PlaceState.WAITING,
        shows_online=own.is_confirmed and bool(own.door.online_url),
        own_link=mail.own_link(own.registration, lang()),
        phase=phase(own.door, arrival()).value,
        **_shown(own),
    )


@blueprint.get("/min-anmalan/<token>/kalender.ics")
@access.link(mail.PURPOSE)
def own_calendar(link_id: int, link_version: int) -> Response:
    """Send the meeting as an appointment to whoever has a seat; it is the one that was mailed, by its UID."""
    own = _own(link_id, link_version)
    if not own.is_confirmed:
        raise NotFound
    response = make_response(mail.appointment(own.door, own.registration, mail.PUBLISH, arrival()))
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = 'attachment; filename="mote.ics"'
    return response


@blueprint.route("/min-anmalan/<token>/andra", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def change(link_id: int, link_version: int) -> Response:
    """Change name, organisation, language and answers."""
    own = _own(link_id, link_version)
    given = questions.answers(own.registration.submission_id)
    asked = questions.asked(own.door.form_id, lang(), answered=given)
    words = queries.words(lang(), dates.local(arrival()).date())
    form = change_form(types.fields(asked), words, _standing(own.registration) | types.data(asked, given))
    if not form.is_submitted():
        return _change_page(own, form, asked)
    if not form.validate():
        return _change_page(own, form, asked, 422)
    changed = Details(lang=form.lang.data, asked=asked, **details(form, words, asked))
    try:
        actions.change(link_id, changed, form.base, arrival())
    except Refused as refused:
        return _change_page(own, form, asked, 409, refusal=refused.refusal)
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        return _change_page(own, form, asked, 409, stale=True, answers=types.shown(asked, given))
    return _back("andrad")


@blueprint.route("/min-anmalan/<token>/avanmal", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def withdraw(link_id: int, link_version: int) -> Response:
    """Show the button that withdraws; withdraw when it is pressed."""
    own = _own(link_id, link_version)
    form = OwnButton()
    if form.is_submitted() and form.validate():
        try:
            actions.withdraw(link_id, arrival())
        except Refused as refused:
            return render("registration/withdraw.html", 409, form=form, refusal=refused.refusal, **_shown(own))
        return _back("avanmald")
    return render("registration/withdraw.html", 422 if form.failed else 200, form=form, **_shown(own))


@blueprint.route("/min-anmalan/<token>/anmal-igen", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def sign_up_again(link_id: int, link_version: int) -> Response:
    """Show the button that signs up again, at the end of the line; do it when it is pressed."""
    own = _own(link_id, link_version)
    form = OwnButton()
    refusal = rules.refusal_to_register(own.door, arrival())
    if form.is_submitted() and form.validate():
        try:
            actions.sign_up_again(link_id, arrival())
            return _back("igen")
        except Refused as refused:
            refusal = refused.refusal
    status = 200 if not form.is_submitted() else 422 if form.failed else 409
    joins_line = rules.placing(own.door.pool) is PlaceState.WAITING
    return render(
        "registration/sign_up_again.html", status, form=form, refusal=refusal, joins_line=joins_line, **_shown(own)
    )


@blueprint.route("/min-anmalan/<token>/val", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def opt_ins(link_id: int, link_version: int) -> Response:
    """Give the opt-ins or take them back, each on its own."""
    own = _own(link_id, link_version)
    day = list_day(own.door)
    form = OptInForm(
        data={
            "public_list": OptInKind.PUBLIC_LIST.value in own.holds,
            "future_meetings": OptInKind.FUTURE_MEETINGS.value in own.holds,
        }
    )
    label_opt_ins(form, day or (_list_end(own.door) if form.public_list.data else None))
    if not form.is_submitted():
        return render("registration/opt_ins.html", form=form, **_shown(own))
    if not form.validate():
        return render("registration/opt_ins.html", 422, form=form, **_shown(own))
    wanted = {OptInKind.FUTURE_MEETINGS: form.future_meetings.data}
    if "public_list" in form:
        wanted[OptInKind.PUBLIC_LIST] = form.public_list.data
    try:
        for kind, yes in wanted.items():
            if yes:
                actions.give_opt_in(link_id, a_yes(kind, day), arrival())
            else:
                actions.withdraw_opt_in(link_id, kind, arrival())
    except Refused as refused:
        return render("registration/opt_ins.html", 409, form=form, refusal=refused.refusal, **_shown(own))
    return _back("val")


def _own(link_id: int, link_version: int) -> _Own:
    registration = queries.registration_by_link(link_id, link_version)
    door = queries.door(registration.meeting_id)
    place = next((place for place in registration.places if place.pool_id == door.pool.id), None)
    return _Own(registration, door, place)


def _list_end(door: Door) -> datetime:
    return rules.last_minute(rules.list_until(door.list_until, door.ends_at))


def _shown(own: _Own) -> dict[str, Any]:
    return {
        "own": own,
        "registration": own.registration,
        "token": (request.view_args or {})["token"],
        "unchangeable": rules.refusal_to_change(own.door, arrival()),
        "is_past": phase(own.door, arrival()) is Phase.PAST,
        **card(own.door),
    }


def _standing(registration: Registration) -> dict[str, Any]:
    return {
        "name": registration.name,
        "organisation_type": registration.organisation_type_id,
        "organisation": registration.organisation_typed,
        "municipality": registration.municipality_id,
        "lang": registration.lang,
        "base_revision": str(registration.revision),
    }


def _change_page(own: _Own, form: ChangeForm, asked: Any, status: int = 200, **values: Any) -> Response:
    kept_apart = request.method == "POST" and form.holds_personal_number
    values = {"stale": False, "answers": [], **values}
    return render(
        "registration/change.html",
        status,
        form=form,
        sections=types.sections(asked),
        consent=types.consent(erased_after(own.door.ends_at)),
        kept_apart=kept_apart,
        **_shown(own),
        **values,
    )


def _back(done: str) -> Response:
    return redirect_to("registration.own_page", token=(request.view_args or {})["token"], klart=done)
