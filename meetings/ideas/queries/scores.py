"""What the secretariat reads of assessment: who has come how far, and what the scores come to. Flat in queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, select

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.models import Assessment, AssessmentCriterion, Assessor, Idea, Score
from meetings.ideas.queries.assessing import assessed, criteria, criterion
from meetings.ideas.rules.assessing import Criterion, Marks, Result, is_whole, result


@dataclass(frozen=True)
class Standing:
    """An assessor and how many ideas they have assessed, begun and refrained from."""

    assessor: Assessor
    done: int
    begun: int
    conflicts: int


@dataclass(frozen=True)
class Row:
    """An idea in the table of results."""

    id: int
    number: int
    title: str
    result: Result
    comments: int


@dataclass(frozen=True)
class Word:
    """One assessor's word on one idea, with who said it; `of_version` is the version that they read."""

    name: str
    marks: Marks
    of_version: int
    saved_at: datetime


def has_scores(call_id: int) -> bool:
    """Tell whether any score has been given in the call."""
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Score.assessment_id == Assessment.id,
                    Assessment.assessor_id == Assessor.id,
                    Assessor.call_id == call_id,
                )
            )
        )
    )


def table(call_id: int, scales: Sequence[Criterion]) -> tuple[list[Standing], list[Row]]:
    """Return the call's assessors with how far each has come, and what the scores of each idea come to, by number.

    Those whose link is closed are among the assessors. Only ideas that are assessed now count. Four queries.
    """
    marks = _marks(call_id)
    ideas = db.session.execute(assessed(call_id).with_only_columns(Idea.id, Idea.number, Idea.title)).all()
    among = {row.id: marks.get(row.id, []) for row in ideas}
    rows = [_row(row.id, row.number, row.title, [one for _id, one in among[row.id]], scales) for row in ideas]
    return _standings(call_id, among, scales), rows


def _standings(
    call_id: int, words: Mapping[int, list[tuple[int, Marks]]], scales: Sequence[Criterion]
) -> list[Standing]:
    done: Counter[int] = Counter()
    begun: Counter[int] = Counter()
    conflicts: Counter[int] = Counter()
    for said in words.values():
        for assessor_id, marks in said:
            counted = conflicts if marks.conflict else done if is_whole(marks, scales) else begun
            counted[assessor_id] += 1
    found = db.session.scalars(select(Assessor).where(Assessor.call_id == call_id).order_by(Assessor.id)).all()
    return [Standing(one, done[one.id], begun[one.id], conflicts[one.id]) for one in found]


def result_of(idea_id: int) -> tuple[Sequence[Criterion], Result]:
    """Return what the idea's call is assessed by, and what its scores come to. One query."""
    rows: Sequence[Any] = db.session.execute(
        select(AssessmentCriterion, Assessment, Score.value)
        .select_from(Idea)
        .outerjoin(AssessmentCriterion, AssessmentCriterion.call_id == Idea.call_id)
        .outerjoin(Assessment, Assessment.idea_id == Idea.id)
        .outerjoin(Score, and_(Score.assessment_id == Assessment.id, Score.criterion_id == AssessmentCriterion.id))
        .where(Idea.id == idea_id)
        .order_by(AssessmentCriterion.position, AssessmentCriterion.id, Assessment.id)
    ).all()
    scales = {row.id: criterion(row) for row, _one, _value in rows if row is not None}
    said = {one.id: one for _row, one, _value in rows if one is not None}
    scores: dict[int, dict[int, int]] = {number: {} for number in said}
    for row, one, value in rows:
        if value is not None:
            scores[one.id][row.id] = value
    marks = [Marks(scores[one.id], one.comment, one.conflict) for one in said.values()]
    return tuple(scales.values()), result(marks, tuple(scales.values()))


def totals(call_id: int) -> Mapping[int, Result]:
    """Return what the scores of every idea with any come to, by the idea's id."""
    scales = criteria(call_id)
    return {idea_id: result([one for _id, one in words], scales) for idea_id, words in _marks(call_id).items()}


def words_on(idea_id: int) -> list[Word]:
    """Return every assessor's word on an idea, by when they were asked. Two queries."""
    scores = _scores(Assessment.idea_id == idea_id)
    found = db.session.execute(
        select(Assessment, Assessor.name)
        .join(Assessor, Assessor.id == Assessment.assessor_id)
        .where(Assessment.idea_id == idea_id)
        .order_by(Assessor.id)
    )
    return [
        Word(name, Marks(scores[row.id], row.comment, row.conflict), row.of_version, row.saved_at)
        for row, name in found
    ]


def assessed_idea(call_id: int, idea_id: int) -> tuple[int, str, int]:
    """Return the number, the title and the latest version of an idea that is assessed. Raises `NotFound`."""
    row = db.session.execute(
        assessed(call_id).where(Idea.id == idea_id).with_only_columns(Idea.number, Idea.title, Idea.current)
    ).first()
    if row is None:
        raise NotFound
    return row.number, row.title, row.current


def _row(idea_id: int, number: int, title: str, marks: Sequence[Marks], scales: Sequence[Criterion]) -> Row:
    return Row(idea_id, number, title, result(marks, scales), sum(bool(one.comment) for one in marks))


def _marks(call_id: int) -> Mapping[int, list[tuple[int, Marks]]]:
    """Return every word in the call, by the idea's id, with the assessor's id."""
    mine = select(Assessor.id).where(Assessor.call_id == call_id)
    scores = _scores(Assessment.assessor_id.in_(mine))
    found: dict[int, list[tuple[int, Marks]]] = defaultdict(list)
    for row in db.session.execute(
        select(
            Assessment.id, Assessment.idea_id, Assessment.assessor_id, Assessment.conflict,
            func.coalesce(Assessment.comment, "").label("comment"),
        ).where(Assessment.assessor_id.in_(mine))
    ):  # fmt: skip
        found[row.idea_id].append((row.assessor_id, Marks(scores[row.id], row.comment, row.conflict)))
    return found


def _scores(condition: object) -> Mapping[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for assessment_id, criterion_id, value in db.session.execute(
        select(Score.assessment_id, Score.criterion_id, Score.value)
        .join(Assessment, Assessment.id == Score.assessment_id)
        .where(condition)  # type: ignore[arg-type]
    ):
        found[assessment_id][criterion_id] = value
    return found
