"""Put a public thing into the search, and take it out, in the transaction that changes it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select

from meetings import transaction
from meetings.search.models import SearchRow
from meetings.text import clean, fold, key

_LONGEST_TITLE = 300


def put(kind: str, ref_id: int, title: str, text: str, at: datetime) -> None:
    """Make the thing findable by its title and text, or by what they are now; `at` orders equal hits.

    The feature names its own things by `kind` and `ref_id`; nothing here knows what they are.
    """
    with transaction.write() as session:
        row = session.scalar(_row(kind, ref_id))
        if row is None:
            row = SearchRow(kind=kind, ref_id=ref_id)
            session.add(row)
        everything = clean(f"{title}\n{text}")
        row.title = clean(title)[:_LONGEST_TITLE]
        row.title_exact, row.title_folded = key(row.title), fold(row.title)
        row.exact, row.folded = key(everything), fold(everything)
        row.at = at


def remove(kind: str, ref_id: int) -> None:
    """Take the thing out of the search; one that is not there is no mistake."""
    with transaction.write() as session:
        row = session.scalar(_row(kind, ref_id))
        if row is not None:
            session.delete(row)


def _row(kind: str, ref_id: int) -> Select[SearchRow]:
    return select(SearchRow).where(SearchRow.kind == kind, SearchRow.ref_id == ref_id)
