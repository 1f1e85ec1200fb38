"""What an idea says: one value for form, draft, received version, preview, page and export; as JSON and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Content:
    """An idea as its actors wrote it, without their contact.

    Terms stand by their codes (`organisation_type`, `sector`, `municipality`, and the lists `target_groups`,
    `partners_sought` of sectors, `places` of municipalities). `role` is "lead" or "join" ("": not chosen yet). Months
    are "2018-09" ("": not said), `budget` whole kronor. `answers` are those of a working copy to the
    call's own questions, as a form holds them: name of the field → what was typed or chosen.
    """

    title: str = ""
    role: str = ""
    organisation: str = ""
    organisation_type: str = ""
    sector: str = ""
    municipality: str = ""
    about: str = ""
    background: str = ""
    target_groups: tuple[str, ...] = ()
    target_text: str = ""
    purpose: str = ""
    activities: str = ""
    partners_found: str = ""
    partners_sought: tuple[str, ...] = ()
    partners_text: str = ""
    results: str = ""
    equality: str = ""
    places: tuple[str, ...] = ()
    starts_in: str = ""
    ends_in: str = ""
    budget: int | None = None
    cofinancing: str = ""
    transnational: bool = False
    transnational_text: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


_NAMES = tuple(f.name for f in fields(Content))
_LISTS = frozenset({"target_groups", "partners_sought", "places"})


def to_json(content: Content) -> dict[str, Any]:
    """Return the content as what a JSON column holds: lists for tuples, every field named."""
    return {name: list(value) if name in _LISTS else value for name, value in asdict(content).items()}


def from_json(stored: Mapping[str, Any]) -> Content:
    """Return the content that a JSON column holds; fields that it lacks are empty, unknown ones are dropped."""
    known: dict[str, Any] = {name: stored[name] for name in _NAMES if name in stored}
    if not isinstance(known.get("answers"), Mapping):
        known.pop("answers", None)
    known.update((name, tuple(known[name])) for name in _LISTS & known.keys())
    return Content(**known)


def seeks_partners(content: Content) -> bool:
    """Tell whether the idea says that it wants more partners: sectors ticked, or words about it."""
    return bool(content.partners_sought or content.partners_text)


@dataclass(frozen=True)
class Attached:
    """A file as a received version names it; `key` is its place in the store, `sha256` of its bytes, in hex."""

    key: str
    name: str
    type: str
    size: int
    sha256: str


def received(
    content: Content, lang: str, answers: Sequence[tuple[str, str]], attached: Sequence[Attached]
) -> dict[str, Any]:
    """Return what a received version holds, and what its checksum is of.

    `answers` are pairs of a question of the call's own, as it was worded, and the answer in words.
    """
    answered = [{"asked": asked, "text": text} for asked, text in answers]
    return to_json(content) | {"lang": lang, "answers": answered, "attachments": [asdict(one) for one in attached]}


def answers_in(stored: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the questions of the call's own and their answers in a received version."""
    return tuple((one["asked"], one["text"]) for one in stored.get("answers", ()))


def attached_in(stored: Mapping[str, Any]) -> tuple[Attached, ...]:
    """Return the attachments that a received version names."""
    return tuple(Attached(**one) for one in stored.get("attachments", ()))
