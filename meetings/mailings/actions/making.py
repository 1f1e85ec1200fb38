"""The worker makes the mails of a mailing: so many with one transaction, each person once, in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from meetings import transaction
from meetings.audit.actions import WORKER, record
from meetings.errors import Refusal
from meetings.mailings import queries
from meetings.mailings.actions.writing import refusal_to_invite
from meetings.mailings.mail import Letters, Recipient
from meetings.mailings.models import Mailing
from meetings.mailings.rules import Decision, Ideas, MailingReason, MailingState
from meetings.outbox import batches
from meetings.outbox.actions import Mail, enqueue_all
from meetings.participants.queries import listing
from meetings.participants.queries.listing import Head
from meetings.registration import queries as registrations
from meetings.schedule.rules import State

BATCH = 200  # people looked at in one transaction: a sign-up never waits long for a mailing
AT_ONCE = 1_000  # people in one piece of the worker's time: then others' mail is sent


def make_due(now_fn: Callable[[], datetime], keep_going: Callable[[], bool] = lambda: True) -> int:
    """Make mails of the mailings that are due, a thousand at most, and return how much was done; 0 lets one rest.

    Killed at any moment it goes on where it was: the mails and how far they have come are one transaction.
    """
    done = 0
    while done < AT_ONCE and keep_going() and queries.anything_to_make(now_fn()):
        made = _one_batch(now_fn())
        if not made:
            break
        done += made
    for found in queries.all_made():
        if not batches.are_on_their_way(queries.batch_of(found)):
            _note_sent(found)
    return done


def _one_batch(now: datetime) -> int:
    """Make the next mails of the mailing that was due first; return how many, 1 for another step, 0: none is free."""
    with transaction.write():
        found = queries.next_to_make(now)
        if found is None:  # another worker has it just now
            return 0
        of, decision = listing.head(found.meeting_id), queries.decision_of(found)
        if found.started_at is None:
            if refusal := _refusal_to_begin(found, of, now):
                found.state, found.problem = MailingState.STOPPED.value, refusal.reason.name
                record(WORKER, "mailings.stop", now, meeting_id=found.meeting_id, changes=_about(found))
                return 1
            _begin(found, of, decision, now)
        there = queries.next_places(of, decision.audience, found.done_to, found.up_to, BATCH)
        if not there:
            found.made_at = now
            return 1
        chosen = queries.of_those(of, decision.audience, there, found.follow_up_id)
        found.made += enqueue_all(mails(found, decision, chosen, now), now) if chosen else 0
        found.done_to = there[-1]
        return len(there)


def mails(found: Mailing, decision: Decision, ids: Sequence[int], now: datetime, *, lang: str = "") -> list[Mail]:
    """Return the mails of the mailing to these registrations or ideas, by id, with a handful of statements.

    Each in its reader's language, or all in `lang`.
    """
    follow_up = registrations.door(found.follow_up_id) if found.follow_up_id is not None else None
    letters = Letters(
        found,
        registrations.door(found.meeting_id),
        now,
        follow_up=follow_up,
        opt_ins_only=decision.opt_ins_only,
    )
    if decision.audience.ideas is not Ideas.NONE:
        found_ideas = queries.submitters(found.meeting_id, decision.audience, ids)
        return [letters.to_submitter(one, lang) for one in found_ideas]
    workshops = registrations.workshops_of(ids)
    return [letters.to(Recipient(one, workshops.get(one.id, ()), lang)) for one in queries.people(ids)]


def _refusal_to_begin(found: Mailing, of: Head, now: datetime) -> Refusal | None:
    """Return why a mailing that was planned or confirmed does not begin: what it was about has changed."""
    if found.state == MailingState.PLANNED.value and of.state == State.CANCELLED.value and not _knew(found):
        return Refusal(MailingReason.MEETING_CANCELLED)
    return refusal_to_invite(found, now)


def _knew(found: Mailing) -> bool:
    """Tell whether the meeting was cancelled before the mailing was written: then it is about that."""
    cancelled_at = found.meeting.cancelled_at
    return cancelled_at is not None and cancelled_at <= found.created_at


def _begin(found: Mailing, of: Head, decision: Decision, now: datetime) -> None:
    """Say who is in it from now on: those who are chosen now, and, of them, whom the conditions still hold for."""
    found.state, found.started_at = MailingState.SENDING.value, now
    found.up_to, found.first_mail_id = queries.last_number(decision.audience), batches.last_id()
    found.total = queries.chosen(of, decision.audience, found.follow_up_id).number


def _note_sent(found: Mailing) -> None:
    with transaction.write():
        held = queries.locked(found.meeting_id, found.id)
        if held.state == MailingState.SENDING.value and held.made_at is not None:
            held.state = MailingState.SENT.value


def _about(found: Mailing) -> dict[str, tuple[object, object]]:
    return {"mailing": (None, found.subject_sv)}
