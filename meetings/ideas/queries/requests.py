"""Requests between ideas and organisations: one by its link, those of an idea, the partners that came of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from meetings.directory.models import Term
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCall, PartnerInterest, PartnerRequest
from meetings.ideas.rules.partnering import Asked, Before, Direction
from meetings.outbox.models import OutgoingMail

_SAID = PartnerRequest.state != Asked.UNCONFIRMED.value


@dataclass(frozen=True)
class Partner:
    """An organisation that both sides said yes to, without whom to reach there."""

    name: str
    type: Term | None
    sector: Term | None
    municipality: Term | None


@dataclass(frozen=True)
class Partners:
    """Who has joined an idea: those that let themselves be shown, how many others, and how many of each sector."""

    shown: tuple[Partner, ...] = ()
    others: int = 0
    by_sector: tuple[tuple[Term | None, int], ...] = ()

    @property
    def total(self) -> int:
        """How many there are in all."""
        return len(self.shown) + self.others


def asker_request(request_id: int, version: int) -> PartnerRequest:
    """Return the request that an asker's link names. Raises `NotFound` when the link is revoked or its words gone."""
    return _by_link(request_id, PartnerRequest.asker_version == version)


def answerer_request(request_id: int, version: int) -> PartnerRequest:
    """Return the request that the asked side's link names. Raises `NotFound`, also before the asker has confirmed."""
    return _by_link(request_id, PartnerRequest.answer_version == version, _SAID)


def _by_link(request_id: int, *conditions: ColumnElement[bool]) -> PartnerRequest:
    found = db.session.scalar(
        select(PartnerRequest)
        .where(PartnerRequest.id == request_id, PartnerRequest.erased_at.is_(None), *conditions)
        .options(
            joinedload(PartnerRequest.idea).joinedload(Idea.call).joinedload(IdeaCall.meeting),
            joinedload(PartnerRequest.type),
            joinedload(PartnerRequest.sector),
            joinedload(PartnerRequest.municipality),
            joinedload(PartnerRequest.interest),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def between(idea_id: int, email_key: str) -> Before | None:
    """Return the latest request between an idea and who has this address that either side knows of; None: none."""
    row = latest_between(idea_id, email_key)
    return None if row is None else Before(row.direction, row.state)


def latest_between(idea_id: int, email_key: str) -> PartnerRequest | None:
    """Return the latest request between an idea and an address that the asker has confirmed.

    One that is answered or waits goes before one that was taken back.
    """
    return _latest(idea_id, email_key, _SAID)


def unconfirmed(idea_id: int, email_key: str, direction: Direction) -> PartnerRequest | None:
    """Return the latest request of this direction between them that nobody has confirmed yet."""
    waits = PartnerRequest.state == Asked.UNCONFIRMED.value
    return _latest(idea_id, email_key, waits, PartnerRequest.direction == direction.value)


def _latest(idea_id: int, email_key: str, *conditions: ColumnElement[bool]) -> PartnerRequest | None:
    return db.session.scalar(
        select(PartnerRequest)
        .where(PartnerRequest.idea_id == idea_id, PartnerRequest.contact_email_key == email_key, *conditions)
        .order_by((PartnerRequest.state == Asked.WITHDRAWN.value), PartnerRequest.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def sent_before(form_token: str) -> PartnerRequest | None:
    """Return the request that came by this form already."""
    return db.session.scalar(select(PartnerRequest).where(PartnerRequest.form_token == form_token))


def of_ideas(idea_ids: Collection[int]) -> dict[int, list[PartnerRequest]]:
    """Return what has been asked between these ideas and organisations, the latest first; one query."""
    found: dict[int, list[PartnerRequest]] = {idea_id: [] for idea_id in idea_ids}
    if found:
        rows = db.session.scalars(
            select(PartnerRequest)
            .where(PartnerRequest.idea_id.in_(found), _SAID)
            .options(joinedload(PartnerRequest.type), joinedload(PartnerRequest.sector))
            .options(joinedload(PartnerRequest.municipality))
            .order_by(PartnerRequest.id.desc())
        )
        for row in rows:
            found[row.idea_id].append(row)
    return found


def of_interest(interest: PartnerInterest) -> Sequence[PartnerRequest]:
    """Return what has been asked between an organisation and ideas of its call, the latest first."""
    own = or_(PartnerRequest.interest_id == interest.id, PartnerRequest.contact_email_key == interest.contact_email_key)
    return db.session.scalars(
        select(PartnerRequest)
        .join(Idea, Idea.id == PartnerRequest.idea_id)
        .where(own, Idea.call_id == interest.call_id, _SAID, PartnerRequest.erased_at.is_(None))
        .options(joinedload(PartnerRequest.idea))
        .order_by(PartnerRequest.id.desc())
    ).all()


def partners_of(idea_id: int) -> Partners:
    """Return the partners that an idea has found; only those that let themselves be shown are named."""
    rows = db.session.scalars(
        select(PartnerRequest)
        .where(PartnerRequest.idea_id == idea_id, PartnerRequest.state == Asked.ACCEPTED.value)
        .options(joinedload(PartnerRequest.type), joinedload(PartnerRequest.sector))
        .options(joinedload(PartnerRequest.municipality))
        .order_by(PartnerRequest.answered_at, PartnerRequest.id)
    ).all()
    shown = tuple(Partner(row.organisation_name, row.type, row.sector, row.municipality) for row in rows if row.shown)
    counted: dict[int | None, list[Term | None]] = {}
    for row in rows:
        counted.setdefault(row.sector_id, []).append(row.sector)
    by_sector = sorted(
        ((same[0], len(same)) for same in counted.values()), key=lambda one: one[0].position if one[0] else 99
    )
    return Partners(shown, len(rows) - len(shown), tuple(by_sector))


def mails_since(subject_ref: str, template: str, since: datetime) -> int:
    """Count the mails of a template about this since the moment: nobody is mailed without end."""
    counted = select(func.count()).where(
        OutgoingMail.subject_ref == subject_ref, OutgoingMail.template == template, OutgoingMail.queued_at >= since
    )
    return db.session.scalar(counted) or 0


def unconfirmed_before(moment: datetime, limit: int) -> Sequence[int]:
    """Return the ids of requests whose asker had not confirmed them by then, to be erased."""
    return db.session.scalars(
        select(PartnerRequest.id)
        .where(PartnerRequest.state == Asked.UNCONFIRMED.value, PartnerRequest.asked_at <= moment)
        .order_by(PartnerRequest.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def unconfirmed_since(email_key: str, since: datetime) -> int:
    """Count the requests that wait for this address to confirm them, made since the moment."""
    counted = select(func.count()).where(
        PartnerRequest.contact_email_key == email_key,
        PartnerRequest.state == Asked.UNCONFIRMED.value,
        PartnerRequest.direction == Direction.JOIN.value,
        PartnerRequest.asked_at >= since,
    )
    return db.session.scalar(counted) or 0
