"""Which public things hold these words: as they are written, or without their diacritics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from meetings.extensions import db
from meetings.search.models import PROJECT, WHOLE, SearchPlace, SearchRow, SearchText, SearchWord
from meetings.search.rules import MOST_WORDS, Wanted, wanted

MOST_FORMS = 1_000  # words that one part of a word is looked for in
_FOLDED = MOST_WORDS + 1  # more than any number of words that stand in the text alone


@dataclass(frozen=True)
class Hit:
    """A thing that was found, with its text as it was put in."""

    kind: str
    ref_id: int
    within: int | None
    whole: str
    lang: str
    title: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Found:
    """What was found: the rows' numbers in order, and how many things there are of each kind."""

    rows: Sequence[int]
    kinds: Mapping[str, int]


def found(typed: str, now: datetime, kind: str | None = None) -> Found:
    """Return what holds every word that was typed, at `now`; the rows are of one kind or of all.

    First those that hold the words as they are written, of them those with most in the title; then those that hold
    some without diacritics; the newest first among equals. A part of a word is looked for in the shortest 1,000 words
    that hold it. Without a word nothing is found.
    """
    words = wanted(typed)
    if not words:
        return Found((), {})
    holders = _holders(words)
    statement = select(SearchRow.id, SearchRow.kind).join(holders, holders.c.row_id == SearchRow.id)
    rows = db.session.execute(
        statement.where(*_findable(now)).order_by(holders.c.rank, SearchRow.at.desc(), SearchRow.id.desc())
    ).all()
    return Found([row for row, its_kind in rows if kind in (None, its_kind)], Counter(row.kind for row in rows))


def hits(rows: Sequence[int]) -> list[Hit]:
    """Return the things of these rows, in this order."""
    statement = select(SearchRow, SearchText.text).join(SearchText, SearchText.row_id == SearchRow.id)
    by_row = {
        row.id: Hit(row.kind, row.ref_id, row.within, row.whole, row.lang, row.title, text, row.at)
        for row, text in db.session.execute(statement.where(SearchRow.id.in_(rows)))
    }
    return [by_row[row] for row in rows if row in by_row]


def _holders(words: Sequence[Wanted]) -> CTE:
    """Return the rows that hold all the words, each with its rank: the sum of the ranks that its words have in it.

    All words go through one join: of several, PostgreSQL would know too little to join them well.
    """
    forms = union_all(*(select(_forms(number, word)) for number, word in enumerate(words))).cte("forms")
    row = SearchPlace.row_id + 0  # no column of an index, by which SQLite would read all places in order
    each = (
        select(row.label("row_id"), forms.c.number, func.min(forms.c.rank + SearchPlace.depth).label("rank"))
        .join_from(forms, SearchPlace, SearchPlace.word_id == forms.c.id)
        .group_by(row, forms.c.number)
        .cte("each")
    )
    return (
        select(each.c.row_id, func.sum(each.c.rank).label("rank"))
        .group_by(each.c.row_id)
        .having(func.count() == len(words))
        .cte("holders")
    )


def _forms(number: int, word: Wanted) -> CTE:
    """Return the words that hold the word, each with its rank: 0 as it was typed, more when only folded."""
    as_written = _holds(SearchWord.exact, word.exact, word)
    return (
        select(
            SearchWord.id.label("id"),
            literal(number).label("number"),
            case((as_written, 0), else_=_FOLDED).label("rank"),
        )
        .where(_holds(SearchWord.folded, word.folded, word))
        .order_by(case((as_written, 0), else_=1), func.length(SearchWord.folded), SearchWord.id)
        .limit(MOST_FORMS)
        .cte(f"forms_{number}")
    )


def _holds(column: InstrumentedAttribute[str], text: str, word: Wanted) -> ColumnElement[bool]:
    if word.whole:
        return column == text
    place = func.instr if db.engine.dialect.name == "sqlite" else func.strpos
    found_at: ColumnElement[Any] = place(column, text)
    return found_at > 0


def _findable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    whole = aliased(SearchRow)
    its_whole = [
        and_(SearchRow.whole == kind, SearchRow.within.in_(select(whole.ref_id).where(whole.kind == kind)))
        for kind in (WHOLE, PROJECT)
    ]
    return or_(SearchRow.since.is_(None), SearchRow.since <= now), or_(SearchRow.within.is_(None), *its_whole)
