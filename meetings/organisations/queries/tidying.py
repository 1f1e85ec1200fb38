"""Names that were typed at sign-ups and of received ideas, and that no organisation of the directory has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import current_app
from sqlalchemy import Select, Table, and_, func, literal, select, union_all
from sqlalchemy.sql import ColumnElement

from meetings.directory.models import Organisation
from meetings.extensions import db
from meetings.ideas.models import Idea
from meetings.organisations.models import TypedApart
from meetings.organisations.queries.references import TABLES
from meetings.organisations.rules.likeness import Likely
from meetings.organisations.rules.likeness import typed_key as key_with
from meetings.organisations.rules.moving import Kind
from meetings.registration.models import Registration
from meetings.text import fold, sort_key

# Where names are typed: the column, and the condition that the row has a name and no organisation. Drafts of ideas
# are their actors' own: nobody sees what they say.
TYPED: Final[Mapping[Kind, tuple[str, ColumnElement[bool]]]] = {
    Kind.REGISTRATION: (
        "organisation_typed",
        and_(
            Registration.organisation_id.is_(None),
            Registration.organisation_typed != "",
            Registration.erased_at.is_(None),
        ),
    ),
    Kind.IDEA: (
        "organisation_name",
        and_(Idea.organisation_id.is_(None), Idea.organisation_name != "", Idea.current > 0, Idea.erased_at.is_(None)),
    ),
}


MANY: Final = 10  # names: from here on the desk's first page says that they wait


@dataclass(frozen=True)
class Typed:
    """A name as most people wrote it, how often it was typed where, and what it may be."""

    key: str
    name: str
    spellings: tuple[str, ...]
    sign_ups: int
    ideas: int
    likely: tuple[Organisation, ...] = ()

    @property
    def count(self) -> int:
        """How often it was typed."""
        return self.sign_ups + self.ideas


def typed_key(name: str) -> str:
    """Return what a typed name is known again by in this service; with another LINK_KEY it is asked of anew."""
    return key_with(current_app.config["LINK_KEY"], name)


def table_of(kind: Kind) -> Table:
    """Return the table of a kind."""
    return TABLES[kind]


def _typed_and_let_alone() -> tuple[list[tuple[Kind, str, int]], set[str]]:
    """Return every name typed anywhere that has no organisation, with how often; and what is let alone, by its key.

    One statement: the desk's first page asks this too.
    """
    each: list[Select[str, str, int]] = []
    for kind, (column, condition) in TYPED.items():
        typed = table_of(kind).c[column]
        counted = select(literal(kind.value).label("kind"), typed.label("typed"), func.count().label("number"))
        each.append(counted.where(condition).group_by(typed))
    nothing = select(literal(""), TypedApart.typed_key, literal(0)).where(TypedApart.organisation_id.is_(None))
    rows = db.session.execute(union_all(*each, nothing).order_by("kind", "typed")).all()
    found = [(Kind(kind), name, number) for kind, name, number in rows if kind]
    return found, {key for kind, key, _number in rows if not kind}


def spellings(kind: Kind) -> list[tuple[str, int]]:
    """Return every name typed in this kind of row that has no organisation, with how often."""
    column, condition = TYPED[kind]
    typed = table_of(kind).c[column]
    rows = db.session.execute(select(typed, func.count()).where(condition).group_by(typed).order_by(typed))
    return [(name, number) for name, number in rows]


def waiting() -> list[Typed]:
    """Return the names that wait, those typed most often first; without what was said to be let alone."""
    typed, let_alone = _typed_and_let_alone()
    counts: dict[str, dict[Kind, Counter[str]]] = {}
    for kind, name, number in typed:
        counts.setdefault(fold(name), {one: Counter() for one in TYPED})[kind][name] += number
    found = []
    for folded, by_kind in counts.items():
        key = typed_key(folded)
        if key in let_alone:
            continue
        both = by_kind[Kind.REGISTRATION] + by_kind[Kind.IDEA]
        names = [name for name, _number in sorted(both.items(), key=lambda one: (-one[1], one[0]))]
        numbers = by_kind[Kind.REGISTRATION].total(), by_kind[Kind.IDEA].total()
        found.append(Typed(key, names[0], tuple(names), *numbers))
    return sorted(found, key=lambda one: (-one.count, sort_key(one.name), one.name))


def number_waiting() -> int:
    """Return how many names wait."""
    return len(waiting())


def with_likely(names: Sequence[Typed]) -> list[Typed]:
    """Return the names with the organisations that each may be, but those that were said to be others."""
    organisations = list(db.session.scalars(select(Organisation).where(Organisation.merged_into_id.is_(None))))
    by_id = {one.id: one for one in organisations}
    likely = Likely({one.id: one.name for one in organisations})
    said = select(TypedApart.typed_key, TypedApart.organisation_id)
    apart: dict[str, set[int | None]] = {}
    for key, organisation_id in db.session.execute(said.where(TypedApart.typed_key.in_([one.key for one in names]))):
        apart.setdefault(key, set()).add(organisation_id)
    found = []
    for one in names:
        ids = likely.of(one.name, but=[number for number in apart.get(one.key, ()) if number])
        chosen = tuple(by_id[number] for number in ids)
        found.append(Typed(one.key, one.name, one.spellings, one.sign_ups, one.ideas, chosen))
    return found
