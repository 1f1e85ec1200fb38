"""Approve and hide sparks, move them under headings, mend one, and erase one for whoever asks for that."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.audit.models import AuditEntry, AuditValue
from meetings.errors import Refused
from meetings.sparks import queries
from meetings.sparks.actions.keeping import Held, hold, subject_of
from meetings.sparks.models import Spark, SparkGroup
from meetings.sparks.rules import SparkReason, SparkState

_APPROVED = SparkState.APPROVED.value


def decide(meeting_id: int, spark_ids: Collection[int], state: SparkState, now: datetime, actor: Actor) -> int:
    """Approve or hide these sparks and return how many that changed. Raises `NotFound` without a meeting."""
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        changed = [one for one in queries.chosen(meeting_id, spark_ids) if one.state != state.value]
        if not changed:
            return 0
        shows = state is SparkState.APPROVED or any(one.state == _APPROVED for one in changed)
        for one in changed:
            one.state, one.decided_at, one.decided_by = state.value, now, actor.name
        subject = subject_of(changed[0].id) if len(changed) == 1 else ""
        number = {} if subject else {"number": (None, len(changed))}
        if state is SparkState.APPROVED:
            record(actor, "sparks.approve", now, meeting_id=meeting_id, subject=subject, changes=number)
        else:
            record(actor, "sparks.hide", now, meeting_id=meeting_id, subject=subject, changes=number)
        _changed(held, now, shows=shows)
        return len(changed)


def move(meeting_id: int, spark_ids: Collection[int], group_id: int | None, now: datetime, actor: Actor) -> int:
    """Put these sparks under a heading (None: under none), approving those that are new; return how many changed.

    Raises `Refused` when the group is gone, `NotFound` without a meeting.
    """
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        heading = _heading(session, meeting_id, group_id)
        changed = [one for one in queries.chosen(meeting_id, spark_ids) if _moves(one, group_id)]
        if not changed:
            return 0
        for one in changed:
            one.group_id = group_id
            if one.state == SparkState.NEW.value and group_id is not None:
                one.state, one.decided_at, one.decided_by = _APPROVED, now, actor.name
        changes = {"group": (None, heading or None), "number": (None, len(changed))}
        record(actor, "sparks.move", now, meeting_id=meeting_id, changes=changes)
        _changed(held, now, shows=True)
        return len(changed)


def change(
    meeting_id: int, spark_id: int, text: str, group_id: int | None, was: str, now: datetime, actor: Actor
) -> None:
    """Mend a spark's text and say under which heading it stands; `was` is the text that the form was filled in with.

    Raises `Refused` when somebody has changed it since, `NotFound`.
    """
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        one = queries.spark(meeting_id, spark_id)
        if one.text != was and one.text != text:
            raise Refused(SparkReason.STALE)
        heading = _heading(session, meeting_id, group_id)
        changes: dict[str, tuple[object, object]] = {}
        if one.text != text:
            changes["text"] = (one.text, text)
        if one.group_id != group_id:
            changes["group"] = (_heading(session, meeting_id, one.group_id) or None, heading or None)
        if not changes:
            return
        one.text, one.group_id = text, group_id
        record(actor, "sparks.change", now, meeting_id=meeting_id, subject=subject_of(spark_id), changes=changes)
        _changed(held, now, shows=one.state == _APPROVED)


def erase_contact(meeting_id: int, spark_id: int, now: datetime, actor: Actor) -> None:
    """Erase who wrote a spark; its text stays. Raises `NotFound`."""
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        one = queries.spark(meeting_id, spark_id)
        one.name = one.email = one.email_key = ""
        record(actor, "sparks.erase_contact", now, meeting_id=meeting_id, subject=subject_of(spark_id))
        _changed(held, now, shows=False)


def erase(meeting_id: int, spark_id: int, now: datetime, actor: Actor) -> None:
    """Erase a spark with its contact and what the log kept of its text; its number stays taken. Raises `NotFound`."""
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        one = queries.spark(meeting_id, spark_id)
        shown = one.state == _APPROVED
        one.text = one.name = one.email = one.email_key = ""
        one.state, one.group_id, one.erased_at = SparkState.HIDDEN.value, None, now
        of_it = select(AuditEntry.id).where(
            AuditEntry.meeting_id == meeting_id, AuditEntry.subject == subject_of(spark_id)
        )
        session.execute(
            delete(AuditValue).where(AuditValue.entry_id.in_(of_it)).execution_options(synchronize_session=False)
        )
        record(actor, "sparks.erase", now, meeting_id=meeting_id, subject=subject_of(spark_id))
        _changed(held, now, shows=shown)


def _moves(one: Spark, group_id: int | None) -> bool:
    return one.group_id != group_id or (group_id is not None and one.state == SparkState.NEW.value)


def _heading(session: Session, meeting_id: int, group_id: int | None) -> str:
    """Return a group's heading, "" for no group. Raises `Refused` when it is not the meeting's."""
    if group_id is None:
        return ""
    group = session.get(SparkGroup, group_id, populate_existing=True)
    if group is None or group.meeting_id != meeting_id:
        raise Refused(SparkReason.NO_GROUP)
    return group.heading


def _changed(held: Held, now: datetime, *, shows: bool) -> None:
    """Let the desk's open lists follow; and the wall and the public page when what they show has changed."""
    if shows:
        held.shows_anew(now)
    else:
        held.board.version += 1
