"""Those who speak at the meeting ahead: one has given a file that waits for an answer, one has not come yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.demo.materials import FILES
from meetings.files import actions as files
from meetings.files.rules import FOR_MATERIAL
from meetings.materials import queries
from meetings.materials.actions import giving, speaking
from meetings.materials.actions.giving import Gift, Told
from meetings.materials.actions.speaking import Wanted
from meetings.materials.rules.speaking import RIGHTS
from meetings.schedule.models import Meeting

_FILE = "Målgruppen.pdf"  # without tags, title and language, so that the desk has something to say of it
_TALK = "Vilka är målgruppen, och vad behöver de?"


def ask(meeting: Meeting, now: datetime, actor: Actor) -> None:
    """Ask two speakers for their slides; let one of them send a file."""
    asked, given = now - timedelta(days=12), now - timedelta(days=3)
    items = {title: number for number, title, _starts in queries.choices(meeting.id).items}
    with (FILES / _FILE).open("rb") as file:
        key = files.receive(file, _FILE, given, kinds=FOR_MATERIAL).key
    piece = giving.looked_through(key)
    people = [
        Wanted("Ängla Sjögren", "angla.sjogren@arbetsformedlingen.example", items[_TALK]),
        Wanted("Tomas Ekström", "tomas.ekstrom@forsakringskassan.example", items[_TALK]),
    ]
    with transaction.write():
        links = speaking.add(meeting.id, people, asked, actor)
        speaking.ask_all(meeting.id, meeting.starts_at - timedelta(days=7), asked, actor)
        if piece is not None:
            gift = Gift([piece], "", Told(credit="Arbetsförmedlingen"), RIGHTS, "demo-gift")
            giving.give(links[0].id, links[0].version, gift, given)
