"""Take a spark from anybody at the meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meetings import transaction
from meetings.errors import Refusal, Refused
from meetings.sparks import queries, rules
from meetings.sparks.actions.keeping import hold
from meetings.sparks.models import Spark
from meetings.sparks.rules import Shut, SparkState
from meetings.text import key


@dataclass(frozen=True)
class Written:
    """What somebody has written, normalised; `name` and `email` may be ""."""

    text: str
    lang: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Sent:
    """The spark that was kept: its number, and whether it shows already."""

    id: int
    shows: bool


def send(meeting_id: int, written: Written, form_token: str, now: datetime) -> Sent:
    """Keep a spark and return it; the same form sent again is the same spark, also after the door has closed.

    Raises `NotFound`, and `Refused` when the door is closed or the meeting holds no more.
    """
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        known = queries.sent_before(meeting_id, form_token)
        if known is not None:
            return Sent(known.id, known.state == SparkState.APPROVED.value)
        if refusal := rules.refusal_to_spark(queries.board_of(meeting_id), now):
            raise Refused(refusal)
        if queries.number_of(meeting_id) >= rules.MOST:
            raise Refused(Refusal(Shut.FULL))
        state = rules.state_at_first(shows_at_once=held.board.shows_at_once)
        found = Spark(
            meeting_id=meeting_id,
            text=written.text,
            lang=written.lang,
            name=written.name,
            email=written.email,
            email_key=key(written.email),
            state=state.value,
            form_token=form_token,
            made_at=now,
        )
        session.add(found)
        held.board.arrivals += 1
        if state is SparkState.APPROVED:
            held.shows_anew(now)
        session.flush()
        return Sent(found.id, state is SparkState.APPROVED)
