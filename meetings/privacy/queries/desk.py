"""Read what the desk shows of retention: runs, warnings, requests, and who is to be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, cast, exists, func, literal, or_, select
from sqlalchemy.orm import joinedload

from meetings.accounts.models import Account, Grant
from meetings.accounts.rules import Permission
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.privacy.models import Erasure, ErasureCase, RetentionRun, RetentionWarning
from meetings.privacy.queries.periods import is_public_body, periods
from meetings.privacy.rules.cases import CaseState
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting

_RUNS = 20
_ANSWERED = 100


def administrators() -> Sequence[Account]:
    """Return the administrators whose accounts are open."""
    return db.session.scalars(
        select(Account)
        .join(Account.grants)
        .where(
            Grant.permission == Permission.ADMINISTRATOR.value, Grant.meeting_id.is_(None), Account.closed_at.is_(None)
        )
        .order_by(Account.id)
    ).all()


def runs() -> Sequence[RetentionRun]:
    """Return the latest runs that did something, and the very latest, newest first."""
    newest = select(func.max(RetentionRun.id)).scalar_subquery()
    did_something = or_(RetentionRun.meetings > 0, RetentionRun.warned > 0, RetentionRun.backups_removed > 0)
    return db.session.scalars(
        select(RetentionRun)
        .where(or_(did_something, RetentionRun.id == newest))
        .order_by(RetentionRun.id.desc())
        .limit(_RUNS)
    ).all()


def last_run() -> RetentionRun | None:
    """Return the latest run that came to its end."""
    return db.session.scalar(
        select(RetentionRun).where(RetentionRun.finished_at.is_not(None)).order_by(RetentionRun.id.desc()).limit(1)
    )


def erased_since_the_last_run() -> bool:
    """Tell whether something was erased that no run which came to its end has cleared up after."""
    last = select(func.max(RetentionRun.started_at)).where(RetentionRun.finished_at.is_not(None)).scalar_subquery()
    newer = exists().where(or_(last.is_(None), Erasure.at > last))
    return bool(db.session.scalar(select(newer)))


def waiting_for_a_decision() -> int:
    """Return of how many meetings something waited for a decision at the last run, of a class that still lacks one."""
    run = last_run()
    if run is None or not run.waiting or not is_public_body():
        return 0
    lacking = {
        one.retention.value for one in periods().values() if one.days is not None and not one.rests_on_a_decision
    }
    return max((number for retention, number in run.waiting.items() if retention in lacking), default=0)


def open_cases_and_meetings_warned_of() -> tuple[int, int]:
    """Return how many requests of erasure wait for an answer, and of how many meetings something goes within a week."""
    cases_open = select(func.count()).select_from(ErasureCase).where(ErasureCase.state == CaseState.OPEN.value)
    warned_of = select(func.count(RetentionWarning.meeting_id.distinct())).where(RetentionWarning.done_at.is_(None))
    row = db.session.execute(select(cases_open.scalar_subquery(), warned_of.scalar_subquery())).one()
    return row[0], row[1]


def cases() -> tuple[Sequence[ErasureCase], Sequence[ErasureCase]]:
    """Return the requests that wait, the oldest first, and the latest of those that were answered."""
    whole = select(ErasureCase).options(joinedload(ErasureCase.meeting), joinedload(ErasureCase.registration))
    waiting = whole.where(ErasureCase.state == CaseState.OPEN.value).order_by(ErasureCase.id)
    answered = whole.where(ErasureCase.state != CaseState.OPEN.value).order_by(ErasureCase.decided_at.desc())
    return db.session.scalars(waiting).all(), db.session.scalars(answered.limit(_ANSWERED)).all()


def case(case_id: int) -> ErasureCase:
    """Return a request with its meeting and registration. Raises `NotFound`."""
    found = db.session.get(
        ErasureCase,
        case_id,
        options=[joinedload(ErasureCase.meeting), joinedload(ErasureCase.registration)],
        populate_existing=True,
    )
    if found is None:
        raise NotFound
    return found


def whom_it_is_about(meeting_id: int, registration_id: int) -> Registration:
    """Return the registration with its meeting. Raises `NotFound` when it is of another meeting, or of none."""
    found = db.session.get(
        Registration, registration_id, options=[joinedload(Registration.meeting)], populate_existing=True
    )
    if found is None or found.meeting_id != meeting_id:
        raise NotFound
    return found


def open_case_of(registration_id: int) -> int | None:
    """Return the number of the request of this person's that waits for an answer, or None."""
    waits = ErasureCase.registration_id == registration_id, ErasureCase.state == CaseState.OPEN.value
    return db.session.scalar(select(ErasureCase.id).where(*waits).limit(1))


def erasures_of(meeting_id: int) -> Sequence[Erasure]:
    """Return what was erased of a meeting, newest first."""
    return db.session.scalars(
        select(Erasure).where(Erasure.meeting_id == meeting_id).order_by(Erasure.at.desc(), Erasure.id).limit(_ANSWERED)
    ).all()


def people_erased_since(since: datetime) -> list[tuple[int, int]]:
    """Return meeting and registration of those who were erased by themselves since then."""
    rows = db.session.execute(
        select(Erasure.meeting_id, Registration.id)
        .join(Registration, Registration.id == Erasure.registration_id)
        .where(Erasure.at > since, Registration.erased_at.is_not(None), Registration.meeting_id == Erasure.meeting_id)
    )
    return [(meeting_id, registration_id) for meeting_id, registration_id in rows]


def requests_whose_answer_goes(until: datetime) -> list[tuple[int, int]]:
    """Return meeting and registration of the granted requests whose answer was to be kept until then at most."""
    ref = literal("case:") + cast(ErasureCase.id, String)
    rows = db.session.execute(
        select(ErasureCase.meeting_id, ErasureCase.registration_id)
        .join(OutgoingMail, OutgoingMail.subject_ref == ref)
        .where(OutgoingMail.erase_after <= until)
        .distinct()
    )
    return [(meeting_id, registration_id) for meeting_id, registration_id in rows]


def title_of(meeting_id: int) -> tuple[str, datetime]:
    """Return a meeting's title and end. Raises `NotFound`."""
    found = db.session.execute(select(Meeting.title, Meeting.ends_at).where(Meeting.id == meeting_id)).first()
    if found is None:
        raise NotFound
    return found[0], found[1]
