"""What does an editor write: a meeting's fields and programme as plain values, as JSON, and merged three ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from typing import Any

PROGRAMME = "programme"
TIME_AND_PLACE = frozenset(
    {"starts_at", "ends_at", "attendance", "venue", "street", "postcode", "town", "online_url", "online_in_calendar"}
)
_INSTANTS = frozenset({"starts_at", "ends_at"})


@dataclass(frozen=True)
class NewMeeting:
    """What the three questions ask for: what, when (aware, half-open) and where."""

    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    attendance: str = "place"
    venue: str = ""
    town: str = ""
    online_url: str = ""
    lang: str = "sv"


@dataclass(frozen=True)
class ContactText:
    """A contact person; any of the details may be missing."""

    name: str = ""
    title: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Details:
    """All that the editor of a meeting holds but its programme.

    Words of vocabularies are named by their codes, organisations by their names, the meeting that this
    one follows up by its id. Instants are aware.
    """

    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    lang: str = "sv"
    theme: str = ""
    summary: str = ""
    purpose: str = ""
    body: str = ""
    attendance: str = "place"
    venue: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    directions: str = ""
    venue_access: str = ""
    online_url: str = ""
    online_in_calendar: bool = False
    organisers: tuple[str, ...] = ()
    contacts: tuple[ContactText, ...] = ()
    programme_area: str = ""
    target_groups: tuple[str, ...] = ()
    follows: int | None = None
    diarienummer: str = ""
    eu_funded: bool = False
    reported_qualifier: str = "exactly"
    reported_number: int | None = None
    conclusions: str = ""
    afterwards: str = ""


@dataclass(frozen=True)
class AppearanceText:
    """Who is seen on an item, as written."""

    name: str = ""
    party: str = ""
    roles: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class ItemText:
    """An item of the programme. `key` is its id, or a negative number of its own while it has none.

    `related` holds the keys of the items under "se även". Instants are aware.
    """

    key: int
    kind: str
    starts_at: datetime
    ends_at: datetime | None = None
    room: str = ""
    title: str = ""
    summary: str = ""
    appearances: tuple[AppearanceText, ...] = ()
    related: tuple[int, ...] = field(default=())


DETAIL_FIELDS = tuple(one.name for one in fields(Details))


def plain(value: Any) -> Any:
    """Return the value as JSON knows it: instants in ISO 8601, tuples as lists, dataclasses as objects."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value


def details_from(content: Mapping[str, Any]) -> Details:
    """Return the details that `plain` made this content of; a field that it lacks is empty."""
    values: dict[str, Any] = {}
    for name in DETAIL_FIELDS:
        if name not in content:
            continue
        value = content[name]
        if name in _INSTANTS and value is not None:
            value = datetime.fromisoformat(value)
        elif name == "contacts":
            value = tuple(ContactText(**{**one, "phones": tuple(one.get("phones", ()))}) for one in value)
        elif isinstance(value, list):
            value = tuple(value)
        values[name] = value
    return Details(**values)


def programme_from(content: Sequence[Mapping[str, Any]]) -> tuple[ItemText, ...]:
    """Return the programme that `plain` made this content of."""
    return tuple(_item_from(one) for one in content)


def _item_from(content: Mapping[str, Any]) -> ItemText:
    ends_at = content.get("ends_at")
    return ItemText(
        **{
            **content,
            "starts_at": datetime.fromisoformat(content["starts_at"]),
            "ends_at": datetime.fromisoformat(ends_at) if ends_at else None,
            "appearances": tuple(AppearanceText(**one) for one in content.get("appearances", ())),
            "related": tuple(content.get("related", ())),
        }
    )


@dataclass(frozen=True)
class Difference:
    """A part that somebody else changed while this form was open: before, theirs and mine (None: not there)."""

    part: str
    before: Any
    theirs: Any
    mine: Any

    @property
    def is_conflict(self) -> bool:
        """Whether both changed it, to different ends."""
        return self.mine not in (self.before, self.theirs)


Parts = Mapping[str, Any]


def merged(base: Parts, mine: Parts, theirs: Parts) -> dict[str, Any]:
    """Return what both wrote, starting from `base`: what I did not touch is theirs, what I changed is mine."""
    found = {}
    for part in [*theirs, *(part for part in mine if part not in theirs)]:
        value = theirs.get(part) if mine.get(part) == base.get(part) else mine.get(part)
        if value is not None or (part in mine and part in theirs):
            found[part] = value
    return found


def differences(base: Parts, mine: Parts, theirs: Parts) -> list[Difference]:
    """Return the parts that the other changed, in the order of `theirs`, then those that they took away."""
    parts = [*theirs, *(part for part in base if part not in theirs)]
    return [
        Difference(part, base.get(part), theirs.get(part), mine.get(part))
        for part in parts
        if base.get(part) != theirs.get(part)
    ]


def by_key(programme: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the items of a plain programme as parts, each under its key."""
    return {str(item["key"]): item for item in programme}
