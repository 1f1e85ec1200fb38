"""Add an organisation to the directory, change what is said of it, and take it away while nothing points at it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.counting.queries import has_people
from meetings.directory import queries as directory
from meetings.directory.models import Organisation, Term
from meetings.directory.rules import Vocabulary
from meetings.errors import NotFound, Refusal, Refused
from meetings.organisations.actions import searching
from meetings.organisations.actions.showing import shown_anew
from meetings.organisations.models import OrganisationMerge, organisation_member
from meetings.organisations.queries import desk, references
from meetings.organisations.rules.saving import OrganisationText, SaveReason
from meetings.revisions import changes, require_current
from meetings.schedule.actions.writing import organisation_of

_SHOWN_ELSEWHERE = frozenset({"name", "website", "municipality"})  # on the pages of meetings and projects


def add(text: OrganisationText, now: datetime, actor: Actor) -> Organisation:
    """Add an organisation. Raises `Refused` when there is one of that name, `NotFound` for an unknown word."""
    with transaction.write() as session:
        _refuse_same_name(text, None)
        made = Organisation(name=text.name, revision=1, updated_at=now)
        _put(made, text)
        session.add(made)
        session.flush()
        _put_members(session, made, text)
        record(actor, "organisations.add", now, subject=subject_of(made), changes={"name": (None, made.name)})
        searching.keep([made.id, *_members(session, made.id)])
        return made


def save(organisation_id: int, text: OrganisationText, base_revision: int, now: datetime, actor: Actor) -> None:
    """Change an organisation; the pages that name it are written anew.

    Raises `Stale` when somebody saved since `base_revision`, `Refused` when another is called that or it has been
    merged, `NotFound`.
    """
    with transaction.write() as session:
        with shown_anew(session, [organisation_id], "organisations.save", now, actor) as unchanged:
            found = lock(session, organisation_id)
            refuse_merged(found)
            require_current(base_revision, found.revision)
            _refuse_same_name(text, found)
            before, had = desk.written(found), _members(session, found.id)
            _put(found, text)
            _put_members(session, found, text)
            session.flush()
            changed = changes(before, desk.written(found))
            if not _SHOWN_ELSEWHERE & {one.field for one in changed}:
                unchanged()
            if not changed:
                return
            found.revision += 1
            found.updated_at = now
        moved = {one.field: (one.old, one.new) for one in changed}
        record(actor, "organisations.save", now, subject=subject_of(found), changes=moved)
        searching.keep({found.id, *had, *_members(session, found.id)})


def remove(organisation_id: int, now: datetime, actor: Actor) -> None:
    """Take away an organisation that nothing points at. Raises `Refused` when something does, `NotFound`."""
    with transaction.write() as session:
        found = lock(session, organisation_id)
        in_history = select(OrganisationMerge.id).where(OrganisationMerge.gone_id == organisation_id)
        as_kept = select(OrganisationMerge.id).where(OrganisationMerge.kept_id == organisation_id)
        standing = session.scalar(in_history.where(OrganisationMerge.undone_at.is_(None)).limit(1))
        if standing is not None or references.is_used(organisation_id) or has_people(organisation_id):
            raise Refused(SaveReason.IN_USE)
        for history in (in_history, as_kept):
            session.execute(delete(OrganisationMerge).where(OrganisationMerge.id.in_(history)))
        searching.remove(organisation_id)
        record(actor, "organisations.remove", now, subject=subject_of(found), changes={"name": (found.name, None)})
        session.delete(found)


def lock(session: Session, organisation_id: int) -> Organisation:
    """Return the organisation, held until the write ends. Raises `NotFound`."""
    found = session.scalar(
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .with_for_update(key_share=True, of=Organisation)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def refuse_merged(found: Organisation) -> None:
    """Raise `Refused` when the organisation has become another."""
    if found.merged_into_id is not None:
        into = desk.one(found.merged_into_id)
        raise Refused(Refusal(SaveReason.MERGED, {"into": into.name}))


def subject_of(organisation: Organisation) -> str:
    """Return how the log names the organisation."""
    return f"organisation:{organisation.id}"


def _refuse_same_name(text: OrganisationText, but: Organisation | None) -> None:
    other = directory.organisation_named(text.name)
    if other is not None and other is not but:
        raise Refused(Refusal(SaveReason.SAME_NAME, {"name": other.name}))


def _put(found: Organisation, text: OrganisationText) -> None:
    if found.name != text.name:
        found.name = text.name
    found.website, found.about = text.website, text.about
    found.type = _word(Vocabulary.ORGANISATION_TYPE, text.type)
    found.municipality = _word(Vocabulary.MUNICIPALITY, text.municipality)


def _word(vocabulary: Vocabulary, code: str) -> Term | None:
    if not code:
        return None
    found = directory.term(vocabulary, code)
    if found is None:
        raise NotFound
    return found


def _put_members(session: Session, found: Organisation, text: OrganisationText) -> None:
    """Give the organisation these members; one that the directory does not know is added to it."""
    wanted = {organisation_of(name).id for name in text.members}
    if found.id in wanted:
        raise Refused(SaveReason.ITSELF)
    had, pair = set(_members(session, found.id)), organisation_member.c
    if had - wanted:
        gone = pair.member_id.in_(had - wanted)
        session.execute(delete(organisation_member).where(pair.organisation_id == found.id, gone))
    rows: list[dict[str, Any]] = [{"organisation_id": found.id, "member_id": one} for one in sorted(wanted - had)]
    if rows:
        session.execute(insert(organisation_member), rows)


def _members(session: Session, organisation_id: int) -> list[int]:
    pair = organisation_member.c
    return list(session.scalars(select(pair.member_id).where(pair.organisation_id == organisation_id)))
