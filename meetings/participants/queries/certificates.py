"""Read who may have a certificate, what it says, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select

from meetings.directory.models import Organisation
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.participants.models import MeetingCertificate
from meetings.participants.rules.certificates import AT_ONCE
from meetings.projects.models import SeriesMeeting
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting, MeetingOrganiser


@dataclass(frozen=True)
class Offer:
    """A meeting, whether it gives certificates, what they say, and whether its attendance is noted for anybody.

    `organiser` is the first of those who arrange it, "" when none is named.
    """

    meeting_id: int
    title: str
    slug: str
    lang: str
    state: str
    starts_at: datetime
    ends_at: datetime
    attendance: str
    venue: str
    town: str
    offered: bool
    minutes: int | None
    text: str
    signer: str
    signer_title: str
    revision: int
    taken: bool
    organiser: str


@dataclass(frozen=True)
class Attendee:
    """Somebody who may be certified; of who is `erased` there is no name left."""

    id: int
    meeting_id: int
    name: str
    lang: str
    reference: str
    cancelled: bool
    attended: bool
    erased: bool


_ATTENDED = (Registration.attended_at.is_not(None), Registration.cancelled_at.is_(None))
_NAMED = Registration.name != ""
_TEXTS = (MeetingCertificate.text, MeetingCertificate.signer, MeetingCertificate.signer_title)
_PERSON = (
    Registration.id,
    Registration.meeting_id,
    Registration.name,
    Registration.lang,
    Registration.reference,
    Registration.cancelled_at.is_not(None),
    Registration.attended_at.is_not(None),
    Registration.name == "",
)


def offer(meeting_id: int) -> Offer:
    """Return the meeting and its certificates, not offered when nobody has said so. Raises `NotFound`."""
    first = (
        select(Organisation.name)
        .join(MeetingOrganiser, MeetingOrganiser.organisation_id == Organisation.id)
        .where(MeetingOrganiser.meeting_id == Meeting.id)
        .order_by(MeetingOrganiser.position, Organisation.id)
        .limit(1)
        .correlate(Meeting)
        .scalar_subquery()
    )
    row: Any = db.session.execute(
        select(
            *(Meeting.id, Meeting.title, Meeting.slug, Meeting.lang, Meeting.state),
            *(Meeting.starts_at, Meeting.ends_at, Meeting.attendance, Meeting.venue, Meeting.town),
            func.coalesce(MeetingCertificate.offered, False),
            MeetingCertificate.minutes,
            *(func.coalesce(column, "") for column in _TEXTS),
            func.coalesce(MeetingCertificate.revision, 0),
            exists().where(Registration.meeting_id == Meeting.id, *_ATTENDED).correlate(Meeting),
            func.coalesce(first, ""),
        )
        .outerjoin(MeetingCertificate, MeetingCertificate.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id)
    ).first()
    if row is None:
        raise NotFound
    return Offer(*row)


def attendee(registration_id: int) -> Attendee:
    """Return one person. Raises `NotFound`."""
    row: Any = db.session.execute(select(*_PERSON).where(Registration.id == registration_id)).first()
    if row is None:
        raise NotFound
    return Attendee(*row)


def attendees(meeting_id: int, part: int = 1) -> Sequence[Attendee]:
    """Return those who attended and still have a name, in Swedish order of names: the first `AT_ONCE` are part 1."""
    rows: Any = db.session.execute(
        _of_meeting(meeting_id, *_PERSON)
        .order_by(Registration.name_sort, Registration.id)
        .offset((part - 1) * AT_ONCE)
        .limit(AT_ONCE)
    )
    return [Attendee(*row) for row in rows]


def number_of_attendees(meeting_id: int) -> int:
    """Return how many attended and still have a name."""
    return db.session.scalar(_of_meeting(meeting_id, func.count(Registration.id))) or 0


def others_in_series(meeting_id: int) -> Sequence[int]:
    """Return the other meetings of the series that the meeting belongs to; none when it belongs to none."""
    series = select(SeriesMeeting.series_id).where(SeriesMeeting.meeting_id == meeting_id).scalar_subquery()
    return db.session.scalars(
        select(SeriesMeeting.meeting_id)
        .where(SeriesMeeting.series_id == series, SeriesMeeting.meeting_id != meeting_id)
        .order_by(SeriesMeeting.meeting_id)
    ).all()


def _of_meeting(meeting_id: int, *columns: Any) -> Select[Any]:
    return select(*columns).where(Registration.meeting_id == meeting_id, _NAMED, *_ATTENDED)
