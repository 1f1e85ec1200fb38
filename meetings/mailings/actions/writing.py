"""Write a mailing, send it now or at a time, stop it and let it go on; the worker makes the mails."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from meetings import revisions, transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refusal, Refused
from meetings.mailings import queries
from meetings.mailings.models import Mailing
from meetings.mailings.rules import (
    About,
    Audience,
    MailingReason,
    MailingState,
    refusal_of_target,
    refusal_of_time,
)
from meetings.outbox import batches
from meetings.participants.queries import listing

_WITH_A_SEAT = Audience()


@dataclass(frozen=True)
class Draft:
    """What an organiser writes, and to whom; `follow_up_id` is a meeting that it invites to."""

    subject_sv: str
    body_sv: str
    subject_en: str = ""
    body_en: str = ""
    about: About = About.MEETING
    audience: Audience = _WITH_A_SEAT
    follow_up_id: int | None = None


def write(meeting_id: int, draft: Draft, now: datetime, actor: Actor) -> Mailing:
    """Keep a new mailing as a draft. Raises `NotFound`."""
    listing.head(meeting_id)
    with transaction.write() as session:
        made = Mailing(meeting_id=meeting_id, created_at=now, author=actor.name, **_columns(draft))
        session.add(made)
        session.flush()
        _note(made, "mailings.write", now, actor)
        return made


def rewrite(meeting_id: int, mailing_id: int, draft: Draft, base_revision: int, now: datetime, actor: Actor) -> Mailing:
    """Save a draft anew; what it invites to stays. Raises `Stale`, `Refused`, `NotFound`."""
    with transaction.write():
        found = _in_state(meeting_id, mailing_id, MailingReason.NOT_A_DRAFT, MailingState.DRAFT)
        revisions.require_current(base_revision, found.revision)
        columns = _columns(draft) | {"follow_up_id": found.follow_up_id}
        changes = {name: (None, None) for name, value in columns.items() if getattr(found, name) != value}
        for name, value in columns.items():
            setattr(found, name, value)
        found.revision += 1
        if changes:
            _note(found, "mailings.rewrite", now, actor)
        return found


def delete_draft(meeting_id: int, mailing_id: int, now: datetime, actor: Actor) -> None:
    """Take a draft away for good. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        found = _in_state(meeting_id, mailing_id, MailingReason.NOT_A_DRAFT, MailingState.DRAFT)
        _note(found, "mailings.delete", now, actor)
        session.delete(found)


def fingerprint(found: Mailing, chosen: queries.Chosen) -> str:
    """Return what tells whether the text and who gets it are those that were shown."""
    said = [found.id, found.revision, chosen.number, *chosen.sums]
    return sha256(json.dumps(said).encode()).hexdigest()


def send(meeting_id: int, mailing_id: int, seen: str, at: datetime | None, now: datetime, actor: Actor) -> int:
    """Let the worker send it, at that instant or now, and return to how many as things stand.

    `seen` is the `fingerprint` of what was shown; what has changed since is asked about again. Raises `Refused`,
    `NotFound`.
    """
    of = listing.head(meeting_id)
    with transaction.write():
        found = _in_state(meeting_id, mailing_id, MailingReason.NOT_A_DRAFT, MailingState.DRAFT)
        chosen = queries.chosen_of(of, found)
        refusal = refusal_to_send(found, chosen.number, now) or refusal_of_time(at, now)
        if refusal is None and seen != fingerprint(found, chosen):
            refusal = Refusal(MailingReason.CHANGED)
        if refusal is not None:
            raise Refused(refusal)
        found.state = (MailingState.PLANNED if at else MailingState.SENDING).value
        found.due_at, found.total, found.problem = at or now, chosen.number, ""
        _note(found, "mailings.plan" if at else "mailings.send", now, actor, people=chosen.number)
        return chosen.number


def refusal_to_send(found: Mailing, number: int, now: datetime) -> Refusal | None:
    """Return why the mailing is not sent to so many people, or None."""
    if not found.subject_sv or not found.body_sv:
        return Refusal(MailingReason.NO_TEXT)
    if refusal := refusal_to_invite(found, now):
        return refusal
    return None if number else Refusal(MailingReason.NOBODY)


def refusal_to_invite(found: Mailing, now: datetime) -> Refusal | None:
    """Return why the meeting that it invites to cannot be invited to, or None; None also when it invites to none."""
    return refusal_of_target(queries.target(found.follow_up_id), now) if found.follow_up_id is not None else None


def take_back(meeting_id: int, mailing_id: int, now: datetime, actor: Actor) -> None:
    """Make a planned mailing a draft again. Raises `Refused`, `NotFound`."""
    with transaction.write():
        found = _in_state(meeting_id, mailing_id, MailingReason.NOT_PLANNED, MailingState.PLANNED)
        found.state, found.due_at = MailingState.DRAFT.value, None
        _note(found, "mailings.take_back", now, actor)


def stop(meeting_id: int, mailing_id: int, now: datetime, actor: Actor) -> int:
    """Stop a mailing that is on its way: no more mails are made, those that wait are kept back; return how many.

    Raises `Refused`, `NotFound`.
    """
    with transaction.write():
        found = _in_state(meeting_id, mailing_id, MailingReason.NOT_SENDING, MailingState.SENDING)
        found.state = MailingState.STOPPED.value
        held = batches.keep_back(queries.batch_of(found)) if found.started_at else 0
        _note(found, "mailings.stop", now, actor)
        return held


def go_on(meeting_id: int, mailing_id: int, now: datetime, actor: Actor) -> None:
    """Let a stopped mailing go on where it was. Raises `Refused`, `NotFound`."""
    with transaction.write():
        found = _in_state(meeting_id, mailing_id, MailingReason.NOT_STOPPED, MailingState.STOPPED)
        if refusal := refusal_to_invite(found, now):
            raise Refused(refusal)
        found.state, found.problem, found.due_at = MailingState.SENDING.value, "", now
        if found.started_at:
            batches.let_go(queries.batch_of(found), now)
        _note(found, "mailings.go_on", now, actor)


def send_failed_again(meeting_id: int, mailing_id: int, now: datetime, actor: Actor) -> int:
    """Let the mails that failed for good be tried anew, and return how many. Raises `Refused`, `NotFound`."""
    with transaction.write():
        states = (MailingState.SENDING, MailingState.SENT)
        found = _in_state(meeting_id, mailing_id, MailingReason.NOT_SENDING, *states)
        number = batches.send_again(queries.batch_of(found), now)
        if number:
            found.state = MailingState.SENDING.value
            _note(found, "mailings.send_failed_again", now, actor, people=number)
        return number


def _in_state(meeting_id: int, mailing_id: int, otherwise: MailingReason, *states: MailingState) -> Mailing:
    """Return the mailing, locked, which is in one of these states. Raises `Refused`, `NotFound`."""
    found = queries.locked(meeting_id, mailing_id)
    if found.state not in [state.value for state in states]:
        raise Refused(otherwise)
    return found


def _columns(draft: Draft) -> dict[str, object]:
    values = {name: getattr(draft, name) for name in asdict(draft)}
    return values | {"about": draft.about.value, "audience": draft.audience.kept()}


def _note(found: Mailing, action: str, now: datetime, actor: Actor, *, people: int | None = None) -> None:
    changes: dict[str, tuple[object, object]] = {"mailing": (None, found.subject_sv)}
    if people is not None:
        changes["people"] = (None, people)
    record(actor, action, now, meeting_id=found.meeting_id, changes=changes)
