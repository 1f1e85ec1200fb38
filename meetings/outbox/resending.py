"""Again: what failed for no fault of the address, and what was written to an address that has been corrected since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.extensions import db
from meetings.outbox.actions import copied, enqueue
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import APPOINTMENT, OF_THE_ADDRESS, MailState, Problem

_OF_THE_ADDRESS = [problem.name for problem in OF_THE_ADDRESS]


def failed(meeting_id: int | None = None) -> tuple[int, int]:
    """Return how many mails failed that are sent again together, and how many whose address is to be corrected."""
    blamed = OutgoingMail.problem.in_(_OF_THE_ADDRESS)
    statement = select(blamed, func.count()).where(*_failed(meeting_id)).group_by(blamed)
    found = {bool(row[0]): row[1] for row in db.session.execute(statement)}
    return found.get(False, 0), found.get(True, 0)


def resend_failed(now: datetime, actor: Actor, meeting_id: int | None = None) -> int:
    """Let what failed be tried anew, of one meeting or of all, and return how many mails that is.

    What the receiver would not take stays: such an address is corrected, not tried again.
    """
    anew: dict[str, Any] = {"state": MailState.QUEUED.value, "due_at": now, "tries": 0, "problem": "", "error": ""}
    these = update(OutgoingMail).where(*_failed(meeting_id), OutgoingMail.problem.not_in(_OF_THE_ADDRESS))
    with transaction.write() as session:
        number = len(session.scalars(these.values(anew).returning(OutgoingMail.id)).all())
        if number:
            record(actor, "outbox.resend_failed", now, meeting_id=meeting_id, changes={"mails": (None, str(number))})
        return number


def set_aside(subject_ref: str) -> None:
    """Note that the address of this person is another now: what did not reach the old one failed no more."""
    of_the_old = OutgoingMail.problem.in_([*_OF_THE_ADDRESS, Problem.MARKED.name])
    states = [MailState.FAILED.value, MailState.WITHHELD.value]
    with transaction.write() as session:
        session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.subject_ref == subject_ref, OutgoingMail.state.in_(states), of_the_old)
            .values(state=MailState.WITHHELD.value, problem=Problem.MOVED.name)
        )


def send_to_new_address(
    subject_ref: str,
    to_address: str,
    renewed: Callable[[str], str],
    now: datetime,
    actor: Actor,
    but_not: Sequence[str] = (),
) -> int:
    """Send what was set aside to the person's new address, and return how many mails that is.

    `renewed` gets every text in what they are written from, and returns it with links that open.
    """
    with transaction.write() as session:
        these = set_aside_for(subject_ref, but_not)
        rows = session.scalars(select(OutgoingMail).where(*these).order_by(OutgoingMail.id).with_for_update()).all()
        for row in rows:
            values = _renewed(row.values, renewed)
            if APPOINTMENT in values:
                values[APPOINTMENT] = values[APPOINTMENT] | {"attendee": to_address}
            again = copied(row, f"moved:{row.id}")
            enqueue(replace(again, to_address=to_address, values=values), now)
            row.problem = Problem.REPLACED.name
        if rows:
            changes: dict[str, tuple[object, object]] = {"mails": (None, str(len(rows)))}
            about = rows[0].meeting_id
            record(actor, "outbox.resend_moved", now, meeting_id=about, subject=subject_ref, changes=changes)
        return len(rows)


def set_aside_for(subject_ref: str, but_not: Sequence[str] = ()) -> list[ColumnElement[bool]]:
    """Return the condition for what was set aside for this person, but for mails of these templates."""
    return [
        OutgoingMail.subject_ref == subject_ref,
        OutgoingMail.state == MailState.WITHHELD.value,
        OutgoingMail.problem == Problem.MOVED.name,
        OutgoingMail.to_address != "",
        OutgoingMail.template.not_in(but_not),
    ]


def _failed(meeting_id: int | None) -> list[ColumnElement[bool]]:
    here = [] if meeting_id is None else [OutgoingMail.meeting_id == meeting_id]
    return [OutgoingMail.state == MailState.FAILED.value, OutgoingMail.to_address != "", *here]


def _renewed(value: Any, renewed: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return renewed(value)
    if isinstance(value, dict):
        return {name: _renewed(one, renewed) for name, one in value.items()}
    if isinstance(value, list):
        return [_renewed(one, renewed) for one in value]
    return value
