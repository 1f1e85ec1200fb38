"""The attendee's own page behind their secret link: see, change, withdraw, sign up again; no link changes a thing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, g, make_response, request, url_for

from meetings.errors import NotFound, Refused, Stale
from meetings.questions import queries as questions
from meetings.questions import types
from meetings.questions import views as questions_sent
from meetings.questions.rules import Asked
from meetings.questions.types import Reading
from meetings.registration import actions, mail, queries, rules
from meetings.registration.actions import Details
from meetings.registration.forms import ChangeForm, OptInForm, OwnButton, change_form, label_opt_ins
from meetings.registration.models import Registration
from meetings.registration.queries import Door
from meetings.registration.rules import Access, OptInKind, PlaceState
from meetings.registration.views import asking
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.day import cards_of, day_of
from meetings.registration.views.offers import offers_of
from meetings.registration.views.own_workshops import own_workshops_shown
from meetings.registration.views.owned import Own, back, own_of, shown, token
from meetings.registration.views.shown import a_yes, details, list_day
from meetings.registration.views.switching import switch_of
from meetings.schedule.rules import phase
from meetings.web import access, dates
from meetings.web.lang import lang
from meetings.web.limits import limited
from meetings.web.problems import problem_page
from meetings.web.rendering import render
from meetings.web.requests import arrival

DONE = frozenset(
    {
        *("anmald", "andrad", "avanmald", "bekraftad", "bytt", "bytt-tillfalle", "i-ko", "igen", "lamnat-kon", "nej"),
        *("overlaten", "tackat-ja", "val", "workshop"),
    }
)


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
    own = own_of(link_id, link_version)
    given = questions.answers(own.registration.submission_id)
    asked = questions.asked(own.door.form_id, lang(), answered=given)
    done = request.args.get("klart", "")
    return render(
        "registration/own_page.html",
        in_line=own.in_line,
        standing=own.standing.value,
        why=own.why_waiting,
        offers=offers_of(own),
        offer_button=OwnButton(),
        can_hand_over=own.refusal_to_hand_over is None,
        unanswered=bool(asked) and not given and not own.registration.registered_self,
        answers=asking.answers(asked, given, _file_url),
        done=done if done in DONE else "",
        again=rules.refusal_to_register(own.door, arrival(), Access.INVITED),
        line_ahead=rules.placing(own.door.pool) is PlaceState.WAITING,
        shows_online=own.is_confirmed and mail.comes_online(own.door, own.registration),
        confirm_path=mail.confirm_path(own.registration),
        own_link=mail.own_link(own.registration, lang()),
        phase=phase(own.door, arrival()).value,
        switch=switch_of(own),
        own_workshops=own_workshops_shown(own.door, own.registration, token()),
        day=day_of(own, arrival()),
        cards=cards_of(own, arrival()),
        **shown(own),
    )


@blueprint.get("/min-anmalan/<token>/kalender.ics")
@access.link(mail.PURPOSE)
def own_calendar(link_id: int, link_version: int) -> Response:
    """Send the meeting as an appointment to whoever has a seat; it is the one that was mailed, by its UID."""
    own = own_of(link_id, link_version)
    if not own.is_confirmed:
        raise NotFound
    workshops = queries.workshops_of([own.registration.id]).get(own.registration.id, ())
    response = make_response(mail.appointment(own.door, own.registration, mail.PUBLISH, arrival(), workshops))
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = 'attachment; filename="mote.ics"'
    return response


@blueprint.route("/min-anmalan/<token>/andra", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def change(link_id: int, link_version: int) -> Response:
    """Change name, organisation, language and answers."""
    own = own_of(link_id, link_version)
    given = questions.answers(own.registration.submission_id)
    asked = questions.asked(own.door.form_id, lang(), answered=given)
    asked = asking.with_seats(own.door, asked, mine={answer.choice_id for answer in given})
    questions_sent.make_room(asked)
    words = queries.words(lang(), dates.local(arrival()).date())
    form = change_form(types.fields(asked), words, _standing(own.registration) | types.data(asked, given))
    if not form.is_submitted():
        return _change_page(own, form, asked, asking.standing(asked, given))
    reading = questions_sent.read(form, asked, mine=given)
    if not form.validate():
        return _change_page(own, form, asked, reading, 422)
    if reading.unseen:
        return _change_page(own, form, asked, reading)
    changed = Details(lang=form.lang.data, asked=asked, **details(form, words, reading.visible))
    try:
        actions.change(link_id, changed, form.base, arrival())
    except Refused as refused:
        told = asking.at_its_field(refused.refusal, form, asked)
        return _change_page(own, form, asked, reading, 409, refusal=None if told else refused.refusal)
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        return _change_page(own, form, asked, reading, 409, stale=True, answers=types.shown(asked, given))
    return back("andrad")


@blueprint.get("/min-anmalan/<token>/filer/<int:question_id>")
@access.link(mail.PURPOSE)
def own_file(link_id: int, link_version: int, question_id: int) -> Response:
    """Send the file that its owner answered the question with."""
    return questions_sent.file_sent(own_of(link_id, link_version).registration.submission_id, question_id)


@blueprint.route("/min-anmalan/<token>/avanmal", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def withdraw(link_id: int, link_version: int) -> Response:
    """Show the button that withdraws; withdraw when it is pressed."""
    own = own_of(link_id, link_version)
    form = OwnButton()
    if form.is_submitted() and form.validate():
        try:
            actions.withdraw(link_id, arrival())
        except Refused as refused:
            return render("registration/withdraw.html", 409, form=form, refusal=refused.refusal, **shown(own))
        return back("avanmald")
    return render("registration/withdraw.html", 422 if form.failed else 200, form=form, **shown(own))


@blueprint.route("/min-anmalan/<token>/anmal-igen", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def sign_up_again(link_id: int, link_version: int) -> Response:
    """Show the button that signs up again, at the end of the line; do it when it is pressed."""
    own = own_of(link_id, link_version)
    form = OwnButton()
    refusal = rules.refusal_to_register(own.door, arrival(), Access.INVITED)
    if form.is_submitted() and form.validate():
        try:
            actions.sign_up_again(link_id, arrival())
            return back("igen")
        except Refused as refused:
            refusal = refused.refusal
    status = 200 if not form.is_submitted() else 422 if form.failed else 409
    joins_line = rules.placing(own.door.pool) is PlaceState.WAITING
    return render(
        "registration/sign_up_again.html", status, form=form, refusal=refusal, joins_line=joins_line, **shown(own)
    )


@blueprint.route("/min-anmalan/<token>/val", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def opt_ins(link_id: int, link_version: int) -> Response:
    """Give the opt-ins or take them back, each on its own."""
    own = own_of(link_id, link_version)
    day = list_day(own.door)
    form = OptInForm(
        data={
            "public_list": OptInKind.PUBLIC_LIST.value in own.holds,
            "future_meetings": OptInKind.FUTURE_MEETINGS.value in own.holds,
        }
    )
    label_opt_ins(form, day or (_list_end(own.door) if form.public_list.data else None))
    if not form.is_submitted():
        return render("registration/opt_ins.html", form=form, **shown(own))
    if not form.validate():
        return render("registration/opt_ins.html", 422, form=form, **shown(own))
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
        return render("registration/opt_ins.html", 409, form=form, refusal=refused.refusal, **shown(own))
    return back("val")


def _file_url(question_id: int) -> str:
    return url_for("registration.own_file", token=token(), question_id=question_id)


def _list_end(door: Door) -> datetime:
    return rules.last_minute(rules.list_until(door.list_until, door.ends_at))


def _standing(registration: Registration) -> dict[str, Any]:
    return {
        "name": registration.name,
        "organisation_type": registration.organisation_type_id,
        "organisation": registration.organisation_typed,
        "municipality": registration.municipality_id,
        "lang": registration.lang,
        "base_revision": str(registration.revision),
    }


def _change_page(
    own: Own, form: ChangeForm, asked: Sequence[Asked], reading: Reading, status: int = 200, **values: Any
) -> Response:
    kept_apart = request.method == "POST" and form.holds_personal_number
    values = {"stale": False, "answers": [], **values}
    return render(
        "registration/change.html",
        status,
        form=form,
        kept_apart=kept_apart,
        **asking.shown(own.door, asked, reading),
        **shown(own),
        **values,
    )
