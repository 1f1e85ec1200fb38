"""Min sida för dagen: the attendee's programme, workshop, notes, slides and sparks, on their own page.

Before the meeting it comes after what is practical; while it is on, and afterwards, it stands first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask import url_for

from meetings.materials.queries import Shown, by_item, public_material
from meetings.materials.rules import Asker
from meetings.pages.meeting_page import kind_label
from meetings.pages.programme_queries import items_of
from meetings.pages.record import Record, record_of
from meetings.registration.queries import Door
from meetings.registration.rules import PlaceState
from meetings.registration.views.day import Day
from meetings.registration.views.owned import Own
from meetings.schedule.models import ProgrammeItem
from meetings.schedule.rules import ItemKind, Phase, State, phase
from meetings.schedule.rules.programme import Moment, moments, rows
from meetings.sparks.rules import refusal_to_spark
from meetings.web import dates
from meetings.web.lang import lang


def day_of(own: Own, now: datetime) -> Day | None:
    """Return the day of whoever has a seat at a published meeting; None for all others, and when it would be empty."""
    door = own.door
    if not own.is_confirmed or door.state != State.PUBLISHED:
        return None
    values = _values(door, _own_workshops(own), now)
    if not (values["rows"] or values["material"] or values["record"].notes or values["spark_url"]):
        return None
    return Day("pages/public/_own_day.html", values, first=values["phase"] != Phase.COMING.value)


def _values(door: Door, mine: Collection[int], now: datetime) -> dict[str, Any]:
    """Return what the part shows, with as many queries whatever the size of the meeting."""
    material = public_material(door.meeting_id, now, Asker.PARTICIPANT)
    record = record_of(door.meeting_id, door.slug, door.state, takes_up_ideas=False)
    programme = rows(items_of([door.meeting_id]))
    entry = partial(_entry, material=by_item(material), record=record, mine=mine)
    several_days = len({dates.local(row.starts_at).date() for row in programme}) > 1
    shown = [
        {
            "time": dates.bare_range(row.starts_at, row.ends_at),
            "day": dates.weekday_date(row.starts_at) if several_days else "",
            "moment": moment.value,
            "entries": [entry(item) for item in row.items],
        }
        for row, moment in zip(programme, moments(programme, now, door.ends_at), strict=True)
    ]
    its_phase = phase(door, now)
    takes_sparks = record.board is not None and refusal_to_spark(record.board, now) is None
    return {
        "phase": its_phase.value,
        "rows": shown,
        "at_once": [row for row in shown if row["moment"] in (Moment.NOW.value, Moment.NEXT.value)],
        "material": material,
        "record": record,
        "content_lang": door.meeting_lang if door.meeting_lang != lang() else "",
        "spark_url": url_for("sparks.form", meeting_id=door.meeting_id) if takes_sparks else "",
    }


def _entry(
    item: ProgrammeItem, *, material: Mapping[int, Sequence[Shown]], record: Record, mine: Collection[int]
) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title or kind_label(item.kind),
        "room": item.room,
        "who": " · ".join(one.shown for one in item.appearances),
        "mine": item.id in mine,
        "is_quiet": item.kind in (ItemKind.BREAK.value, ItemKind.MEAL.value),
        "material": material.get(item.id, ()),
        "notes": record.of_item.get(item.id, ()),
    }


def _own_workshops(own: Own) -> set[int]:
    """Return the items of the programme that the person has a place in."""
    has = {place.pool_id for place in own.registration.places if place.state == PlaceState.CONFIRMED.value}
    return {pool.item_id for pool in own.door.pools if pool.item_id is not None and pool.id in has}
