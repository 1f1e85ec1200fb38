"""Many mails that were queued for one purpose: how they go, keeping back those that wait, sending again what failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select, update

from meetings import transaction
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import WAITING, MailState, Problem

_REPLACED = (Problem.MOVED.name, Problem.REPLACED.name)
_ON_THE_WAY = tuple(state.value for state in (MailState.QUEUED, MailState.SENDING))


@dataclass(frozen=True)
class Batch:
    """The mails of a meeting whose key begins with `keys` ("mailing:12:") and whose id is above `after`."""

    meeting_id: int
    keys: str
    after: int = 0


def last_id() -> int:
    """Return the highest id in the outbox: all that is queued later in this transaction is above it."""
    return db.session.scalar(select(func.max(OutgoingMail.id))) or 0


def counts(batch: Batch) -> dict[MailState, int]:
    """Return how many mails of the batch are in each state; states without any are left out."""
    rows = db.session.execute(select(OutgoingMail.state, func.count()).where(*_of(batch)).group_by(OutgoingMail.state))
    return {MailState(row[0]): row[1] for row in rows}


def mails(batch: Batch, state: MailState | None = None) -> Select[OutgoingMail]:
    """Return the statement for the batch's mails in the order in which they were queued, of one state or all."""
    statement = select(OutgoingMail).where(*_of(batch)).order_by(OutgoingMail.id)
    return statement if state is None else statement.where(OutgoingMail.state == state.value)


def are_on_their_way(batch: Batch) -> bool:
    """Tell whether mails of the batch wait for their first try, or are tried just now."""
    found = select(OutgoingMail.id).where(OutgoingMail.state.in_(_ON_THE_WAY), *_of(batch)).limit(1)
    return db.session.scalar(found) is not None


def keep_back(batch: Batch) -> int:
    """Keep back those that wait, and return how many; what a worker holds already goes."""
    waiting = [state.value for state in WAITING]
    return _changed(batch, OutgoingMail.state.in_(waiting), state=MailState.WITHHELD.value)


def let_go(batch: Batch, now: datetime) -> int:
    """Let those that are kept back go, and return how many.

    Not what is erased, which has nowhere to go, nor what was replaced by a mail to a corrected address.
    """
    held = and_(OutgoingMail.state == MailState.WITHHELD.value, OutgoingMail.problem.not_in(_REPLACED))
    return _changed(batch, held, state=MailState.QUEUED.value, due_at=now)


def send_again(batch: Batch, now: datetime) -> int:
    """Let those that failed for good be tried anew, and return how many."""
    failed = OutgoingMail.state == MailState.FAILED.value
    return _changed(batch, failed, state=MailState.QUEUED.value, due_at=now, tries=0, problem="", error="")


def _changed(batch: Batch, which: ColumnElement[bool], **values: object) -> int:
    changed = update(OutgoingMail).where(*_of(batch), which, OutgoingMail.to_address != "").values(**values)
    with transaction.write() as session:
        return len(session.scalars(changed.returning(OutgoingMail.id)).all())


def _of(batch: Batch) -> list[ColumnElement[bool]]:
    return [
        OutgoingMail.meeting_id == batch.meeting_id,
        OutgoingMail.id > batch.after,
        OutgoingMail.key.startswith(batch.keys, autoescape=True),
    ]
