"""Put a public thing into the search, and take it out, in the transaction that changes it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.search.models import WHOLE, SearchPlace, SearchRow, SearchText, SearchWord
from meetings.search.rules import depths
from meetings.text import clean, fold

One = TypeVar("One")
_LONGEST_TITLE = 300
_AT_ONCE = 500  # words in one statement
_TURN = 0x736F6B  # "sok": the advisory lock under which words are written


def put(
    kind: str,
    ref_id: int,
    title: str,
    text: str,
    at: datetime,
    *,
    within: int | None = None,
    whole: str = WHOLE,
    since: datetime | None = None,
    lang: str = "",
) -> None:
    """Make the thing findable by its title and text, or by what they are now; `at` orders equal hits.

    The feature names its own things by `kind` and `ref_id`; nothing here knows what they are. What is part of a
    meeting says which (`within`), what is part of a project says that too (`whole`): it is found only while the meeting
    or the project is. With `since` it is found from then on.
    `lang` is the language of title and text. Text without marks of Markdown makes the better excerpt.
    """
    with transaction.write() as session:
        _take_turn(session)
        row = session.scalar(_row(kind, ref_id))
        if row is None:
            row = SearchRow(kind=kind, ref_id=ref_id)
            session.add(row)
        row.title = clean(title)[:_LONGEST_TITLE]
        row.at, row.within, row.whole, row.since, row.lang = at, within, whole, since, lang
        session.flush()
        held = session.get(SearchText, row.id)
        if held is None:
            session.add(SearchText(row_id=row.id, text=clean(text)))
        else:
            held.text = clean(text)
        _put_words(session, row.id, {word: int(depth) for word, depth in depths(title, text).items()})


def remove(kind: str, ref_id: int) -> None:
    """Take the thing out of the search; one that is not there is no mistake."""
    with transaction.write() as session:
        _remove(session, [*session.scalars(_row(kind, ref_id))])


def remove_within(ref_id: int, whole: str = WHOLE) -> None:
    """Take everything that is part of the meeting (or project) out of the search, not the meeting itself."""
    with transaction.write() as session:
        parts = select(SearchRow).where(SearchRow.within == ref_id, SearchRow.whole == whole)
        _remove(session, [*session.scalars(parts)])


def _remove(session: Session, rows: Sequence[SearchRow]) -> None:
    if not rows:
        return
    _take_turn(session)
    for row in rows:
        _put_words(session, row.id, {})
        session.execute(delete(SearchText).where(SearchText.row_id == row.id))
        session.delete(row)
    session.flush()


def _take_turn(session: Session) -> None:
    """Let one at a time write words: two who write the same new word, or take the last of one, would collide."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TURN)))


def _put_words(session: Session, row_id: int, wanted: Mapping[str, int]) -> None:
    """Let the thing hold these words at these depths and no others; a word that nothing holds any more goes."""
    held = {
        exact: (word_id, depth)
        for exact, word_id, depth in session.execute(
            select(SearchWord.exact, SearchWord.id, SearchPlace.depth)
            .join(SearchPlace, SearchPlace.word_id == SearchWord.id)
            .where(SearchPlace.row_id == row_id)
        )
    }
    gone = [word_id for word, (word_id, depth) in held.items() if wanted.get(word) != depth]
    for some in _some_at_once(gone):
        session.execute(delete(SearchPlace).where(SearchPlace.row_id == row_id, SearchPlace.word_id.in_(some)))
    new = sorted(word for word, depth in wanted.items() if word not in held or held[word][1] != depth)
    ids = _ids_of(session, new)
    if new:
        places = [{"word_id": ids[word], "row_id": row_id, "depth": wanted[word]} for word in new]
        session.execute(insert(SearchPlace), places)
    still_held = exists().where(SearchPlace.word_id == SearchWord.id)
    for some in _some_at_once(gone):
        session.execute(
            delete(SearchWord).where(SearchWord.id.in_(some), ~still_held),
            execution_options={"synchronize_session": False},
        )


def _ids_of(session: Session, words: Sequence[str]) -> dict[str, int]:
    """Return the words with their numbers; those that are new get one."""
    known = _known(session, words)
    missing = [word for word in words if word not in known]
    if missing:
        session.execute(insert(SearchWord), [{"exact": word, "folded": fold(word)} for word in missing])
        known |= _known(session, missing)
    return known


def _known(session: Session, words: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _some_at_once([*words]):
        rows = session.execute(select(SearchWord.exact, SearchWord.id).where(SearchWord.exact.in_(some)))
        found |= dict(rows.all())
    return found


def _some_at_once(things: Sequence[One]) -> Iterator[Sequence[One]]:
    for start in range(0, len(things), _AT_ONCE):
        yield things[start : start + _AT_ONCE]


def _row(kind: str, ref_id: int) -> Select[SearchRow]:
    return select(SearchRow).where(SearchRow.kind == kind, SearchRow.ref_id == ref_id)
