"""What a new idea may grow from: an approved spark, a sign-up to the meeting."""

from __future__ import annotations

from sqlalchemy import select

from meetings.directory.models import Term
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.rules.content import Content
from meetings.ideas.rules.growing import begun_with
from meetings.ideas.rules.receiving import Person
from meetings.registration.models import Registration
from meetings.sparks.models import Spark
from meetings.sparks.rules import SparkState


def from_spark(meeting_id: int, spark_id: int) -> Content | None:
    """Return an idea that begins with an approved spark of the meeting; None when there is no such spark.

    Who sent the spark is not told: whoever reads it may go on from it.
    """
    spark = db.session.get(Spark, spark_id)
    if spark is None or spark.meeting_id != meeting_id or spark.erased_at is not None:
        return None
    if spark.state != SparkState.APPROVED.value:
        return None
    return begun_with(spark.text)


def from_registration(meeting_id: int, registration_id: int, version: int) -> tuple[Content, Person]:
    """Return what a sign-up to the meeting says of whoever holds its link. Raises `NotFound`."""
    found = db.session.get(Registration, registration_id)
    if found is None or found.meeting_id != meeting_id or found.link_version != version or found.erased_at is not None:
        raise NotFound
    wanted = [one for one in (found.organisation_type_id, found.sector_id, found.municipality_id) if one is not None]
    codes = {row.id: row.code for row in db.session.execute(select(Term.id, Term.code).where(Term.id.in_(wanted)))}
    content = Content(
        organisation=found.organisation_typed,
        organisation_type=codes.get(found.organisation_type_id or 0, ""),
        sector=codes.get(found.sector_id or 0, ""),
        municipality=codes.get(found.municipality_id or 0, ""),
    )
    return content, Person(found.name, found.email)
