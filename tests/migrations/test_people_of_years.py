"""The upgrade that counts people by hash: the figures of years that were frozen before it stand beside the new ones."""

from flask import Flask
from flask_migrate import downgrade, upgrade

from meetings import transaction
from meetings.counting.queries import people_by_year
from meetings.counting.rules import People
from meetings.extensions import db
from meetings.privacy.models import FrozenFigure
from tests.builders import NOW


def test_the_people_of_earlier_years_are_still_counted(app: Flask) -> None:
    with transaction.write() as session:
        for scope, measure, number in (
            ("year:2025", "registered", 9),
            ("year:2025", "confirmed", 7),
            ("year:2025", "attended", 5),
            ("year:2026", "registered", 4),
            ("all", "confirmed", 30),
        ):
            session.add(FrozenFigure(scope=scope, measure=measure, dimension="", number=number, frozen_at=NOW))
    db.session.remove()
    downgrade(revision="0006")
    upgrade()
    assert people_by_year() == {2026: People(0, 0), 2025: People(7, 5)}
