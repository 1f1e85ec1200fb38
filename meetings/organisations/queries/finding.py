"""Which organisations are found: in the list, by the search, on the site's map, and while somebody types a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from meetings.directory.models import Organisation, Term
from meetings.extensions import db
from meetings.organisations.queries.public import BY_NAME, PLACE, TYPE, Named, as_named, is_public, named
from meetings.organisations.rules.suggesting import Spelling
from meetings.text import fold


@dataclass(frozen=True)
class Wanted:
    """Which organisations are asked for: words of their names, the codes of a type and a municipality."""

    words: str = ""
    type: str = ""
    municipality: str = ""


def listed(wanted: Wanted, *, first: int, count: int) -> tuple[int, tuple[Named, ...]]:
    """Return how many public organisations are asked for, and some of them in Swedish order."""
    chosen = [is_public(), *(Organisation.name_folded.contains(one, autoescape=True) for one in _words(wanted.words))]
    chosen += [TYPE.code == wanted.type] if wanted.type else []
    chosen += [PLACE.code == wanted.municipality] if wanted.municipality else []
    statement = named().where(*chosen)
    total = db.session.scalar(statement.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    rows = db.session.execute(statement.order_by(*BY_NAME).offset(first).limit(count))
    return total, tuple(as_named(row) for row in rows)


def _words(typed: str) -> list[str]:
    return fold(typed).split()[:10]


def choices() -> tuple[tuple[str, str, str, str, int], ...]:
    """Return the types and municipalities of public organisations: vocabulary, code, both names, how many."""
    found: list[tuple[str, str, str, str, int]] = []
    for column in (Organisation.type_id, Organisation.municipality_id):
        statement = (
            select(Term.vocabulary, Term.code, Term.name_sv, Term.name_en, func.count())
            .join(Organisation, column == Term.id)
            .where(is_public())
            .group_by(Term.id, Term.vocabulary, Term.code, Term.name_sv, Term.name_en, Term.position)
            .order_by(Term.position, Term.id)
        )
        found += [(row[0], row[1], row[2], row[3], row[4]) for row in db.session.execute(statement)]
    return tuple(found)


def all_public() -> tuple[Named, ...]:
    """Return every organisation that has a page, in order of their numbers."""
    return tuple(Named(number, name) for number, name in addresses())


def addresses() -> Sequence[tuple[int, str]]:
    """Return number and name of every public organisation, as the search holds them."""
    statement = select(Organisation.id, Organisation.name).where(is_public()).order_by(Organisation.id)
    return [(number, name) for number, name in db.session.execute(statement)]


def names_to_suggest() -> tuple[Spelling, ...]:
    """Return the names of the directory in Swedish order, and after them the spellings that were merged into others.

    Nothing that people typed themselves is among them.
    """
    other = aliased(Organisation)
    statement = (
        select(Organisation.name_folded, func.coalesce(other.name, Organisation.name))
        .outerjoin(other, and_(other.id == Organisation.merged_into_id, other.merged_into_id.is_(None)))
        .where(or_(Organisation.merged_into_id.is_(None), other.id.is_not(None)))
        .order_by(Organisation.merged_into_id.is_not(None), *BY_NAME)
    )
    return tuple(Spelling(folded, name) for folded, name in db.session.execute(statement))


def spellings(organisation_id: int) -> list[str]:
    """Return the names that were merged into this organisation, also by way of others."""
    found: list[str] = []
    level = [organisation_id]
    while level:
        statement = select(Organisation.id, Organisation.name).where(Organisation.merged_into_id.in_(level))
        rows = db.session.execute(statement.order_by(Organisation.id)).all()
        found += [row.name for row in rows]
        level = [row.id for row in rows]
    return found
