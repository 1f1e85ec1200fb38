"""What the attendee's own page leads on to: a certificate, another meeting of the series, writing an idea."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from meetings.ideas.queries.interests import joining_and
from meetings.pages import own_ideas, own_series
from meetings.participants.models import MeetingCertificate
from meetings.participants.views import own_certificates
from meetings.projects.models import SeriesMeeting
from meetings.registration.models import Registration
from meetings.registration.views.day import Card
from meetings.registration.views.owned import Own

_OFFERED = exists(
    select(MeetingCertificate.meeting_id).where(
        MeetingCertificate.meeting_id == Registration.meeting_id, MeetingCertificate.offered.is_(True)
    )
)
_SERIES = (
    select(SeriesMeeting.series_id)
    .where(SeriesMeeting.meeting_id == Registration.meeting_id)
    .correlate(Registration)
    .scalar_subquery()
)


def cards_of(own: Own, now: datetime) -> Sequence[Card]:
    """Return the cards in their order; with one statement that asks for all of them, and one more for each there is."""
    joining, (offered, series_id) = joining_and(own.registration.id, _OFFERED, _SERIES)
    return [
        *(own_certificates.cards_of(own, now) if offered else ()),
        *own_series.cards_of(own, now, series_id),
        *own_ideas.cards_of(own, now, joining),
    ]
