"""Read a meeting whole, or lock it; the number of queries does not grow with its rows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meetings import transaction
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.schedule import queries
from meetings.schedule.models import Appearance
from tests.builders import a_meeting, a_programme_item
from tests.databases import listening, only_postgresql

DAY = timedelta(days=1)


def test_a_whole_meeting_takes_as_many_queries_however_long_its_programme(app):
    meeting = a_meeting(follows_id=a_meeting().id)
    taken = []
    for number in (1, 30):
        for _ in range(number):
            item = a_programme_item(meeting)
            with transaction.write() as session:
                session.add(Appearance(item_id=item.id, name="Alex Bergström"))
        db.session.rollback()
        db.session.expunge_all()
        with listening() as statements:
            queries.content_of(queries.meeting(meeting.id))
        taken.append(len(statements))
    assert taken[0] == taken[1]
    assert taken[0] <= 9


def test_a_meeting_that_is_not_there_is_not_found(app):
    with pytest.raises(NotFound):
        queries.meeting(404)
    with pytest.raises(NotFound), transaction.write():
        queries.lock_meeting(404)


@only_postgresql
def test_the_lock_lets_rows_that_refer_to_the_meeting_in(app):
    meeting = a_meeting()
    db.session.rollback()
    db.session.expunge_all()
    with listening() as statements, transaction.write():
        queries.lock_meeting(meeting.id)
    assert statements[0].endswith("FOR NO KEY UPDATE")


def test_the_lock_reads_the_row_anew(app):
    meeting = a_meeting()
    assert queries.meeting(meeting.id).arrivals == 0
    with transaction.write() as session:
        session.connection().exec_driver_sql("UPDATE meeting SET arrivals = 7")
        assert queries.lock_meeting(meeting.id).arrivals == 7
