"""More time: for everybody, with a reason that is shown; or for one actor, by a dated link of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refused
from meetings.ideas.actions.calls import hold, shows_anew
from meetings.ideas.mail.extending import extended
from meetings.ideas.models import CallExtension, Idea
from meetings.ideas.rules.calls import EVERYBODY, PERSONAL, CallReason, Extended, refusal_to_extend
from meetings.outbox.actions import enqueue


def extend_for_all(meeting_id: int, until: datetime, reason: str, now: datetime, actor: Actor) -> CallExtension:
    """Move the closing for everybody, also after it has passed; the reason is shown on the web.

    Raises `Refused` unless `until` is later than the closing and than now, `NotFound`.
    """
    with transaction.write() as session:
        meeting, call = hold(session, meeting_id)
        if refused := refusal_to_extend(call.closes_at, until, now):
            raise Refused(refused)
        made = CallExtension(
            call_id=call.id, kind=EVERYBODY, before=call.closes_at, until=until, reason=reason, made_by=actor.name,
            made_at=now,
        )  # fmt: skip
        session.add(made)
        moved = {"closes_at": (call.closes_at, until), "reason": (None, reason)}
        record(actor, "ideas.extend", now, meeting_id=meeting_id, changes=moved)
        call.closes_at = until
        call.revision += 1
        shows_anew(meeting, call, now)
        return made


def extend_for_one(meeting_id: int, who: Extended, now: datetime, actor: Actor) -> CallExtension:
    """Mail one actor a link by which one idea can be sent until `who.until`, whatever the call says.

    Raises `Refused` unless that is later than the closing and than now, `NotFound`.
    """
    with transaction.write() as session:
        meeting, call = hold(session, meeting_id)
        if refused := refusal_to_extend(call.closes_at, who.until, now):
            raise Refused(refused)
        made = CallExtension(
            call_id=call.id, kind=PERSONAL, before=call.closes_at, until=who.until, reason=who.reason, name=who.name,
            email=who.email, lang=who.lang, version=1, made_by=actor.name, made_at=now,
        )  # fmt: skip
        session.add(made)
        session.flush()
        enqueue(extended(meeting, made), now)
        told = {"until": (None, who.until), "reason": (None, who.reason)}
        record(actor, "ideas.extend_for_one", now, meeting_id=meeting_id, subject=_subject(made), changes=told)
        return made


def revoke(meeting_id: int, extension_id: int, now: datetime, actor: Actor) -> None:
    """Close a personal link; a draft that was begun by it has the call's own time from now on.

    Raises `Refused` when its idea has been received, `NotFound`.
    """
    with transaction.write() as session:
        _meeting, call = hold(session, meeting_id)
        made = _personal(session, call.id, extension_id)
        received = select(Idea.id).where(Idea.extension_id == made.id, Idea.received_at.is_not(None))
        if session.scalar(received) is not None:
            raise Refused(CallReason.IN_THE_CALL)
        if made.revoked_at is None:
            made.version += 1
            made.revoked_at = now
            record(actor, "ideas.revoke_extension", now, meeting_id=meeting_id, subject=_subject(made))


def _personal(session: Session, call_id: int, extension_id: int) -> CallExtension:
    made = session.get(CallExtension, extension_id, populate_existing=True)
    if made is None or made.call_id != call_id or made.kind != PERSONAL:
        raise NotFound
    return made


def _subject(made: CallExtension) -> str:
    return f"call_extension:{made.id}"
