"""Rounds of funders: all of them, one with what it asks, and which calls belong to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.models import FundingRound, IdeaCall
from meetings.ideas.rules.rounds import CriterionText, RoundText
from meetings.schedule.models import Meeting


def listed() -> Select[FundingRound]:
    """Return the statement for all rounds, the latest first; the caller pages it."""
    return (
        select(FundingRound)
        .options(joinedload(FundingRound.programme_area))
        .order_by(func.coalesce(FundingRound.closes_on, FundingRound.starts_on).desc(), FundingRound.id.desc())
    )


def one(round_id: int) -> FundingRound:
    """Return a round with what it asks. Raises `NotFound`."""
    found = db.session.scalar(
        select(FundingRound)
        .where(FundingRound.id == round_id)
        .options(joinedload(FundingRound.programme_area), selectinload(FundingRound.criteria))
    )
    if found is None:
        raise NotFound
    return found


def offered() -> Sequence[Row[int, str, str]]:
    """Return id, title and season of the latest 200 rounds: what a call may belong to."""
    return db.session.execute(
        select(FundingRound.id, FundingRound.title, FundingRound.season).order_by(FundingRound.id.desc()).limit(200)
    ).all()


def meetings_of(round_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """Return id and title of the meetings whose calls belong to these rounds, by the round; one query."""
    found: dict[int, list[tuple[int, str]]] = {}
    rows = db.session.execute(
        select(IdeaCall.round_id, Meeting.id, Meeting.title)
        .join(Meeting, Meeting.id == IdeaCall.meeting_id)
        .where(IdeaCall.round_id.in_(round_ids))
        .order_by(Meeting.starts_at.desc())
    )
    for row in rows:
        found.setdefault(row[0] or 0, []).append((row[1], row[2]))
    return found


def text_of(found: FundingRound) -> RoundText:
    """Return what an organiser has said of the round."""
    same = (one.name for one in fields(RoundText) if one.name not in ("programme_area", "criteria"))
    return RoundText(
        **{name: getattr(found, name) for name in same},
        programme_area=found.programme_area.code if found.programme_area else "",
        criteria=tuple(CriterionText(one.label, one.text, one.field, one.id) for one in found.criteria),
    )
