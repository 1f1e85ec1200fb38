"""Read invitations: one of them, those of a meeting, who is silent, and which addresses are known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import joinedload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.registration.models import Invitation, Registration
from meetings.registration.rules.inviting import REMINDED_AGAIN, InvitationState


def invitation(invitation_id: int, *, meeting_id: int | None = None) -> Invitation:
    """Return an invitation as it is now, of this meeting if one is named. Raises `NotFound`."""
    found = db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id)
        .options(joinedload(Invitation.registration))
        .execution_options(populate_existing=True)
    )
    if found is None or meeting_id not in (None, found.meeting_id):
        raise NotFound
    return found


def invitation_by_link(invitation_id: int, version: int) -> Invitation:
    """Return the invitation that a link names. Raises `NotFound` when a newer one has been sent."""
    found = invitation(invitation_id)
    if found.link_version != version:
        raise NotFound
    return found


def invitations(meeting_id: int, state: str = "") -> Select[Invitation]:
    """Return the statement for the invitations to a meeting, in Swedish order; "" is every state."""
    statement = select(Invitation).where(Invitation.meeting_id == meeting_id)
    if state:
        statement = statement.where(said() == state)
    return statement.options(joinedload(Invitation.registration)).order_by(Invitation.name_sort, Invitation.id)


def invitations_by_state(meeting_id: int) -> dict[str, int]:
    """Return how many invitations there are in each state."""
    each = select(said().label("state")).where(Invitation.meeting_id == meeting_id).subquery()
    rows = db.session.execute(select(each.c.state, func.count()).group_by(each.c.state))
    return {row[0]: row[1] for row in rows}


def silent(meeting_id: int) -> Select[Invitation]:
    """Return the statement for the invitations that nobody has answered, nor signed up in another way."""
    return select(Invitation).where(
        Invitation.meeting_id == meeting_id, Invitation.state == InvitationState.INVITED.value, ~_has_signed_up()
    )


def to_remind(meeting_id: int, now: datetime) -> Sequence[Invitation]:
    """Return the invitations of the silent who have had no mail about them for 24 hours, in id order."""
    last = func.coalesce(Invitation.reminded_at, Invitation.invited_at)
    return db.session.scalars(silent(meeting_id).where(last <= now - REMINDED_AGAIN).order_by(Invitation.id)).all()


def invited_addresses(meeting_id: int, email_keys: Collection[str]) -> dict[str, Invitation]:
    """Return the invitations to these addresses, by address."""
    rows = db.session.scalars(
        select(Invitation)
        .where(Invitation.meeting_id == meeting_id, Invitation.email_key.in_(email_keys))
        .execution_options(populate_existing=True)
    )
    return {one.email_key: one for one in rows}


def signed_up_addresses(meeting_id: int, email_keys: Collection[str]) -> set[str]:
    """Return which of the addresses are signed up, in whatever state, and have not withdrawn."""
    return set(
        db.session.scalars(
            select(Registration.email_key).where(
                Registration.meeting_id == meeting_id,
                Registration.email_key.in_(email_keys),
                Registration.cancelled_at.is_(None),
            )
        )
    )


def has_invitations(meeting_id: int) -> bool:
    """Tell whether anybody has been invited."""
    return bool(db.session.scalar(select(exists().where(Invitation.meeting_id == meeting_id))))


def said() -> ColumnElement[str]:
    """Return the state as a column: who signed up in another way than by the invitation has accepted it, too."""
    unanswered = Invitation.state == InvitationState.INVITED.value
    return case((and_(unanswered, _has_signed_up()), InvitationState.ACCEPTED.value), else_=Invitation.state)


def _has_signed_up() -> ColumnElement[bool]:
    return exists().where(
        Registration.meeting_id == Invitation.meeting_id,
        Registration.email_key == Invitation.email_key,
        Registration.cancelled_at.is_(None),
    )
