"""Mail that came back: a report is noted where its mail stands, and nowhere else."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from sqlalchemy import select

from meetings import transaction
from meetings.outbox.models import MailAttempt, OutgoingMail
from meetings.outbox.reports import Report, read
from meetings.outbox.rules import MailState, Problem
from meetings.web.logs import log


class Noted(Enum):
    """What a message turned out to be; the value is what the terminal says."""

    NO_REPORT = "It is no delivery report."
    NOT_OURS = "It reports on no mail of ours."
    KNOWN = "It reports what is known."
    LATE = "Noted: the mail is late."
    CAME_BACK = "Noted: the mail came back."


_OF_OURS = frozenset((Noted.KNOWN, Noted.LATE, Noted.CAME_BACK))


def is_done(noted: Noted) -> bool:
    """Tell whether the message has said all it can, so that it need not be kept."""
    return noted in _OF_OURS


def note(content: bytes, now: datetime) -> Noted:
    """Note what a message reports on a mail of ours, and return what it was. Anyone may have written it.

    Believed is only a report that holds the Message-ID of a mail that left here: nobody else knows that but who has
    seen the mail. The same report twice changes nothing.
    """
    report = read(content)
    if report is None:
        return Noted.NO_REPORT
    with transaction.write() as session:
        row = session.scalar(select(OutgoingMail).where(OutgoingMail.message_id == report.message_id).with_for_update())
        if row is None or not row.to_address:
            return Noted.NOT_OURS
        problem = _problem(report)
        last = select(MailAttempt.problem).where(MailAttempt.mail_id == row.id).order_by(MailAttempt.id.desc())
        if row.state != MailState.SENT.value or session.scalar(last.limit(1)) == problem.name:
            return Noted.KNOWN
        if report.is_final:
            row.state, row.problem, row.error = MailState.FAILED.value, problem.name, report.answer
        session.add(MailAttempt(mail_id=row.id, at=now, outcome=row.state, problem=problem.name, answer=report.answer))
    log().warning("bounce", mail=row.id, problem=problem.name)
    return Noted.CAME_BACK if report.is_final else Noted.LATE


def _problem(report: Report) -> Problem:
    if not report.is_final:
        return Problem.DELAYED
    return Problem.BOUNCED if report.is_permanent else Problem.EXPIRED
