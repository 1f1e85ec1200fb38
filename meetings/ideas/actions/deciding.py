"""Set the state of received ideas, one or many at once; their actors are told when it is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refusal, Refused
from meetings.ideas.actions import calls
from meetings.ideas.actions.history import note
from meetings.ideas.actions.publishing import touch
from meetings.ideas.models import Idea, IdeaCall
from meetings.ideas.rules import handling, states
from meetings.ideas.rules.handling import MOST_AT_ONCE, Reason
from meetings.ideas.rules.states import State
from meetings.jobs.actions import hasten

JOB = "idea states"  # mails actors what they are told


def hold(session: Session, meeting_id: int, idea_ids: Collection[int]) -> tuple[IdeaCall, list[Idea]]:
    """Return the meeting's call, locked after the meeting, and these received ideas of it by number, read anew.

    Every change of what the secretariat handles begins with it, so two organisers never decide at the same moment.
    Raises `NotFound` when the meeting has no call, or one of the ideas is a draft or another call's.
    """
    _meeting, call = calls.hold(session, meeting_id)
    found = session.scalars(
        select(Idea)
        .where(
            Idea.id.in_(idea_ids),
            Idea.call_id == call.id,
            Idea.number.is_not(None),
            Idea.state != State.DRAFT.value,
        )
        .order_by(Idea.number)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    if len(found) != len(set(idea_ids)):
        raise NotFound
    return call, list(found)


def subject_of(idea_id: int) -> str:
    """Return what the log calls an idea."""
    return f"idea:{idea_id}"


def set_state(
    meeting_id: int,
    idea_ids: Collection[int],
    state: State,
    now: datetime,
    actor: Actor,
    *,
    internal: str = "",
    text: str = "",
    seen: Mapping[int, str] | None = None,
) -> list[Idea]:
    """Give these ideas a state, all or none of them, and return those that had another.

    `internal` is the reason, which stays with the secretariat; `text` is for the actor to read beside the state once
    it is published. `seen` is the state of each as the organiser saw it (None: do not compare): one that somebody has
    changed since is asked about again. "Behöver komplettering" is told at once (`rules.states.told_at_once`). Raises
    `Refused`, `NotFound`.
    """
    if not idea_ids:
        raise Refused(Reason.NOTHING_CHOSEN)
    if len(set(idea_ids)) > MOST_AT_ONCE:
        raise Refused(Refusal(Reason.TOO_MANY, {"most": MOST_AT_ONCE}))
    with transaction.write() as session:
        _call, found = hold(session, meeting_id, idea_ids)
        _require_seen(found, seen)
        for idea in found:
            if refusal := handling.refusal_to_handle(idea):
                raise Refused(refusal)
        changed = [idea for idea in found if handling.changes(idea, state)]
        if not changed:
            raise Refused(Reason.SAME)
        _log(meeting_id, changed, state, now, actor)
        for idea in changed:
            put(session, idea, state, now, actor, internal=internal, text=text)
        return changed


def put(
    session: Session,
    idea: Idea,
    state: State,
    now: datetime,
    actor: Actor,
    *,
    internal: str = "",
    text: str = "",
    action: str = "state",
    other_id: int | None = None,
) -> None:
    """Give a held idea a state, with a line in its history; and tell at once what does not wait.

    The meeting is locked: readers of a public idea are shown no state while another waits to be told.
    """
    note(
        session, idea, action, now, before=idea.state, after=state.value, internal=internal, other_id=other_id,
        by=actor.name,
    )  # fmt: skip
    idea.state, idea.state_text, idea.decided_at = state.value, text, now
    at_once = states.told_at_once(state, idea.told_state)
    if at_once is not None:
        _tell_now(session, idea, at_once, now, actor)
    if idea.published_at is not None:
        touch(idea.call.meeting, now)


def _tell_now(session: Session, idea: Idea, shown: str, now: datetime, actor: Actor) -> None:
    """Show the idea's actors this state from now on; asked to complete it they also get a mail."""
    asks = shown == State.INCOMPLETE.value
    idea.told_state, idea.told_text = shown, idea.state_text if asks else ""
    idea.told_at = now
    idea.tells = asks
    if asks:
        note(session, idea, "told", now, after=shown, text=idea.told_text, by=actor.name)
        hasten(JOB, now)


def _log(meeting_id: int, changed: list[Idea], state: State, now: datetime, actor: Actor) -> None:
    """Write down that these ideas get the state; which they had is said of one alone."""
    numbers = ", ".join(str(idea.number) for idea in changed)
    alone = len(changed) == 1
    changes: dict[str, tuple[object, object]] = {
        "state": (changed[0].state if alone else None, state.value),
        "ideas": (None, numbers),
    }
    subject = subject_of(changed[0].id) if alone else ""
    record(actor, "ideas.set_state", now, meeting_id=meeting_id, subject=subject, changes=changes)


def _require_seen(found: Collection[Idea], seen: Mapping[int, str] | None) -> None:
    if seen is None:
        return
    others = [str(idea.number) for idea in found if seen.get(idea.id, idea.state) != idea.state]
    if others:
        raise Refused(Refusal(Reason.CHANGED, {"numbers": ", ".join(others)}))
