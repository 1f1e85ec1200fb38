"""The sign-up page, the page after a mail to a known address, and the public list of participants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Response, current_app, make_response, render_template, request
from markupsafe import Markup
from sqlalchemy.orm import load_only

from meetings import text
from meetings.errors import NotFound, Refusal, Refused
from meetings.links import queries as links
from meetings.questions import queries as questions
from meetings.questions import types
from meetings.questions import views as questions_sent
from meetings.questions.rules import Asked
from meetings.questions.types import Reading
from meetings.registration import actions, mail, queries, rules
from meetings.registration.actions import Applicant, Outcome, SignedUp
from meetings.registration.forms import SignUpForm, sign_up_form
from meetings.registration.models import Registration
from meetings.registration.queries import Door, Word
from meetings.registration.queries.blocks import Block, chosen_blocks
from meetings.registration.rules import Closed, PlaceState, SignUpReason
from meetings.registration.views import asking, attending, choosing
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.shown import card, details, list_day, yeses
from meetings.registration.views.ways import LINK, OPENLY, WITH_LINK, Way, public_door
from meetings.web import access, dates
from meetings.web.cache import kept_part
from meetings.web.forms import new_form_token
from meetings.web.lang import lang
from meetings.web.limits import limited, seconds_to_wait
from meetings.web.paging import page_asked_for, paged
from meetings.web.problems import time_to_wait
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

# Sign-ups with one address, be it known or not, over all meetings: see docs/operations.md.
PER_ADDRESS = "20 per 10 minutes"
# Where each visitor's own token goes, and where the seats do as they are now: no text that anybody types holds NUL.
_BLANK, _CARD, _LEFT = "\0form-token\0", "\0seats\0", "\0left-{}\0"


@dataclass(frozen=True)
class _Page:
    """What one request to the sign-up page works with."""

    door: Door
    form: SignUpForm
    asked: list[Asked]
    words: list[Word]
    reading: Reading
    way: Way
    blocks: list[Block]


@blueprint.route("/moten/<int:meeting_id>/anmalan", methods=["GET", "POST"])
@access.public
@limited("60 per minute")
def sign_up(meeting_id: int) -> Response:
    """Show the form; sign up whoever sends it."""
    return by_form(public_door(meeting_id), OPENLY)


@blueprint.route("/moten/<int:meeting_id>/anmalan/lank/<token>", methods=["GET", "POST"])
@access.link(LINK)
@limited("60 per minute")
def sign_up_with_link(meeting_id: int, link_id: int, link_version: int) -> Response:
    """The same form for those who have the sign-up's link, where not everybody may sign up."""
    door = public_door(meeting_id)
    if (link_id, link_version) != (door.meeting_id, door.link_version):
        return render("registration/closed.html", 404, refusal=Refusal(Closed.OLD_LINK), **card(door))
    return by_form(door, WITH_LINK)


def by_form(door: Door, way: Way) -> Response:
    """Show the form to somebody who came this way; sign up whoever sends it."""
    if request.method != "POST":
        refusal = rules.refusal_to_register(door, arrival(), way.holds, keeps_seat=way.keeps_seat)
        if refusal:
            return render("registration/closed.html", refusal=refusal, **card(door))
        known = way.invitation is not None or way.filled_in
        return _form(_page(door, way), 200) if known else _empty_form(door)
    page = _page(door, way)
    if not page.form.validate():
        return _form(page, 422)
    if page.reading.unseen:
        return _form(page, 200)
    day = list_day(page.door)
    given = details(page.form, page.words, page.reading.visible)
    attends = attending.chosen(page.form)
    applicant = Applicant(
        email=_address(page),
        opt_ins=yeses(page.form, day),
        attends=attends,
        workshops=choosing.chosen(page.form, page.blocks),
        **given,
    )
    if wait := seconds_to_wait(PER_ADDRESS, "sign-up", text.key(applicant.email)):
        return _too_often(page, wait)
    try:
        signed_up = _register(page, applicant)
    except Refused as refused:
        return _refused(page, refused.refusal)
    return came_of_it(door, signed_up, invited=way.invitation is not None)


def came_of_it(door: Door, signed_up: SignedUp, *, invited: bool = False) -> Response:
    """Lead on after a sign-up: to their own page, or to one that says the same to everybody with a known address."""
    if door.confirm_address and not invited:
        return redirect_to("registration.confirm_sent", meeting_id=door.meeting_id)
    if signed_up.outcome is Outcome.KNOWN and not invited:
        return redirect_to("registration.mail_sent", meeting_id=door.meeting_id)
    found = signed_up.registration
    key = links.make(mail.PURPOSE, found.id, found.link_version)
    return redirect_to("registration.own_page", token=key, klart="anmald")


def _register(page: _Page, applicant: Applicant) -> SignedUp:
    """Sign up whoever sent the form, by the way that they came."""
    token, way = page.form.one_time_token or "", page.way
    if way.invitation is not None:
        return actions.accept_invitation(way.invitation.id, applicant, token, arrival(), lang())
    return actions.register(page.door.meeting_id, applicant, token, arrival(), lang(), holds=way.holds)


def _address(page: _Page) -> str:
    return page.way.invitation.email if page.way.invitation else page.form.email.data or ""


@blueprint.get("/moten/<int:meeting_id>/anmalan/mejl")
@access.public
def mail_sent(meeting_id: int) -> Response:
    """Say that a mail went to the address: the same for every known address."""
    return render("registration/mail_sent.html", **card(public_door(meeting_id)))


@blueprint.get("/moten/<int:meeting_id>/deltagarlista")
@access.public
def public_list(meeting_id: int) -> Response:
    """Show who is coming, of those who said yes to it; the rest as a number. Not for search engines."""
    door = public_door(meeting_id)
    until = rules.list_until(door.list_until, door.ends_at)
    if rules.refusal_to_list(public_list=door.public_list, until=until, state=door.state, now=arrival()):
        raise NotFound
    columns = load_only(Registration.name, Registration.organisation_typed)
    people = paged(queries.listed_people(meeting_id).options(columns), page_asked_for(), per_page=100)
    response = render(
        "registration/public_list.html",
        people=people,
        rest=max(0, door.pool.confirmed - people.total),
        list_until=rules.last_minute(until),
        has_been=arrival() >= door.ends_at,
        **card(door),
    )
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _offered(door: Door) -> tuple[list[Asked], list[Word]]:
    asked = asking.with_seats(door, questions.asked(door.form_id, lang()))
    return asked, queries.words(lang(), dates.local(arrival()).date())


def _page(door: Door, way: Way) -> _Page:
    asked, words = _offered(door)
    questions_sent.make_room(asked)
    blocks = chosen_blocks(door)
    fields = _fields(door, asked, blocks)
    form = sign_up_form(fields, words, list_day(door), invited=way.invitation, filled_in=way.filled_in)
    return _Page(door, form, asked, words, questions_sent.read(form, asked), way, blocks)


def _fields(door: Door, asked: list[Asked], blocks: list[Block]) -> dict[str, Any]:
    """Return the fields that this meeting adds to the form, unbound, by name."""
    return types.fields(asked) | attending.fields(door) | choosing.fields(blocks)


def _refused(page: _Page, refusal: Refusal) -> Response:
    """Show the form again: a choice that became full meanwhile says so where it was made."""
    if asking.at_its_field(refusal, page.form, page.asked):
        door = public_door(page.door.meeting_id)
        return _form(replace(page, door=door, asked=_offered(door)[0]), 409)
    return _form(page, 409, refusal=refusal)


def _too_often(page: _Page, seconds: int) -> Response:
    """Show the form as it was sent: so many have come with this address, be it known or not, that it has to wait."""
    response = _form(page, 429, refusal=Refusal(SignUpReason.TOO_OFTEN, {"wait": time_to_wait(seconds)}))
    response.headers["Retry-After"] = str(seconds)
    return response


def _form(page: _Page, status: int, **values: Any) -> Response:
    return render(
        "registration/sign_up.html",
        status,
        form=page.form,
        kept_apart=request.method == "POST" and page.form.holds_personal_number,
        invitation=page.way.invitation,
        action=page.way.action,
        keeps_seat=page.way.keeps_seat,
        workshop_blocks=choosing.blocks_at_sign_up(page.door, page.blocks),
        **_around(page.door, page.asked, page.reading, page.way),
        **card(page.door),
        **values,
    )


def _around(door: Door, asked: list[Asked], reading: Reading | None = None, way: Way = OPENLY) -> dict[str, Any]:
    joins_line = rules.placing(door.pool) is PlaceState.WAITING and not way.keeps_seat
    return {**asking.shown(door, asked, reading), **attending.shown(door), "joins_line": joins_line}


def _empty_form(door: Door) -> Response:
    """Show the page as nobody has filled it in: written once, and given to each visitor with a token of their own."""
    asked, words = _offered(door)
    blocks = chosen_blocks(door)
    around, day, shown = _around(door, asked), list_day(door), card(door)
    left = {_LEFT.format(choice_id): words for choice_id, words in around["seats_left"].items()}
    around["seats_left"] = {choice_id: _LEFT.format(choice_id) for choice_id in around["seats_left"]}
    workshops, workshops_left = choosing.marked(choosing.blocks_at_sign_up(door, blocks), _LEFT)
    left |= workshops_left
    left |= {_LEFT.format(kind): words for kind, words in around["attending_left"].items()}
    around["attending_left"] = {kind: _LEFT.format(kind) for kind in around["attending_left"]}

    def build() -> str:
        form = sign_up_form(_fields(door, asked, blocks), words, day)
        form.form_token.data = _BLANK
        around["workshop_blocks"] = workshops
        written = Markup(render_template("registration/_form.html", form=form, door=door, **around))  # noqa: S704 - by Jinja
        joins_line = around["joins_line"]
        return render_template(
            "registration/sign_up.html", empty_form=written, seats_card=_CARD, joins_line=joins_line, **shown
        )

    # The seats change with every sign-up: they stand on the card alone, which is written anew.
    depends_on = (
        tuple(asked),
        tuple(words),
        day,
        replace(door, pool=rules.NO_POOL, others=()),
        around["joins_line"],
        around["attending"],
        tuple(left),
        repr(workshops),
    )
    page = kept_part(("sign-up page", request.full_path, depends_on), build)
    for mark, words_left in left.items():
        page = page.replace(mark, words_left, 1)
    seats = current_app.jinja_env.get_template("registration/_card.html").render(shown)
    return make_response(page.replace(_BLANK, new_form_token(), 1).replace(_CARD, seats, 1))
