"""How long a search takes in 10,000 notes of 3 kB each: the question alone, and the page with its excerpts.

The words are made up, but spread as in a language: few stand in most notes, most in few, and every third is put
together of two. Each time is the least of seven, since others may use the machine.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import accumulate
from time import perf_counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from meetings.extensions import db
from meetings.search.models import SearchPlace, SearchRow, SearchText, SearchWord
from meetings.search.queries import found, hits
from meetings.search.rules import depths
from meetings.text import fold
from tests.bench.figures import Figures
from tests.browser import Browser
from tests.builders import NOW, a_meeting, searchable

pytestmark = pytest.mark.bench
NOTES, LETTERS, MEETINGS = 10_000, 3_000, 100
COMMON = ["och", "i", "att", "det", "som", "en", "på", "är", "av", "för", "digitalisering", "projekt", "målgruppen"]
SEARCHES = {
    "a common word": "digitalisering",
    "the commonest word": "och",
    "a rare word": "gnistregn",
    "two words": "digital projekt",
    "å ä ö folded": "malgruppen",
    "a part of words": "gruppen",
    "two letters": "på",
    "a part of three letters": "ing",
    "ten words": "och i att det som en på är av för",
    "no hit": "zzzz",
}


def test_search(app: Flask, clock, figures: Figures) -> None:
    clock.set(NOW)
    a_hall_of_notes()
    _let_the_database_settle()
    figures.title = f"search in {NOTES:,} notes of {LETTERS / 1000:.0f} kB, {db.engine.dialect.name}"
    browser = Browser(app)
    for name, words in SEARCHES.items():
        number = len(found(words, NOW).rows)
        seconds = _least(lambda words=words: hits(found(words, NOW).rows[:20]))
        aim = None if name == "ten words" else 100
        figures.add(name, seconds * 1000, "ms", at_most=aim, ceiling=f"{number:,} hits")
    for name, query in {"page": "q=digitalisering", "last page": "q=digitalisering&sida=99999"}.items():
        seconds = _least(lambda query=query: browser.client.get(f"/sok?{query}", base_url=browser.base_url))
        figures.add(f"the {name} of a common word", seconds * 1000, "ms")
    assert len(found("gnistregn", NOW).rows) == 3


def a_hall_of_notes() -> None:
    """Put 100 meetings and their 10,000 notes into the search, as `search.actions.put` would one by one."""
    for _number in range(MEETINGS):
        searchable(a_meeting())
    meetings = [row.ref_id for row in db.session.query(SearchRow)]
    first_row, first_word = 1_000, 100_000  # beyond what the meetings have taken
    known = {word.exact: word.id for word in db.session.query(SearchWord)}
    db.session.remove()  # nothing is held open while the notes are made
    notes, words, places = _worked_out()
    ids = {number: known.get(word, first_word + number) for number, word in enumerate(words)}
    held = sorted((ids[word], first_row + row, depth) for word, row, depth in places)
    new = [(ids[number], word, fold(word)) for number, word in enumerate(words) if word not in known]
    rows = [
        (number, "note", number, meetings[number % MEETINGS], "sv", f"Anteckningar {number - first_row}", NOW)
        for number in range(first_row, first_row + NOTES)
    ]
    _write(SearchRow, ("id", "kind", "ref_id", "within", "lang", "title", "at"), rows)
    _write(SearchText, ("row_id", "text"), enumerate(notes, first_row))
    _write(SearchWord, ("id", "exact", "folded"), new)
    _write(SearchPlace, ("word_id", "row_id", "depth"), held)


@cache
def _worked_out() -> tuple[list[str], list[str], list[tuple[int, int, int]]]:
    """Return the notes, their words, and as numbers which of these stands in which note at which depth."""
    notes = [*_notes(random.Random(5))]
    words: dict[str, int] = {}
    places = []
    for row, note in enumerate(notes):
        for word, depth in depths(f"Anteckningar {row}", note).items():
            places.append((words.setdefault(word, len(words)), row, int(depth)))
    return notes, [*words], places


def _write(model: type, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write the rows past what checks them one by one: they are many, and right."""
    names = ", ".join(columns)
    with db.engine.connect().execution_options(postgresql_readonly=False) as connection:
        driver = connection.connection.driver_connection
        if db.engine.dialect.name == "sqlite":
            for pragma in ("query_only=0", "foreign_keys=0", "cache_size=-400000"):
                driver.execute(f"PRAGMA {pragma}")
            driver.execute("BEGIN IMMEDIATE")
            marks = ", ".join("?" * len(columns))
            values = (tuple(map(_plain, row)) for row in rows)
            driver.executemany(f"INSERT INTO {model.__tablename__} ({names}) VALUES ({marks})", values)
            driver.execute("COMMIT")
        else:
            with driver.cursor() as cursor:
                cursor.execute("SET session_replication_role = replica")
                cursor.execute("SET statement_timeout = 0")
                with cursor.copy(f"COPY {model.__tablename__} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            driver.commit()
        connection.invalidate()


def _plain(value: Any) -> Any:
    """Return the value as SQLite keeps it."""
    return value.replace(tzinfo=None).isoformat(" ", "microseconds") if isinstance(value, datetime) else value


def _notes(chance: random.Random) -> Iterator[str]:
    def syllable() -> str:
        return chance.choice("bdfghjklmnprstv") + chance.choice("aeiouyåäö") + chance.choice(["", "", "n", "r", "s"])

    stems = ["".join(syllable() for _ in range(chance.choice([1, 2, 2, 3, 3]))) for _ in range(20_000)]
    endings = ["", "en", "et", "ar", "er", "na", "s", "het", "lig", "ning", "gruppen"]
    vocabulary = [*COMMON]
    while len(vocabulary) < 60_000:
        first = chance.choice(stems) if chance.random() < 0.3 else ""
        vocabulary.append(first + chance.choice(stems) + chance.choice(endings))
    spread = [*accumulate(1 / (rank + 8) for rank in range(len(vocabulary)))]
    for number in range(NOTES):
        words = chance.choices(vocabulary, cum_weights=spread, k=LETTERS // 4)
        note = " ".join(f"{word}." if place % 9 == 0 else word for place, word in enumerate(words))[:LETTERS]
        yield f"Gnistregn. {note}" if number % 4_000 == 17 else note


def _let_the_database_settle() -> None:
    """Do what PostgreSQL's autovacuum does within a minute; SQLite is as it is in production, without statistics."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        options = {"isolation_level": "AUTOCOMMIT", "postgresql_readonly": False}
        with db.engine.connect().execution_options(**options) as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _least(step: Callable[[], object]) -> float:
    taken = []
    for _ in range(7):
        begun = perf_counter()
        step()
        taken.append(perf_counter() - begun)
    return min(taken)
