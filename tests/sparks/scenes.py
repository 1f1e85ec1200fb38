"""Boards and sparks to test with."""

from __future__ import annotations

import itertools

from meetings.audit.actions import Actor
from meetings.extensions import db
from meetings.links.queries import make
from meetings.schedule.models import Meeting
from meetings.sparks import actions, queries
from meetings.sparks.actions import Sent, Written
from meetings.sparks.models import Spark, SparkBoard
from meetings.sparks.rules import SparkState
from tests.builders import NOW, a_meeting

OLLE = Actor("Olle Organisatör", 1)
_FORMS = itertools.count(1)


def an_open_meeting(*, at_once: bool = False, prompt: str = "", **facts: object) -> Meeting:
    """A published meeting that takes sparks."""
    meeting = a_meeting(**facts)
    actions.open_board(meeting.id, NOW, OLLE)
    if at_once or prompt:
        actions.save_settings(meeting.id, prompt, NOW, OLLE, shows_at_once=at_once)
    return meeting


def a_spark(
    meeting: Meeting, text: str = "Digital lots", *, name: str = "", email: str = "", token: str = "", lang: str = "sv"
) -> int:
    """Somebody's spark; return its number."""
    written = Written(text, lang, name, email)
    sent: Sent = actions.send(meeting.id, written, token or f"form-{next(_FORMS)}", NOW)
    return sent.id


def approved(meeting: Meeting, *texts: str) -> list[int]:
    """Sparks that an organiser has approved; return their numbers."""
    numbers = [a_spark(meeting, text) for text in texts]
    actions.decide(meeting.id, numbers, SparkState.APPROVED, NOW, OLLE)
    return numbers


def spark_of(number: int) -> Spark:
    """The spark as it stands in the database."""
    db.session.expire_all()
    return db.session.get_one(Spark, number)


def texts_of(meeting: Meeting) -> list[str]:
    """The texts of all sparks, in the order in which they came."""
    return [row[0].text for row in queries.everything(meeting.id)]


def wall_of(meeting: Meeting) -> str:
    """The path of the meeting's wall."""
    db.session.expire_all()
    board = db.session.get(SparkBoard, meeting.id)
    return f"/vaggen/{make('spark-wall', meeting.id, board.wall_version if board else 1)}"
