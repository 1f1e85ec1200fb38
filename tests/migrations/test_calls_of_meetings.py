"""The upgrade that gives meetings their calls: what the meeting said of ideas moves there, and back again."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from meetings import transaction
from meetings.extensions import db
from meetings.ideas.models import IdeaCall
from meetings.schedule.models import Meeting, MeetingRevision
from tests.builders import NOW, a_meeting

CLOSES = datetime(2018, 4, 24, 22, tzinfo=UTC)


@pytest.fixture
def old(app: Flask) -> list[int]:
    """Three meetings as the release before knew them: with both, with a kept text alone, with a lost text alone."""
    made = [a_meeting(ideas_until=CLOSES).id, a_meeting(body="Om mötet").id, a_meeting(body="Om mötet").id]
    with transaction.write() as session:
        content = {"title": "X", "ideas_text": "Text utan dag", "ideas_until": None}
        session.add(
            MeetingRevision(meeting_id=made[1], number=1, content=content, checksum="x", author="Olle", saved_at=NOW)
        )
    db.session.remove()
    downgrade(revision="0005")
    said = text("UPDATE meeting SET ideas_text = :said WHERE id = :id")
    with transaction.write() as session:
        for meeting_id, words in zip(made, ("Lämna inspel", "Text utan dag", "Text utan dag"), strict=True):
            session.execute(said, {"said": words, "id": meeting_id})
    db.session.remove()
    return made


def test_what_meetings_said_of_ideas_is_in_their_calls_after_the_upgrade(old: list[int]) -> None:
    upgrade()

    (call,) = db.session.scalars(select(IdeaCall))
    assert (call.meeting_id, call.closes_at, call.opens_at, call.intro) == (old[0], CLOSES, None, "Lämna inspel")
    assert (call.required, call.revision, call.arrivals, call.form.questions) == ([], 1, 0, [])
    meetings = {one.id: one for one in db.session.scalars(select(Meeting))}
    assert meetings[old[0]].ideas_until == CLOSES
    assert meetings[old[1]].body == "Om mötet"  # the history has the text
    assert meetings[old[2]].body == "Om mötet\n\nText utan dag"

    db.session.remove()
    downgrade(revision="0005")
    with db.engine.connect() as connection:
        assert (
            connection.scalar(text("SELECT ideas_text FROM meeting WHERE id = :id"), {"id": old[0]}) == "Lämna inspel"
        )
