"""A few who subscribe to new meetings, and the mail that tells them of one."""

from __future__ import annotations

from datetime import datetime

from meetings.schedule.models import Meeting
from meetings.subscriptions import actions, queries
from meetings.subscriptions.actions import Asked
from meetings.subscriptions.rules import CALM, WORDING, Choice

_PEOPLE = (
    ("maja.lind@vanersborg.example", "sv", Choice()),
    ("omar.haddad@unga-i-vast.example", "sv", Choice(frozenset(["young"]), frozenset(["vastra-gotaland"]))),
    ("emily.clark@social-lab.example", "en", Choice(frozenset(["young", "far-from-work"]))),
)


def subscribe(at: datetime) -> None:
    """Let them subscribe, and confirm."""
    for number, (email, lang, choice) in enumerate(_PEOPLE):
        actions.ask(Asked(email, lang, choice, WORDING.text, WORDING.version), f"demo-subscriber-{number}", at)
        row = queries.subscriber_of(email)
        if row is not None:
            actions.confirm(row.id, row.link_version, at)


def tell(meeting: Meeting) -> None:
    """Tell those who asked of the meeting, as the worker did when it was new."""
    if meeting.published_at is not None:
        actions.tell_new_meetings(meeting.published_at + CALM)
