"""Blocks are set, people choose and change, ranked wishes are assigned and published; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from meetings.audit.models import AuditEntry
from meetings.errors import Refusal, Refused, Stale
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.participants.actions import copy_meeting
from meetings.registration import actions as registration
from meetings.registration import queries
from meetings.registration.actions.assigning import assigned, draw_lots, pin
from meetings.registration.actions.blocks import Plan, WorkshopSeats, save_block
from meetings.registration.actions.choosing import choose_workshops, leave_workshop_line
from meetings.registration.models import WorkshopBlock
from meetings.registration.queries import blocks as read
from meetings.registration.queries import choices
from meetings.registration.queries.wishing import wishes_in
from meetings.registration.rules import SignUpReason
from meetings.registration.rules.workshops import BlockReason
from meetings.schedule import queries as schedule
from meetings.schedule.actions import CopyKind, save_programme
from meetings.schedule.rules import MeetingReason
from tests.builders import NOW, a_meeting, a_programme_item, a_registration, set_facts
from tests.registration.workshop_scenes import (
    OLLE,
    a_block,
    a_ranked_meeting,
    block_of,
    in_workshops,
    many_wishers,
    pools,
    published,
    wants,
    wished,
)


def refused(action) -> Refusal:
    with pytest.raises(Refused) as caught:
        action()
    db.session.rollback()
    return caught.value.refusal


def save(meeting, block, seats, **plan):
    """Save the block with these seats by title."""
    by_item = {one.item_id: WorkshopSeats(seats.get(one.title), True) for one in block.workshops}
    values = {"mode": block.mode, "required": block.required, "ranks": block.ranks} | plan
    return save_block(meeting.id, block.item_ids, Plan(**values, seats=by_item), block.revision, NOW, OLLE)


def proposal(meeting, block):
    """The mark of the assignment as it stands now, and who goes where by name."""
    door = queries.door(meeting.id)
    wishes = wishes_in(door, read.block_of(door, block.id))
    titles = {one.pool_id: one.title for one in block.workshops}
    placed = assigned(wishes)
    db.session.rollback()
    return wishes.mark, {one.name: titles.get(placed[one.id] or 0) for one in wishes.people}


class TestBlocks:
    def test_workshops_at_the_same_time_form_a_block(self, app):
        meeting = a_meeting()
        morning = a_block(meeting, {"A": 10, "B": 20}, hour=1)
        afternoon = a_block(meeting, {"C": None}, hour=4)
        found = read.blocks_of_programme(queries.door(meeting.id))
        assert [block.id for block in found] == [morning.id, afternoon.id]
        assert [[one.title for one in block.workshops] for block in found] == [["A", "B"], ["C"]]
        assert [[one.pool.seats for one in block.workshops] for block in found] == [[10, 20], [None]]
        assert [block.is_stale for block in found] == [False, False]

    def test_without_a_block_nobody_chooses(self, app):
        meeting = a_meeting()
        a_programme_item(meeting, kind="workshop", title="A")
        (found,) = read.blocks_of_programme(queries.door(meeting.id))
        assert (found.id, found.mode, read.chosen_blocks(queries.door(meeting.id))) == (0, "", [])

    def test_a_save_from_an_old_page_is_stale(self, app):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 10})
        save(meeting, block, {"A": 11})
        with pytest.raises(Stale):
            save(meeting, block, {"A": 12})

    def test_when_the_programme_has_changed_the_block_is_shown_anew_and_saved_as_it_is_now(self, app):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 10, "B": 10})
        other = a_block(meeting, {"C": 10}, hour=5)
        later = a_programme_item(
            meeting, kind="workshop", title="Long", starts_at=block.starts_at, ends_at=other.ends_at, position=9
        )
        assert refused(lambda: save(meeting, block, {"A": 9})).reason is BlockReason.PROGRAMME_CHANGED
        now = block_of(meeting, later.id)
        assert [one.title for one in now.workshops] == ["A", "B", "Long", "C"]
        assert now.is_stale
        save(meeting, now, {"A": 1, "B": 2, "Long": 3, "C": 4})
        again = block_of(meeting, later.id)
        assert not again.is_stale
        assert [one.pool.seats for one in again.workshops] == [1, 2, 3, 4]
        assert db.session.scalars(select(WorkshopBlock.id)).all() == [again.id]

    def test_raising_the_seats_promotes_at_once_and_lowering_drops_nobody(self, app):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 10})
        first = wants(meeting, "Åsa", block, "A")
        second = wants(meeting, "Bo", block, "A", "B")
        third = wants(meeting, "Cia", block, "A")
        assert in_workshops(second) == {"A": "waiting", "B": "confirmed"}
        assert save(meeting, block, {"A": 2, "B": 10}) == 1
        assert [in_workshops(one) for one in (first, second, third)] == [
            {"A": "confirmed"}, {"A": "confirmed"}, {"A": "waiting"},
        ]  # fmt: skip
        save(meeting, block_of(meeting, block.item_ids[0]), {"A": 1, "B": 10})
        now = block_of(meeting, block.item_ids[0])
        assert (now.workshops[0].pool.confirmed, now.workshops[0].pool.over) == (2, 1)

    def test_the_way_is_kept_when_somebody_has_chosen(self, app):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1})
        wants(meeting, "Åsa", block, "A")
        assert refused(lambda: save(meeting, block, {"A": 1}, mode="ranked")).reason is BlockReason.CHOSEN
        assert refused(lambda: save(meeting, block, {"A": 1}, mode="")).reason is BlockReason.CHOSEN

    def test_without_a_way_the_seats_are_taken_away(self, app):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1})
        save(meeting, block, {"A": 1}, mode="")
        assert block_of(meeting, block.item_ids[0]).id == 0
        assert db.session.scalar(select(func.count()).select_from(WorkshopBlock)) == 0

    def test_a_copy_of_the_meeting_has_the_same_blocks_and_nobody_in_them(self, app):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": None}, required=True, changes_until=NOW)
        a_block(meeting, {"C": 4}, hour=1, mode="ranked", ranks=1)
        wants(meeting, "Åsa", block, "A")
        made = copy_meeting(meeting.id, CopyKind.NEXT, meeting.starts_at + timedelta(days=7), NOW, OLLE)
        first, second = read.blocks_of_programme(queries.door(made.id))
        assert [(one.mode, one.required, one.changes_until) for one in (first, second)] == [
            ("ranked", False, None), ("first", True, None),
        ]  # fmt: skip
        assert [(one.title, one.pool.seats, one.pool.taken) for one in second.workshops] == [
            ("A", 1, 0),
            ("B", None, 0),
        ]

    def test_one_cannot_choose_where_there_is_no_sign_up(self, app):
        meeting = a_meeting()
        item = a_programme_item(meeting, kind="workshop", title="A")
        from meetings import transaction
        from meetings.registration.models import Pool, SignUp

        with transaction.write() as session:
            session.query(Pool).delete()
            session.query(SignUp).delete()
        plan = Plan("first", seats={item.id: WorkshopSeats(1)})
        refusal = refused(lambda: save_block(meeting.id, [item.id], plan, 0, NOW, OLLE))
        assert refusal.reason is BlockReason.NO_SIGN_UP


class TestChoosing:
    def test_somebody_changes_to_one_with_room_and_the_first_in_line_gets_their_seat(self, app):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 1})
        first, second = wants(meeting, "Åsa", block, "A"), wants(meeting, "Bo", block, "A")
        choose_workshops(first.id, {block.id: [pools(block)["B"]]}, NOW)
        assert in_workshops(first) == {"B": "confirmed"}
        assert in_workshops(second) == {"A": "confirmed"}

    def test_who_asks_for_a_full_one_keeps_their_place_and_swaps_when_there_is_room(self, app):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 1})
        by_title = pools(block)
        first, second = wants(meeting, "Åsa", block, "A"), wants(meeting, "Bo", block, "B")
        choose_workshops(second.id, {block.id: [by_title["A"], by_title["B"]]}, NOW)
        assert in_workshops(second) == {"A": "waiting", "B": "confirmed"}
        third = wants(meeting, "Cia", block, "B")
        registration.withdraw(first.id, NOW)
        assert in_workshops(second) == {"A": "confirmed"}
        assert in_workshops(third) == {"B": "confirmed"}

    def test_a_number_in_line_is_kept_as_long_as_one_stands_there(self, app):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 5, "C": 5})
        by_title = pools(block)
        first = wants(meeting, "Åsa", block, "A")
        second, third = wants(meeting, "Bo", block, "A", "B"), wants(meeting, "Cia", block, "A", "B")
        choose_workshops(second.id, {block.id: [by_title["A"], by_title["C"]]}, NOW)
        registration.withdraw(first.id, NOW)
        assert in_workshops(second) == {"A": "confirmed"}
        assert in_workshops(third) == {"A": "waiting", "B": "confirmed"}

    def test_one_can_leave_a_line_and_all_workshops(self, app):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 1})
        wants(meeting, "Åsa", block, "A")
        second = wants(meeting, "Bo", block, "A", "B")
        leave_workshop_line(second.id, pools(block)["A"], NOW)
        assert in_workshops(second) == {"B": "confirmed"}
        choose_workshops(second.id, {block.id: []}, NOW)
        assert in_workshops(second) == {}

    @pytest.mark.parametrize(("seconds", "allowed"), [(-1, True), (0, False), (1, False)])
    def test_one_changes_until_the_moment(self, app, seconds, allowed):
        meeting = a_meeting()
        until = NOW + timedelta(days=1)
        block = a_block(meeting, {"A": 1, "B": 1}, changes_until=until)
        one = wants(meeting, "Åsa", block, "A")
        wanted, now = {block.id: [pools(block)["B"]]}, until + timedelta(seconds=seconds)
        if allowed:
            choose_workshops(one.id, wanted, now)
        else:
            refusal = refused(lambda: choose_workshops(one.id, wanted, now))
            assert refusal == Refusal(SignUpReason.TOO_LATE_TO_CHOOSE, {"until": until})
            choose_workshops(one.id, wanted, now, OLLE)
        assert in_workshops(one) == {"B": "confirmed"}

    def test_where_one_must_choose_one_cannot_choose_nothing(self, app):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1}, required=True)
        one = wants(meeting, "Åsa", block, "A")
        refusal = refused(lambda: choose_workshops(one.id, {block.id: []}, NOW))
        assert refusal.reason is SignUpReason.WORKSHOP_NEEDED

    def test_a_full_one_without_a_line_is_refused(self, app):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 1}, lines=False)
        wants(meeting, "Åsa", block, "A")
        other = wants(meeting, "Bo", block, "B")
        refusal = refused(lambda: choose_workshops(other.id, {block.id: [pools(block)["A"]]}, NOW))
        assert (refusal.reason, refusal.values["workshop"]) == (SignUpReason.WORKSHOP_FULL, "A")
        assert in_workshops(other) == {"B": "confirmed"}

    def test_a_clash_between_blocks_is_refused_with_its_reason(self, app):
        meeting = a_meeting()
        early, late = a_block(meeting, {"A": 1}, hour=1), a_block(meeting, {"B": 1}, hour=4)
        one = wants(meeting, "Åsa", early, "A")
        item = db.session.get(type(a_programme_item(meeting)), late.item_ids[0])
        set_facts(item, starts_at=early.starts_at + timedelta(minutes=30), ends_at=late.ends_at)
        refusal = refused(lambda: choose_workshops(one.id, {late.id: [pools(late)["B"]]}, NOW))
        assert refusal.reason is SignUpReason.WORKSHOPS_CLASH
        assert (refusal.values["workshop"], refusal.values["other"]) == ("A", "B")
        assert refusal.values["time"] == (early.starts_at + timedelta(minutes=30), late.ends_at)

    def test_a_workshop_of_another_meeting_is_none_of_this(self, app):
        meeting, other = a_meeting(), a_meeting()
        block, elsewhere = a_block(meeting, {"A": 1}), a_block(other, {"B": 1})
        one = wants(meeting, "Åsa", block, "A")
        for wanted in ({elsewhere.id: [pools(elsewhere)["B"]]}, {block.id: [pools(elsewhere)["B"]]}):
            refusal = refused(lambda wanted=wanted: choose_workshops(one.id, wanted, NOW))
            assert refusal.reason is SignUpReason.NO_SUCH_WORKSHOP

    def test_who_waits_for_the_meeting_gets_no_workshop_before_their_seat(self, app):
        meeting = a_meeting(seats=1)
        block = a_block(meeting, {"A": 5, "B": 5})
        first, second = wants(meeting, "Åsa", block, "A"), wants(meeting, "Bo", block, "A")
        choose_workshops(second.id, {block.id: [pools(block)["B"]]}, NOW)
        assert in_workshops(second) == {"B": "waiting"}
        registration.withdraw(first.id, NOW)
        assert in_workshops(second) == {"B": "confirmed"}


class TestWishes:
    def test_one_wishes_at_sign_up_and_changes_the_wishes_until_they_close(self, app):
        until = NOW + timedelta(days=2)
        meeting, block = a_ranked_meeting(wishes_until=until)
        one = wants(meeting, "Åsa", block, "A", "B")
        assert (wished(one), in_workshops(one)) == (["A", "B"], {})
        by_title = pools(block)
        choose_workshops(one.id, {block.id: [by_title["C"], by_title["A"]]}, NOW)
        assert wished(one) == ["C", "A"]
        refusal = refused(lambda: choose_workshops(one.id, {block.id: [by_title["B"]]}, until))
        assert refusal.reason is SignUpReason.TOO_LATE_TO_CHOOSE

    def test_publishing_gives_everybody_their_place_and_one_mail(self, app):
        meeting, block = a_ranked_meeting({"A": 1, "B": 2})
        people = many_wishers(meeting, block, [["A", "B"], ["A", "B"], ["B", "A"], ["A"]])
        stranger = a_registration(meeting, "Wishless")
        mark, placed = proposal(meeting, block)
        assert published(meeting, block, mark).placed == 3
        for one in people:
            expected = placed[one.name]
            in_line = dict.fromkeys(wished(one), "waiting")
            assert in_workshops(one) == ({expected: "confirmed"} if expected else in_line)
        assert in_workshops(stranger) == {}
        mails = db.session.scalars(
            select(OutgoingMail.to_name).where(OutgoingMail.template == "workshops_published").order_by("to_name")
        ).all()
        assert mails == [one.name for one in people]
        actions = db.session.scalars(select(AuditEntry.action)).all()
        assert "registration.publish_workshops" in actions

    def test_after_publishing_changes_are_first_come(self, app):
        meeting, block = a_ranked_meeting({"A": 1, "B": 2})
        first, second = many_wishers(meeting, block, [["A"], ["B"]])
        published(meeting, block, proposal(meeting, block)[0])
        by_title = pools(block)
        choose_workshops(second.id, {block.id: [by_title["A"], by_title["B"]]}, NOW)
        assert in_workshops(second) == {"A": "waiting", "B": "confirmed"}
        choose_workshops(first.id, {block.id: [by_title["B"]]}, NOW)
        assert (in_workshops(first), in_workshops(second)) == ({"B": "confirmed"}, {"A": "confirmed"})
        late = wants(meeting, "Cia", block, "A", "B")
        assert in_workshops(late) == {"A": "waiting", "B": "confirmed"}

    def test_what_is_published_is_what_was_shown(self, app):
        meeting, block = a_ranked_meeting()
        many_wishers(meeting, block, [["A"], ["B"]])
        mark, _placed = proposal(meeting, block)
        wants(meeting, "Cia", block, "A")
        assert published(meeting, block, mark).problem == "changed"
        mark, _placed = proposal(meeting, block)
        draw_lots(meeting.id, block.id, NOW, OLLE)
        assert published(meeting, block, mark).problem == "changed"
        assert published(meeting, block, proposal(meeting, block)[0]).placed == 3

    def test_it_is_published_once(self, app):
        meeting, block = a_ranked_meeting()
        many_wishers(meeting, block, [["A"]])
        mark, _placed = proposal(meeting, block)
        published(meeting, block, mark)
        for again in (
            lambda: published(meeting, block, mark),
            lambda: draw_lots(meeting.id, block.id, NOW, OLLE),
            lambda: pin(meeting.id, block.id, 1, None, NOW, OLLE),
        ):
            assert refused(again).reason is BlockReason.PUBLISHED

    def test_nothing_is_published_when_nobody_has_wished(self, app):
        meeting, block = a_ranked_meeting()
        mark, placed = proposal(meeting, block)
        assert placed == {}
        found = published(meeting, block, mark)
        assert (found.stage, found.problem) == ("stopped", "nobody")
        assert block_of(meeting, block.item_ids[0]).published_at is None

    def test_a_pin_binds_and_can_be_taken_away(self, app):
        meeting, block = a_ranked_meeting({"A": 1, "B": 1})
        first, second = many_wishers(meeting, block, [["A", "B"], ["A", "B"]])
        by_title = pools(block)
        for one, other in ((first, second), (second, first)):
            pin(meeting.id, block.id, one.id, by_title["B"], NOW, OLLE)
            assert proposal(meeting, block)[1] == {one.name: "B", other.name: "A"}
            pin(meeting.id, block.id, one.id, None, NOW, OLLE)
        assert choices.pins_of(block.id) == {}

    def test_only_who_has_a_seat_at_the_meeting_is_pinned_and_given_a_place(self, app):
        meeting = a_meeting(seats=1)
        block = a_block(meeting, {"A": 5}, mode="ranked")
        wants(meeting, "Åsa", block, "A")
        waits = wants(meeting, "Bo", block, "A")
        assert proposal(meeting, block)[1] == {"Åsa": "A"}
        pool = pools(block)["A"]
        refusal = refused(lambda: pin(meeting.id, block.id, waits.id, pool, NOW, OLLE))
        assert refusal.reason is BlockReason.NOT_COMING

    def test_where_one_must_choose_everybody_who_comes_is_given_a_place(self, app):
        meeting, block = a_ranked_meeting(required=True)
        wants(meeting, "Åsa", block, "A")
        a_registration(meeting, "Bo")
        assert sorted(proposal(meeting, block)[1]) == ["Bo", "Åsa"]

    def test_the_same_wishes_and_seed_give_the_same_proposal(self, app):
        meeting, block = a_ranked_meeting({"A": 5, "B": 5})
        many_wishers(meeting, block, [["A", "B"]] * 10)
        first = proposal(meeting, block)
        assert proposal(meeting, block) == first
        seeds = {draw_lots(meeting.id, block.id, NOW, OLLE) for _turn in range(5)}
        assert len(seeds) == 5
        assert proposal(meeting, block)[1] != first[1] or proposal(meeting, block)[0] != first[0]


class TestProgramme:
    def test_a_workshop_that_somebody_has_chosen_stays_in_the_programme(self, app):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 5, "B": 5})
        one = wants(meeting, "Åsa", block, "A")
        db.session.rollback()
        before = schedule.meeting_with_programme(meeting.id)
        items, revision = schedule.programme_of(before), before.revision
        without = {title: [item for item in items if item.title != title] for title in "AB"}
        refusal = refused(lambda: save_programme(meeting.id, revision, without["A"], NOW, OLLE))
        assert (refusal.reason, refusal.values) == (MeetingReason.ITEM_CHOSEN, {"title": "A"})
        save_programme(meeting.id, revision, without["B"], NOW, OLLE)
        assert [item.title for item in block_of(meeting, block.item_ids[0]).workshops] == ["A"]
        assert in_workshops(one) == {"A": "confirmed"}

    def test_one_that_somebody_wishes_stays_too(self, app):
        meeting, block = a_ranked_meeting()
        wants(meeting, "Åsa", block, "A")
        assert choices.chosen_items(block.item_ids) == {block.item_ids[0]}
