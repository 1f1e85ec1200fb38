"""Let the site's search find those organisations that have a page, under all their spellings."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import select

from meetings import transaction
from meetings.directory.models import Organisation
from meetings.organisations.queries import finding, public
from meetings.search import actions as search
from meetings.search.models import SearchRow
from meetings.web import markdown

SEARCHED_AS = "organisation"
_WHOLE = 100_000  # characters: more than any of its texts
_NEVER_SAVED = datetime(2000, 1, 1, tzinfo=UTC)  # what has no time of its own is found last among equals


def keep(organisation_ids: Collection[int]) -> None:
    """Put these organisations into the search as they are now; those without a page are taken out."""
    with transaction.write() as session:
        shown = session.scalars(
            select(Organisation)
            .where(Organisation.id.in_(organisation_ids), public.is_public())
            .order_by(Organisation.id)
        ).all()
        for organisation in shown:
            _put(organisation)
        for gone in sorted(set(organisation_ids) - {one.id for one in shown}):
            search.remove(SEARCHED_AS, gone)


def keep_all() -> int:
    """Put into the search what has got a page since, take out what has none any more; return how many that was."""
    with transaction.write() as session:
        held = select(SearchRow.ref_id, SearchRow.title).where(SearchRow.kind == SEARCHED_AS)
        there = {(number, title) for number, title in session.execute(held)}
        wanted = set(finding.addresses())
        changed = {number for number, _name in there ^ wanted}
        if changed:
            keep(changed)
        return len(changed)


def remove(organisation_id: int) -> None:
    """Take the organisation out of the search."""
    search.remove(SEARCHED_AS, organisation_id)


def _put(organisation: Organisation) -> None:
    terms = [term for term in (organisation.type, organisation.municipality) if term is not None]
    parts = [markdown.plain(organisation.about, at_most=_WHOLE)]
    parts += [f"{term.name_sv} {term.name_en}" if term.name_en != term.name_sv else term.name_sv for term in terms]
    parts += finding.spellings(organisation.id)
    at = organisation.updated_at or _NEVER_SAVED
    search.put(SEARCHED_AS, organisation.id, organisation.name, "\n".join(one for one in parts if one), at)
