"""May an item leave the programme: not while people have chosen it, which features above this one know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from flask import Flask, current_app

from meetings.errors import Refusal, Refused
from meetings.schedule.models import Meeting
from meetings.schedule.rules import MeetingReason
from meetings.schedule.rules.content import ItemText

InUse = Callable[[Sequence[int]], Collection[int]]
_NAME = "items_in_use"


def init_app(app: Flask, *, in_use: InUse) -> None:
    """Hand over the function that tells which of some items people have chosen."""
    app.extensions[_NAME] = in_use


def refuse_to_remove_chosen(meeting: Meeting, items: Iterable[ItemText]) -> None:
    """Raise `Refused` when this programme lacks an item that somebody has chosen: nobody is dropped unseen."""
    kept = {item.key for item in items}
    gone = {item.id: item.title for item in meeting.items if item.id not in kept}
    if not gone:
        return
    in_use: InUse = current_app.extensions[_NAME]
    chosen = sorted(in_use([*gone]))
    if chosen:
        raise Refused(Refusal(MeetingReason.ITEM_CHOSEN, {"title": gone[chosen[0]]}))
