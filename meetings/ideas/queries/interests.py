"""Organisations that want to join: one by its own link, by its address, by the sign-up that it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.models import IdeaCall, PartnerInterest
from meetings.ideas.rules.partnering import is_listed
from meetings.questions.models import Answer, Choice, Question
from meetings.questions.rules.ready import INTEREST
from meetings.registration.models import Registration
from meetings.registration.queries import registration_by_link
from meetings.registration.rules import HeldFor, PlaceState, PoolKind
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State

TAKE_PART = "take-part"  # the choice of the question about interest: to join in somebody else's project


@dataclass(frozen=True)
class Room:
    """What every page about partners says of its meeting and call."""

    meeting_id: int
    slug: str
    title: str
    lang: str
    call_id: int


@dataclass(frozen=True)
class Joining:
    """How somebody who has signed up stands to joining other people's projects.

    `wants`: they said so at the sign-up. `interest_id` (None: not yet) and `link_version` name what they are listed
    by; `is_shown` says that it stands in the list. The call opens and closes at the instants.
    """

    opens_at: datetime | None
    closes_at: datetime
    wants: bool
    interest_id: int | None = None
    link_version: int = 0
    is_shown: bool = False


def room_of(meeting_id: int, *, drafts: bool = False) -> Room | None:
    """Return the meeting and its call; None where there is no call, or the meeting is a draft (unless `drafts`)."""
    statement = select(Meeting.id, Meeting.slug, Meeting.title, Meeting.lang, IdeaCall.id)
    statement = statement.join(IdeaCall, IdeaCall.meeting_id == Meeting.id).where(Meeting.id == meeting_id)
    row = db.session.execute(
        statement if drafts else statement.where(Meeting.state != State.DRAFT.value)
    ).first()  # fmt: skip
    return None if row is None else Room(*row)


def interest_by_link(interest_id: int, version: int) -> PartnerInterest:
    """Return the organisation that its own link names, with its words. Raises `NotFound`: revoked, or erased."""
    found = _with_words(PartnerInterest.id == interest_id, PartnerInterest.link_version == version)
    if found is None or found.erased_at is not None:
        raise NotFound
    return found


def interest_at(call_id: int, interest_id: int) -> PartnerInterest:
    """Return an organisation of this call. Raises `NotFound`."""
    found = _with_words(PartnerInterest.id == interest_id, PartnerInterest.call_id == call_id)
    if found is None:
        raise NotFound
    return found


def _with_words(*conditions: object) -> PartnerInterest | None:
    return db.session.scalar(
        select(PartnerInterest)
        .where(*conditions)  # type: ignore[arg-type]
        .options(
            joinedload(PartnerInterest.call).joinedload(IdeaCall.meeting),
            joinedload(PartnerInterest.type),
            joinedload(PartnerInterest.sector),
            joinedload(PartnerInterest.municipality),
            selectinload(PartnerInterest.target_groups),
        )
        .execution_options(populate_existing=True)
    )


def interest_of_address(call_id: int, email_key: str) -> PartnerInterest | None:
    """Return what the address stands for in this call, the latest, withdrawn or not; None: nothing."""
    return db.session.scalar(
        select(PartnerInterest)
        .where(
            PartnerInterest.call_id == call_id,
            PartnerInterest.contact_email_key == email_key,
            PartnerInterest.erased_at.is_(None),
        )
        .order_by(PartnerInterest.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def sent_before(form_token: str) -> PartnerInterest | None:
    """Return what came by this form already."""
    return db.session.scalar(select(PartnerInterest).where(PartnerInterest.form_token == form_token))


def registration_of(meeting_id: int, registration_id: int, version: int) -> Registration | None:
    """Return the sign-up to this meeting that a link names, when its address is known to be its owner's; else None."""
    try:
        found = registration_by_link(registration_id, version)
    except NotFound:
        return None
    unproved = any(
        place.pool.kind == PoolKind.MEETING.value
        and place.state == PlaceState.HELD.value
        and place.held_for == HeldFor.ADDRESS.value
        for place in found.places
    )
    return found if found.meeting_id == meeting_id and found.erased_at is None and not unproved else None


_SAID_SO = exists(
    select(Answer.id)
    .join(Question, Question.id == Answer.question_id)
    .join(Choice, Choice.id == Answer.choice_id)
    .where(
        Answer.submission_id == Registration.submission_id,
        Question.code == INTEREST.code,
        Choice.code == TAKE_PART,
    )
)


def joining_of(registration_id: int) -> Joining | None:
    """Return how who signed up stands to joining projects; None where the meeting has no call. One query."""
    return joining_and(registration_id)[0]


def joining_and(registration_id: int, *more: ColumnElement[Any]) -> tuple[Joining | None, Sequence[Any]]:
    """Return `joining_of`, and in the same query these columns, which may refer to the registration."""
    theirs = or_(
        PartnerInterest.registration_id == Registration.id,
        and_(Registration.email_key != "", PartnerInterest.contact_email_key == Registration.email_key),
    )
    row = db.session.execute(
        select(IdeaCall.opens_at, IdeaCall.closes_at, _SAID_SO, PartnerInterest, *more)
        .select_from(Registration)
        .outerjoin(IdeaCall, IdeaCall.meeting_id == Registration.meeting_id)
        .outerjoin(
            PartnerInterest,
            and_(PartnerInterest.call_id == IdeaCall.id, PartnerInterest.erased_at.is_(None), theirs),
        )
        .where(Registration.id == registration_id)
        .order_by(case((PartnerInterest.registration_id == Registration.id, 0), else_=1), PartnerInterest.id.desc())
        .limit(1)
    ).first()
    if row is None or row[1] is None:
        return None, row[4:] if row is not None else [None] * len(more)
    stands, interest = (row[0], row[1], bool(row[2])), cast("PartnerInterest | None", row[3])
    if interest is None:
        return Joining(*stands), row[4:]
    return Joining(*stands, interest.id, interest.link_version, is_listed(interest)), row[4:]


def unconfirmed_before(moment: datetime, limit: int) -> Sequence[int]:
    """Return the ids of those whose address nobody had confirmed by then, to be erased."""
    return db.session.scalars(
        select(PartnerInterest.id)
        .where(PartnerInterest.confirmed_at.is_(None), PartnerInterest.updated_at <= moment)
        .order_by(PartnerInterest.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
