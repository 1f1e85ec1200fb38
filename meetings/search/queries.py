"""Which public things hold these words: as they are written, or without their diacritics."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, case, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from meetings.search.models import SearchRow
from meetings.text import clean, fold, key

MOST_WORDS = 10
LONGEST_WORD = 60


def found(words: str, kind: str | None = None) -> Select[SearchRow]:
    """Return the statement for the things that hold every word, of one kind or of all; the caller pages it.

    First those with the words in their title as written, then as written anywhere, then in the title without
    diacritics, then the rest; the newest first among equals. Without a word nothing is found.
    """
    exact = [key(word) for word in _words(words)]
    folded = [fold(word) for word in exact]
    if not exact:
        return select(SearchRow).where(false())
    each = [
        or_(_holds(SearchRow.exact, one), _holds(SearchRow.folded, other))
        for one, other in zip(exact, folded, strict=True)
    ]
    rank = case(
        (_hold_all(SearchRow.title_exact, exact), 0),
        (_hold_all(SearchRow.exact, exact), 1),
        (_hold_all(SearchRow.title_folded, folded), 2),
        else_=3,
    )
    statement = select(SearchRow).where(*each).order_by(rank, SearchRow.at.desc(), SearchRow.id.desc())
    return statement if kind is None else statement.where(SearchRow.kind == kind)


def _words(typed: str) -> list[str]:
    """Return the words to look for: the first ten, each cut at 60 characters, without repetitions."""
    kept = "".join(letter for letter in clean(typed) if letter >= " " or letter.isspace())
    encodable = kept.encode("utf-8", "ignore").decode()
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in encodable.split()))[:MOST_WORDS]


def _holds(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    return column.contains(word, autoescape=True)


def _hold_all(column: InstrumentedAttribute[str], words: list[str]) -> ColumnElement[bool]:
    return and_(*(_holds(column, word) for word in words))
