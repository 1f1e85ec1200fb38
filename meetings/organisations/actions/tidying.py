"""Say what typed names are: an organisation of the directory, a new one, another, or nothing to ask of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.directory.models import Organisation
from meetings.errors import NotFound, Refusal, Refused
from meetings.organisations.actions import editing, searching
from meetings.organisations.models import TypedApart
from meetings.organisations.queries import tidying as queries
from meetings.organisations.rules.moving import Kind
from meetings.organisations.rules.saving import OrganisationText
from meetings.organisations.rules.tidying import TidyReason
from meetings.registration.models import Registration


def connect(key: str, organisation_id: int, now: datetime, actor: Actor) -> int:
    """Let all that was typed under this name belong to the organisation; return how many rows. What was typed is kept.

    Raises `NotFound`, and `Refused` when the name waits no more, or the organisation has been merged.
    """
    with transaction.write() as session:
        number = _connect(session, key, organisation_id)
        organisation = editing.lock(session, organisation_id)
        editing.refuse_merged(organisation)
        record(
            actor, "organisations.connect", now, subject=editing.subject_of(organisation),
            changes={"connected": (None, number)},
        )  # fmt: skip
        searching.keep([organisation_id])
        return number


def make(key: str, now: datetime, actor: Actor) -> Organisation:
    """Make the name, as most people wrote it, an organisation, of the type and municipality that all of them gave.

    Raises `Refused` when the name waits no more.
    """
    with transaction.write() as session:
        name = max(_names(key), key=lambda one: one[1])[0]
        made = editing.add(OrganisationText(name), now, actor)
        made.type_id, made.municipality_id = _agreed(session, key)
        session.flush()
        connect(key, made.id, now, actor)
        return made


def tell_apart(key: str, organisation_id: int | None, now: datetime, actor: Actor) -> None:
    """Remember that the name is not this organisation, or (None) that nobody is to ask of it. Twice is as once.

    Raises `NotFound` for an unknown organisation, and `Refused` when the name waits no more.
    """
    with transaction.write() as session:
        _names(key)
        if organisation_id is not None:
            editing.lock(session, organisation_id)
        same = TypedApart.organisation_id.is_not_distinct_from(organisation_id)
        if session.scalar(select(TypedApart.id).where(TypedApart.typed_key == key, same)) is None:
            session.add(TypedApart(typed_key=key, organisation_id=organisation_id, said_at=now))
            subject = f"organisation:{organisation_id}" if organisation_id is not None else ""
            record(actor, "organisations.tell_apart", now, subject=subject)


def _connect(session: Session, key: str, organisation_id: int) -> int:
    _names(key)
    if session.get(Organisation, organisation_id) is None:
        raise NotFound
    total = 0
    for kind, (column, condition) in queries.TYPED.items():
        names = [name for name, _number in queries.spellings(kind) if queries.typed_key(name) == key]
        table = queries.table_of(kind)
        chosen = select(table.c.id).where(condition, table.c[column].in_(names)).order_by(table.c.id)
        ids = list(session.scalars(chosen.with_for_update(key_share=True)))
        session.execute(update(table).where(table.c.id.in_(ids)).values(organisation_id=organisation_id))
        total += len(ids)
    return total


def _names(key: str) -> list[tuple[str, int]]:
    """Return the spellings under a key, with how often each was typed. Raises `Refused` when there is none."""
    found = [one for kind in queries.TYPED for one in queries.spellings(kind) if queries.typed_key(one[0]) == key]
    if not found:
        raise Refused(Refusal(TidyReason.WAITS_NO_MORE))
    return found


def _agreed(session: Session, key: str) -> tuple[int | None, int | None]:
    """Return the type and the municipality that all who signed up under the name gave; None where they differ."""
    column = Registration.organisation_typed
    said = select(column, Registration.organisation_type_id, Registration.municipality_id).distinct()
    rows = session.execute(said.where(queries.TYPED[Kind.REGISTRATION][1]).order_by(column)).all()
    same = [row for row in rows if queries.typed_key(row[0]) == key]
    types = {row[1] for row in same if row[1] is not None}
    places = {row[2] for row in same if row[2] is not None}
    return next(iter(types)) if len(types) == 1 else None, next(iter(places)) if len(places) == 1 else None
