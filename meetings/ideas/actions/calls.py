"""Make and change a meeting's call for ideas; the call's row is the lock of all that is sent to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refused
from meetings.ideas.models import CallExtension, FundingRound, Idea, IdeaCall, PartnerInterest
from meetings.ideas.rules.calls import MOVED, CallReason, CallText, refusal_of_times
from meetings.questions import actions as questions
from meetings.questions.models import Form
from meetings.revisions import changes, require_current
from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting
from meetings.web import dates


def lock(session: Session, call_id: int) -> IdeaCall:
    """Return the call and hold its row until the transaction ends: the first statement of all that is sent to it.

    On PostgreSQL FOR NO KEY UPDATE, so that ideas that refer to it are inserted meanwhile; on SQLite the write
    transaction is the lock. Raises `NotFound`.
    """
    found = session.get(IdeaCall, call_id, populate_existing=True, with_for_update={"key_share": True})
    if found is None:
        raise NotFound
    return found


def hold(session: Session, meeting_id: int) -> tuple[Meeting, IdeaCall]:
    """Return the meeting and its call, both locked, in that order. Raises `NotFound`, also without a call."""
    meeting = lock_meeting(meeting_id)
    call_id = session.scalar(select(IdeaCall.id).where(IdeaCall.meeting_id == meeting_id))
    if call_id is None:
        raise NotFound
    return meeting, lock(session, call_id)


def create_call(
    meeting_id: int, text: CallText, now: datetime, actor: Actor, *, questions_of: int | None = None
) -> IdeaCall:
    """Let the meeting take ideas; `questions_of` is a call whose own questions are asked here too.

    Raises `Refused` when the meeting has a call or the times do not hold together, `NotFound`.
    """
    with transaction.write() as session:
        meeting = lock_meeting(meeting_id)
        if session.scalar(select(exists().where(IdeaCall.meeting_id == meeting_id))):
            raise Refused(CallReason.IS_THERE)
        _refuse(text)
        form = _questions(session, questions_of)
        call = IdeaCall(
            meeting_id=meeting_id, form_id=form.id, created_at=now, updated_at=now, **_values(session, text)
        )
        session.add(call)
        session.flush()
        record(actor, "ideas.create_call", now, meeting_id=meeting_id, changes={"closes_at": (None, call.closes_at)})
        shows_anew(meeting, call, now)
        return call


def save_call(meeting_id: int, text: CallText, base_revision: int, now: datetime, actor: Actor) -> IdeaCall:
    """Change a call; a closing that moves is written down. A personal extension stands as it is.

    Raises `Stale` when somebody saved since `base_revision`, `Refused` when the times do not hold together, `NotFound`.
    """
    with transaction.write() as session:
        meeting, call = hold(session, meeting_id)
        require_current(base_revision, call.revision)
        _refuse(text)
        new = _values(session, text)
        changed = changes({name: getattr(call, name) for name in new}, new)
        if not changed:
            return call
        if text.times.closes_at != call.closes_at:
            session.add(_moved(call, text.times.closes_at, now, actor))
        for one in changed:
            setattr(call, one.field, one.new)
        call.revision += 1
        written = {one.field: (_written(one.old), _written(one.new)) for one in changed}
        record(actor, "ideas.save_call", now, meeting_id=meeting_id, changes=written)
        shows_anew(meeting, call, now)
        return call


def remove_call(meeting_id: int, now: datetime, actor: Actor) -> None:
    """Let the meeting take no ideas after all. Raises `Refused` as soon as anybody has begun one, `NotFound`."""
    with transaction.write() as session:
        meeting, call = hold(session, meeting_id)
        used = select(exists().where(Idea.call_id == call.id) | exists().where(PartnerInterest.call_id == call.id))
        if session.scalar(used):
            raise Refused(CallReason.IN_USE)
        session.delete(call)
        session.flush()
        record(actor, "ideas.remove_call", now, meeting_id=meeting_id, changes={"closes_at": (call.closes_at, None)})
        meeting.ideas_until = None
        meeting.version += 1
        meeting.updated_at = now


def shows_anew(meeting: Meeting, call: IdeaCall, now: datetime) -> None:
    """Let the public pages be written anew, and the meeting's copy of the closing be what the call says."""
    call.updated_at = now
    meeting.ideas_until = call.closes_at
    meeting.version += 1
    meeting.updated_at = now


def _moved(call: IdeaCall, closes_at: datetime, now: datetime, actor: Actor) -> CallExtension:
    return CallExtension(
        call_id=call.id, kind=MOVED, before=call.closes_at, until=closes_at, reason="", made_by=actor.name, made_at=now
    )


def _refuse(text: CallText) -> None:
    last_day = dates.local(text.times.closes_at - timedelta(microseconds=1)).date()
    if reason := refusal_of_times(text.times, last_day):
        raise Refused(reason)


def _questions(session: Session, questions_of: int | None) -> Form:
    source = session.get(IdeaCall, questions_of) if questions_of is not None else None
    if source is not None and source.form_id is not None:
        return questions.copy_form(session, source.form_id)
    form = Form()
    session.add(form)
    session.flush()
    return form


def _values(session: Session, text: CallText) -> Mapping[str, Any]:
    if text.round_id is not None and session.get(FundingRound, text.round_id) is None:
        raise NotFound
    return {
        **asdict(text.times),
        "round_id": text.round_id,
        "intro": text.intro,
        "required": list(text.required),
    }


def _written(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value
