"""From a spark to an idea: the link beside each spark on the web, and the button on the desk that asks its author."""

from __future__ import annotations

from datetime import datetime

from flask import Response, url_for
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.ideas.actions import growing as actions
from meetings.ideas.queries import calls, sparked
from meetings.ideas.rules.deadline import phase
from meetings.ideas.rules.growing import InviteReason, refusal_to_invite
from meetings.ideas.views.blueprint import blueprint
from meetings.sparks.models import Spark
from meetings.sparks.rules import SparkState
from meetings.sparks.views.growing import Growing, Open, Part
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.rendering import redirect_to, refusal_text, tell
from meetings.web.requests import arrival


@blueprint.post("/arbetsytan/moten/<int:meeting_id>/gnistor/<int:spark_id>/bjud-in")
@access.requires("organiser")
def invite_from_spark(meeting_id: int, spark_id: int) -> Response:
    """Ask the one who left the spark to make an idea of it."""
    if pressed():
        try:
            made = actions.invite_from_spark(meeting_id, spark_id, arrival(), current_actor())
            tell(_("Ett utkast är påbörjat, och länken är på väg till %(address)s.", address=made.contact_email))
        except Refused as refused:
            tell(refusal_text(refused.refusal), "warning")
    return redirect_to("sparks.spark", meeting_id=meeting_id, spark_id=spark_id)


def _when(meeting_id: int) -> Open | None:
    times = sparked.open_times(meeting_id)
    return Open(*times) if times is not None else None


def _address(meeting_id: int, spark_id: int) -> str:
    return url_for("ideas.new", meeting_id=meeting_id, gnista=spark_id)


def _part(spark: Spark, now: datetime) -> Part | None:
    """Return what the desk shows of the ideas that grew from the spark, and the button; None without a call."""
    call = calls.call_of(spark.meeting_id)
    if call is None:
        return None
    asked = sparked.asked_at(call.id, spark.id)
    refusal = refusal_to_invite(
        phase(calls.times_of(call), now),
        has_address=bool(spark.email),
        is_hidden=spark.state == SparkState.HIDDEN.value,
        is_asked=asked is not None,
    )
    values = {
        "ideas": sparked.grown_from(spark.id),
        "asked_at": asked,
        "refusal": refusal if refusal is not None and refusal.reason is not InviteReason.ASKED else None,
        "may_ask": refusal is None,
    }
    return Part("ideas/desk/_sparked.html", values)


GROWING = Growing(when=_when, address=_address, part=_part)
