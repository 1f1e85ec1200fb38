"""Read the directory: the site, vocabularies and organisations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, or_, select

from meetings.directory.models import Organisation, Site, SitePage, Term
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.statements import Prepared
from meetings.text import fold

_FOUND = select(Organisation.id, Organisation.merged_into_id).order_by(Organisation.id).limit(1)
_NAMED = Prepared(_FOUND.where(Organisation.name_folded == bindparam("name_folded")))
_SUCCESSOR = Prepared(_FOUND.where(Organisation.id == bindparam("organisation_id")))

SITE_ID = 1


@dataclass(frozen=True)
class SiteShown:
    """What every page shows of the site, in one language."""

    name: str
    organisation_name: str
    contact_name: str
    contact_email: str
    contact_phone: str
    version: int


def site() -> Site | None:
    """Return the site's row; None before it is set up."""
    return db.session.get(Site, SITE_ID)


def site_shown(lang: str) -> SiteShown:
    """Return what pages show of the site; before it is set up, a plain name in the language."""
    row = db.session.execute(
        select(
            Site.name_sv,
            Site.name_en,
            Organisation.name,
            Site.contact_name,
            Site.contact_email,
            Site.contact_phone,
            Site.version,
        ).join(Organisation, Site.organisation_id == Organisation.id)
    ).first()
    if row is None:
        return SiteShown("Meetings" if lang == "en" else "Möten", "", "", "", "", 0)
    name = row.name_en if lang == "en" and row.name_en else row.name_sv
    return SiteShown(name, row.name, row.contact_name, row.contact_email, row.contact_phone, row.version)


def terms(vocabulary: Vocabulary, on: date | None = None) -> list[Term]:
    """Return the words of a vocabulary in their order; with a day, those in use on it."""
    statement = select(Term).where(Term.vocabulary == vocabulary.value).order_by(Term.position, Term.id)
    if on is not None:
        statement = statement.where(
            or_(Term.valid_from.is_(None), Term.valid_from <= on),
            or_(Term.valid_until.is_(None), Term.valid_until >= on),
        )
    return list(db.session.scalars(statement))


def terms_of(vocabularies: Collection[Vocabulary]) -> dict[Vocabulary, list[Term]]:
    """Return the words of each of the vocabularies in their order, with one statement."""
    statement = select(Term).where(Term.vocabulary.in_([one.value for one in vocabularies]))
    found: dict[Vocabulary, list[Term]] = {one: [] for one in vocabularies}
    for word in db.session.scalars(statement.order_by(Term.position, Term.id)):
        found[Vocabulary(word.vocabulary)].append(word)
    return found


def term(vocabulary: Vocabulary, code: str) -> Term | None:
    """Return the word with this code, or None."""
    return db.session.scalar(select(Term).where(Term.vocabulary == vocabulary.value, Term.code == code))


def organisations() -> list[Organisation]:
    """Return all organisations that have not been merged into another, in Swedish order."""
    return list(
        db.session.scalars(
            select(Organisation).where(Organisation.merged_into_id.is_(None)).order_by(Organisation.name_sort)
        )
    )


def organisation_named(name: str) -> Organisation | None:
    """Return the organisation of this name, whatever its case and diacritics; a merged one's successor."""
    found = organisation_id_named(name)
    return None if found is None else db.session.get(Organisation, found)


def organisation_id_named(name: str) -> int | None:
    """Return the id of the organisation that `organisation_named` returns: every sign-up asks for it."""
    rows = _NAMED.rows(name_folded=fold(name))
    while rows and rows[0][1] is not None:
        rows = _SUCCESSOR.rows(organisation_id=rows[0][1])
    return rows[0][0] if rows else None


def site_page(code: str, lang: str) -> SitePage | None:
    """Return a page that organisers edit, in this language, else in Swedish."""
    rows = {row.lang: row for row in db.session.scalars(select(SitePage).where(SitePage.code == code))}
    return rows.get(lang) or rows.get("sv")


def site_pages() -> list[SitePage]:
    """Return all pages that organisers edit, in both languages."""
    return list(db.session.scalars(select(SitePage).order_by(SitePage.code, SitePage.lang.desc())))


def stored_site_page(code: str, lang: str) -> SitePage | None:
    """Return a page in just this language, or None."""
    return db.session.scalar(
        select(SitePage).where(SitePage.code == code, SitePage.lang == lang).execution_options(populate_existing=True)
    )
