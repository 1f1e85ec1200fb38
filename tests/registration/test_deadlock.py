"""Do two actions ever wait for each other for ever: many at once at two meetings, in every order."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.errors import Busy, Refused, Stale
from meetings.extensions import db
from meetings.participants import actions as participants
from meetings.registration import actions
from meetings.registration.actions import Applicant
from meetings.registration.models import Registration
from meetings.schedule.actions import CopyKind
from meetings.schedule.queries import lock_meeting
from tests.builders import NOW, a_meeting
from tests.databases import only_postgresql

ORGANISER = Actor("Cecilia Nilsson", 1)
SECONDS, THREADS = 4, 6
AT_MOST = 40  # seconds, on a machine that has much else to do
DEEDS = {"sign up", "withdraw", "seats", "cancel", "copy", "both"}


def test_no_two_actions_wait_for_each_other(app: Flask) -> None:
    meetings = [a_meeting(seats=3).id, a_meeting(seats=2).id]
    failures: list[BaseException] = []
    done: dict[str, int] = {}
    began = time.monotonic()

    def goes_on() -> bool:
        took = time.monotonic() - began
        return not failures and (took < SECONDS or (set(done) != DEEDS and took < AT_MOST))

    def busy(seed: int) -> None:
        dice = random.Random(seed)
        while goes_on():
            name, act = dice.choice(_deeds(dice, meetings))
            with app.app_context():
                try:
                    act()
                    done[name] = done.get(name, 0) + 1
                except (Refused, Stale, IndexError):
                    pass
                except BaseException as failure:
                    failures.append(failure)

    _at_once(busy)

    assert failures == []
    assert set(done) == DEEDS


def _deeds(dice: random.Random, meetings: list[int]) -> list[tuple[str, Callable[[], object]]]:
    here = dice.choice(meetings)
    number = dice.randrange(10**9)
    applicant = Applicant(f"Person {number}", f"p{number}@example.se")

    def somebody() -> int:
        return dice.choice(
            db.session.scalars(
                select(Registration.id).where(Registration.meeting_id == here, Registration.cancelled_at.is_(None))
            ).all()
        )

    return [
        ("sign up", lambda: actions.register(here, applicant, f"form {number}", NOW, "sv")),
        ("withdraw", lambda: actions.withdraw(somebody(), NOW)),
        ("seats", lambda: actions.set_seats(here, dice.randrange(6), True, NOW, ORGANISER)),
        ("cancel", lambda: actions.cancel_by_organiser(somebody(), NOW, ORGANISER)),
        ("copy", lambda: participants.copy_meeting(here, CopyKind.FOLLOW_UP, NOW + timedelta(30), NOW, ORGANISER)),
        ("both", lambda: _lock_both(meetings)),
    ]


def _lock_both(meetings: list[int]) -> None:
    """Lock both, in the order of their ids, as everything does that needs several."""
    with transaction.write():
        for meeting_id in sorted(meetings):
            lock_meeting(meeting_id)


def _at_once(act: Callable[[int], None], threads: int = THREADS) -> None:
    started = [threading.Thread(target=act, args=(seed,), daemon=True) for seed in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join(60)
        assert not thread.is_alive(), "somebody waits for ever"


@only_postgresql
def test_in_another_order_they_do(app: Flask) -> None:
    """The negative control: whoever locks against the order of the ids is told that the service is busy."""
    meetings = [a_meeting().id, a_meeting().id]
    both_hold_one = threading.Barrier(2, timeout=20)
    told: list[type[BaseException]] = []

    def lock(seed: int) -> None:
        with app.app_context():
            try:
                with transaction.write():
                    lock_meeting(meetings[seed])
                    both_hold_one.wait()
                    lock_meeting(meetings[1 - seed])
            except Busy as busy:
                told.append(type(busy))

    _at_once(lock, threads=2)
    assert told == [Busy]
