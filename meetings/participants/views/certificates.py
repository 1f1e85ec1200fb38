"""Certificates on the meeting's desk: what they say, what they look like, and fetching them for those who attended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts import rules as accounts
from meetings.accounts.rules import Permission
from meetings.accounts.views import current_actor, signed_in_account
from meetings.documents import sending
from meetings.documents.content import Form
from meetings.documents.letters import can_show
from meetings.errors import NotFound, Refused, Stale
from meetings.participants import actions
from meetings.participants.actions import Wording
from meetings.participants.forms import CertificateForm, hours_shown
from meetings.participants.queries import certificates as queries
from meetings.participants.queries.certificates import Attendee, Offer
from meetings.participants.rules.certificates import AT_ONCE, Candidate, CertificateReason, refusal_to_certify
from meetings.participants.views import certificate_sheets as sheets
from meetings.participants.views.blueprint import MEETING, PERSON, blueprint
from meetings.schedule.rules import State
from meetings.text import whole_number
from meetings.web import access
from meetings.web.forms import ButtonForm
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

_DESK = f"{MEETING}/intyg"


@blueprint.route(_DESK, methods=["GET", "POST"])
@access.requires("organiser")
def certificates(meeting_id: int) -> Response:
    """Show and save what the certificates say; say how many can be fetched, or why none can."""
    offer, others = queries.offer(meeting_id), _others(meeting_id)
    form = CertificateForm(data=_standing(offer))
    if not form.is_submitted():
        return _page(offer, form, others)
    if not form.validate():
        return _page(offer, form, others, 422)
    wording = Wording(
        offered=form.offered.data,
        minutes=form.hours.minutes,
        text=form.text.data or "",
        signer=form.signer.data or "",
        signer_title=form.signer_title.data or "",
    )
    also = others if form.whole_series.data else ()
    try:
        changed = actions.save_certificates(
            meeting_id, wording, form.base, arrival(), current_actor(), others=also
        )  # fmt: skip
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        return _page(queries.offer(meeting_id), form, others, 409, stale=True)
    if also:
        tell(ngettext("Sparat för %(num)s möte.", "Sparat för %(num)s möten.", changed))
    else:
        tell(_("Intyget är sparat."))
    return redirect_to("participants.certificates", meeting_id=meeting_id)


@blueprint.get(f"{_DESK}/exempel.pdf")
@access.requires("organiser")
def sample_certificate(meeting_id: int) -> Response:
    """Send what a certificate looks like, with nobody's name."""
    offer = queries.offer(meeting_id)
    return sending.response(sheets.sample(offer, arrival()), Form.PDF, _("Exempel på intyg"))


@blueprint.post(f"{_DESK}/alla")
@access.requires("organiser")
def all_certificates(meeting_id: int) -> Response:
    """Send the certificates of all who attended as one file, at most `AT_ONCE` at a time; it is written down."""
    offer, now = queries.offer(meeting_id), arrival()
    if not ButtonForm().validate():
        return _again(meeting_id)
    reason = _closed(offer, now)
    if reason is not None:
        raise Refused(reason)
    part = max(whole_number(request.form.get("del", "1")), 1)
    people = [one for one in queries.attendees(meeting_id, part) if can_show(one.name)]
    if not people:
        raise Refused(CertificateReason.NOBODY)
    response = _sent(offer, people, now, str(part) if part > 1 else "")
    actions.note_certificates(meeting_id, now, current_actor(), number=len(people))
    return response


@blueprint.post(f"{PERSON}/intyg.pdf")
@access.requires("organiser")
def certificate(meeting_id: int, registration_id: int) -> Response:
    """Send one person's certificate; it is written down. Answers 409 with the reason when there is none."""
    offer, one, now = queries.offer(meeting_id), queries.attendee(registration_id), arrival()
    if one.meeting_id != meeting_id:
        raise NotFound
    if not ButtonForm().validate():
        return _again(meeting_id)
    refusal = refusal_for(offer, one, now)
    if refusal is not None:
        raise Refused(refusal)
    response = _sent(offer, [one], now, one.name)
    actions.note_certificates(meeting_id, now, current_actor(), number=1, registration_id=one.id)
    return response


def refusal_for(offer: Offer, one: Attendee, now: datetime) -> Any:
    """Return why this person gets no certificate of the meeting, or None."""
    return refusal_to_certify(
        Candidate(
            offered=offer.offered,
            cancelled=offer.state == State.CANCELLED,
            withdrawn=one.cancelled,
            over=now >= offer.ends_at,
            taken=offer.taken,
            attended=one.attended,
            erased=one.erased,
            printable=can_show(one.name),
        )
    )


def _closed(offer: Offer, now: datetime) -> Any:
    """Return why nobody at all gets a certificate, or None."""
    anybody = Attendee(0, offer.meeting_id, "A", lang(), "", cancelled=False, attended=True, erased=False)
    return refusal_for(offer, anybody, now)


def _sent(offer: Offer, people: Sequence[Attendee], now: datetime, name: str) -> Response:
    called = sheets.file_name(offer, name=f"{offer.title} {name}" if name.isdigit() else name)
    response = sending.response(sheets.of_people(offer, people, now), Form.PDF, called)
    response.headers["Cache-Control"] = "no-store"
    return response


def _again(meeting_id: int) -> Response:
    tell(_("Sidan hade legat öppen för länge. Tryck en gång till."), "warning")
    return redirect_to("participants.certificates", meeting_id=meeting_id)


def _others(meeting_id: int) -> Sequence[int]:
    """Return the other meetings of the series, if whoever is signed in organises every one of them."""
    account, others = signed_in_account(), queries.others_in_series(meeting_id)
    grants = account.grants if account is not None else []
    return others if all(accounts.may(grants, Permission.ORGANISER, one) for one in others) else ()


def _standing(offer: Offer) -> dict[str, Any]:
    return {
        "offered": offer.offered,
        "hours": hours_shown(offer.minutes, lang()),
        "text": offer.text,
        "signer": offer.signer,
        "signer_title": offer.signer_title,
        "base_revision": str(offer.revision),
    }


def _page(
    offer: Offer, form: CertificateForm, others: Sequence[int], status: int = 200, *, stale: bool = False
) -> Response:
    number = queries.number_of_attendees(offer.meeting_id)
    parts = [(first + 1, min(first + AT_ONCE, number)) for first in range(0, number, AT_ONCE)]
    return render(
        "participants/certificates.html",
        status,
        meeting=offer,
        form=form,
        number=number,
        parts=parts,
        others=len(others),
        closed=_closed(offer, arrival()),
        stale=stale,
        hours=sheets.hours_words(offer.minutes),
        button=ButtonForm(),
    )
