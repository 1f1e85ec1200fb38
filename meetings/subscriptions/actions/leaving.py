"""Leave: the row goes at once with its mails, and the yes that was given at sign-ups is taken back.

`instance/left.jsonl`, outside every backup, lists who left by numbers that mean nothing once the row has gone. What a
restored backup brings back of them goes again before anything is mailed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import ATTENDEE, Actor, record
from meetings.errors import NotFound
from meetings.outbox import actions as outbox
from meetings.registration import actions as registration
from meetings.registration.rules import OptInKind
from meetings.subscriptions import mail, queries, rules
from meetings.subscriptions.models import Subscriber

LIST = "left.jsonl"
_AT_ONCE = 500  # rows in one transaction


def leave(subscriber_id: int, version: int, now: datetime) -> None:
    """Let a subscriber leave. Leaving twice changes nothing: who has no row is told nothing."""
    row = queries.subscriber(subscriber_id, version)
    if row is not None:
        remove(row.email_key, now)


def leave_by_box(registration_id: int, version: int, now: datetime) -> None:
    """Take back the yes of a sign-up for its owner's address, and what that address subscribes to.

    Doing so twice changes nothing. Raises `NotFound` when the link belongs to who had the registration before.
    """
    one = queries.registration_of_opt_in(registration_id)
    if one.erased_at is not None:
        return
    if one.link_version != version:
        raise NotFound
    remove(one.email_key, now)


def remove(email_key: str, now: datetime, actor: Actor = ATTENDEE) -> bool:
    """Erase what the address subscribes to, and take back its yes at sign-ups; tell whether there was anything."""
    boxes = queries.opted_in(email_key)
    for registration_id in boxes:  # each locks its own meeting
        registration.withdraw_opt_in(registration_id, OptInKind.FUTURE_MEETINGS, now)
    with transaction.write() as session:
        row = session.scalar(select(Subscriber).where(Subscriber.email_key == email_key).with_for_update())
        gone = [(row.id, row.link_version)] if row is not None else []
        if row is not None:
            action = "subscriptions.leave" if actor is ATTENDEE else "subscriptions.remove"
            record(actor, action, now, subject=mail.subject(row.id))
            _erase(session, [row])
        refs = [f"registration:{number}" for number in boxes]
        outbox.erase(session, queries.mails_about(refs, only=queries.TEMPLATE))
        outbox.erase(session, queries.waiting_that_can_be_left(refs))
    _write_down(gone, now)
    return bool(boxes or gone)


def erase_unconfirmed(now: datetime) -> int:
    """Erase addresses that nobody confirmed in three days, at most 500, and return how many."""
    with transaction.write() as session:
        rows = queries.unconfirmed_before(now - rules.CONFIRM_WITHIN, _AT_ONCE)
        _erase(session, rows)
        return len(rows)


def forget_again() -> int:
    """Erase those who had left when a backup was put back that was made before, and return how many."""
    left = set(_left())
    with transaction.write() as session:
        every = session.execute(select(Subscriber.id, Subscriber.link_version))
        again = [row.id for row in every if (row.id, row.link_version) in left]
        for first in range(0, len(again), _AT_ONCE):
            some = select(Subscriber).where(Subscriber.id.in_(again[first : first + _AT_ONCE]))
            _erase(session, session.scalars(some).all())
    return len(again)


def _erase(session: Session, rows: Sequence[Subscriber]) -> None:
    """Delete the rows first, which waits for whoever is just telling them something; then their mails."""
    refs = [mail.subject(row.id) for row in rows]
    ids = [row.id for row in rows]
    if not ids:
        return
    session.execute(delete(Subscriber).where(Subscriber.id.in_(ids)))
    outbox.erase(session, queries.mails_about(refs))


def list_path() -> Path:
    """Return where the list of those who left lies."""
    return Path(current_app.config["INSTANCE"]) / LIST


def _write_down(gone: Sequence[tuple[int, int]], now: datetime) -> None:
    """Add to the list who left, once the transaction has been committed: whole lines, whichever process writes."""
    if not gone:
        return
    lines = "".join(json.dumps({"id": one, "version": version, "at": now.isoformat()}) + "\n" for one, version in gone)
    handle = os.open(list_path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, lines.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _left() -> Iterator[tuple[int, int]]:
    if not list_path().exists():
        return
    for line in list_path().read_text(encoding="utf-8").splitlines():
        try:
            found = json.loads(line)
            yield int(found["id"]), int(found["version"])
        except (ValueError, KeyError, TypeError):  # cut off by a crash
            continue
