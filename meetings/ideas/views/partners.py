"""Partners for everybody: ideas that seek some, organisations that want to join, and the form to stand among them."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from meetings.directory.rules import Vocabulary
from meetings.errors import NotFound
from meetings.ideas.actions import joining
from meetings.ideas.actions.joining import Organisation, Reached
from meetings.ideas.forms.partners import JoinForm, OrganisationForm
from meetings.ideas.mail import partners as mail
from meetings.ideas.queries import interests, seeking
from meetings.ideas.queries.interests import Room
from meetings.ideas.queries.partner_words import Words
from meetings.ideas.rules.partnering import SHOWN_IN_LIST
from meetings.ideas.views import partner_words
from meetings.ideas.views.blueprint import PARTNERS, blueprint
from meetings.links import queries as links
from meetings.registration import mail as registration_mail
from meetings.registration.models import Registration
from meetings.text import whole_number
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.limits import limited
from meetings.web.paging import paged
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

PER_PAGE = 10  # of each of the two lists
IDEAS_PAGE, ORGANISATIONS_PAGE = "ideer", "organisationer"  # in the address: which page of each list


@blueprint.get(PARTNERS)
@access.public
def partners(meeting_id: int) -> Response:
    """Show who seeks whom: published ideas that seek partners, organisations that want to join, and their breadth."""
    room, words = room_of(meeting_id), partner_words.words()
    wanted, chosen = partner_words.asked_for(words)
    ideas = paged(seeking.seeking(room.call_id, wanted), page(IDEAS_PAGE), per_page=PER_PAGE)
    organisations = paged(seeking.listed(room.call_id, wanted), page(ORGANISATIONS_PAGE), per_page=PER_PAGE)
    return unlisted(
        render(
            "ideas/partners.html",
            room=room,
            words=words,
            ideas=ideas,
            said=seeking.said(ideas.rows),
            organisations=organisations,
            breadth=partner_words.breadth_of(room.call_id, words),
            selects=partner_words.selects(words, chosen),
            chosen=chosen,
            here=lambda **more: url_for("ideas.partners", meeting_id=meeting_id, **(chosen | _pages() | more)),
        )
    )


@blueprint.route(f"{PARTNERS}/anmal", methods=["GET", "POST"])
@access.public
@limited("30 per minute")
def join(meeting_id: int) -> Response:
    """Let an organisation stand among those that want to join: once its address is confirmed, or by its sign-up."""
    room, words = room_of(meeting_id), partner_words.words()
    registration = signed_up(meeting_id)
    if registration is not None and request.method == "GET":
        known = interests.joining_of(registration.id)
        if known is not None and known.interest_id is not None:
            token = links.make(mail.INTEREST, known.interest_id, known.link_version)
            return redirect_to("ideas.interest", token=token)
    form = JoinForm(data=prefilled(registration, words))
    offer(form, words, registration)
    if not form.is_submitted():
        return _join_page(room, form, registration)
    if not form.validate():
        return _join_page(room, form, registration, 422)
    joined = joining.join(
        room.call_id,
        organisation_of(form, words),
        reached(form, registration),
        str(_(SHOWN_IN_LIST)),
        form.one_time_token or "",
        arrival(),
        registration.id if registration else None,
    )
    if joined is None:
        return redirect_to("ideas.partner_mail_sent", meeting_id=meeting_id)
    return redirect_to("ideas.interest", token=mail.interest_token(joined.interest), klart="visas")


def _join_page(room: Room, form: JoinForm, registration: Registration | None, status: int = 200) -> Response:
    response = render(
        "ideas/partner_join.html",
        status,
        room=room,
        form=form,
        registration=registration,
        shown_words=_(SHOWN_IN_LIST),
    )
    return secret(response, registration)


@blueprint.get(f"{PARTNERS}/tack")
@access.public
def partner_mail_sent(meeting_id: int) -> Response:
    """Say that a mail was sent: the same for every address, whatever there was."""
    asks = request.args.get("vad") == "fraga"
    return unlisted(render("ideas/partner_mail_sent.html", room=room_of(meeting_id), asks=asks))


def room_of(meeting_id: int) -> Room:
    """Return the meeting and its call. Raises `NotFound` where there is none, or the meeting is not public."""
    room = interests.room_of(meeting_id)
    if room is None:
        raise NotFound
    return room


def page(name: str) -> int:
    """Return the page of a list that the address asks for, 1 when it makes no sense."""
    return min(whole_number(request.args.get(name)) or 1, 10**8)


def _pages() -> dict[str, int]:
    """Return on which page each list is, for the links of the other."""
    return {name: number for name in (IDEAS_PAGE, ORGANISATIONS_PAGE) if (number := page(name)) > 1}


def signed_up(meeting_id: int) -> Registration | None:
    """Return the sign-up whose token came along ("anmalan"), when it is of this meeting and its address known."""
    token = request.values.get("anmalan", "")
    if not token:
        return None
    try:
        link = links.check(registration_mail.PURPOSE, token)
    except NotFound:
        return None
    return interests.registration_of(meeting_id, link.id, link.version)


def prefilled(registration: Registration | None, words: Words) -> dict[str, Any]:
    """Return what the form says from the start, from a sign-up."""
    if registration is None:
        return {}
    codes = {word.id: word.code for word in words.all}
    return {
        "organisation": registration.organisation_typed,
        "organisation_type": codes.get(registration.organisation_type_id or 0, ""),
        "municipality": codes.get(registration.municipality_id or 0, ""),
        "name": registration.name,
        "anmalan": request.values.get("anmalan", ""),
    }


def offer(form: OrganisationForm, words: Words, registration: Registration | None) -> None:
    """Fill in the choices; one who has signed up is reached at the address of the sign-up."""
    form.offer([word for word in words.all if word.offered])
    if registration is not None:
        del form.email
    elif not form.is_submitted():
        form.anmalan.data = ""


def organisation_of(form: OrganisationForm, words: Words) -> Organisation:
    """Return what the form says of the organisation; its sector follows its type."""
    kind = words.found(Vocabulary.ORGANISATION_TYPE, form.organisation_type.data)
    groups = form.groups if isinstance(form, JoinForm) else []
    ids = (words.id(Vocabulary.TARGET_GROUP, code) for code in groups)
    return Organisation(
        form.organisation.data or "",
        kind.id if kind else None,
        kind.parent_id if kind else None,
        words.id(Vocabulary.MUNICIPALITY, form.municipality.data),
        [one for one in ids if one is not None],
        (form.offers.data or "") if isinstance(form, JoinForm) else "",
    )


def reached(form: OrganisationForm, registration: Registration | None) -> Reached:
    """Return whom to reach, in the language of the page."""
    email = registration.email if registration is not None else form.email.data or ""
    return Reached(form.name.data or "", email, lang())


def unlisted(response: Response) -> Response:
    """Return the page, which no search engine is to list."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def secret(response: Response, registration: Registration | None) -> Response:
    """Return the page as one behind a link, when it was opened with the token of a sign-up."""
    if registration is not None:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
    return unlisted(response)
