"""All that assessors read passes here: what may not be known of who is behind an idea is hidden before it leaves.

Nothing but values comes out, never a row of a table. What is hidden is said by `rules.anonymity`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.files.queries import stored
from meetings.ideas.models import Assessment, AssessmentCriterion, Assessor, Idea, IdeaCall, IdeaVersion, Score
from meetings.ideas.queries.behind import behind
from meetings.ideas.rules import anonymity
from meetings.ideas.rules.assessing import ASSESSED_STATES, LATE_ACCEPTED, Criterion, Marks, Progress, progress
from meetings.ideas.rules.content import Content, answers_in, attached_in, from_json
from meetings.schedule.models import Meeting

PER_PAGE = 50


@dataclass(frozen=True)
class Eyes:
    """How a call's ideas are read: `hides_actors` without who is behind them, and without `hidden_words`."""

    call_id: int
    hides_actors: bool
    hidden_words: str


@dataclass(frozen=True)
class Seat:
    """An assessor at work: what they assess by, until when (exclusive, None: no end), and who else does.

    `others` are names, none where assessors are hidden from each other. `reply_to` is an address of the secretariat's.
    """

    assessor_id: int
    name: str
    lang: str
    eyes: Eyes
    meeting: str
    until: datetime | None
    criteria: Sequence[Criterion]
    others: Sequence[str]
    reply_to: str


@dataclass(frozen=True)
class Listed:
    """An idea in an assessor's list."""

    number: int
    title: str
    progress: Progress


@dataclass(frozen=True)
class Worklist:
    """A page of an assessor's list, how many ideas there are and are done, and the number of the next to assess."""

    rows: Sequence[Listed]
    total: int
    done: int
    upcoming: int | None
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True)
class ShownFile:
    """An attachment: without name and size where it is withheld."""

    number: int
    type: str
    name: str = ""
    size: int = 0


@dataclass(frozen=True)
class Shown:
    """An idea as it is read; `version` is the number of the received version."""

    number: int
    version: int
    lang: str
    content: Content
    answers: tuple[tuple[str, str], ...]
    files: tuple[ShownFile, ...]


@dataclass(frozen=True)
class Mine:
    """What an assessor has saved of one idea, when, by which revision, and of which version of the idea."""

    marks: Marks
    revision: int
    of_version: int
    saved_at: datetime


def seat(assessor_id: int, version: int) -> Seat:
    """Return the assessor whose link this is. Raises `NotFound` when it has been revoked."""
    found = db.session.scalar(
        select(Assessor)
        .where(Assessor.id == assessor_id, Assessor.version == version, Assessor.revoked_at.is_(None))
        .options(joinedload(Assessor.call).joinedload(IdeaCall.meeting).selectinload(Meeting.contacts))
    )
    if found is None:
        raise NotFound
    call = found.call
    return Seat(
        assessor_id=found.id,
        name=found.name,
        lang=found.lang,
        eyes=eyes(call),
        meeting=call.meeting.title,
        until=call.assess_until,
        criteria=criteria(call.id),
        others=() if call.hides_assessors else _others(found),
        reply_to=next((one.email for one in call.meeting.contacts if one.email), ""),
    )


def eyes(call: IdeaCall) -> Eyes:
    """Return how the ideas of this call are read by its assessors."""
    return Eyes(call.id, call.hides_actors, call.hidden_words)


def criteria(call_id: int) -> tuple[Criterion, ...]:
    """Return what the ideas of this call are assessed by, in order."""
    rows = db.session.scalars(
        select(AssessmentCriterion)
        .where(AssessmentCriterion.call_id == call_id)
        .order_by(AssessmentCriterion.position, AssessmentCriterion.id)
    )
    return tuple(criterion(row) for row in rows)


def criterion(row: AssessmentCriterion) -> Criterion:
    """Return the criterion of the row."""
    return Criterion(row.id, row.label, row.text, row.most, row.weight)


def worklist(at: Seat, page: int) -> Worklist:
    """Return a page of the ideas to assess by number, and how far the assessor has come. Seven queries."""
    mine = saved_by(at.assessor_id)
    listed = [
        (row.id, row.number, row.title, _progress(at, mine.get(row.id), row.current))
        for row in db.session.execute(
            assessed(at.eyes.call_id).with_only_columns(Idea.id, Idea.number, Idea.title, Idea.current)
        )
    ]
    left = [number for _id, number, _title, how in listed if _is_left(how)]
    pages = max(1, -(-len(listed) // PER_PAGE))
    page = min(page, pages)
    shown = listed[(page - 1) * PER_PAGE : page * PER_PAGE]
    titles = _titles(at.eyes, {idea_id: title for idea_id, _number, title, _how in shown})
    rows = [Listed(number, titles[idea_id], how) for idea_id, number, _title, how in shown]
    return Worklist(rows, len(listed), len(listed) - len(left), left[0] if left else None, page)


def next_after(at: Seat, number: int) -> int | None:
    """Return the number of the next idea that the assessor has not done, beginning anew after the last; None: all."""
    mine = saved_by(at.assessor_id)
    rows = db.session.execute(assessed(at.eyes.call_id).with_only_columns(Idea.id, Idea.number, Idea.current))
    left = [row.number for row in rows if _is_left(_progress(at, mine.get(row.id), row.current))]
    return next((one for one in left if one > number), next((one for one in left if one != number), None))


def shown(through: Eyes, number: int) -> Shown:
    """Return the idea of this number in the call as its assessors read it. Raises `NotFound`."""
    idea_id, version = _found(through.call_id, number)
    content, answers = from_json(version.content), answers_in(version.content)
    attached = attached_in(version.content)
    files = tuple(ShownFile(place, one.type, one.name, one.size) for place, one in enumerate(attached, start=1))
    if through.hides_actors:
        who = behind([idea_id], through.hidden_words)[idea_id]
        content = anonymity.anonymised(content, who)
        answers = anonymity.anonymised_answers(answers, who)
        files = tuple(ShownFile(place, kind) for place, kind in anonymity.withheld(attached))
    lang = str(version.content.get("lang", "sv"))
    return Shown(number, version.number, lang, content, answers, files)


def mine(at: Seat, number: int) -> Mine | None:
    """Return what the assessor has saved of the idea of this number; None when nothing."""
    of_number = assessed(at.eyes.call_id).order_by(None).with_only_columns(Idea.id).where(Idea.number == number)
    return next(iter(saved_by(at.assessor_id, of_number).values()), None)


def attachment(at: Seat, number: int, which: int) -> StoredFile:
    """Return an attachment by its place from 1. Raises `NotFound`, always where actors are hidden."""
    if at.eyes.hides_actors:
        raise NotFound
    _idea_id, version = _found(at.eyes.call_id, number)
    attached = attached_in(version.content)
    file = stored(attached[which - 1].key) if 1 <= which <= len(attached) else None
    if file is None:
        raise NotFound
    return file


def assessed(call_id: int) -> Select[Any]:
    """Return the statement for the ideas that are assessed, by number: received and standing, late only if accepted."""
    return (
        select(Idea)
        .where(
            Idea.call_id == call_id,
            Idea.state.in_(ASSESSED_STATES),
            or_(Idea.late.is_(False), Idea.late_decision == LATE_ACCEPTED),
            Idea.current > 0,
            Idea.erased_at.is_(None),
        )
        .order_by(Idea.number)
    )


def saved_by(assessor_id: int, ideas: Select[Any] | None = None) -> Mapping[int, Mine]:
    """Return what the assessor has saved by the idea's id, of all or of those that `ideas` selects. Two queries."""
    wanted = select(Assessment).where(Assessment.assessor_id == assessor_id)
    if ideas is not None:
        wanted = wanted.where(Assessment.idea_id.in_(ideas))
    scores: dict[int, dict[int, int]] = {}
    for row in db.session.scalars(
        select(Score).where(Score.assessment_id.in_(wanted.with_only_columns(Assessment.id)))
    ):
        scores.setdefault(row.assessment_id, {})[row.criterion_id] = row.value
    return {
        row.idea_id: Mine(
            Marks(scores.get(row.id, {}), row.comment, row.conflict), row.revision, row.of_version, row.saved_at
        )
        for row in db.session.scalars(wanted)
    }


def number_assessed(call_id: int) -> int:
    """Return how many ideas of the call are assessed."""
    statement = assessed(call_id).order_by(None).with_only_columns(func.count(Idea.id))
    return int(db.session.scalar(statement) or 0)


def is_assessed(through: Eyes, number: int) -> bool:
    """Tell whether the idea of this number is assessed."""
    return db.session.scalar(assessed(through.call_id).where(Idea.number == number)) is not None


def _found(call_id: int, number: int) -> tuple[int, IdeaVersion]:
    row = db.session.execute(
        assessed(call_id)
        .where(Idea.number == number)
        .join(IdeaVersion, and_(IdeaVersion.idea_id == Idea.id, IdeaVersion.number == Idea.current))
        .with_only_columns(Idea.id, IdeaVersion)
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _others(assessor: Assessor) -> tuple[str, ...]:
    names = db.session.scalars(
        select(Assessor.name).where(
            Assessor.call_id == assessor.call_id, Assessor.id != assessor.id, Assessor.revoked_at.is_(None)
        )
    )
    return tuple(sorted(names))


def _titles(through: Eyes, titles: Mapping[int, str]) -> Mapping[int, str]:
    if not through.hides_actors:
        return titles
    who = behind(list(titles), through.hidden_words)
    return {idea_id: anonymity.hidden_in(title, who[idea_id]) for idea_id, title in titles.items()}


def _progress(at: Seat, saved: Mine | None, current: int) -> Progress:
    if saved is None:
        return Progress.NEW
    return progress(saved.marks, at.criteria, of_version=saved.of_version, current=current)


def _is_left(how: Progress) -> bool:
    return how not in (Progress.DONE, Progress.CONFLICT)
