"""The timed job: count, warn a week ahead, erase what is due with its copies, keep the figures, note what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from meetings import transaction
from meetings.audit.actions import WORKER, record
from meetings.audit.models import AuditValue
from meetings.outbox import actions as outbox
from meetings.privacy import mail, queries
from meetings.privacy.actions import copies, ledger
from meetings.privacy.actions.erasing import AT_ONCE, erase
from meetings.privacy.actions.freezing import freeze_meeting
from meetings.privacy.models import RetentionRun, RetentionWarning
from meetings.privacy.queries import Lot, Scope, classless_mail
from meetings.privacy.rules.retention import Verdict, end_of_today, refusal_to_erase
from meetings.questions.rules import Retention

JOB = "retention"
_CASE_IS_NEW = timedelta(days=7)
_TICK = timedelta(microseconds=1)


def run(now: datetime) -> str:
    """Do the day's work, and return in words what was done. Bears being killed and run again."""
    copies.clear_leftovers()
    again, unfinished = ledger.redo(now), queries.erased_since_the_last_run()
    with transaction.write() as session:
        row = RetentionRun(started_at=now, counts={}, waiting={})
        session.add(row)
        session.flush()
    lots = queries.lots(now)
    warned = [lot for lot in lots if lot.verdict is Verdict.WARN]
    _warn(warned, now)
    counts: Counter[str] = Counter()
    due = [lot for lot in lots if lot.verdict is Verdict.ERASE]
    for lot in due:
        counts += _erase(lot, now)
    counts += _erase_outlived(now) + _erase_late_copies(now) + Counter(idea_drafts=ledger.lapse_drafts(now))
    if counts or again or unfinished:
        copies.after_erasing(now)
    removed = copies.renew_backups(now)
    waiting = Counter(lot.retention.value for lot in lots if lot.verdict is Verdict.WAITS)
    with transaction.write() as session:
        row = session.get_one(RetentionRun, row.id)
        row.finished_at, row.counts, row.meetings = now, dict(counts), len({lot.meeting_id for lot in due})
        row.warned, row.waiting, row.backups_removed = len({lot.meeting_id for lot in warned}), dict(waiting), removed
    if removed:
        copies.shrink_sqlite()
    return f"{counts.total()} erased, {len(warned)} warned of, {waiting.total()} waiting, {removed} backups removed"


def erase_again(now: datetime) -> int:
    """Erase what a backup that was just put back brought back, and return how many erasures that were."""
    again = ledger.redo(now)
    if again:
        copies.after_erasing(now)
    return again


def _warn(lots: Sequence[Lot], now: datetime) -> None:
    """Note what goes in a week, and mail it to those who may do something about it."""
    if not lots:
        return
    with transaction.write() as session:
        for lot in lots:
            counts = queries.counts(Scope(lot.meeting_id), lot.retention, now)
            session.add(
                RetentionWarning(
                    meeting_id=lot.meeting_id,
                    retention=lot.retention.value,
                    due_at=lot.due,
                    warned_at=now,
                    counts=counts,
                )
            )
        for account in queries.administrators():
            outbox.enqueue(mail.warning(account, lots, now), now)


def _erase(lot: Lot, now: datetime) -> Counter[str]:
    """Erase one class of one meeting; what its figures are made of is counted before."""
    if lot.retention is Retention.CONTACT:
        freeze_meeting(lot.meeting_id, now)
    scope = Scope(lot.meeting_id)
    counts = erase(scope, lot.retention, now)
    with transaction.write() as session:
        row = ledger.note(scope, lot.retention, counts, now)
        session.execute(
            update(RetentionWarning)
            .where(
                RetentionWarning.meeting_id == lot.meeting_id,
                RetentionWarning.retention == lot.retention.value,
                RetentionWarning.done_at.is_(None),
            )
            .values(done_at=now)
        )
        erased = {name: (number, 0) for name, number in counts.items()}
        record(WORKER, "privacy.erase", now, meeting_id=lot.meeting_id, changes=erased)
    ledger.write_down(row)
    return counts


def _erase_outlived(now: datetime) -> Counter[str]:
    """Erase copies that have outlived the day they were to be kept until: mails, and old and new values.

    Those of the contact class only when that class may be erased at all.
    """
    until = end_of_today(now) - _TICK
    answered = queries.requests_whose_answer_goes(until)
    refusal = refusal_to_erase(queries.periods()[Retention.CONTACT], public_body=queries.is_public_body())
    among = [classless_mail()] if refusal else []
    found: Counter[str] = Counter()
    while number := outbox.erase_old(until, AT_ONCE, *among):
        found["mails"] += number
    while refusal is None and (number := _erase_old_values(until)):
        found["audit_values"] += number
    for meeting_id, registration_id in answered:  # the last that was left of somebody: the backups go after it too
        ledger.write_down(ledger.note(Scope(meeting_id, registration_id), None, {"mails": 1}, now))
    return found


def _erase_old_values(until: datetime) -> int:
    with transaction.write() as session:
        old = select(AuditValue.id).where(AuditValue.erase_after <= until).limit(AT_ONCE)
        gone = delete(AuditValue).where(AuditValue.id.in_(old)).returning(AuditValue.id)
        return len(session.scalars(gone).all())


def _erase_late_copies(now: datetime) -> Counter[str]:
    """Erase what came to stand about somebody while they were erased: a mail that was just being handed over."""
    found: Counter[str] = Counter()
    for meeting_id, registration_id in queries.people_erased_since(now - _CASE_IS_NEW):
        found += erase(queries.person(meeting_id, registration_id), Retention.CONTACT, now)
    return found
