"""The shape of the desk's pages about workshops: how one chooses in a block, whom to pin, the buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from meetings.registration.forms.settings import is_a_number_of_seats
from meetings.registration.rules import PoolCounts
from meetings.registration.rules.workshops import MOST_RANKS, WAY_NAMES, Way
from meetings.text import whole_number
from meetings.web.forms import ClockTime, Day, DeskForm, Text
from meetings.web.typed import shown_until, until


class WorkshopSet(Protocol):
    """A workshop as the form sets it."""

    @property
    def item_id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def pool(self) -> PoolCounts | None: ...


class BlockSet(Protocol):
    """A block as the form sets it."""

    @property
    def id(self) -> int: ...
    @property
    def mode(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def ranks(self) -> int: ...
    @property
    def wishes_until(self) -> datetime | None: ...
    @property
    def changes_until(self) -> datetime | None: ...
    @property
    def revision(self) -> int: ...
    @property
    def workshops(self) -> Sequence[WorkshopSet]: ...


class BlockForm(DeskForm):
    """How one chooses in a block; the fields of each workshop are added by `block_form`."""

    mode = RadioField(_l("Så väljer man"), validate_choice=True)
    required = BooleanField(_l("Alla måste välja"))
    ranks = SelectField(_l("Hur många önskemål får man rangordna?"), coerce=int)
    wishes_day = Day(_l("Önskemål tas emot till"), required=False)
    wishes_time = ClockTime(_l("Tid"), required=False)
    changes_day = Day(_l("Ändringar tas emot till"), required=False)
    changes_time = ClockTime(_l("Tid"), required=False)
    base_revision = HiddenField()
    items = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mode.choices = [SelectChoice(way.value, _(name)) for way, name in WAY_NAMES.items()]
        self.ranks.choices = [SelectChoice(str(number), str(number)) for number in range(1, MOST_RANKS + 1)]

    @property
    def base(self) -> int:
        """Return the revision that the form was filled in from; 0 when the field was tampered with."""
        return whole_number(self.base_revision.data)

    @property
    def item_ids(self) -> list[int]:
        """Return the items of the programme that the form was shown with."""
        return [whole_number(one) for one in (self.items.data or "").split()[:200]]

    def settings(self) -> dict[str, Any]:
        """Return the values by the names of `actions.blocks.Plan`, all but the seats and what is not asked."""
        values = {
            "mode": self.mode.data,
            "required": self.required.data,
            "changes_until": until(self.changes_day.data, self.changes_time.data),
        }
        if "ranks" in self:
            wishes_until = until(self.wishes_day.data, self.wishes_time.data)
            values |= {"ranks": self.ranks.data, "wishes_until": wishes_until}
        return values

    def seats_of(self, item_id: int) -> tuple[int | None, bool]:
        """Return the seats (None: no limit) of a workshop and whether it has a line."""
        typed = (self[f"seats_{item_id}"].data or "").replace(" ", "")
        return (int(typed) if typed else None), bool(self[f"line_{item_id}"].data)


def block_form(block: BlockSet, *, asks_wishes: bool = True) -> BlockForm:
    """Return the form of this block, filled in as it is set; without `asks_wishes` the wishes stay as they are."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = _shown(block)
    for one in block.workshops:
        fields[f"seats_{one.item_id}"] = Text(_l("Platser"), required=False, at_most=10, validators=[_seats])
        fields[f"line_{one.item_id}"] = BooleanField(_l("Egen reservlista"))
        seats = one.pool.seats if one.pool else None
        data[f"seats_{one.item_id}"] = "" if seats is None else str(seats)
        data[f"line_{one.item_id}"] = one.pool.waiting_list if one.pool else True
    form: BlockForm = type("BlockForm", (BlockForm,), fields)(data=data)
    if not asks_wishes:
        del form.ranks, form.wishes_day, form.wishes_time
    return form


def _shown(block: BlockSet) -> dict[str, Any]:
    wishes_day, wishes_time = shown_until(block.wishes_until)
    changes_day, changes_time = shown_until(block.changes_until)
    return {
        "mode": block.mode if block.id else Way.FIRST.value,
        "required": block.required,
        "ranks": block.ranks if block.id else min(3, len(block.workshops)),
        "wishes_day": wishes_day,
        "wishes_time": wishes_time,
        "changes_day": changes_day,
        "changes_time": changes_time,
        "base_revision": str(block.revision),
        "items": " ".join(str(one.item_id) for one in block.workshops),
    }


class PinForm(DeskForm):
    """Where somebody is to be, whatever they wish."""

    person = HiddenField()
    workshop = HiddenField()

    @property
    def person_id(self) -> int:
        """Return whom it is about."""
        return whole_number(self.person.data)

    @property
    def pool_id(self) -> int | None:
        """Return the workshop, None: let the wishes decide."""
        return whole_number(self.workshop.data) or None


class PublishForm(DeskForm):
    """The button that publishes the proposal that is shown."""

    mark = HiddenField()


def _seats(_form: Any, field: Any) -> None:
    """Check that it is a number that a room can have."""
    if not is_a_number_of_seats(field.data):
        raise StopValidation(_("Skriv antalet med siffror, till exempel 25."))
