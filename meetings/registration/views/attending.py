"""The room or the net: what a hybrid meeting offers in its form, and what somebody chose there."""

from __future__ import annotations

from typing import Any

from flask_babel import ngettext

from meetings.registration.forms.attending import attending_field
from meetings.registration.queries import Door
from meetings.registration.rules import ATTENDING, PoolCounts, Seats
from meetings.web.requests import arrival


def is_hybrid(door: Door) -> bool:
    """Tell whether one chooses between the room and the net."""
    return len(_pools(door)) > 1


def fields(door: Door) -> dict[str, Any]:
    """Return the field that chooses, unbound, by name; {} where there is nothing to choose."""
    pools = _pools(door) if is_hybrid(door) else []
    if not pools:
        return {}
    return {"attends": attending_field([pool.kind for pool in pools], _shut(door, pools))}


def chosen(form: Any) -> str:
    """Return the kind of pool that was chosen; "" where there is nothing to choose."""
    return form.attends.data or "" if "attends" in form else ""


def shown(door: Door) -> dict[str, Any]:
    """Return what the form's template needs: which kinds are "open", "full" or "shut", and the seats left."""
    pools = _pools(door) if is_hybrid(door) else []
    full = "full" if door.pool.waiting_list else "shut"
    return {
        "attending": tuple((pool.kind, "open" if _has_room(door, pool) else full) for pool in pools),
        "attending_left": {pool.kind: _left(door, pool) for pool in pools if _left(door, pool)},
    }


def _pools(door: Door) -> list[PoolCounts]:
    return sorted((pool for pool in door.others if pool.kind in ATTENDING), key=lambda pool: ATTENDING.index(pool.kind))


def _has_room(door: Door, pool: PoolCounts) -> bool:
    seats = Seats(door.pools, arrival())
    return not seats.is_full(pool.id) and not seats.is_full(seats.meeting)


def _shut(door: Door, pools: list[PoolCounts]) -> list[str]:
    return [pool.kind for pool in pools if not _has_room(door, pool)] if not door.pool.waiting_list else []


def _left(door: Door, pool: PoolCounts) -> str:
    if pool.free is None or not door.show_seats_left:
        return ""
    return str(ngettext("%(num)s plats kvar", "%(num)s platser kvar", pool.free))
