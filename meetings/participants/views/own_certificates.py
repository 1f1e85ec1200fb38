"""One's own certificate behind one's own link, and the page that tells whether a printed one is genuine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Response

from meetings.documents import sending
from meetings.documents.content import Form
from meetings.errors import NotFound, Refusal, Refused
from meetings.participants.queries import certificates as queries
from meetings.participants.rules.certificates import CertificateReason
from meetings.participants.views import certificate_sheets as sheets
from meetings.participants.views.blueprint import blueprint
from meetings.participants.views.certificates import refusal_for
from meetings.registration import mail
from meetings.registration.views.day import Card
from meetings.registration.views.owned import Own, own_of
from meetings.schedule.rules import State
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import render
from meetings.web.requests import arrival


@blueprint.get("/min-anmalan/<token>/intyg.pdf")
@access.link(mail.PURPOSE)
@limited("30 per minute")
def own_certificate(link_id: int, link_version: int) -> Response:
    """Send the certificate of whoever has the link. Answers 409 with the reason when there is none."""
    registration = own_of(link_id, link_version).registration
    offer, one, now = queries.offer(registration.meeting_id), queries.attendee(registration.id), arrival()
    refusal = refusal_for(offer, one, now)
    if refusal is not None:
        raise Refused(refusal)
    return sending.response(sheets.of_people(offer, [one], now), Form.PDF, sheets.file_name(offer))


@blueprint.get("/intyg/<token>")
@access.link(sheets.PURPOSE)
@limited("60 per minute")
def check_certificate(link_id: int, link_version: int) -> Response:
    """Tell what the certificate with this address certifies: as long as it holds, and its person is not erased."""
    if link_version != sheets.VERSION:
        raise NotFound
    one = queries.attendee(link_id)
    offer = queries.offer(one.meeting_id)
    if offer.state == State.DRAFT or not offer.revision:
        raise NotFound
    holds = one.attended and not one.cancelled and offer.state == State.PUBLISHED
    return render(
        "participants/check_certificate.html",
        one=one,
        holds=holds,
        meeting=offer,
        when=sheets.when_of(offer),
        hours=sheets.hours_words(offer.minutes),
        organiser=sheets.organiser_of(offer),
    )


def cards_of(own: Own, now: datetime) -> Sequence[Card]:
    """Return the card of whoever has a seat at a meeting that gives certificates; a statement once it is over."""
    one = own.registration
    if not own.is_confirmed or one.cancelled_at is not None or own.door.state != State.PUBLISHED:
        return []
    if now < own.door.ends_at:
        return [Card("participants/_own_certificate.html", {"refusal": Refusal(CertificateReason.NOT_OVER)})]
    offer = queries.offer(one.meeting_id)
    person = queries.Attendee(
        id=one.id,
        meeting_id=one.meeting_id,
        name=one.name,
        lang=one.lang,
        reference=one.reference,
        cancelled=False,
        attended=one.attended_at is not None,
        erased=not one.name,
    )
    refusal = refusal_for(offer, person, now)
    values = {"refusal": refusal, "hours": sheets.hours_words(offer.minutes), "path": sheets.check_path(one.id)}
    return [Card("participants/_own_certificate.html", values)]
