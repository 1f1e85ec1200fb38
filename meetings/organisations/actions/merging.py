"""Make two spellings one organisation, and two again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.directory.models import Organisation
from meetings.errors import NotFound, Refusal, Refused
from meetings.organisations.actions import searching
from meetings.organisations.actions.showing import shown_anew
from meetings.organisations.models import OrganisationMerge
from meetings.organisations.queries.references import REFERENCES, TABLES, is_row, rows_of
from meetings.organisations.rules.moving import (
    Kind,
    MergeReason,
    Moved,
    Reference,
    from_json,
    to_move,
    to_move_back,
    touches,
)


@dataclass(frozen=True)
class Undone:
    """What came of undoing: how many rows went back, and how many stay since they were changed, by kind."""

    merge: OrganisationMerge
    back: Mapping[Kind, int]
    stayed: Mapping[Kind, int]


def merge(kept_id: int, gone_id: int, now: datetime, actor: Actor) -> OrganisationMerge:
    """Let everything that points at the one that goes point at the one that stays, which its name leads to from now.

    Raises `NotFound`, and `Refused` when one of the two has been merged in the meantime.
    """
    if kept_id == gone_id:
        raise Refused(MergeReason.ITSELF)
    with transaction.write() as session:
        both = [kept_id, gone_id]
        with shown_anew(session, both, "organisations.merge", now, actor):
            kept, gone = _hold(session, both)
            for one in (gone, kept):
                _refuse_merged(session, one, MergeReason.MERGED_ALREADY)
            moved = {one.kind: _move(session, one, gone_id, kept_id) for one in REFERENCES}
            gone.merged_into_id = kept_id
            for one in (gone, kept):
                one.revision += 1
                one.updated_at = now
            made = OrganisationMerge(
                kept_id=kept_id, gone_id=gone_id, moved=_stored(moved), merged_at=now, merged_by=actor.name
            )
            session.add(made)
            session.flush()
        searching.keep(both)
        record(
            actor, "organisations.merge", now, subject=f"organisation:{kept_id}",
            changes={"merged": (gone.name, kept.name)},
        )  # fmt: skip
        return made


def undo(merge_id: int, now: datetime, actor: Actor) -> Undone:
    """Make two of one again: what was moved goes back, but for what has been changed since.

    Raises `NotFound`, and `Refused` when it is undone already, or another merge has to be undone before.
    """
    with transaction.write() as session:
        found = session.get(OrganisationMerge, merge_id)
        if found is None:
            raise NotFound
        both = [found.kept_id, found.gone_id]
        back: dict[Kind, int] = {}
        stayed: dict[Kind, int] = {}
        with shown_anew(session, both, "organisations.undo_merge", now, actor):
            kept, gone = _hold(session, both)
            session.refresh(found, with_for_update=True)
            _refuse_undo(session, found, kept)
            gone.merged_into_id = None
            for reference in REFERENCES:
                counts = _move_back(session, reference, from_json(found.moved, reference.kind), found)
                back[reference.kind], stayed[reference.kind] = counts
            for one in (gone, kept):
                one.revision += 1
                one.updated_at = now
            found.undone_at, found.undone_by = now, actor.name
        searching.keep(both)
        record(
            actor, "organisations.undo_merge", now, subject=f"organisation:{found.kept_id}",
            changes={"merged": (kept.name, gone.name)},
        )  # fmt: skip
        return Undone(found, back, stayed)


def follow_merged(session: Session, gone_id: int, kept_id: int) -> int:
    """Move on what came to point at a merged organisation while it was merged; return how many rows.

    They are added to what the merge moved, so that undoing it takes them back too.
    """
    _hold(session, [kept_id, gone_id])
    found = session.scalar(
        select(OrganisationMerge)
        .where(OrganisationMerge.gone_id == gone_id, OrganisationMerge.undone_at.is_(None))
        .order_by(OrganisationMerge.id.desc())
        .limit(1)
        .with_for_update()
    )
    if found is None or found.kept_id != kept_id:
        return 0
    total, stored = 0, dict(found.moved)
    for reference in REFERENCES:
        late, before = _move(session, reference, gone_id, kept_id), from_json(stored, reference.kind)
        stored[reference.kind.value] = Moved(before.moved + late.moved, before.dropped + late.dropped).as_json()
        total += late.count
    found.moved = stored
    return total


def _hold(session: Session, both: Sequence[int]) -> list[Organisation]:
    """Return the two, held, in the order in which they were asked for. Raises `NotFound`."""
    rows = session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(both))
        .order_by(Organisation.id)
        .with_for_update(key_share=True, of=Organisation)
        .execution_options(populate_existing=True)
    )
    found = {row.id: row for row in rows}
    if len(found) != len(both):
        raise NotFound
    return [found[one] for one in both]


def _refuse_merged(session: Session, one: Organisation, reason: MergeReason) -> None:
    if one.merged_into_id is not None:
        into = session.get_one(Organisation, one.merged_into_id)
        raise Refused(Refusal(reason, {"name": one.name, "into": into.name}))


def _refuse_undo(session: Session, found: OrganisationMerge, kept: Organisation) -> None:
    if found.undone_at is not None:
        raise Refused(MergeReason.UNDONE_ALREADY)
    _refuse_merged(session, kept, MergeReason.MERGED_ON)
    later = session.scalars(
        select(OrganisationMerge)
        .where(
            OrganisationMerge.kept_id == found.kept_id,
            OrganisationMerge.id > found.id,
            OrganisationMerge.undone_at.is_(None),
        )
        .order_by(OrganisationMerge.id.desc())
    )
    for other in later:
        if any(touches(one, from_json(found.moved, one.kind), from_json(other.moved, one.kind)) for one in REFERENCES):
            raise Refused(Refusal(MergeReason.LATER_MERGE, {"name": other.gone.name}))


def _move(session: Session, reference: Reference, gone_id: int, kept_id: int) -> Moved:
    rows = rows_of(reference, gone_id, lock=True)
    if not rows:
        return Moved()
    others = rows_of(reference, kept_id, lock=True) if reference.unique else []
    moved, table = to_move(reference, rows, others, kept_id), TABLES[reference.kind]
    for row in moved.dropped:
        same = [is_row(reference, row, gone_id), *([table.c.id == row["id"]] if "id" in row else [])]
        session.execute(delete(table).where(*same))
    session.execute(update(table).where(table.c[reference.column] == gone_id).values({reference.column: kept_id}))
    return moved


def _move_back(session: Session, reference: Reference, stored: Moved, merge: OrganisationMerge) -> tuple[int, int]:
    """Move the rows of one kind back; return how many went, and how many stay."""
    if not stored.count:
        return 0, 0
    now_there = rows_of(reference, merge.kept_id, lock=True)
    back, table = to_move_back(reference, stored, now_there, merge.kept_id), TABLES[reference.kind]
    for row in back.move:
        session.execute(
            update(table).where(is_row(reference, row, merge.kept_id)).values({reference.column: merge.gone_id})
        )
    for row in back.add:
        session.execute(insert(table).values(_fresh(session, table, row)))
    return len(back.move) + len(back.add), back.stay


def _fresh(session: Session, table: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row as it is added again: under its own number, or a new one when that has been taken since."""
    values = dict(row)
    if "id" in values and session.scalar(select(table.c.id).where(table.c.id == values["id"])) is not None:
        del values["id"]
    return values


def _stored(moved: Mapping[Kind, Moved]) -> dict[str, Any]:
    return {kind.value: one.as_json() for kind, one in moved.items() if one.count}
