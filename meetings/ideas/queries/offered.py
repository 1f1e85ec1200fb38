"""The words that an idea's form offers: types of organisation, sectors, municipalities, target groups."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from meetings.directory.models import Term
from meetings.directory.rules import Vocabulary
from meetings.extensions import db

_OFFERED = (Vocabulary.ORGANISATION_TYPE, Vocabulary.SECTOR, Vocabulary.MUNICIPALITY, Vocabulary.TARGET_GROUP)


@dataclass(frozen=True)
class Word:
    """A word of a vocabulary in one language."""

    vocabulary: str
    code: str
    name: str


def words(lang: str, on: date, keep: Collection[str] = ()) -> tuple[Word, ...]:
    """Return the words in use on the day, in "sv" or "en" and in their order, and those of the codes to `keep`."""
    rows = db.session.execute(
        select(Term.vocabulary, Term.code, Term.name_sv, Term.name_en)
        .where(
            Term.vocabulary.in_([one.value for one in _OFFERED]),
            or_(
                Term.code.in_(sorted(keep)),
                and_(
                    or_(Term.valid_from.is_(None), Term.valid_from <= on),
                    or_(Term.valid_until.is_(None), Term.valid_until >= on),
                ),
            ),
        )
        .order_by(Term.position, Term.id)
    )
    return tuple(
        Word(row.vocabulary, row.code, row.name_en if lang == "en" and row.name_en else row.name_sv) for row in rows
    )
