"""Store what was answered, and change it; files that were answered with are kept and let go with the answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.extensions import db
from meetings.files import actions as files
from meetings.files.models import StoredFile
from meetings.files.rules import FileState
from meetings.questions import queries
from meetings.questions.models import Answer, SensitiveAnswer, Submission
from meetings.questions.rules import Asked, Differs, Given, differences
from meetings.statements import Prepared

OWNER = "answer"  # what a file that is an answer belongs to
_AT_ONCE = 500
_SUBMISSION = Prepared(insert(Submission).returning(Submission.id))
_ANSWERS, _SENSITIVE_ANSWERS = Prepared(insert(Answer)), Prepared(insert(SensitiveAnswer))


def submission(form_id: int, given: Sequence[Given], erase_after: datetime | None) -> Submission:
    """Return a new submission with these answers, to be added with what it belongs to.

    `erase_after` is when its sensitive answers go. Joins the open transaction, in which its files are kept.
    Raises `Refused` when one of them is not there any more.
    """
    with transaction.write() as session:
        _keep_files(session, given)
    made = Submission(form_id=form_id)
    for answer in given:
        if answer.sensitive:
            made.sensitive_answers.append(SensitiveAnswer(**_columns(answer), erase_after=erase_after))
        else:
            made.answers.append(Answer(**_columns(answer)))
    return made


def store(
    session: Session,
    form_id: int,
    given: Sequence[Given],
    erase_after: datetime | None,
    *,
    new_id: int | None = None,
) -> int:
    """Write a new submission with these answers and return its id, without objects: many do so at once.

    `erase_after` is when its sensitive answers go; `new_id` is an id that was taken ahead for it. Joins the open
    transaction. Raises `Refused` when a file among the answers is not there any more.
    """
    _keep_files(session, given)
    made = _SUBMISSION.new_row(new_id, form_id=form_id)
    answers = [{"submission_id": made, **_columns(answer)} for answer in given if not answer.sensitive]
    sensitive = [
        {"submission_id": made, **_columns(answer), "erase_after": erase_after} for answer in given if answer.sensitive
    ]
    _ANSWERS.run(*answers)
    _SENSITIVE_ANSWERS.run(*sensitive)
    return made


def take_along(session: Session, submission_id: int) -> list[Given]:
    """Return what was answered, to be written in another submission in the same transaction.

    Its files go there: they are an answer here no more. Joins the open transaction.
    """
    given = queries.answers(submission_id)
    keys = sorted({answer.file_key for answer in given if answer.file_key})
    if keys:
        for table in (Answer, SensitiveAnswer):
            session.execute(
                delete(table)
                .where(table.submission_id == submission_id, table.file_key.in_(keys))
                .execution_options(synchronize_session=False)
            )
        session.execute(
            update(StoredFile)
            .where(StoredFile.key.in_(keys), StoredFile.state == FileState.KEPT.value, StoredFile.owner == OWNER)
            .values(state=FileState.PENDING.value)
            .execution_options(synchronize_session=False)
        )
    return given


def replace_answers(
    session: Session,
    submission_id: int,
    asked: Sequence[Asked],
    old: Sequence[Given],
    new: Sequence[Given],
    erase_after: datetime | None,
) -> list[Differs]:
    """Write the answers that differ and return them.

    Only what is `asked` changes: the answers to questions that are asked no more stay, and an answer that
    stays the same keeps the words that it was given in. A file that is replaced is let go; a new one is kept.
    Joins the open transaction. Raises `Refused` when a file among the answers is not there any more.
    """
    changed = differences(asked, old, new)
    ids = {differs.question_id for differs in changed}
    had = {answer.file_key for answer in old if answer.file_key and answer.question_id in ids}
    has = {answer.file_key for answer in new if answer.file_key and answer.question_id in ids}
    _keep_files(session, [answer for answer in new if answer.file_key in has - had])
    for differs in changed:
        for table in (Answer, SensitiveAnswer):  # a question may have become sensitive since it was answered
            session.execute(
                delete(table)
                .where(table.submission_id == submission_id, table.question_id == differs.question_id)
                .execution_options(synchronize_session=False)
            )
        for answer in new:
            if answer.question_id != differs.question_id:
                continue
            if answer.sensitive:
                session.add(SensitiveAnswer(submission_id=submission_id, **_columns(answer), erase_after=erase_after))
            else:
                session.add(Answer(submission_id=submission_id, **_columns(answer)))
    session.flush()
    _discard_if_unanswered(session, had - has)
    return changed


def discard_unanswered_files() -> int:
    """Let go of files that were answered with and whose answer is no more, however it went; return how many."""
    lost = select(StoredFile.key).where(
        StoredFile.state == FileState.KEPT.value,
        StoredFile.owner == OWNER,
        StoredFile.key.not_in(select(Answer.file_key)),
        StoredFile.key.not_in(select(SensitiveAnswer.file_key)),
    )
    keys = set(db.session.scalars(lost.limit(_AT_ONCE)))  # found without a lock: it may take a while
    if not keys:
        return 0
    with transaction.write() as session:
        return _discard_if_unanswered(session, keys)


def _discard_if_unanswered(session: Session, keys: set[str]) -> int:
    """Let these files go, but for those that are an answer somewhere; return how many went."""
    for table in (Answer, SensitiveAnswer):
        if keys:
            keys = keys - set(session.scalars(select(table.file_key).where(table.file_key.in_(keys))))
    files.discard(session, keys)
    return len(keys)


def _keep_files(session: Session, given: Sequence[Given]) -> None:
    keys = [answer.file_key for answer in given if answer.file_key]
    if keys:
        files.keep(session, keys, OWNER)


def _columns(answer: Given) -> dict[str, object]:
    return {
        "question_id": answer.question_id,
        "choice_id": answer.choice_id,
        "asked": answer.asked,
        "text": answer.text,
        "file_key": answer.file_key,
    }
