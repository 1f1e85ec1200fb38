"""Change what is written of a material, its place among the others, and the headings that it stands under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refusal, Refused, Stale
from meetings.materials import queries, rules
from meetings.materials.actions import keeping
from meetings.materials.actions.adding import Texts, require_own
from meetings.materials.models import Material, MaterialGroup
from meetings.materials.queries.shelves import lock
from meetings.materials.rules import MaterialReason
from meetings.materials.rules.shelves import Of, shelf


@dataclass(frozen=True)
class Heading:
    """A heading as it is to be; `id` None is a new one."""

    id: int | None
    heading: str


def save(of: Of, material_id: int, texts: Texts, base_revision: int, now: datetime, actor: Actor) -> Material:
    """Give the material these texts, audience and place.

    Raises `Stale` when somebody saved it since `base_revision`, and `NotFound`.
    """
    with transaction.write() as session:
        held = lock(of)
        one = queries.material(of, material_id, lock=True)
        if one.revision != base_revision:
            raise Stale(one.revision)
        require_own(session, of, texts)
        was_public = keeping.is_public(held, one, now)
        changes: dict[str, tuple[object, object]] = {}
        for name, value in asdict(texts).items():
            if getattr(one, name) != value:
                changes[_FIELDS.get(name, name)] = (getattr(one, name), value)
                setattr(one, name, value)
        if changes:
            one.revision += 1
            one.updated_at = now
            session.flush()
            keeping.take_in(session, held, one, now, was_public=was_public)
            keeping.log(actor, "save", now, one, changes)
        return one


def move(of: Of, material_id: int, now: datetime, actor: Actor, *, up: bool) -> None:
    """Let the material change places with the one before it, or after it, under the same heading.

    The first stays first and the last stays last. Raises `NotFound`.
    """
    with transaction.write() as session:
        held = lock(of)
        one = queries.material(of, material_id)
        everything = list(queries.materials(of))
        same = [other for other in everything if other.group_id == one.group_id]
        place = same.index(one) + (-1 if up else 1)
        if not 0 <= place < len(same):
            return
        other = same[place]
        here, there = everything.index(one), everything.index(other)
        everything[here], everything[there] = other, one
        for position, each in enumerate(everything):
            each.position = position
        session.flush()
        if any(keeping.is_public(held, each, now) for each in (one, other)):
            keeping.touch(held, now)
        keeping.log(actor, "move", now, one)


def save_groups(of: Of, headings: Sequence[Heading], now: datetime, actor: Actor) -> None:
    """Give these headings in this order; what stood under one that is left out stands under none.

    Raises `NotFound` for a heading of another one, `Refused` for too many.
    """
    if len(headings) > rules.MOST_GROUPS:
        raise Refused(Refusal(MaterialReason.TOO_MANY_GROUPS, {"most": rules.MOST_GROUPS}))
    with transaction.write() as session:
        held = lock(of)
        had = list(queries.groups(of))
        before, after = [one.heading for one in had], [one.heading for one in headings]
        _put_groups(session, of, had, headings)
        if after == before:
            return
        for one in queries.materials(of):
            keeping.put_search_row(session, one)
        keeping.touch(held, now)
        record(
            actor,
            "materials.groups",
            now,
            meeting_id=shelf(of).at.get("meeting_id"),
            subject=keeping.subject_of(of),
            changes={"headings": ("\n".join(before), "\n".join(after))},
        )


def _put_groups(session: Session, of: Of, had: Sequence[MaterialGroup], headings: Sequence[Heading]) -> None:
    by_id = {one.id: one for one in had}
    for position, wanted in enumerate(headings):
        if wanted.id is None:
            session.add(MaterialGroup(**shelf(of).at, heading=wanted.heading, position=position))
            continue
        row = by_id.pop(wanted.id, None)
        if row is None:
            raise NotFound
        row.heading, row.position = wanted.heading, position
    for row in by_id.values():
        session.execute(update(Material).where(Material.group_id == row.id).values(group_id=None))
        session.delete(row)
    session.flush()


def copy_groups(source_id: int, target_id: int) -> None:
    """Give a meeting the headings of another; its files stay where they are. In the open transaction."""
    with transaction.write() as session:
        for one in queries.groups(source_id):
            session.add(MaterialGroup(meeting_id=target_id, heading=one.heading, position=one.position))


# What the log calls a field whose column is named by what it refers to.
_FIELDS = {"group_id": "heading", "item_id": "programme_item"}
