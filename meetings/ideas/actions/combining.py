"""Merge ideas into one of them, undo that, and break a new idea out of one; every original stays as it was."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refusal, Refused
from meetings.ideas.actions.deciding import hold, put, subject_of
from meetings.ideas.actions.history import note
from meetings.ideas.actions.holding import new_reference
from meetings.ideas.actions.listing import put_on_list
from meetings.ideas.models import Idea, IdeaHistory, IdeaRevision, IdeaVersion
from meetings.ideas.rules.content import Content, answers_in, received, to_json
from meetings.ideas.rules.handling import MOST_MERGED, Reason, refusal_to_handle
from meetings.ideas.rules.states import State
from meetings.revisions import checksum

_MERGED = State.MERGED.value


def merge(
    meeting_id: int,
    into_id: int,
    idea_ids: Collection[int],
    now: datetime,
    actor: Actor,
    *,
    internal: str = "",
    text: str = "",
) -> Idea:
    """Let these ideas go into one of them, which is returned and stays as it is; so do their own texts.

    Their actors keep reading theirs, and learn which one it went into when the states are published. `text` is for
    them to read then, `internal` stays with the secretariat. Raises `Refused`, `NotFound`.
    """
    others = set(idea_ids) - {into_id}
    if not others:
        raise Refused(Reason.ONE_ALONE)
    if len(others) >= MOST_MERGED:
        raise Refused(Refusal(Reason.TOO_MANY_MERGED, {"most": MOST_MERGED}))
    with transaction.write() as session:
        _call, found = hold(session, meeting_id, {into_id, *others})
        for idea in found:
            if refusal := refusal_to_handle(idea):
                raise Refused(refusal)
        into = next(idea for idea in found if idea.id == into_id)
        numbers = []
        for idea in found:
            if idea is not into:
                _go_into(session, idea, into, now, actor, internal, text)
                numbers.append(str(idea.number))
        changes: dict[str, tuple[object, object]] = {"ideas": (", ".join(numbers), str(into.number))}
        record(actor, "ideas.merge", now, meeting_id=meeting_id, subject=subject_of(into.id), changes=changes)
        return into


def unmerge(meeting_id: int, idea_id: int, now: datetime, actor: Actor) -> Idea:
    """Undo a merge: the idea has the state again that it had before. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        _call, (idea,) = hold(session, meeting_id, [idea_id])
        if idea.state != _MERGED:
            raise Refused(Reason.NOT_MERGED)
        into_id, idea.merged_into_id = idea.merged_into_id, None
        before = _state_before(session, idea)
        put(session, idea, before, now, actor, action="unmerged", other_id=into_id)
        record(
            actor,
            "ideas.unmerge",
            now,
            meeting_id=meeting_id,
            subject=subject_of(idea.id),
            changes={"state": (_MERGED, before.value), "ideas": (None, str(idea.number))},
        )
        return idea


def split(meeting_id: int, idea_id: int, content: Content, form_token: str, now: datetime, actor: Actor) -> Idea:
    """Break a new idea out of one, saying what `content` says, and return it; the original stays as it is.

    The new one has the contact of the original and is marked as entered by the secretariat: its actor has said
    nothing of it, so it is published only when they say yes. Attachments stay with the original. The same form sent
    twice is the same idea. Raises `Refused`, `NotFound`.
    """
    with transaction.write() as session:
        call, (original,) = hold(session, meeting_id, [idea_id])
        known = session.scalar(select(Idea).where(Idea.call_id == call.id, Idea.form_token == form_token))
        if known is not None:
            return known
        if refusal := refusal_to_handle(original):
            raise Refused(refusal)
        made = _broken_out(session, original, content, form_token, now, actor)
        made.number = call.next_number()
        _receive(session, made, original, content, now, actor)
        note(session, original, "split", now, other_id=made.id, by=actor.name)
        note(session, made, "split_from", now, other_id=original.id, by=actor.name)
        changes: dict[str, tuple[object, object]] = {"ideas": (str(original.number), str(made.number))}
        record(actor, "ideas.split", now, meeting_id=meeting_id, subject=subject_of(original.id), changes=changes)
        return made


def _go_into(session: Session, idea: Idea, into: Idea, now: datetime, actor: Actor, internal: str, text: str) -> None:
    note(session, into, "took_in", now, other_id=idea.id, by=actor.name)
    idea.merged_into_id = into.id
    put(session, idea, State.MERGED, now, actor, internal=internal, text=text, action="merged", other_id=into.id)


def _state_before(session: Session, idea: Idea) -> State:
    found = session.scalar(
        select(IdeaHistory.before)
        .where(IdeaHistory.idea_id == idea.id, IdeaHistory.action == "merged")
        .order_by(IdeaHistory.id.desc())
        .limit(1)
    )
    return State(found) if found else State.RECEIVED


def _broken_out(
    session: Session, original: Idea, content: Content, form_token: str, now: datetime, actor: Actor
) -> Idea:
    """Return the new row with its working copy, which its actors can go on writing as long as the call is open."""
    made = Idea(
        call_id=original.call_id, form_token=form_token, state=State.RECEIVED.value, lang=original.lang,
        contact_name=original.contact_name, contact_email=original.contact_email,
        contact_email_key=original.contact_email_key, contact_phone=original.contact_phone,
        confirmed_at=original.confirmed_at, draft=to_json(content), revision=1, saved_at=now, created_at=now,
        received_at=now, entered_by=actor.name, split_from_id=original.id, spark_id=original.spark_id,
        registration_id=original.registration_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add(
        IdeaRevision(
            idea_id=made.id, number=1, content=made.draft, checksum=checksum(made.draft), author=actor.name,
            saved_at=now, kind="sent",
        )
    )  # fmt: skip
    return made


def _receive(session: Session, made: Idea, original: Idea, content: Content, now: datetime, actor: Actor) -> None:
    """Give the new idea its first version, with the original's answers to the call's own questions."""
    latest = max(original.versions, key=lambda one: one.number)
    stored = received(content, made.lang, answers_in(latest.content), ())
    session.add(
        IdeaVersion(
            idea_id=made.id, number=1, reference=new_reference(), form_token=secrets.token_urlsafe(16),
            content=stored, checksum=checksum(stored), received_at=now, entered_by=actor.name,
        )
    )  # fmt: skip
    put_on_list(session, made, content, 1)
    session.flush()
