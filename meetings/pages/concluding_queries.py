"""Read what a meeting still lacks before its page tells what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from meetings.extensions import db
from meetings.materials.models import Material
from meetings.materials.rules import MaterialState
from meetings.notes.models import Note
from meetings.registration.models import Place, Pool, Registration
from meetings.registration.queries import MEETING_POOL
from meetings.registration.rules import PlaceState
from meetings.schedule.models import Appearance, ProgrammeItem
from meetings.schedule.rules import ItemKind
from meetings.sparks.models import Spark
from meetings.sparks.rules import SparkState

_SHOWS_SLIDES = (ItemKind.TALK.value, ItemKind.PROJECT.value)


@dataclass(frozen=True)
class Lacking:
    """How many of each there are: people with a seat and those of them ticked as having come, talks without material,
    material that is a draft or whose flaws were accepted, notes not published, sparks not decided.
    """

    confirmed: int
    attended: int
    talks_without_material: int
    unpublished_material: int
    flawed_material: int
    unpublished_notes: int
    undecided_sparks: int


def lacking(meeting_id: int) -> Lacking:
    """Return what the meeting lacks, with one statement."""
    seats = (
        select(func.count(Place.id))
        .join(Pool, Pool.id == Place.pool_id)
        .where(Pool.meeting_id == meeting_id, Pool.kind == MEETING_POOL, Place.state == PlaceState.CONFIRMED.value)
    )
    came = select(func.count(Registration.id)).where(
        Registration.meeting_id == meeting_id, Registration.attended_at.is_not(None)
    )
    material = select(func.count(Material.id)).where(Material.meeting_id == meeting_id)
    published = MaterialState.PUBLISHED.value
    has_material = select(Material.id).where(
        Material.item_id == ProgrammeItem.id, Material.state != MaterialState.REMOVED.value
    )
    talks = select(func.count(ProgrammeItem.id)).where(
        ProgrammeItem.meeting_id == meeting_id,
        ProgrammeItem.kind.in_(_SHOWS_SLIDES),
        select(Appearance.id).where(Appearance.item_id == ProgrammeItem.id).exists(),
        ~has_material.exists(),
    )
    notes = select(func.count(Note.id)).where(Note.meeting_id == meeting_id, Note.published_revision.is_(None))
    sparks = select(func.count(Spark.id)).where(
        Spark.meeting_id == meeting_id, Spark.state == SparkState.NEW.value, Spark.erased_at.is_(None)
    )
    counts = (
        seats,
        came,
        talks,
        material.where(Material.state == MaterialState.DRAFT.value),
        material.where(Material.state == published, Material.accepted_flaws != ""),
        notes,
        sparks,
    )
    row = db.session.execute(select(*(one.scalar_subquery() for one in counts))).one()
    return Lacking(*row)
