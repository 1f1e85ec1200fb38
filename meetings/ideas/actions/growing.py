"""Ask the one who left a spark to make an idea of it: a draft is begun for them, and its link is mailed."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refused
from meetings.ideas.actions.calls import lock
from meetings.ideas.actions.writing import start
from meetings.ideas.mail.sparked import asked
from meetings.ideas.models import Idea
from meetings.ideas.queries import calls, sparked
from meetings.ideas.rules.deadline import phase
from meetings.ideas.rules.growing import InviteReason, begun_with, refusal_to_invite
from meetings.ideas.rules.receiving import Person, Way
from meetings.outbox.actions import enqueue
from meetings.sparks import queries as sparks
from meetings.sparks.rules import SparkState


def invite_from_spark(meeting_id: int, spark_id: int, now: datetime, actor: Actor) -> Idea:
    """Begin a draft with what the spark says and its author as contact, and mail them its link; once.

    Raises `Refused` when the meeting takes no ideas, or nobody can be asked, or has been; `NotFound`.
    """
    with transaction.write() as session:
        call = calls.call_of(meeting_id)
        if call is None:
            raise Refused(InviteReason.NO_CALL)
        lock(session, call.id)
        spark = sparks.spark(meeting_id, spark_id)
        refusal = refusal_to_invite(
            phase(calls.times_of(call), now),
            has_address=bool(spark.email),
            is_hidden=spark.state == SparkState.HIDDEN.value,
            is_asked=sparked.asked_at(call.id, spark.id) is not None,
        )
        if refusal is not None:
            raise Refused(refusal)
        made = start(
            call.id,
            begun_with(spark.text),
            Person(spark.name, spark.email),
            Way(lang=spark.lang, spark_id=spark.id),
            f"{sparked.ASKED}{spark.id}",
            now,
            mails=False,
        )
        enqueue(asked(made, call, spark.text), now)
        record(actor, "ideas.invite_from_spark", now, meeting_id=meeting_id, subject=f"spark:{spark.id}")
        return made
