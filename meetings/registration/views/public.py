"""The sign-up page, the page after a mail to a known address, and the public list of participants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Response, current_app, make_response, render_template, request
from markupsafe import Markup
from sqlalchemy.orm import load_only

from meetings.errors import NotFound, Refused
from meetings.links import queries as links
from meetings.questions import queries as questions
from meetings.questions import types
from meetings.questions.rules import Asked, erased_after
from meetings.registration import actions, mail, queries, rules
from meetings.registration.actions import Applicant, Outcome
from meetings.registration.forms import SignUpForm, sign_up_form
from meetings.registration.models import Registration
from meetings.registration.queries import Door, Word
from meetings.registration.rules import PlaceState
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.shown import card, details, list_day, yeses
from meetings.web import access, dates
from meetings.web.cache import kept_part
from meetings.web.forms import new_form_token
from meetings.web.lang import lang
from meetings.web.limits import limited
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

# Where each visitor's own token goes, and where the seats do as they are now: no text that anybody types holds NUL.
_BLANK, _CARD = "\0form-token\0", "\0seats\0"


@dataclass(frozen=True)
class _Page:
    """What one request to the sign-up page works with."""

    door: Door
    form: SignUpForm
    asked: list[Asked]
    words: list[Word]


@blueprint.route("/moten/<int:meeting_id>/anmalan", methods=["GET", "POST"])
@access.public
@limited("60 per minute")
def sign_up(meeting_id: int) -> Response:
    """Show the form; sign up whoever sends it."""
    door = _public_door(meeting_id)
    if request.method != "POST":
        refusal = rules.refusal_to_register(door, arrival())
        if refusal:
            return render("registration/closed.html", refusal=refusal, **card(door))
        return _empty_form(door)
    page = _page(door)
    if not page.form.validate():
        return _form(page, 422)
    day = list_day(page.door)
    given = details(page.form, page.words, page.asked)
    applicant = Applicant(email=page.form.email.data or "", opt_ins=yeses(page.form, day), **given)
    token = page.form.one_time_token or ""
    try:
        signed_up = actions.register(meeting_id, applicant, token, arrival(), lang())
    except Refused as refused:
        return _form(page, 409, refusal=refused.refusal)
    if signed_up.outcome is Outcome.KNOWN:
        return redirect_to("registration.mail_sent", meeting_id=meeting_id)
    found = signed_up.registration
    key = links.make(mail.PURPOSE, found.id, found.link_version)
    return redirect_to("registration.own_page", token=key, klart="anmald")


@blueprint.get("/moten/<int:meeting_id>/anmalan/mejl")
@access.public
def mail_sent(meeting_id: int) -> Response:
    """Say that a mail went to the address: the same for every known address."""
    return render("registration/mail_sent.html", **card(_public_door(meeting_id)))


@blueprint.get("/moten/<int:meeting_id>/deltagarlista")
@access.public
def public_list(meeting_id: int) -> Response:
    """Show who is coming, of those who said yes to it; the rest as a number. Not for search engines."""
    door = _public_door(meeting_id)
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


def _public_door(meeting_id: int) -> Door:
    door = queries.door(meeting_id)
    if door.state == "draft":
        raise NotFound
    return door


def _offered(door: Door) -> tuple[list[Asked], list[Word]]:
    return questions.asked(door.form_id, lang()), queries.words(lang(), dates.local(arrival()).date())


def _page(door: Door) -> _Page:
    asked, words = _offered(door)
    return _Page(door, sign_up_form(types.fields(asked), words, list_day(door)), asked, words)


def _form(page: _Page, status: int, **values: Any) -> Response:
    return render(
        "registration/sign_up.html",
        status,
        form=page.form,
        kept_apart=page.form.holds_personal_number,
        **_around(page.door, page.asked),
        **card(page.door),
        **values,
    )


def _around(door: Door, asked: list[Asked]) -> dict[str, Any]:
    return {
        "sections": types.sections(asked),
        "consent": types.consent(erased_after(door.ends_at)),
        "joins_line": rules.placing(door.pool) is PlaceState.WAITING,
    }


def _empty_form(door: Door) -> Response:
    """Show the page as nobody has filled it in: written once, and given to each visitor with a token of their own."""
    asked, words = _offered(door)
    around, day, shown = _around(door, asked), list_day(door), card(door)

    def build() -> str:
        form = sign_up_form(types.fields(asked), words, day)
        form.form_token.data = _BLANK
        written = Markup(render_template("registration/_form.html", form=form, door=door, **around))  # noqa: S704 - by Jinja
        joins_line = around["joins_line"]
        return render_template(
            "registration/sign_up.html", empty_form=written, seats_card=_CARD, joins_line=joins_line, **shown
        )

    # The seats change with every sign-up: they stand on the card alone, which is written anew.
    depends_on = (tuple(asked), tuple(words), day, replace(door, pool=rules.NO_POOL), around["joins_line"])
    page = kept_part(("sign-up page", request.full_path, depends_on), build)
    seats = current_app.jinja_env.get_template("registration/_card.html").render(shown)
    return make_response(page.replace(_BLANK, new_form_token(), 1).replace(_CARD, seats, 1))
