"""The shape of choosing workshops: at sign-up and on the own page, first come first served or by ranked wishes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings.registration.rules import PoolCounts
from meetings.registration.rules.workshops import MOST_RANKS, Chosen, takes_wishes
from meetings.web import dates
from meetings.web.forms import DeskForm, PublicForm

NONE = "0"  # what is chosen by who wants none of them
RANK_WORDS = (
    _l("Förstahandsval"),
    _l("Andrahandsval"),
    _l("Tredjehandsval"),
    _l("Fjärdehandsval"),
    _l("Femtehandsval"),
)


class WorkshopOffered(Protocol):
    """A workshop as a form offers it."""

    @property
    def title(self) -> str: ...
    @property
    def pool_id(self) -> int: ...
    @property
    def pool(self) -> PoolCounts | None: ...


class BlockOffered(Chosen, Protocol):
    """A block as a form offers it."""

    @property
    def id(self) -> int: ...
    @property
    def required(self) -> bool: ...
    @property
    def ranks(self) -> int: ...
    @property
    def workshops(self) -> Sequence[WorkshopOffered]: ...


Fields = dict[str, Any]
Choice = Mapping[int, Sequence[int]]  # block → pools, the most wanted first


class OwnWorkshopsForm(PublicForm):
    """What somebody wants in one or more blocks; the fields are added by `own_workshops_form`."""


class DeskWorkshopsForm(DeskForm):
    """The same, as an organiser fills it in for somebody."""

    notify = BooleanField(_l("Mejla personen om ändringen"), default=True)


def own_workshops_form(blocks: Sequence[BlockOffered], has: Choice, held: Collection[int]) -> OwnWorkshopsForm:
    """Return the form of these blocks, filled in with what somebody has or waits for; `held` are their seats."""
    form: OwnWorkshopsForm = _with_fields(OwnWorkshopsForm, blocks, has, held)
    return form


def desk_workshops_form(blocks: Sequence[BlockOffered], has: Choice, held: Collection[int]) -> DeskWorkshopsForm:
    """Return the same form for the desk."""
    form: DeskWorkshopsForm = _with_fields(DeskWorkshopsForm, blocks, has, held)
    return form


def _with_fields(base: type[Any], blocks: Sequence[BlockOffered], has: Choice, held: Collection[int]) -> Any:
    return type(base.__name__, (base,), workshop_fields(blocks, held=held))(data=workshop_data(blocks, has))


def workshop_fields(blocks: Sequence[BlockOffered], *, held: Collection[int] = ()) -> Fields:
    """Return the fields (unbound, by name) that choose in these blocks; `held` are pools that somebody has already."""
    fields: Fields = {}
    for block in blocks:
        fields |= _ranked(block) if takes_wishes(block) else _first_come(block, held)
    return fields


def field_name(block: BlockOffered, part: int | str = "") -> str:
    """Return what a block's field is called; `part` is a rank, or "else" for the second choice."""
    return f"block_{block.id}_{part}" if part else f"block_{block.id}"


def ranks_of(block: BlockOffered) -> range:
    """Return the ranks that one gives in the block, from 1: no more than there are workshops."""
    return range(1, min(block.ranks, len(block.workshops), MOST_RANKS) + 1)


def wanted(form: Any, blocks: Sequence[BlockOffered]) -> dict[int, list[int]]:
    """Return what was chosen, block by block, the most wanted first; blocks where nothing was chosen are empty."""
    found = {}
    for block in blocks:
        names = (
            [field_name(block, rank) for rank in ranks_of(block)]
            if takes_wishes(block)
            else [field_name(block), field_name(block, "else")]
        )
        values = [form[name].data for name in names if name in form]
        found[block.id] = list(dict.fromkeys(int(value) for value in values if value and value != NONE))
    return found


def workshop_data(blocks: Sequence[BlockOffered], has: Choice) -> dict[str, str]:
    """Return the data that shows in the form what somebody has or wishes."""
    data: dict[str, str] = {}
    for block in blocks:
        pools = list(has.get(block.id, ()))
        if takes_wishes(block):
            data |= {field_name(block, rank): str(pool) for rank, pool in enumerate(pools, 1)}
        else:
            data[field_name(block)] = str(pools[0]) if pools else NONE
            data[field_name(block, "else")] = str(pools[-1]) if len(pools) > 1 else ""
    return data


def _first_come(block: BlockOffered, held: Collection[int]) -> Fields:
    offered = {str(one.pool_id): one for one in block.workshops}
    choices = [SelectChoice(value, one.title) for value, one in offered.items()]
    if not block.required:
        choices.append(SelectChoice(NONE, _("Ingen workshop")))
    field = RadioField(
        _("Workshop %(time)s", time=dates.time_range(block.starts_at, _end(block))),
        choices=choices,
        validate_choice=False,
        validators=[_Chosen(block, offered, held)],
    )
    fields: Fields = {field_name(block): field}
    if len(offered) > 1:
        others = [
            SelectChoice("", _("Ingen annan")),
            *(SelectChoice(value, one.title) for value, one in offered.items()),
        ]
        fields[field_name(block, "else")] = SelectField(
            _l("Om den är full"),
            choices=others,
            validate_choice=False,
            validators=[_Else(block, offered, held)],
        )
    return fields


def _end(block: BlockOffered) -> Any:
    return getattr(block, "ends_at", None)


def _ranked(block: BlockOffered) -> Fields:
    offered = {str(one.pool_id): one for one in block.workshops}
    choices = [SelectChoice("", _("Välj")), *(SelectChoice(value, one.title) for value, one in offered.items())]
    return {
        field_name(block, rank): SelectField(
            RANK_WORDS[rank - 1],
            choices=choices,
            validate_choice=False,
            validators=[_Wish(block, offered, rank)],
        )
        for rank in ranks_of(block)
    }


def is_full(one: WorkshopOffered, held: Collection[int] = ()) -> bool:
    """Tell whether nobody can have a place now: all are taken, or free ones are waited for."""
    pool = one.pool
    if pool is None or one.pool_id in held:
        return False
    return pool.free is not None and pool.free <= 0


def is_shut(one: WorkshopOffered, held: Collection[int] = ()) -> bool:
    """Tell whether it cannot be chosen at all: it is full, and there is no line to stand in."""
    return is_full(one, held) and not (one.pool is not None and one.pool.waiting_list)


class _Chosen:
    """The radio of a block: something that is offered; something at all where one must choose."""

    def __init__(self, block: BlockOffered, offered: Mapping[str, WorkshopOffered], held: Collection[int]) -> None:
        self.block, self.offered, self.held = block, offered, held
        self.field_flags = {"required": True} if block.required else {}

    def __call__(self, _form: Any, field: Any) -> None:
        value = field.data or ""
        if value in ("", "None", NONE):
            field.data = NONE
            if self.block.required:
                raise StopValidation(_("Välj en workshop."))
            return
        one = self.offered.get(value)
        if one is None:
            raise StopValidation(_("Välj ett av alternativen i listan."))
        if is_shut(one, self.held):
            raise StopValidation(_("”%(workshop)s” har blivit full. Välj en annan workshop.", workshop=one.title))


class _Else:
    """The second choice: offered, not shut; asked for when the first is full and one must have a place."""

    def __init__(self, block: BlockOffered, offered: Mapping[str, WorkshopOffered], held: Collection[int]) -> None:
        self.block, self.offered, self.held = block, offered, held

    def __call__(self, form: Any, field: Any) -> None:
        value = field.data or ""
        one = self.offered.get(value)
        if value in ("", "None"):
            field.data = ""
        elif one is None:
            raise StopValidation(_("Välj ett av alternativen i listan."))
        elif is_shut(one, self.held):
            raise StopValidation(_("”%(workshop)s” har blivit full. Välj en annan workshop.", workshop=one.title))
        first = self.offered.get(form[field_name(self.block)].data or "")
        if self.block.required and first is not None and self._leaves_without(first, one):
            raise StopValidation(_("Workshoppen är full. Välj också en där det finns plats."))

    def _leaves_without(self, first: WorkshopOffered, other: WorkshopOffered | None) -> bool:
        """Tell whether somebody would only stand in line though there is room in another workshop."""
        chosen = [first] if other is None else [first, other]
        if not all(is_full(one, self.held) for one in chosen):
            return False
        return any(not is_full(one, self.held) for one in self.offered.values())


class _Wish:
    """One rank: offered, and not a workshop that was ranked higher already."""

    def __init__(self, block: BlockOffered, offered: Mapping[str, WorkshopOffered], rank: int) -> None:
        self.block, self.offered, self.rank = block, offered, rank
        self.field_flags = {"required": True} if block.required and rank == 1 else {}

    def __call__(self, form: Any, field: Any) -> None:
        value = field.data or ""
        if value in ("", "None"):
            field.data = ""
            if self.block.required and self.rank == 1:
                raise StopValidation(_("Välj den workshop som du helst vill gå på."))
            return
        if value not in self.offered:
            raise StopValidation(_("Välj ett av alternativen i listan."))
        if any(form[field_name(self.block, rank)].data == value for rank in range(1, self.rank)):
            raise StopValidation(_("Den har du redan valt högre upp. Välj en annan, eller lämna fältet tomt."))
