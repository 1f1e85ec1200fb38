"""How choosing workshops is shown: in the sign-up's form, on the own page, and on the page where one changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.registration.forms.workshops import NONE, field_name, is_full, is_shut, ranks_of, wanted, workshop_fields
from meetings.registration.models import Place, Registration
from meetings.registration.queries import Door
from meetings.registration.queries.blocks import Block, Workshop, chosen_blocks
from meetings.registration.rules import PlaceState, refusal_to_change
from meetings.registration.rules.workshops import refusal_to_choose, takes_wishes
from meetings.registration.views.workshops import when
from meetings.web import dates
from meetings.web.rendering import refusal_text
from meetings.web.requests import arrival

_HAS = (PlaceState.CONFIRMED.value, PlaceState.HELD.value)
_WANTS = (*_HAS, PlaceState.WAITING.value, PlaceState.PENDING.value)


def fields(blocks: Sequence[Block]) -> dict[str, Any]:
    """Return the fields that choose workshops at sign-up, unbound, by name; those of blocks that are open."""
    return workshop_fields(open_blocks(blocks, newcomer=True))


def chosen(form: Any, blocks: Sequence[Block]) -> dict[int, list[int]]:
    """Return the workshops that were chosen at sign-up, by block; blocks where nothing was chosen are left out."""
    found = wanted(form, open_blocks(blocks, newcomer=True))
    return {block_id: pools for block_id, pools in found.items() if pools}


def marked(shown: Sequence[dict[str, Any]], mark: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the blocks with a mark where the number of seats left stands, and what each mark stands for.

    The form is kept as it is written, and the numbers change with every sign-up.
    """
    left: dict[str, str] = {}
    found = []
    for block in shown:
        right = {pool: mark.format(f"workshop-{pool}") for pool in block.get("right", ())}
        left |= {right[pool]: words for pool, words in block.get("right", {}).items()}
        found.append(block | {"right": right})
    return found, left


def open_blocks(blocks: Sequence[Block], *, newcomer: bool) -> list[Block]:
    """Return the blocks that one can choose in now."""
    return [block for block in blocks if refusal_to_choose(block, arrival(), newcomer=newcomer) is None]


def blocks_at_sign_up(door: Door, blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Return the blocks as the sign-up's form shows them; one whose wishes have closed says so."""
    shown: list[dict[str, Any]] = []
    for block in blocks:
        if refusal_to_choose(block, arrival(), newcomer=True) is None:
            shown.append(form_block(door, block))
        elif takes_wishes(block):
            closed = _("Önskemålen har stängt. När platserna är fördelade kan du välja bland dem som är kvar.")
            shown.append({"legend": _legend(block, door), "closed": closed})
    return shown


def form_block(door: Door, block: Block, registration: Registration | None = None) -> dict[str, Any]:
    """Return a block as `registration/_workshops.html` shows it in a form, to who has this registration already."""
    if takes_wishes(block):
        return _ranked(door, block)
    places = registration.places if registration else []
    return _first_come(door, block, {place.pool_id: place.state for place in places if place.state in _WANTS})


def _legend(block: Block, door: Door) -> str:
    return str(_("Workshop %(when)s", when=when(block, door)))


def _ranked(door: Door, block: Block) -> dict[str, Any]:
    hint = _("Rangordna det du helst vill gå på. Platserna fördelas så rättvist det går, och du får ett mejl.")
    if block.wishes_until:
        until = dates.deadline(block.wishes_until)
        hint = f"{hint} {_('Önskemål tas emot %(deadline)s.', deadline=until)}"
    return {
        "legend": _legend(block, door),
        "hint": hint,
        "ranks": [field_name(block, rank) for rank in ranks_of(block)],
        "optional": not block.required,
    }


def _first_come(door: Door, block: Block, mine: Mapping[int, str]) -> dict[str, Any]:
    shut = [str(one.pool_id) for one in block.workshops if is_shut(one, mine)]
    return {
        "legend": _legend(block, door),
        "question": _("Vilken vill du gå på?"),
        "field": field_name(block),
        "other": field_name(block, "else") if len(block.workshops) > 1 else "",
        "other_hint": _("Blir den du helst vill ha full står du i kö till den, och får den här så länge."),
        "notes": {str(one.pool_id): note for one in block.workshops if (note := _note(block, one))},
        "right": {str(one.pool_id): right for one in block.workshops if (right := _right(door, one, mine))},
        "shut": shut,
        "optional": not block.required,
        "none": NONE,
    }


def _note(block: Block, one: Workshop) -> str:
    same = (one.starts_at, one.ends_at) == (block.starts_at, block.ends_at)
    return ", ".join(part for part in (one.room, "" if same else dates.time_range(one.starts_at, one.ends_at)) if part)


def _right(door: Door, one: Workshop, mine: Mapping[int, str]) -> str:
    """Return what stands beside a workshop: how many seats are left, or that it is full and how long its line is."""
    pool = one.pool
    if pool is None:
        return ""
    if one.pool_id in mine:
        return str(_("Har en plats")) if mine[one.pool_id] in _HAS else str(_("Står i kö"))
    if is_shut(one):
        return str(_("Fullt"))
    if is_full(one):
        if not pool.waiting:
            return str(_("Fullt: ställ dig i kö"))
        return str(ngettext("Fullt: ställ dig i kö efter %(num)s", "Fullt: ställ dig i kö efter %(num)s", pool.waiting))
    if pool.free is None or not door.show_seats_left:
        return ""
    return str(ngettext("%(num)s plats kvar", "%(num)s platser kvar", pool.free))


def has_in(registration: Registration, blocks: Sequence[Block], wishes: Mapping[int, int]) -> dict[int, list[int]]:
    """Return what somebody has, waits for or wishes, block by block, the most wanted first."""
    wants = {place.pool_id: place.rank for place in registration.places if place.state in _WANTS}
    found = {}
    for block in blocks:
        ranks = wishes if takes_wishes(block) else wants
        pools = [one.pool_id for one in block.workshops if one.pool_id in ranks]
        found[block.id] = sorted(pools, key=lambda pool: (ranks[pool], pool))
    return found


def seats_held(registration: Registration) -> set[int]:
    """Return the pools in which somebody has a seat."""
    return {place.pool_id for place in registration.places if place.state in _HAS}


def workshops_shown(
    door: Door, registration: Registration, change: Callable[[int], str], leave: Callable[[int], str] | None = None
) -> list[dict[str, Any]]:
    """Return what somebody has of workshops as `registration/_own_workshops.html` shows it; [] when one chooses none.

    `change` makes the address where a block is changed, `leave` that where a line is left: only for their owner, whom
    deadlines bind.
    """
    blocks = chosen_blocks(door, registration.id)
    if not blocks or registration.cancelled_at is not None:
        return []
    fixed = refusal_to_change(door, arrival()) is not None
    shown = []
    for block in blocks:
        refusal = refusal_to_choose(block, arrival()) if leave else None
        open_ = not fixed and refusal is None
        places = _places(block, registration, leave if open_ else None)
        wished = sorted((one for one in block.workshops if one.wish), key=lambda one: one.wish)
        shown.append(
            {
                "when": _legend(block, door),
                "places": places,
                "wishes": [one.title for one in wished] if takes_wishes(block) else [],
                "text": _text(block, open_, refusal) if leave else "",
                "change": change(block.id) if open_ else "",
                "change_label": _change_label(block, places),
            }
        )
    return shown


def _change_label(block: Block, places: Sequence[Any]) -> str:
    if takes_wishes(block):
        return str(_("Ändra önskemål"))
    return str(_("Byt workshop") if places else _("Välj workshop"))


def _places(block: Block, registration: Registration, leave: Callable[[int], str] | None) -> list[dict[str, Any]]:
    places = {place.pool_id: place for place in registration.places if place.state in _WANTS}
    mine = sorted((one for one in block.workshops if one.pool_id in places), key=lambda one: places[one.pool_id].rank)
    return [_place(block, one, places[one.pool_id], leave) for one in mine]


def _place(block: Block, one: Workshop, place: Place, leave: Callable[[int], str] | None) -> dict[str, Any]:
    words = {
        PlaceState.CONFIRMED.value: (_("Har en plats"), "good"),
        PlaceState.HELD.value: (_("Platsen hålls"), "info"),
        PlaceState.PENDING.value: (_("Väntar på besked"), "wait"),
        PlaceState.WAITING.value: (_("Plats %(number)s i kön", number=one.in_line), "wait"),
    }
    word, tone = words[place.state]
    waits = place.state == PlaceState.WAITING.value
    return {
        "title": one.title,
        "where": _note(block, one),
        "word": word,
        "tone": tone,
        "leave": leave(one.pool_id) if waits and leave else "",
    }


def _text(block: Block, change: bool, refusal: Any) -> str:
    if refusal is not None:
        if takes_wishes(block):
            return str(_("Önskemålen har stängt. Du får ett mejl när platserna är fördelade."))
        return refusal_text(refusal)
    if not change:
        return ""
    if takes_wishes(block):
        if block.wishes_until is None:
            return str(_("Du får ett mejl när platserna är fördelade."))
        return str(_("Du kan ändra dina önskemål %(deadline)s.", deadline=dates.deadline(block.wishes_until)))
    if block.changes_until is None:
        return str(_("Du kan byta tills workshopparna börjar."))
    return str(_("Du kan byta %(deadline)s.", deadline=dates.deadline(block.changes_until)))
