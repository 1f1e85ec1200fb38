"""The list of a meeting's mailings, and the form in which one is written."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refused, Stale
from meetings.mailings import actions, queries
from meetings.mailings.actions import Draft
from meetings.mailings.forms import MailingForm, placeholders, shown_in_form
from meetings.mailings.models import Mailing
from meetings.mailings.rules import NOT_OF_PEOPLE, About, Audience, Came, MailingReason, MailingState, audience_of
from meetings.mailings.views.blueprint import MAILINGS, ONE, blueprint
from meetings.mailings.views.offered import Offered, offered
from meetings.mailings.views.words import state_words
from meetings.participants.queries import listing
from meetings.participants.queries.listing import Head
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival


@blueprint.get(MAILINGS)
@access.requires("organiser")
def mailings(meeting_id: int) -> Response:
    """Show the mailings of the meeting, the newest first."""
    of = listing.head(meeting_id)
    return render(
        "mailings/list.html",
        meeting=of,
        found=paged(queries.mailings(meeting_id), page_asked_for()),
        follow_ups=queries.follow_ups(meeting_id, arrival()),
        state_words=state_words,
    )


@blueprint.route(f"{MAILINGS}/nytt", methods=["GET", "POST"])
@access.requires("organiser")
def write(meeting_id: int) -> Response:
    """Show an empty form; keep what is sent as a draft."""
    of = listing.head(meeting_id)
    options = offered(of)
    form = MailingForm(data=shown_in_form(Audience(), options.answers) | {"about": About.MEETING.value})
    _offer(form, options)
    if not form.is_submitted():
        return _page(of, form, options)
    if not form.validate():
        return _page(of, form, options, 422)
    made = actions.write(of.id, _draft(form), arrival(), current_actor())
    return redirect_to("mailings.mailing", meeting_id=of.id, mailing_id=made.id)


@blueprint.route(f"{ONE}/andra", methods=["GET", "POST"])
@access.requires("organiser")
def rewrite(meeting_id: int, mailing_id: int) -> Response:
    """Show the form with a draft; save it anew."""
    of, found = listing.head(meeting_id), queries.mailing(meeting_id, mailing_id)
    if found.state != MailingState.DRAFT.value:
        tell(_(MailingReason.NOT_A_DRAFT.value), "warning")
        return redirect_to("mailings.mailing", meeting_id=of.id, mailing_id=found.id)
    options = offered(of)
    form = MailingForm(data=_standing(found, options))
    _offer(form, options)
    if found.follow_up_id is not None:  # what it is about, its meeting says
        del form.about
    if not form.is_submitted():
        return _page(of, form, options, mailing=found)
    if not form.validate():
        return _page(of, form, options, 422, mailing=found)
    try:
        actions.rewrite(of.id, found.id, _draft(form), form.base, arrival(), current_actor())
    except Refused as refused:
        return _page(of, form, options, 409, mailing=found, refused=refused)
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        return _page(of, form, options, 409, mailing=found, stale=queries.mailing(meeting_id, mailing_id))
    return redirect_to("mailings.mailing", meeting_id=of.id, mailing_id=found.id)


@blueprint.post(f"{ONE}/ta-bort")
@access.requires("organiser")
def delete(meeting_id: int, mailing_id: int) -> Response:
    """Take a draft away."""
    if not pressed():
        return redirect_to("mailings.mailing", meeting_id=meeting_id, mailing_id=mailing_id)
    try:
        actions.delete_draft(meeting_id, mailing_id, arrival(), current_actor())
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
        return redirect_to("mailings.mailing", meeting_id=meeting_id, mailing_id=mailing_id)
    tell(_("Utkastet är borttaget."))
    return redirect_to("mailings.mailings", meeting_id=meeting_id)


def people(number: int) -> str:
    """Return so many people in words."""
    return str(ngettext("%(num)s person", "%(num)s personer", number))


def _offer(form: MailingForm, options: Offered) -> None:
    form.offer(*options.values)
    if not options.ideas:  # the meeting takes none
        del form.ideas
        del form.unconfirmed


def _draft(form: MailingForm) -> Draft:
    return Draft(
        subject_sv=form.subject_sv.data or "",
        body_sv=form.body_sv.data or "",
        subject_en=form.subject_en.data or "",
        body_en=form.body_en.data or "",
        about=About(form.about.data) if "about" in form else About.FOLLOW_UP,
        audience=form.audience,
    )


def _standing(found: Mailing, options: Offered) -> dict[str, Any]:
    texts = {name: getattr(found, name) for name in ("about", "subject_sv", "body_sv", "subject_en", "body_en")}
    shown = shown_in_form(audience_of(found.audience), options.answers)
    return {**texts, **shown, "base_revision": str(found.revision)}


def _is_narrowed(form: MailingForm) -> bool:
    """Tell whether anything but a state is asked for."""
    chosen = (form.sector.data, form.workshop.data, form.question.data, form.words.data, form.opted_in.data)
    return any(chosen) or form.came.data != Came.ALL.value


def _page(of: Head, form: MailingForm, options: Offered, status: int = 200, **values: Any) -> Response:
    shown: dict[str, Any] = {"mailing": None, "stale": None, "refused": None, **values}
    return render(
        "mailings/write.html",
        status,
        meeting=of,
        form=form,
        options=options,
        narrowed=bool(form.words.errors) or _is_narrowed(form),
        swedish=", ".join(placeholders(False, but=() if options.ideas else NOT_OF_PEOPLE)),
        english=", ".join(placeholders(True, but=() if options.ideas else NOT_OF_PEOPLE)),
        **shown,
    )
