"""How long the figures across everything take to count with 100,000 sign-ups, and in how many statements."""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from meetings import transaction
from meetings.counting.models import CountedScope, Participation
from meetings.extensions import db
from meetings.figures.queries.everything import everything, state
from meetings.registration.models import Registration
from tests.bench.crowd import a_crowd
from tests.bench.figures import Figures
from tests.bench.test_lists import _let_the_database_settle
from tests.builders import NOW
from tests.databases import listening

pytestmark = pytest.mark.bench
PEOPLE, AFTER = 100_000, NOW + timedelta(days=300)


def test_figures_of_a_hundred_thousand_sign_ups(app: Flask, figures: Figures) -> None:
    meeting = a_crowd(PEOPLE)
    with transaction.write() as session:
        session.execute(update(Registration).where(Registration.id % 5 > 0).values(attended_at=AFTER))
        session.add(CountedScope(code="year:2027", salt="a", key_mark="b", opened_at=NOW))
        session.flush()
        ids = session.scalars(select(Registration.id)).all()
        facts = {"scope": "year:2027", "meeting_id": meeting.id, "signed_up": True, "attended": True, "known": True}
        session.execute(insert(Participation), [{**facts, "person": str(n), "registration_id": n} for n in ids])
    _let_the_database_settle()
    figures.title = f"figures of {PEOPLE:,} sign-ups, {db.engine.dialect.name}"
    for name, work, aim in (
        ("everything", lambda: everything(AFTER, public=True), 1.0),
        ("the key of the kept page", state, 0.02),
    ):
        taken = []
        for _time in range(5):
            db.session.rollback()
            with listening() as statements:
                begun = perf_counter()
                work()
                taken.append(perf_counter() - begun)
        figures.add(name, min(taken), "s", at_most=aim)
        figures.add(f"{name}, statements", len(statements), at_most=12)
