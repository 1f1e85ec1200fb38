"""Let assessors assess: what by, who, until when; and take what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refusal, Refused, Stale
from meetings.ideas.actions import calls
from meetings.ideas.mail import assessing as mail
from meetings.ideas.models import Assessment, AssessmentCriterion, Assessor, Idea, IdeaCall, Score
from meetings.ideas.queries import assessing as queries
from meetings.ideas.queries.scores import has_scores
from meetings.ideas.rules import assessing as rules
from meetings.ideas.rules.assessing import MOST_ASSESSORS, AssessReason, Criterion, Marks
from meetings.outbox.actions import enqueue
from meetings.revisions import require_current
from meetings.text import key

# The log is kept for good: which assessor it was, their own row says, which loses its name with the contact data.
AN_ASSESSOR = Actor("En bedömare")


@dataclass(frozen=True)
class Settings:
    """What assessors may not see, more words to hide (one to a line), and until when they assess (exclusive)."""

    hides_actors: bool
    hides_assessors: bool
    hidden_words: str
    until: datetime | None


@dataclass(frozen=True)
class Asked:
    """Whom to ask to assess; `lang` is the language of their mail and pages."""

    name: str
    email: str
    lang: str


def save_settings(call_id: int, settings: Settings, base: int, now: datetime, actor: Actor) -> None:
    """Save how assessing is done. Raises `Stale`, `NotFound`."""
    with transaction.write() as session:
        call = calls.lock(session, call_id)
        require_current(base, call.revision)
        new = {
            "hides_actors": settings.hides_actors,
            "hides_assessors": settings.hides_assessors,
            "hidden_words": settings.hidden_words,
            "assess_until": settings.until,
        }
        changes: dict[str, tuple[object, object]] = {
            name: (getattr(call, name), value) for name, value in new.items() if getattr(call, name) != value
        }
        if not changes:
            return
        for name, value in new.items():
            setattr(call, name, value)
        _changed(call, now)
        record(actor, "ideas.assess_settings", now, meeting_id=call.meeting_id, changes=changes)


def save_criteria(call_id: int, wanted: Sequence[Criterion], base: int, now: datetime, actor: Actor) -> None:
    """Save what ideas are assessed by, in this order. Raises `Refused`, `Stale`, `NotFound`."""
    with transaction.write() as session:
        call = calls.lock(session, call_id)
        require_current(base, call.revision)
        old = queries.criteria(call_id)
        if refusal := rules.refusal_to_change(old, wanted, has_scores=has_scores(call_id)):
            raise Refused(refusal)
        if tuple(wanted) == old:
            return
        _write_criteria(session, call_id, wanted)
        _changed(call, now)
        labels: tuple[object, object] = tuple(", ".join(one.label for one in them) for them in (old, wanted))  # type: ignore[assignment]
        record(actor, "ideas.assess_criteria", now, meeting_id=call.meeting_id, changes={"criteria": labels})


def ask(call_id: int, who: Asked, now: datetime, actor: Actor) -> Assessor:
    """Ask somebody to assess: they get a link of their own by mail. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        call = calls.lock(session, call_id)
        _require_criteria(call_id)
        there = session.scalars(select(Assessor).where(Assessor.call_id == call_id)).all()
        if len(there) >= MOST_ASSESSORS:
            raise Refused(Refusal(AssessReason.TOO_MANY_ASSESSORS, {"most": MOST_ASSESSORS}))
        for one in there:
            if one.email_key == key(who.email):
                raise Refused(Refusal(AssessReason.IS_ASSESSOR, {"name": one.name}))
        made = Assessor(
            call_id=call_id, name=who.name, email=who.email, email_key=key(who.email), lang=who.lang, added_at=now
        )
        session.add(made)
        session.flush()
        _mail(call, made, now)
        changes: dict[str, tuple[object, object]] = {"name": (None, who.name), "email": (None, who.email)}
        _write_down("ideas.ask_assessor", call, made, now, actor, changes)
        return made


def ask_again(call_id: int, assessor_id: int, now: datetime, actor: Actor) -> Assessor:
    """Mail the assessor the same link once more. Raises `Refused` when it is closed, `NotFound`."""
    with transaction.write() as session:
        call, assessor = _held(session, call_id, assessor_id)
        if assessor.revoked_at is not None:
            raise Refused(AssessReason.REVOKED)
        _mail(call, assessor, now)
        _write_down("ideas.ask_assessor_again", call, assessor, now, actor)
        return assessor


def new_link(call_id: int, assessor_id: int, now: datetime, actor: Actor) -> Assessor:
    """Give the assessor a new link by mail; the old one is closed. Scores stay. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        call, assessor = _held(session, call_id, assessor_id)
        assessor.version += 1
        assessor.revoked_at = None
        _mail(call, assessor, now)
        _write_down("ideas.new_assessor_link", call, assessor, now, actor)
        return assessor


def revoke(call_id: int, assessor_id: int, now: datetime, actor: Actor) -> None:
    """Close the assessor's link; what they have assessed stays and counts. Raises `NotFound`."""
    with transaction.write() as session:
        call, assessor = _held(session, call_id, assessor_id)
        if assessor.revoked_at is None:
            assessor.version += 1
            assessor.revoked_at = now
            _write_down("ideas.revoke_assessor", call, assessor, now, actor)


@dataclass(frozen=True)
class Read:
    """What the assessor had before them: the revision of their own word (0: none), the version of the idea."""

    base: int
    of_version: int


def assess(assessor_id: int, version: int, number: int, marks: Marks, read: Read, now: datetime) -> None:
    """Save an assessor's word on the idea of this number in the call; with a conflict its scores are dropped.

    The same word saved twice is one. Raises `Refused` after the time to assess, or when the idea is not assessed any
    more; `Stale` when it was saved elsewhere meanwhile; `NotFound` when the link is closed.
    """
    with transaction.write() as session:
        at = queries.seat(assessor_id, version)
        call, assessor = _held(session, at.eyes.call_id, assessor_id)
        if assessor.version != version or assessor.revoked_at is not None:
            raise NotFound
        if refusal := rules.refusal_to_assess(call.assess_until, now):
            raise Refused(refusal)
        idea = session.scalar(queries.assessed(call.id).where(Idea.number == number))
        if idea is None:
            raise Refused(AssessReason.NOT_ASSESSED)
        marks = _accepted(marks, queries.criteria(call.id))
        saved = queries.mine(at, number)
        of_version = min(read.of_version, idea.current)
        if saved is not None and (saved.marks, saved.of_version) == (marks, of_version):
            return
        if read.base != (saved.revision if saved else 0):
            raise Stale(saved.revision if saved else 0)
        _put(session, assessor, idea, marks, of_version, now)
        assessor.seen_at = now
        record(AN_ASSESSOR, "ideas.assess", now, meeting_id=call.meeting_id, subject=f"idea:{idea.id}")


def _put(session: Session, assessor: Assessor, idea: Idea, marks: Marks, of_version: int, now: datetime) -> None:
    found = session.scalar(
        select(Assessment).where(Assessment.assessor_id == assessor.id, Assessment.idea_id == idea.id)
    )
    if found is None:
        found = Assessment(assessor_id=assessor.id, idea_id=idea.id, revision=0)
        session.add(found)
    found.conflict, found.comment, found.of_version = marks.conflict, marks.comment, of_version
    found.revision, found.saved_at = found.revision + 1, now
    standing = {score.criterion_id: score for score in found.scores}
    for criterion_id, score in standing.items():
        if criterion_id not in marks.scores:
            found.scores.remove(score)
    for criterion_id, value in marks.scores.items():
        if criterion_id in standing:
            standing[criterion_id].value = value
        else:
            found.scores.append(Score(criterion_id=criterion_id, value=value))


def _accepted(marks: Marks, criteria: Sequence[Criterion]) -> Marks:
    """Return the word with only such scores as the criteria have room for; none at all with a conflict."""
    if marks.conflict:
        return Marks({}, marks.comment, conflict=True)
    most: Mapping[int | None, int] = {one.id: one.most for one in criteria}
    kept = {one: score for one, score in marks.scores.items() if 1 <= score <= most.get(one, 0)}
    return Marks(kept, marks.comment)


def _write_criteria(session: Session, call_id: int, wanted: Sequence[Criterion]) -> None:
    there = {
        row.id: row
        for row in session.scalars(select(AssessmentCriterion).where(AssessmentCriterion.call_id == call_id))
    }
    for position, one in enumerate(wanted):
        row = there.pop(one.id, None) if one.id is not None else None
        if row is None:
            row = AssessmentCriterion(call_id=call_id)
            session.add(row)
        row.position, row.label, row.text, row.most, row.weight = position, one.label, one.text, one.most, one.weight
    for gone in there.values():
        session.delete(gone)


def _require_criteria(call_id: int) -> None:
    if not queries.criteria(call_id):
        raise Refused(AssessReason.NO_CRITERIA)


def _held(session: Session, call_id: int, assessor_id: int) -> tuple[IdeaCall, Assessor]:
    """Return the call, locked, and one of its assessors as it now stands."""
    call = calls.lock(session, call_id)
    found = session.get(Assessor, assessor_id, populate_existing=True)
    if found is None or found.call_id != call_id:
        raise NotFound
    return call, found


def _mail(call: IdeaCall, assessor: Assessor, now: datetime) -> None:
    if not assessor.email:
        raise Refused(AssessReason.ERASED)
    number = queries.number_assessed(call.id)
    enqueue(mail.asked(call, assessor, number, now), now)
    assessor.asked_at = now


def _changed(call: IdeaCall, now: datetime) -> None:
    call.revision += 1
    call.updated_at = now


def _write_down(
    action: str,
    call: IdeaCall,
    assessor: Assessor,
    now: datetime,
    actor: Actor,
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    record(actor, action, now, meeting_id=call.meeting_id, subject=f"assessor:{assessor.id}", changes=changes)
