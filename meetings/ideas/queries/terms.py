"""The words of vocabularies by their codes, in one language: what an idea's codes are read as."""

from __future__ import annotations

from sqlalchemy import select

from meetings.directory.models import Term
from meetings.directory.rules import Vocabulary
from meetings.extensions import db

_USED = (Vocabulary.ORGANISATION_TYPE, Vocabulary.SECTOR, Vocabulary.MUNICIPALITY, Vocabulary.TARGET_GROUP)


def names(lang: str) -> dict[tuple[str, str], str]:
    """Return the name in "sv" or "en" of every word that an idea may use, by vocabulary and code; one query."""
    rows = db.session.execute(
        select(Term.vocabulary, Term.code, Term.name_sv, Term.name_en).where(
            Term.vocabulary.in_([one.value for one in _USED])
        )
    )
    return {(row.vocabulary, row.code): row.name_en if lang == "en" and row.name_en else row.name_sv for row in rows}


def ids(vocabulary: Vocabulary) -> dict[str, int]:
    """Return the id of each word of a vocabulary by its code; one query."""
    rows = db.session.execute(select(Term.code, Term.id).where(Term.vocabulary == vocabulary.value))
    return {row.code: row.id for row in rows}
