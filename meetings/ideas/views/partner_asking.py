"""To ask to join an idea ("Vi vill vara med"), and to invite to one. Nobody asks in another's name."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_babel import gettext as _

from meetings.errors import NotFound, Refusal, Refused
from meetings.ideas.actions import partner_asking as asking
from meetings.ideas.actions.joining import Organisation, Reached
from meetings.ideas.actions.partner_asking import Question
from meetings.ideas.forms.partners import AskForm, InviteForm
from meetings.ideas.mail import partners as mail
from meetings.ideas.mail.addresses import PURPOSE
from meetings.ideas.models import Idea, PartnerInterest
from meetings.ideas.models.publishing import PublishedIdea
from meetings.ideas.queries import interests, matches, requests, seeking
from meetings.ideas.queries.interests import Room
from meetings.ideas.queries.partner_words import Words
from meetings.ideas.rules import partnering
from meetings.ideas.rules.partnering import SHOWN_AS_PARTNER, PartnerReason
from meetings.ideas.views import partner_words
from meetings.ideas.views.blueprint import OWN as IDEA
from meetings.ideas.views.blueprint import PARTNERS, blueprint
from meetings.ideas.views.opening import opened_idea, token
from meetings.ideas.views.partner_shown import request_rows
from meetings.ideas.views.partners import (
    ORGANISATIONS_PAGE,
    PER_PAGE,
    offer,
    organisation_of,
    page,
    prefilled,
    reached,
    room_of,
    secret,
    signed_up,
)
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.paging import paged
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival


@blueprint.route(f"{PARTNERS}/<int:idea_id>/vara-med", methods=["GET", "POST"])
@access.public
@limited("30 per minute")
def ask_to_join(meeting_id: int, idea_id: int) -> Response:
    """Ask an idea's contact; it goes on once the asker's address is confirmed, at once for who has signed up."""
    room, words = room_of(meeting_id), partner_words.words()
    idea, registration = seeking.public_idea(room.call_id, idea_id), signed_up(meeting_id)
    form = AskForm(data=prefilled(registration, words))
    offer(form, words, registration)
    if not form.is_submitted():
        closed = partnering.refusal_to_join(idea.idea, None)
        return secret(_ask_page(room, idea, words, form, refusal=closed, closed=bool(closed)), registration)
    if not form.validate():
        return secret(_ask_page(room, idea, words, form, 422), registration)
    try:
        sent = asking.ask_to_join(
            idea_id,
            organisation_of(form, words),
            reached(form, registration),
            _question(form),
            form.one_time_token or "",
            arrival(),
            proved=registration is not None,
        )
    except Refused as refused:
        return secret(_ask_page(room, idea, words, form, 409, refusal=refused.refusal), registration)
    if sent is None:
        return redirect_to("ideas.partner_mail_sent", meeting_id=meeting_id, vad="fraga")
    return redirect_to("ideas.asker", token=mail.asker_token(sent), klart="skickad")


@blueprint.route("/partner/<token>/fraga/<int:idea_id>", methods=["GET", "POST"])
@access.link(mail.INTEREST)
@limited("60 per minute")
def ask_as_interest(link_id: int, link_version: int, idea_id: int) -> Response:
    """Ask an idea's contact for an organisation of the list, whose address is known: it goes on at once."""
    row, words = interests.interest_by_link(link_id, link_version), partner_words.words()
    if row.confirmed_at is None:
        raise NotFound
    room, idea = room_of(row.call.meeting_id), seeking.public_idea(row.call_id, idea_id)
    form = AskForm()
    form.is_of_known()
    if not form.is_submitted():
        before = requests.between(idea_id, row.contact_email_key)
        closed = partnering.refusal_to_join(idea.idea, before)
        return _ask_page(room, idea, words, form, refusal=closed, closed=bool(closed), interest=row)
    if not form.validate():
        return _ask_page(room, idea, words, form, 422, interest=row)
    said = Organisation(row.organisation_name, row.type_id, row.sector_id, row.municipality_id)
    whom = Reached(row.contact_name, row.contact_email, row.lang)
    try:
        sent = asking.ask_to_join(
            idea_id, said, whom, _question(form), form.one_time_token or "", arrival(), proved=True
        )
    except Refused as refused:
        return _ask_page(room, idea, words, form, 409, refusal=refused.refusal, interest=row)
    if sent is None:
        raise NotFound
    return redirect_to("ideas.asker", token=mail.asker_token(sent), klart="skickad")


def _question(form: AskForm) -> Question:
    return Question(form.message.data or "", str(_(SHOWN_AS_PARTNER)) if form.shown.data else "")


def _ask_page(
    room: Room,
    idea: PublishedIdea,
    words: Words,
    form: AskForm,
    status: int = 200,
    *,
    refusal: Refusal | PartnerReason | None = None,
    closed: bool = False,
    interest: PartnerInterest | None = None,
) -> Response:
    return render(
        "ideas/partner_ask.html",
        status,
        room=room,
        idea=idea,
        said=seeking.said([idea]).get(idea.idea_id),
        words=words,
        form=form,
        refusal=Refusal(refusal) if isinstance(refusal, PartnerReason) else refusal,
        closed=closed,
        interest=interest,
    )


@blueprint.get(f"{IDEA}/partner", endpoint="own_partners")
@access.link(PURPOSE)
def own_partners(link_id: int, link_version: int) -> Response:
    """Show an idea's contact who might fit, what has been asked, and the list to invite from."""
    idea, words = opened_idea(link_id, link_version), partner_words.words()
    wanted, chosen = partner_words.asked_for(words)
    organisations = paged(seeking.listed(idea.call_id, wanted), page(ORGANISATIONS_PAGE), per_page=PER_PAGE)
    return render(
        "ideas/own/partners.html",
        idea=idea,
        token=token(),
        meeting=idea.call.meeting,
        words=words,
        organisations=organisations,
        selects=partner_words.selects(words, chosen),
        chosen=chosen,
        here=lambda **more: url_for("ideas.own_partners", token=token(), **(chosen | more)),
        panel=_panel(idea, words),
    )


@blueprint.route(f"{IDEA}/partner/<int:interest_id>", methods=["GET", "POST"])
@access.link(PURPOSE)
@limited("60 per minute")
def invite(link_id: int, link_version: int, interest_id: int) -> Response:
    """Invite an organisation of the list to an idea, for its contact."""
    idea, form = opened_idea(link_id, link_version), InviteForm()
    interest = interests.interest_at(idea.call_id, interest_id)
    before = requests.between(idea.id, interest.contact_email_key)
    refused_now = partnering.refusal_to_invite(idea, interest, before)
    if refused_now is PartnerReason.NOT_LISTED and before is None:
        raise NotFound
    if not form.is_submitted():
        return _invite_page(idea, interest, form, refusal=Refusal(refused_now) if refused_now else None)
    if not form.validate():
        return _invite_page(idea, interest, form, 422)
    question = Question(form.message.data or "")
    try:
        sent = asking.invite(idea.id, link_version, interest_id, question, form.one_time_token or "", arrival())
    except Refused as refused:
        return _invite_page(idea, interest, form, 409, refusal=refused.refusal)
    if sent.confirmed_at is None:
        return redirect_to("ideas.own_partners", token=token(), klart="bekrafta")
    return redirect_to("ideas.own_partners", token=token(), klart="inbjuden")


def _invite_page(
    idea: Idea, interest: PartnerInterest, form: InviteForm, status: int = 200, *, refusal: Refusal | None = None
) -> Response:
    values = {
        "idea": idea,
        "interest": interest,
        "form": form,
        "refusal": refusal,
        "closed": refusal is not None and status == 200,
        "words": partner_words.words(),
        "token": token(),
    }
    return render("ideas/own/invite.html", status, **values)


def own_partners_panel(idea: Idea) -> dict[str, object] | None:
    """Return what an idea's own page shows of partners; nothing while it is a draft, or has been taken back."""
    return _panel(idea, partner_words.words()) if partnering.stands(idea) else None


def _panel(idea: Idea, words: Words) -> dict[str, object]:
    asked = requests.of_ideas([idea.id])[idea.id]
    found = matches.for_ideas([idea.id])[idea.id] if partnering.stands(idea) else []
    return {
        "found": requests.partners_of(idea.id),
        "requests": request_rows(asked, of_idea=True, may_open=idea.confirmed_at is not None),
        "suggestions": partner_words.suggested(found, words),
        "words": words,
        "done": request.args.get("klart", ""),
        "stands": partnering.stands(idea),
    }
