"""Read the outbox: lists for the desk, one mail, and whether mail is leaving."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import selectinload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import OF_THE_SERVER, WAITING, MailState, Problem

LATE = timedelta(minutes=5)  # a mail due for longer than this, while none has left, says that mail is not leaving


@dataclass(frozen=True)
class Health:
    """Whether mail is leaving: how many wait, how many failed, since when the oldest has been due.

    `late_since` is that moment when it is five minutes ago or more and no mail has left since: a mailing to
    thousands takes its time.
    """

    waiting: int
    failed: int
    due_since: datetime | None
    late_since: datetime | None

    @property
    def is_moving(self) -> bool:
        """Whether mail is leaving, or there is none to leave."""
        return self.late_since is None


def mails(
    state: MailState | None = None, words: str = "", meeting_id: int | None = None, subject_ref: str = ""
) -> Select[OutgoingMail]:
    """Return the statement for mails, newest first, by state, part of address or name, meeting or subject person."""
    statement = select(OutgoingMail).order_by(OutgoingMail.id.desc())
    if state is not None:
        statement = statement.where(OutgoingMail.state == state.value)
    if meeting_id is not None:
        statement = statement.where(OutgoingMail.meeting_id == meeting_id)
    if subject_ref:
        statement = statement.where(OutgoingMail.subject_ref == subject_ref)
    if words:
        statement = statement.where(
            or_(
                func.lower(OutgoingMail.to_address).contains(words.lower(), autoescape=True),
                OutgoingMail.to_name.icontains(words, autoescape=True),
            )
        )
    return statement


def mail(mail_id: int) -> OutgoingMail:
    """Return one mail with its attempts. Raises `NotFound`."""
    found = db.session.scalar(
        select(OutgoingMail).options(selectinload(OutgoingMail.attempts)).where(OutgoingMail.id == mail_id)
    )
    if found is None:
        raise NotFound
    return found


def counts(meeting_id: int | None = None) -> dict[MailState, int]:
    """Return how many mails are in each state, of one meeting or of all; states without any are left out."""
    statement = select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
    if meeting_id is not None:
        statement = statement.where(OutgoingMail.meeting_id == meeting_id)
    return {MailState(state): number for state, number in db.session.execute(statement)}


def is_anything_due(worker: str, now: datetime) -> bool:
    """Tell whether the worker has anything to send: what is due, what was left half done, its own leftovers."""
    statement = select(OutgoingMail.id).where(
        or_(
            and_(
                OutgoingMail.state.in_([state.value for state in WAITING]),
                OutgoingMail.bulk.in_((False, True)),  # for the index
                OutgoingMail.due_at <= now,
            ),
            and_(
                OutgoingMail.state == MailState.SENDING.value,
                or_(OutgoingMail.claimed_until <= now, OutgoingMail.claimed_by == worker),
            ),
        )
    )
    return db.session.scalar(statement.limit(1)) is not None


def marked_among(addresses: Collection[str]) -> set[str]:
    """Return those of the addresses, in small letters, that mail came back from for good, and that stand as they did.

    An address is marked for as long as such a mail stands: sending it again, correcting the address and
    erasing its contents each end that.
    """
    wanted = {address.lower() for address in addresses}
    if not wanted:
        return set()
    found = select(func.lower(OutgoingMail.to_address)).where(
        OutgoingMail.state == MailState.FAILED.value,
        OutgoingMail.problem == Problem.BOUNCED.name,
        func.lower(OutgoingMail.to_address).in_(wanted),
    )
    return set(db.session.scalars(found))


def health(now: datetime) -> Health:
    """Return whether mail is leaving: a mail that waits for another try counts as due when the server is to blame."""
    of_the_server = OutgoingMail.problem.in_([problem.name for problem in OF_THE_SERVER])
    rows = db.session.execute(
        select(
            OutgoingMail.state,
            func.count(),
            func.min(case((OutgoingMail.due_at <= now, OutgoingMail.due_at))),
            func.min(case((of_the_server, OutgoingMail.queued_at))),
        ).group_by(OutgoingMail.state)
    ).all()
    found = {MailState(row[0]): row[1] for row in rows}
    since = _earliest(
        *(row[2] for row in rows if MailState(row[0]) in (*WAITING, MailState.SENDING)),
        *(row[3] for row in rows if row[0] == MailState.RETRY.value),
    )
    late = since is not None and since <= now - LATE and not _has_left_since(now - LATE)
    return Health(
        waiting=sum(found.get(state, 0) for state in (*WAITING, MailState.SENDING)),
        failed=found.get(MailState.FAILED, 0),
        due_since=since,
        late_since=since if late else None,
    )


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _has_left_since(moment: datetime) -> bool:
    sent = OutgoingMail.state == MailState.SENT.value
    return db.session.scalar(select(OutgoingMail.id).where(sent, OutgoingMail.sent_at > moment).limit(1)) is not None
