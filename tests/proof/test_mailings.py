"""A mailing to 10,000: made by the worker, which is killed in the middle; nobody is lost, nobody gets it twice."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from meetings import clock
from meetings.extensions import db
from meetings.mailings import actions
from meetings.mailings.models import Mailing
from meetings.outbox.models import OutgoingMail
from meetings.registration.models import Place
from tests.bench.crowd import a_crowd
from tests.live import LiveServer
from tests.mailings.scenes import a_mailing, now_stands, send
from tests.mailserver import MailServer
from tests.proof.test_erasing import high_water, timed
from tests.proof.test_kills import wait_until

pytestmark = pytest.mark.proof
PEOPLE, GET_IT = 12_500, 10_000  # eight of ten have a seat
KILLS = 5
FLAT = 30_000_000  # bytes that making them may need beyond those it began with
LONGEST = 1.0  # seconds that one transaction may keep a sign-up waiting
TEXT = (
    "Välkommen till [möte], [namn].\n\n**Tid:** [tid]\n\n**Plats:** [plats]\n\n[Din sida]([egen länk])\n\n"
    + "Text. " * 200
)


def to_ten_thousand() -> Mailing:
    mailing = a_mailing(a_crowd(PEOPLE), body_sv=TEXT)
    assert send(mailing, now=clock.now()) == GET_IT
    return mailing


def got_it() -> tuple[int, int]:
    """How many mails of mailings there are, and how many registrations with a seat they go to."""
    db.session.rollback()
    refs = list(db.session.scalars(select(OutgoingMail.subject_ref).where(OutgoingMail.template == "mailing")))
    with_a_seat = set(db.session.scalars(select(Place.registration_id).where(Place.state == "confirmed")))
    return len(refs), len({int(ref.removeprefix("registration:")) for ref in refs} & with_a_seat)


def test_ten_thousand_mails_are_made_in_flat_memory(app: Flask) -> None:
    mailing = to_ten_thousand()
    durations: list[float] = []
    with high_water() as used, timed(durations):
        began = time.perf_counter()
        while actions.make_due(clock.now):
            db.session.remove()  # as the worker does after each piece
        took = time.perf_counter() - began
    assert got_it() == (GET_IT, GET_IT)
    assert now_stands(mailing).made == GET_IT
    print(
        f"\n{db.engine.dialect.name}: {GET_IT} mails made in {took:.1f} s ({GET_IT / took:.0f}/s), "
        f"{used[0] / 1e6:.0f} MB beyond the start (at most {FLAT / 1e6:.0f}), longest transaction "
        f"{max(durations, default=0) * 1000:.0f} ms (at most {LONGEST * 1000:.0f})"
    )
    assert used[0] < FLAT
    assert max(durations, default=0) < LONGEST


def test_a_worker_killed_in_the_middle_loses_and_doubles_nobody(
    app: Flask, start_server: Callable[..., LiveServer], mailserver: MailServer
) -> None:
    mailing = to_ten_thousand()
    mailserver.answer = "451 later"  # what is made waits in the outbox: only the making is looked at
    server = start_server(web=False, **mailserver.settings)
    at: list[int] = []
    for kill in range(1, KILLS + 1):
        wait_until(lambda kill=kill: now_stands(mailing).made >= GET_IT * kill // (KILLS + 1))  # type: ignore[misc]
        server.kill("worker")
        at.append(now_stands(mailing).made)
        assert got_it() == (at[-1], at[-1])
        server.start("worker")
    wait_until(lambda: now_stands(mailing).made_at is not None)
    print(f"\n{db.engine.dialect.name}: {KILLS} kills at {at} of {GET_IT} mails made; in the end {got_it()[0]}")
    assert at[0] < GET_IT
    assert got_it() == (GET_IT, GET_IT)
