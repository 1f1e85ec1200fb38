"""The words that organisations are described and looked for by, in one language, with their ids: one query."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from meetings.directory.models import Term
from meetings.directory.rules import Vocabulary
from meetings.extensions import db

_USED = (
    *(Vocabulary.ORGANISATION_TYPE, Vocabulary.SECTOR, Vocabulary.MUNICIPALITY),
    *(Vocabulary.TARGET_GROUP, Vocabulary.COUNTY),
)


@dataclass(frozen=True)
class Word:
    """A word of a vocabulary; `parent_id` is the sector of a type; `offered` says that it may be chosen today."""

    id: int
    vocabulary: str
    code: str
    name: str
    parent_id: int | None
    offered: bool


@dataclass(frozen=True)
class Words:
    """All words, in the order of their vocabularies."""

    all: Sequence[Word]

    @property
    def names(self) -> dict[tuple[str, str], str]:
        """The name of each word by its vocabulary and code, as `queries.terms.names` has them."""
        return {(one.vocabulary, one.code): one.name for one in self.all}

    def of(self, vocabulary: Vocabulary, keep: Collection[int] = ()) -> list[Word]:
        """Return what may be chosen of a vocabulary, and the words of these ids."""
        return [one for one in self.all if one.vocabulary == vocabulary.value and (one.offered or one.id in keep)]

    def found(self, vocabulary: Vocabulary, code: str | None) -> Word | None:
        """Return the word of this code, or None."""
        return next((one for one in self.all if one.vocabulary == vocabulary.value and one.code == code), None)

    def id(self, vocabulary: Vocabulary, code: str | None) -> int | None:
        """Return the id of the word of this code, or None."""
        word = self.found(vocabulary, code)
        return None if word is None else word.id

    def name(self, word_id: int | None) -> str:
        """Return the name of the word of this id, "" when there is none."""
        return next((one.name for one in self.all if one.id == word_id), "")

    def named(self, vocabulary: str, code: str) -> str:
        """Return the name of the word of this code, the code where there is none."""
        return next((one.name for one in self.all if (one.vocabulary, one.code) == (vocabulary, code)), code)


def words(lang: str, on: date) -> Words:
    """Return the words in "sv" or "en"; those in use on the day may be chosen."""
    in_use = or_(Term.valid_from.is_(None), Term.valid_from <= on) & or_(
        Term.valid_until.is_(None), Term.valid_until >= on
    )
    rows = db.session.execute(
        select(Term.id, Term.vocabulary, Term.code, Term.name_sv, Term.name_en, Term.parent_id, in_use)
        .where(Term.vocabulary.in_([one.value for one in _USED]))
        .order_by(Term.position, Term.id)
    )
    return Words(
        tuple(
            Word(word_id, vocabulary, code, en if lang == "en" and en else sv, parent_id, bool(offered))
            for word_id, vocabulary, code, sv, en, parent_id, offered in rows
        )
    )
