"""Ten thousand people, twenty workshops, three ranks: the proposal is shown at once, and published whole."""

from __future__ import annotations

import random
import time

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from meetings import transaction
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.registration.actions import publishing
from meetings.registration.models import Place, Pool, Registration, Wish
from meetings.schedule.models import Meeting
from tests.bench.crowd import a_crowd
from tests.browser import Browser
from tests.builders import NOW, an_organiser, signed_in
from tests.clock import Clock
from tests.registration.workshop_scenes import a_block, so_many

pytestmark = pytest.mark.proof
CROWD, PEOPLE, WORKSHOPS, RANKS = 12_500, 10_000, 20, 3
TITLES = [f"Workshop {number:02}" for number in range(1, WORKSHOPS + 1)]


def wishing(meeting: Meeting, pools: list[int]) -> None:
    """Let ten thousand who have a seat rank three of the workshops, the first ones much more wanted than the last."""
    dice, wanted = random.Random(4), [1 / place for place in range(1, WORKSHOPS + 1)]
    with transaction.write() as session:
        coming = session.scalars(
            select(Place.registration_id)
            .join(Pool, Pool.id == Place.pool_id)
            .where(Pool.meeting_id == meeting.id, Pool.kind == "meeting", Place.state == "confirmed")
            .order_by(Place.arrival)
            .limit(PEOPLE)
        ).all()
        rows = []
        for one in coming:
            chosen: dict[int, None] = {}
            while len(chosen) < RANKS:
                chosen[dice.choices(pools, wanted)[0]] = None
            rows += [{"registration_id": one, "pool_id": pool, "rank": rank} for rank, pool in enumerate(chosen, 1)]
        session.execute(insert(Wish), rows)
    assert len(coming) == PEOPLE


def test_ten_thousand_people_are_assigned_and_mailed(app: Flask, clock: Clock) -> None:
    clock.set(NOW)
    meeting = a_crowd(CROWD)
    block = a_block(meeting, dict.fromkeys(TITLES, PEOPLE // WORKSHOPS), mode="ranked", ranks=RANKS)
    wishing(meeting, [one.pool_id for one in block.workshops])
    browser = signed_in(Browser(app), an_organiser())
    path = f"/arbetsytan/moten/{meeting.id}/workshoppar/fordelning/{block.id}"
    took: dict[str, float] = {}  # seconds of this process, whatever else the machine does

    def timed(what: str, began: float) -> None:
        took[what] = time.process_time() - began

    began = time.process_time()
    page = browser.get(path)
    timed("first look", began)
    began = time.process_time()
    page = browser.get(f"{path}?q=Asa&sida=2")
    timed("next look", began)
    began = time.process_time()
    page = page.form("Publicera").submit()
    timed("ask to publish", began)
    assert page.heading.endswith("publiceras")
    began, turns = time.process_time(), []
    while publishing.to_publish(NOW):
        at = time.perf_counter()
        publishing.publish_asked(lambda: NOW, so_many(1))
        turns.append(time.perf_counter() - at)
    timed("publish", began)
    page = page.click("Uppdatera")

    print(f"\n{db.engine.dialect.name}: " + ", ".join(f"{what} {seconds:.2f} s" for what, seconds in took.items()))
    print(f"longest turn: places {turns[0]:.2f} s with what is reckoned before the lock, mails {max(turns[1:]):.2f} s")
    assert (page.status, page.heading.endswith("är publicerade")) == (200, True)
    assert "10000 personer har fått en plats" in page.text
    in_pools = select(Place.pool_id, func.count()).join(Pool).where(Pool.kind == "workshop").group_by(Place.pool_id)
    assert [row[1] for row in db.session.execute(in_pools)] == [PEOPLE // WORKSHOPS] * WORKSHOPS
    mails = select(func.count(OutgoingMail.subject_ref.distinct())).where(
        OutgoingMail.template == "workshops_published"
    )
    assert db.session.scalar(mails) == PEOPLE
    assert db.session.scalar(select(func.count()).select_from(Registration)) == CROWD
    assert took["first look"] <= 10
    assert took["next look"] <= 2
    assert took["ask to publish"] <= 0.5
    assert max(turns[1:]) <= 2
