"""The desk's page of the workshops: the blocks that the programme makes, and how one chooses in each."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import NotFound, Refused, Stale
from meetings.registration import queries
from meetings.registration.actions import blocks as actions
from meetings.registration.actions.blocks import Plan, WorkshopSeats
from meetings.registration.forms.blocks import BlockForm, block_form
from meetings.registration.queries import Door, choices
from meetings.registration.queries import blocks as read
from meetings.registration.queries.blocks import Block
from meetings.registration.queries.choices import Use
from meetings.registration.rules.workshops import WAY_NAMES, Way, shortage, takes_wishes
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.shown import card
from meetings.web import access, dates
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

WORKSHOPS = "/arbetsytan/moten/<int:meeting_id>/workshoppar"


@blueprint.get(WORKSHOPS)
@access.requires("organiser")
def workshops(meeting_id: int) -> Response:
    """Show the blocks of the programme, each with its workshops, their seats and who has taken them."""
    door = queries.door(meeting_id)
    blocks = read.blocks_of_programme(door)
    uses = choices.uses(door, required=[block.id for block in blocks if block.required])
    shown = [_shown(door, block, uses.get(block.id, Use())) for block in blocks]
    return render("registration/workshops.html", blocks=shown, **card(door))


@blueprint.route(f"{WORKSHOPS}/block/<int:item_id>", methods=["GET", "POST"])
@access.requires("organiser")
def workshop_block(meeting_id: int, item_id: int) -> Response:
    """Show and save how one chooses in the block that this item of the programme belongs to."""
    door = queries.door(meeting_id)
    block = read.block_of_item(door, item_id)
    fixed = _is_fixed(block)
    form = block_form(block, asks_wishes=block.published_at is None and not (fixed and block.mode == Way.FIRST))
    if not form.is_submitted():
        return _page(door, block, form)
    if not form.validate():
        return _page(door, block, form, 422)
    kept = {"ranks": block.ranks, "wishes_until": block.wishes_until}
    plan = Plan(**(kept | form.settings()), seats={one: WorkshopSeats(*form.seats_of(one)) for one in block.item_ids})
    items = form.item_ids or block.item_ids
    try:
        moved = actions.save_block(meeting_id, items, plan, form.base, arrival(), current_actor())
    except Refused as refused:
        form.items.data = " ".join(str(one) for one in block.item_ids)
        return _page(door, block, form, 409, refusal=refused.refusal)
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        return _page(queries.door(meeting_id), block, form, 409, standing=read.block_of_item(door, item_id))
    _tell(when(block, door), moved)
    return redirect_to("registration.workshops", meeting_id=meeting_id)


def _tell(time: str, moved: int) -> None:
    tell(_("Workshopparna %(time)s är sparade.", time=time))
    if moved:
        tell(
            ngettext(
                "%(num)s person har flyttats upp från kön och får ett mejl.",
                "%(num)s personer har flyttats upp från kön och får ett mejl.",
                moved,
            )
        )


def _is_fixed(block: Block) -> bool:
    """Tell whether somebody has chosen, so that the way stays as it is."""
    use = choices.use_of(block.id)
    return bool(use.places or use.wishers or block.published_at)


def when(block: Block, door: Door) -> str:
    """Return when the block is held: its time, with the day where the meeting has several."""
    time = dates.time_range(block.starts_at, block.ends_at)
    if dates.local(door.starts_at).date() == dates.local(block.starts_at).date():
        return time
    return f"{dates.weekday_date(block.starts_at)} {time}"


def block_or_404(door: Door, block_id: int) -> Block:
    """Return the block if its places are given out by wishes. Raises `NotFound`."""
    block = read.block_of(door, block_id)
    if block.mode != Way.RANKED:
        raise NotFound
    return block


def _shown(door: Door, block: Block, use: Use) -> dict[str, Any]:
    seats = [one.pool.seats for one in block.workshops if one.pool is not None]
    return {
        "block": block,
        "when": when(block, door),
        "way": _(WAY_NAMES[Way(block.mode)]),
        "takes_wishes": takes_wishes(block),
        "use": use,
        "undecided": max(0, door.pool.confirmed - use.decided) if block.required else 0,
        "warning": shortage(seats, door.pool.seats, door.pool.confirmed),
        "over": sum(one.pool.over for one in block.workshops if one.pool is not None),
    }


def _page(door: Door, block: Block, form: BlockForm, status: int = 200, **values: Any) -> Response:
    return render(
        "registration/workshop_block.html",
        status,
        form=form,
        block=block,
        when=when(block, door),
        way=_(WAY_NAMES[Way(block.mode)]),
        fixed=_is_fixed(block),
        rows=[(one, form[f"seats_{one.item_id}"], form[f"line_{one.item_id}"]) for one in block.workshops],
        **card(door),
        **values,
    )
