"""A backup from before erasing and closing is put back: both are done again, and the number of people is the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from meetings.backup import actions as backups
from meetings.counting import queries
from meetings.counting.models import CountedScope, Participation
from meetings.counting.rules import of_year
from meetings.extensions import db
from meetings.pages import jobs
from meetings.registration.models import Registration
from tests.builders import NOW, a_meeting
from tests.conftest import Clock
from tests.counting.builders import a_crowd
from tests.privacy.scene import decide, night, runs, word, words_in

LONG_OVER = datetime(2028, 8, 1, tzinfo=UTC)


def test_what_a_restored_backup_brings_back_is_counted_erased_and_closed_again(
    app: Flask, tmp_path: Path, clock: Clock
) -> None:
    decide()
    addresses = [f"{word('adress')}@example.se" for _ in range(4)]
    for day, some in enumerate((addresses[:3], addresses[1:])):
        a_crowd(a_meeting(starts_at=NOW + timedelta(days=day)), some, attended=2, name="Nils")
    kept = backups.backup(NOW, tmp_path / "off-site")
    runs(night("2027-03-20"), night("2027-06-20"))
    jobs.count_people(LONG_OVER)
    db.session.rollback()
    found = queries.people(of_year(2027))
    assert (found.signed_up, found.attended, found.closed) == (4, 3, True)
    clock.set("2028-08-01 12:00")
    backups.restore(kept, force=True)
    assert db.session.scalar(select(func.count()).where(Registration.erased_at.is_(None))) == 0
    assert queries.people(of_year(2027)) == found
    assert db.session.scalar(select(func.count()).select_from(Participation)) == 0
    assert list(db.session.scalars(select(CountedScope.salt))) == [""]
    assert words_in("database") == set()
