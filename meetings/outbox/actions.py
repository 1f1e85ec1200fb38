"""Queue a mail in the transaction that causes it; send one again; keep back; erase. `delivery` sends what is due."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refused
from meetings.outbox import queries
from meetings.outbox.appointments import Appointment
from meetings.outbox.delivery import deliver_due
from meetings.outbox.models import MailAttempt, OutgoingMail
from meetings.outbox.rules import APPOINTMENT, DONE, WAITING, MailState, Problem, ResendReason
from meetings.outbox.transport import bare_host, forget_delivered
from meetings.statements import Prepared
from meetings.text import one_line

__all__ = ["Mail", "deliver_due", "enqueue", "enqueue_all", "erase", "erase_old", "resend", "withhold_waiting"]

_QUEUE = Prepared(insert(OutgoingMail))  # rows, no objects: nobody asks for them before the worker does
_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("to_name", "to_address", "reply_to", "error"), ""),
    **dict.fromkeys(("calendar", "subject", "body_text", "body_html", "erase_after")),
    "values": {},
}
_IN_JSON = frozenset((str, int, bool, float, type(None)))


@dataclass(frozen=True)
class Mail:
    """A mail to one person, to be queued.

    `key` is unique for its purpose and person ("confirmation:12"); `template` names a folder of
    `templates/mail/`; `values` is what it is rendered from (instants become ISO text; own links are
    absolute: `mail_links.absolute`; `unsubscribe_url` adds the one-click headers). The `appointment` that
    comes with it is written by the worker; `calendar` is one that is written already, an .ics with
    `calendar_method` PUBLISH, REQUEST or CANCEL. It leaves at `due_at`, else at once, but one of many
    (`bulk`) after those that somebody waits for; its values, bodies and addresses are erased after `erase_after`.
    """

    key: str
    template: str
    lang: str
    to_name: str
    to_address: str
    values: Mapping[str, Any]
    reply_to: str = ""
    appointment: Appointment | None = None
    calendar: str | None = None
    calendar_method: str = ""
    meeting_id: int | None = None
    subject_ref: str = ""
    erase_after: datetime | None = None
    due_at: datetime | None = None
    bulk: bool = False


def enqueue(mail: Mail, now: datetime) -> OutgoingMail:
    """Queue the mail in the open write transaction, which it shares the fate of; a known key returns its row."""
    with transaction.write() as session:
        known = select(OutgoingMail).where(OutgoingMail.key == mail.key)
        found = session.scalar(known)
        if found is not None:
            return found
        row = OutgoingMail(**_columns(mail, now))
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:  # somebody queued the same key a moment before
            return session.scalars(known).one()
        return row


def enqueue_all(mails: Iterable[Mail], now: datetime) -> int:
    """Queue many mails, a thousand with one statement, and return how many.

    In the open write transaction, which they share the fate of; a key that is known already fails it.
    """
    number = 0
    with transaction.write():
        rows = (_columns(mail, now) for mail in mails)
        while batch := list(islice(rows, 1_000)):
            _QUEUE.run(*batch)
            number += len(batch)
    return number


def _columns(mail: Mail, now: datetime) -> dict[str, Any]:
    appointment = mail.appointment
    return {
        "key": mail.key,
        "template": mail.template,
        "lang": mail.lang,
        "to_name": one_line(mail.to_name)[:200],
        "to_address": mail.to_address.strip(),
        "reply_to": mail.reply_to.strip(),
        "values": _snapshot(mail.values) | ({APPOINTMENT: appointment.snapshot()} if appointment else {}),
        "calendar": mail.calendar,
        "calendar_method": appointment.method if appointment else mail.calendar_method,
        "meeting_id": mail.meeting_id,
        "subject_ref": mail.subject_ref,
        "message_id": _new_message_id(),
        "state": MailState.QUEUED.value,
        "bulk": mail.bulk,
        "queued_at": now,
        "due_at": mail.due_at or now,
        "erase_after": mail.erase_after,
    }


def resend(mail_id: int, now: datetime, actor: Actor) -> OutgoingMail:
    """Send a mail again: what failed or waits goes now; of one that was sent a copy goes, with a new Message-ID.

    Raises `NotFound`, and `Refused` while it is on its way or when its contents are erased.
    """
    with transaction.write() as session:
        row = session.get(OutgoingMail, mail_id, with_for_update=True) or queries.mail(mail_id)
        if row.state == MailState.SENDING.value:
            raise Refused(ResendReason.IN_FLIGHT)
        if not row.to_address:
            raise Refused(ResendReason.ERASED)
        record(actor, "outbox.resend", now, meeting_id=row.meeting_id, subject=row.subject_ref or f"mail:{row.id}")
        if row.state != MailState.SENT.value:
            row.state, row.due_at, row.tries, row.problem, row.error = MailState.QUEUED.value, now, 0, "", ""
            return row
        return enqueue(copied(row, f"again:{row.id}:{int(now.timestamp())}"), now)


def copied(row: OutgoingMail, key: str) -> Mail:
    """Return a mail that says the same to the same person, to be queued under this key."""
    return Mail(
        key=key,
        template=row.template,
        lang=row.lang,
        to_name=row.to_name,
        to_address=row.to_address,
        values=row.values,
        reply_to=row.reply_to,
        calendar=None if APPOINTMENT in row.values else row.calendar,
        calendar_method=row.calendar_method,
        meeting_id=row.meeting_id,
        subject_ref=row.subject_ref,
        erase_after=row.erase_after,
        bulk=row.bulk,
    )


def withhold_waiting(now: datetime, actor: Actor) -> int:
    """Keep back every mail that waits, and return how many: after a restore, they may have been sent already."""
    waiting = [state.value for state in (*WAITING, MailState.SENDING)]
    with transaction.write() as session:
        ids = session.scalars(select(OutgoingMail.id).where(OutgoingMail.state.in_(waiting)).with_for_update()).all()
        if ids:
            session.execute(
                update(OutgoingMail)
                .where(OutgoingMail.state.in_(waiting))
                .values(state=MailState.WITHHELD.value, claimed_by="", claimed_until=None)
            )
            record(actor, "outbox.withhold", now, changes={"state": (None, str(len(ids)))})
        return len(ids)


def erase_old(now: datetime, limit: int, *among: ColumnElement[bool]) -> int:
    """Erase the contents of mails past `erase_after`, of those `among`; return how many, at most `limit`."""
    with transaction.write() as session:
        ids = session.scalars(
            select(OutgoingMail.id)
            .where(OutgoingMail.erase_after <= now, OutgoingMail.state != MailState.SENDING.value, *among)
            .order_by(OutgoingMail.erase_after)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        erase(session, ids)
        return len(ids)


def erase(session: Session, mail_ids: Sequence[int]) -> None:
    """Erase values, bodies, addresses and answers of these mails, and those that were taken into a folder instead.

    A mail that has not left by then never does. Joins the open transaction.
    """
    if not mail_ids:
        return
    unfinished = [state.value for state in MailState if state not in DONE]
    session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.id.in_(mail_ids), OutgoingMail.state.in_(unfinished))
        .values(state=MailState.WITHHELD.value, problem=Problem.ERASED.name)
    )
    session.execute(update(OutgoingMail).where(OutgoingMail.id.in_(mail_ids)).values(_NOTHING))
    answers = session.scalars(
        delete(MailAttempt).where(MailAttempt.mail_id.in_(mail_ids)).returning(MailAttempt.answer)
    ).all()
    forget_delivered(answers)


def _new_message_id() -> str:
    return f"<{secrets.token_hex(16)}@{bare_host(str(current_app.config['BASE_URL']))}>"


def _snapshot(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as they read now, of what JSON has words for."""
    if all(map(_in_json, values.values())):
        return dict(values)
    written: dict[str, Any] = json.loads(json.dumps(dict(values), default=_plain))
    return written


def _in_json(value: object) -> bool:
    if type(value) is list:
        return all(map(_in_json, value))
    if type(value) is dict:
        return all(map(_in_json, value.values()))
    return type(value) in _IN_JSON


def _plain(value: object) -> str:
    """Write what JSON has no word for: instants as ISO text, translated texts as they read now."""
    return value.isoformat() if isinstance(value, (datetime, date)) else str(value)
