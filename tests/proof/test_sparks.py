"""A hall of 120 phones behind one address, each leaving three sparks at once; then a program that does not stop.

pytest -m proof -s tests/proof/test_sparks.py
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from meetings.extensions import db
from meetings.sparks import queries
from tests.live import LiveServer
from tests.sparks.scenes import an_open_meeting

PHONES, SPARKS, FLOOD = 120, 3, 100


@pytest.mark.proof
@pytest.mark.settings(RATE_LIMITS=True)
def test_a_hall_is_heard_and_a_flood_is_not(app: Flask, live_server: LiveServer) -> None:
    meeting = an_open_meeting()
    meeting_id = meeting.id
    db.session.rollback()

    def leave(number: int, sparks: int = SPARKS) -> list[tuple[int, float]]:
        phone, answers = live_server.browser(X_Forwarded_For="192.0.2.1"), []
        try:
            for one in range(sparks):
                form = phone.get(f"/g/{meeting_id}").form("Skicka gnistan").fill(text=f"Idé {number}.{one}")
                began = time.perf_counter()
                answers.append((form.submit().status, time.perf_counter() - began))
        finally:
            phone.close()
        return answers

    began = time.perf_counter()
    with ThreadPoolExecutor(PHONES) as hall:
        answers = [answer for answered in hall.map(leave, range(PHONES)) for answer in answered]
    took = time.perf_counter() - began
    assert [status for status, _seconds in answers] == [200] * (PHONES * SPARKS)
    texts = {row[0].text for row in queries.everything(meeting_id)}
    assert texts == {f"Idé {number}.{one}" for number in range(PHONES) for one in range(SPARKS)}
    db.session.rollback()
    waits = sorted(seconds for _status, seconds in answers)
    print(f"\n{db.engine.dialect.name}: {len(answers)} sparks from {PHONES} phones in {took:.1f} s,", end=" ")
    print(f"half answered within {waits[len(waits) // 2]:.2f} s, 95 % within {waits[int(len(waits) * 0.95)]:.2f} s")

    with ThreadPoolExecutor(4) as program:
        flood = [
            one[0] for answered in program.map(lambda n: leave(1000 + n, FLOOD // 4), range(4)) for one in answered
        ]
    kept = queries.counts(meeting_id).all
    print(f"of {FLOOD} more from the same address {flood.count(200)} were taken, {flood.count(429)} had to wait")
    assert kept == 400
    assert set(flood) == {200, 429}
