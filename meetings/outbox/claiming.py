"""Who sends what, and how much of it now: mails are claimed for one worker, prolonged, and given back.

What somebody waits for goes before one of many, and of a rate that is set a fifth is kept for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, and_, func, or_, select, text, update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.outbox.models import MailAttempt, OutgoingMail
from meetings.outbox.queries import marked_among
from meetings.outbox.rendering import Letter
from meetings.outbox.rules import CLAIM, SPOKEN, WAITING, Allowance, MailState, Problem, allowance

_MINUTE = timedelta(minutes=1)
_TURN = 0x6D61696C  # "mail": the advisory lock under which workers count what they may send
_LETTER = (
    OutgoingMail.id,
    OutgoingMail.template,
    OutgoingMail.lang,
    OutgoingMail.to_name,
    OutgoingMail.to_address,
    OutgoingMail.reply_to,
    OutgoingMail.values,
    OutgoingMail.calendar,
    OutgoingMail.calendar_method,
    OutgoingMail.message_id,
    OutgoingMail.tries,
    OutgoingMail.subject,
    OutgoingMail.body_text,
    OutgoingMail.body_html,
    OutgoingMail.bulk,
)


def claim(worker: str, now: datetime, limit: int) -> list[Letter]:
    """Claim at most so many of what is due, in one short transaction; several workers never get the same row.

    First what `worker` or one that died has left half done, then people's own mails, then those of many.
    """
    left_behind = and_(
        OutgoingMail.state == MailState.SENDING.value,
        or_(OutgoingMail.claimed_until <= now, OutgoingMail.claimed_by == worker),
    )
    with transaction.write() as session:
        free = _free(session, now, limit)
        letters = _locked(session, left_behind, limit)
        new: list[Letter] = []
        for bulk in (False, True):
            for state in WAITING:
                room = (free.bulk if bulk else free.own) - len(new)
                due = and_(OutgoingMail.state == state.value, OutgoingMail.bulk == bulk, OutgoingMail.due_at <= now)
                new += _locked(session, due, min(room, limit - len(letters) - len(new)))
        letters = _without_marked(session, letters + new)
        if letters:
            session.execute(
                update(OutgoingMail)
                .where(OutgoingMail.id.in_([letter.id for letter in letters]))
                .values(state=MailState.SENDING.value, claimed_by=worker, claimed_until=now + CLAIM)
            )
    return letters


def still_claimed(letters: Sequence[Letter], worker: str, until: datetime) -> list[Letter]:
    """Prolong the claim, and return those that no other worker has taken over meanwhile."""
    held = and_(
        OutgoingMail.id.in_([letter.id for letter in letters]),
        OutgoingMail.state == MailState.SENDING.value,
        OutgoingMail.claimed_by == worker,
    )
    with transaction.write() as session:
        ids = set(session.scalars(select(OutgoingMail.id).where(held).with_for_update()))
        session.execute(update(OutgoingMail).where(OutgoingMail.id.in_(ids)).values(claimed_until=until))
    return [letter for letter in letters if letter.id in ids]


def give_back(letters: Sequence[Letter], worker: str) -> None:
    """Let others send what this worker will not: it was told to stop, or somebody waits for another mail."""
    if not letters:
        return
    with transaction.write() as session:
        for tried, state in ((False, MailState.QUEUED), (True, MailState.RETRY)):
            session.execute(
                update(OutgoingMail)
                .where(
                    OutgoingMail.id.in_([letter.id for letter in letters if bool(letter.tries) is tried]),
                    OutgoingMail.state == MailState.SENDING.value,
                    OutgoingMail.claimed_by == worker,
                )
                .values(state=state.value, claimed_by="", claimed_until=None)
            )


def _locked(session: Session, which: ColumnElement[bool], limit: int) -> list[Letter]:
    """Return the first of those, locked, passing over what another worker has locked; from the index on states."""
    if limit <= 0:
        return []
    rows = session.execute(
        select(*_LETTER)
        .where(which)
        .order_by(OutgoingMail.due_at, OutgoingMail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Letter(*row) for row in rows]


def _free(session: Session, now: datetime, limit: int) -> Allowance:
    """Return how many may be claimed: what went in the last minute and what is claimed counts against the rate.

    Workers count one after the other, so that all of them together keep to it.
    """
    per_minute: int = current_app.config["MAIL_PER_MINUTE"]
    if not per_minute:
        return Allowance(limit, limit)
    if session.get_bind().dialect.name == "postgresql":  # on SQLite one writes at a time anyway
        session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    went = select(func.count()).where(
        MailAttempt.at > now - _MINUTE,
        or_(
            and_(MailAttempt.outcome == MailState.SENT.value, MailAttempt.problem == ""),
            MailAttempt.problem.in_([problem.name for problem in SPOKEN]),
        ),
    )
    goes = select(func.count()).where(OutgoingMail.state == MailState.SENDING.value)
    going = session.scalars(goes).one()  # first: what is settled meanwhile counts twice, rather than not at all
    return allowance(per_minute, going + session.scalars(went).one())


def _without_marked(session: Session, letters: list[Letter]) -> list[Letter]:
    """Keep back those of many that go to an address which mail has come back from, and return the others."""
    marked = marked_among([letter.to_address for letter in letters if letter.bulk])
    if not marked:
        return letters
    kept = [letter for letter in letters if letter.bulk and letter.to_address.lower() in marked]
    session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.id.in_([letter.id for letter in kept]))
        .values(state=MailState.WITHHELD.value, problem=Problem.MARKED.name, claimed_by="", claimed_until=None)
    )
    gone = {letter.id for letter in kept}
    return [letter for letter in letters if letter.id not in gone]
