"""Who has been a contact of a project, now or in an earlier revision, and what is left of a revision without them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from meetings.projects.rules.content import ContactText
from meetings.text import fold

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """A person among the contacts: the latest card of theirs, and in how many revisions they stand.

    `mark` says which of a project's contacts they are; `shown`: they stand there now.
    """

    mark: str
    card: ContactText
    revisions: int
    shown: bool


def mark_of(card: Mapping[str, Any]) -> str:
    """Return what tells one person from another: the name; who has none, by address and numbers."""
    name = fold(str(card.get("name", "")))
    told = [name] if name else ["", fold(str(card.get("email", ""))), *map(str, card.get("phones", ()))]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def known_in(contents: Iterable[Content]) -> list[Known]:
    """Return everybody among the contacts of these revisions, the newest first; the first of them is what stands."""
    cards: dict[str, ContactText] = {}
    times: dict[str, int] = {}
    shown: set[str] = set()
    for number, content in enumerate(contents):
        cards_here = {mark_of(card): card for card in content.get("contacts", ())}
        if number == 0:
            shown = set(cards_here)
        for mark, card in cards_here.items():
            cards.setdefault(mark, _card(card))
            times[mark] = times.get(mark, 0) + 1
    return [Known(mark, card, times[mark], mark in shown) for mark, card in cards.items()]


def without(content: Content, mark: str) -> dict[str, Any]:
    """Return the content without this person's cards."""
    kept = [card for card in content.get("contacts", ()) if mark_of(card) != mark]
    return {**content, "contacts": kept}


def _card(card: Mapping[str, Any]) -> ContactText:
    known = {name: str(card.get(name, "")) for name in ("name", "title", "organisation", "email")}
    return ContactText(**known, phones=tuple(map(str, card.get("phones", ()))))
