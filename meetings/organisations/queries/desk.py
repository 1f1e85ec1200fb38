"""Organisations on the desk: all of them with how much they are used, one as written, and what was merged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from meetings.directory.models import Organisation
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.organisations.models import OrganisationMerge, organisation_member
from meetings.organisations.queries import references
from meetings.organisations.rules.likeness import Likely
from meetings.organisations.rules.moving import Kind
from meetings.organisations.rules.saving import OrganisationText
from meetings.text import fold


def listed(words: str) -> Select[Organisation]:
    """Return the statement for the organisations whose names hold all the words; the caller pages it."""
    statement = select(Organisation).where(Organisation.merged_into_id.is_(None))
    for word in fold(words).split()[:10]:
        statement = statement.where(Organisation.name_folded.contains(word, autoescape=True))
    both = joinedload(Organisation.type), joinedload(Organisation.municipality)
    return statement.options(*both).order_by(Organisation.name_sort, Organisation.id)


def one(organisation_id: int) -> Organisation:
    """Return the organisation, merged or not. Raises `NotFound`."""
    found = db.session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found


def text_of(found: Organisation) -> OrganisationText:
    """Return the organisation as written, its members in Swedish order."""
    pair = organisation_member.c
    members = select(Organisation.name).join(organisation_member, pair.member_id == Organisation.id)
    members = members.where(pair.organisation_id == found.id).order_by(Organisation.name_sort, Organisation.id)
    return OrganisationText(
        found.name,
        found.type.code if found.type else "",
        found.municipality.code if found.municipality else "",
        found.website,
        found.about,
        tuple(db.session.scalars(members)),
    )


def written(found: Organisation) -> dict[str, Any]:
    """Return what is written of the organisation, as its history compares it."""
    text = text_of(found)
    plain = {name: getattr(text, name) for name in ("name", "type", "municipality", "website", "about")}
    return plain | {"members": ", ".join(text.members)}


def uses_of(organisations: Collection[Organisation]) -> Mapping[int, Mapping[Kind, int]]:
    """Return how many things of each kind point at each of the organisations."""
    return references.counts_of([one.id for one in organisations])


def likely(found: Organisation, at_most: int = 5) -> list[Organisation]:
    """Return the organisations whose names are most like this one's."""
    rows = db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.merged_into_id.is_(None)))
    names = {row.id: row.name for row in rows}
    return [one(number) for number in Likely(names).of(found.name, but=[found.id], at_most=at_most)]


def merges() -> Select[OrganisationMerge]:
    """Return the statement for what was merged, the latest first; the caller pages it."""
    both = joinedload(OrganisationMerge.kept), joinedload(OrganisationMerge.gone)
    return (
        select(OrganisationMerge)
        .options(*both)
        .order_by(OrganisationMerge.merged_at.desc(), OrganisationMerge.id.desc())
    )


def merged_into(organisation_id: int) -> list[OrganisationMerge]:
    """Return the standing merges by which other spellings became this organisation, the latest first."""
    chosen = OrganisationMerge.kept_id == organisation_id, OrganisationMerge.undone_at.is_(None)
    return list(db.session.scalars(merges().where(*chosen)))
