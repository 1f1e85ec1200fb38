"""Places by wishes are published by the worker: in pieces, once, as they were shown, or not at all; both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.audit.models import AuditEntry
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.registration import actions as registration
from meetings.registration import mail
from meetings.registration.actions import assigning, publishing
from meetings.registration.actions.assigning import assigned, draw_lots, pin
from meetings.registration.actions.blocks import Plan, WorkshopSeats, save_block
from meetings.registration.actions.choosing import choose_workshops
from meetings.registration.actions.publishing import ask_to_publish, publish_asked, take_back
from meetings.registration.models import WorkshopPublication
from meetings.registration.queries import blocks as read
from meetings.registration.queries import door
from meetings.registration.queries.blocks import Block
from meetings.registration.queries.publications import publication, to_publish
from meetings.registration.queries.wishing import wishes_in
from meetings.registration.rules.workshops import BlockReason
from meetings.schedule.actions import cancel
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_registration
from tests.registration.workshop_scenes import (
    OLLE,
    a_block,
    a_ranked_meeting,
    in_workshops,
    many_wishers,
    pools,
    published,
    so_many,
    wants,
)

WISHES = [["A", "B"], ["A", "B"], ["B", "A"], ["A"], ["C", "A"], ["C"]]


def now() -> datetime:
    return NOW


def shown(meeting: Meeting, block: Block) -> tuple[str, dict[int, int | None]]:
    """The mark of the proposal as the organiser sees it, and who goes where."""
    wishes = wishes_in(door(meeting.id), read.block_of(door(meeting.id), block.id))
    placed = dict(assigned(wishes))
    db.session.rollback()
    return wishes.mark, placed


def asked(meeting: Meeting, block: Block) -> dict[int, int | None]:
    """Ask for the proposal as it stands to be published; return who goes where in it."""
    mark, placed = shown(meeting, block)
    ask_to_publish(meeting.id, block.id, mark, NOW, OLLE)
    return placed


def state(block: Block) -> WorkshopPublication:
    db.session.rollback()
    found = publication(block.id)
    assert found is not None
    return found


def mailed() -> list[str]:
    db.session.rollback()
    told = select(OutgoingMail.to_name).where(OutgoingMail.template == "workshops_published")
    return list(db.session.scalars(told.order_by(OutgoingMail.to_name)))


@pytest.fixture
def two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "_MAILS", 2)


def test_asking_gives_out_nothing_and_the_block_stays_as_it_is(app: Flask) -> None:
    meeting, block = a_ranked_meeting()
    people = many_wishers(meeting, block, WISHES)
    asked(meeting, block)
    found = state(block)
    assert (found.stage, found.asked_by, found.asked_at) == ("asked", OLLE.name, NOW)
    assert [in_workshops(one) for one in people] == [{}] * 6
    seats = {one.item_id: WorkshopSeats(9) for one in block.workshops}
    for refused in (
        lambda: ask_to_publish(meeting.id, block.id, "mark", NOW, OLLE),
        lambda: draw_lots(meeting.id, block.id, NOW, OLLE),
        lambda: pin(meeting.id, block.id, people[0].id, pools(block)["C"], NOW, OLLE),
        lambda: save_block(meeting.id, block.item_ids, Plan("ranked", seats=seats), block.revision, NOW, OLLE),
        lambda: choose_workshops(people[0].id, {block.id: [pools(block)["C"]]}, NOW),
        lambda: choose_workshops(people[0].id, {block.id: [pools(block)["C"]]}, NOW, OLLE),
    ):
        with pytest.raises(Refused) as caught:
            refused()
        assert caught.value.refusal.reason is BlockReason.BEING_PUBLISHED
    other = a_block(meeting, {"X": 1}, hour=2)
    choose_workshops(people[0].id, {other.id: [pools(other)["X"]]}, NOW)  # another block is none of this
    assert in_workshops(people[0]) == {"X": "confirmed"}


def test_all_get_what_was_shown_and_one_mail_each(app: Flask, two_at_a_time: None) -> None:
    meeting, block = a_ranked_meeting({"A": 1, "B": 1, "C": 1})
    people = many_wishers(meeting, block, WISHES)
    pin(meeting.id, block.id, people[3].id, pools(block)["B"], NOW, OLLE)
    placed = asked(meeting, block)
    assert publish_asked(now) == 4  # the places, then three times two mails
    titles = {pool: title for title, pool in pools(block).items()}
    for one in people:
        given = placed[one.id]
        has = in_workshops(one)
        assert [title for title, what in has.items() if what == "confirmed"] == ([titles[given]] if given else [])
    assert mailed() == [one.name for one in people]
    found = state(block)
    assert (found.stage, found.placed, found.people, found.told, found.recipients) == ("done", 3, 6, 6, [])
    assert to_publish(NOW) == []
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.publish_workshops")).one()
    assert entry.actor == OLLE.name


def test_a_worker_that_is_stopped_anywhere_is_followed_by_another(app: Flask, two_at_a_time: None) -> None:
    meeting, block = a_ranked_meeting()
    people = many_wishers(meeting, block, WISHES)
    asked(meeting, block)
    assert publish_asked(now, so_many(0)) == 0
    assert state(block).stage == "asked"
    for told in (0, 2, 4):
        assert publish_asked(now, so_many(1)) == 1
        assert (state(block).stage, state(block).told, len(mailed())) == ("mailing", told, told)
    assert publish_asked(now) == 1
    assert (state(block).stage, mailed()) == ("done", [one.name for one in people])


@pytest.mark.parametrize("place", ["_write_places", "enqueue_all"], ids=["places", "mails"])
def test_a_piece_that_breaks_off_leaves_nothing_and_is_tried_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    meeting, block = a_ranked_meeting()
    people = many_wishers(meeting, block, WISHES)
    asked(meeting, block)
    whole = getattr(publishing, place)

    def breaks(*args: object) -> None:
        whole(*args)
        raise RuntimeError("killed")

    monkeypatch.setattr(publishing, place, breaks)
    publish_asked(now)
    found = state(block)
    assert (found.told, found.retry_at, mailed()) == (0, NOW + timedelta(minutes=1), [])
    assert found.stage == ("asked" if place == "_write_places" else "mailing")
    assert [in_workshops(one) == {} for one in people] == [place == "_write_places"] * 6
    monkeypatch.setattr(publishing, place, whole)
    assert publish_asked(now) == 0
    publish_asked(lambda: NOW + timedelta(minutes=1))
    assert (state(block).stage, mailed()) == ("done", [one.name for one in people])


def test_two_workers_do_nothing_twice(app: Flask, two_at_a_time: None) -> None:
    meeting, block = a_ranked_meeting()
    people = many_wishers(meeting, block, WISHES)
    placed = asked(meeting, block)
    start, pieces = Barrier(3), []

    def work() -> None:
        with app.app_context():
            start.wait()
            pieces.append(publish_asked(now))

    workers = [Thread(target=work) for _worker in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(pieces) == 3
    assert (state(block).stage, mailed()) == ("done", [one.name for one in people])
    assert sum(in_workshops(one) != {} for one in people) == sum(pool is not None for pool in placed.values())
    done = select(AuditEntry).where(AuditEntry.action == "registration.publish_workshops")
    assert len(db.session.scalars(done).all()) == 1


def test_when_something_changed_meanwhile_nothing_is_published(app: Flask) -> None:
    meeting, block = a_ranked_meeting()
    many_wishers(meeting, block, WISHES)
    asked(meeting, block)
    late = wants(meeting, "Late", block, "A")  # signs up while it waits: that is never refused
    publish_asked(now)
    found = state(block)
    assert (found.stage, found.problem, found.ended_at) == ("stopped", "changed", NOW)
    assert (in_workshops(late), mailed()) == ({}, [])
    choose_workshops(late.id, {block.id: [pools(block)["C"]]}, NOW)  # the block is free again
    assert published(meeting, block, shown(meeting, block)[0]).stage == "done"
    assert len(mailed()) == 7


def test_it_can_be_taken_back_until_the_worker_has_begun(app: Flask) -> None:
    meeting, block = a_ranked_meeting()
    many_wishers(meeting, block, WISHES)
    with pytest.raises(NotFound):
        take_back(meeting.id, block.id)
    asked(meeting, block)
    take_back(meeting.id, block.id)
    assert publish_asked(now) == 0
    draw_lots(meeting.id, block.id, NOW, OLLE)
    asked(meeting, block)
    publish_asked(now, so_many(1))
    with pytest.raises(Refused) as caught:
        take_back(meeting.id, block.id)
    assert caught.value.refusal.reason is BlockReason.PUBLISHED


def test_the_mails_say_what_stands_when_they_are_written(app: Flask) -> None:
    meeting, block = a_ranked_meeting()
    first, second, third = many_wishers(meeting, block, [["A"], ["A"], ["B"]])
    asked(meeting, block)
    publish_asked(now, so_many(1))
    registration.withdraw(first.id, NOW)
    choose_workshops(second.id, {block.id: [pools(block)["C"]]}, NOW)
    newcomer = wants(meeting, "New", block, "A")
    publish_asked(now)
    assert mailed() == [second.name, third.name]
    told = select(OutgoingMail).where(
        OutgoingMail.template == "workshops_published", OutgoingMail.to_name == second.name
    )
    assert db.session.scalars(told).one().values["workshop"] == "C"
    assert in_workshops(newcomer) == {"A": "confirmed"}


@pytest.mark.parametrize("pieces", [0, 1], ids=["before", "between"])
def test_of_a_cancelled_meeting_nobody_is_told_of_a_workshop(app: Flask, pieces: int) -> None:
    meeting, block = a_ranked_meeting()
    many_wishers(meeting, block, WISHES)
    asked(meeting, block)
    publish_asked(now, so_many(pieces))
    cancel(meeting.id, "Inställt", NOW, OLLE)
    publish_asked(now)
    assert (state(block).stage, state(block).problem) == (("done", "") if pieces else ("stopped", "closed"))
    assert mailed() == []


def test_the_others_go_on_when_one_has_a_fault(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting, block = a_ranked_meeting()
    many_wishers(meeting, block, WISHES)
    other, its_block = a_ranked_meeting()
    a_registration(other, "Other", workshops={its_block.id: [pools(its_block)["A"]]})
    whole = mail.workshops_published

    def breaks(of: object, *args: object, **values: object) -> object:
        if getattr(of, "meeting_id", 0) == meeting.id:
            raise RuntimeError("fault")
        return whole(of, *args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(mail, "workshops_published", breaks)
    for which in ((meeting, block), (other, its_block)):
        asked(*which)
    publish_asked(now)
    assert (state(block).stage, state(its_block).stage, mailed()) == ("mailing", "done", ["Other"])


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """The worker reckons for itself, as a process of its own does."""
    assigning._assigned.cache_clear()
