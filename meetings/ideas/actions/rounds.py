"""Write down the rounds of funders, with what they ask of a project."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.directory import queries as directory
from meetings.directory.rules import Vocabulary
from meetings.errors import NotFound, Refused
from meetings.ideas.actions.calls import hold, shows_anew
from meetings.ideas.models import FundingRound, IdeaCall, RoundCriterion
from meetings.ideas.rules.rounds import CriterionText, RoundReason, RoundText, refusal_to_save
from meetings.revisions import changes, require_current

_APART = ("programme_area", "criteria")
_PLAIN = tuple(one.name for one in fields(RoundText) if one.name not in _APART)


def create_round(text: RoundText, now: datetime, actor: Actor) -> FundingRound:
    """Write down a round. Raises `Refused` when its days do not hold together, `NotFound` for an unknown area."""
    with transaction.write() as session:
        made = FundingRound(revision=1, created_at=now, updated_at=now)
        _put(made, text)
        session.add(made)
        session.flush()
        record(actor, "ideas.create_round", now, subject=_subject(made), changes={"title": (None, made.title)})
        return made


def save_round(round_id: int, text: RoundText, base_revision: int, now: datetime, actor: Actor) -> FundingRound:
    """Change a round; the pages of the calls that belong to it are written anew.

    Raises `Stale` when somebody saved since `base_revision`, `Refused`, `NotFound`.
    """
    with transaction.write() as session:
        calls = _calls_of(session, round_id)
        found = _lock(session, round_id)
        require_current(base_revision, found.revision)
        before = _written(found)
        _put(found, text)
        session.flush()
        changed = changes(before, _written(found))
        if not changed:
            return found
        found.revision += 1
        found.updated_at = now
        moved = {one.field: (one.old, one.new) for one in changed}
        record(actor, "ideas.save_round", now, subject=_subject(found), changes=moved)
        for call in calls:
            shows_anew(call.meeting, call, now)
        return found


def remove_round(round_id: int, now: datetime, actor: Actor) -> None:
    """Remove a round that no call belongs to. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        found = _lock(session, round_id)
        if session.scalar(select(exists().where(IdeaCall.round_id == round_id))):
            raise Refused(RoundReason.IN_USE)
        record(actor, "ideas.remove_round", now, subject=_subject(found), changes={"title": (found.title, None)})
        session.delete(found)


def _calls_of(session: Session, round_id: int) -> list[IdeaCall]:
    """Return the calls of the round, each locked after its meeting, as every change of a call does."""
    of_round = select(IdeaCall.meeting_id).where(IdeaCall.round_id == round_id).order_by(IdeaCall.meeting_id)
    return [hold(session, meeting_id)[1] for meeting_id in session.scalars(of_round).all()]


def _lock(session: Session, round_id: int) -> FundingRound:
    found = session.get(FundingRound, round_id, populate_existing=True, with_for_update={"key_share": True})
    if found is None:
        raise NotFound
    return found


def _put(found: FundingRound, text: RoundText) -> None:
    if reason := refusal_to_save(text):
        raise Refused(reason)
    for name in _PLAIN:
        setattr(found, name, getattr(text, name))
    found.programme_area = None
    if text.programme_area:
        found.programme_area = directory.term(Vocabulary.PROGRAMME_AREA, text.programme_area)
        if found.programme_area is None:
            raise NotFound
    had = {one.id: one for one in found.criteria}
    rows = [_criterion(had.get(one.key or 0), one, place) for place, one in enumerate(text.criteria)]
    found.criteria = rows


def _criterion(row: RoundCriterion | None, text: CriterionText, position: int) -> RoundCriterion:
    row = row or RoundCriterion()
    row.position, row.label, row.text, row.field = position, text.label, text.text, text.field
    return row


def _written(found: FundingRound) -> dict[str, Any]:
    return {
        **{name: getattr(found, name) for name in _PLAIN},
        "programme_area": found.programme_area.code if found.programme_area else "",
        "criteria": "\n".join(f"{one.label} ({one.field}): {one.text}" for one in found.criteria),
    }


def _subject(found: FundingRound) -> str:
    return f"funding_round:{found.id}"
