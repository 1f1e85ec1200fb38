"""Make, change, copy, publish, cancel and delete meetings, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.audit.models import AuditEntry
from meetings.directory.models import Organisation
from meetings.directory.rules import Vocabulary
from meetings.errors import NotFound, Refused, Stale
from meetings.extensions import db
from meetings.schedule import actions, queries
from meetings.schedule.actions import CopyKind
from meetings.schedule.models import Meeting, MeetingRevision, ProgrammeItem
from meetings.schedule.rules import MeetingReason, State
from meetings.schedule.rules.content import AppearanceText, ContactText, ItemText, NewMeeting
from meetings.search.models import SearchRow, SearchText
from meetings.web.dates import from_local, local
from tests.builders import NOW, a_meeting, a_programme_item, a_site, a_term

CECILIA = Actor("Cecilia Nilsson", 1)
LATER = NOW + timedelta(hours=1)
STARTS = datetime(2027, 3, 18, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def details(meeting):
    return queries.details_of(queries.meeting(meeting.id))


def programme(meeting):
    return queries.programme_of(queries.meeting(meeting.id))


def numbers(meeting):
    found = queries.meeting(meeting.id)
    return found.revision, found.version, found.calendar_sequence, found.updated_at


def audited(meeting):
    entries = db.session.query(AuditEntry).filter_by(meeting_id=meeting.id).order_by(AuditEntry.id)
    return [(entry.action, entry.fields) for entry in entries]


def refusal_of(call, *arguments):
    with pytest.raises(Refused) as refused:
        call(*arguments)
    return refused.value.refusal.reason


def test_three_answers_make_a_draft_with_the_sites_organiser_and_contact(app):
    a_site()
    a_term(Vocabulary.MEETING_KIND, "mobilisation")
    start = NewMeeting("Åmål möter ESF", "mobilisation", STARTS, STARTS + HOUR, venue="Folkets Hus", town="Åmål")
    made = queries.meeting(actions.create_meeting(start, NOW, CECILIA).id)
    assert (made.state, made.slug, made.kind.code, made.town) == ("draft", "amal-moter-esf", "mobilisation", "Åmål")
    assert [one.organisation.name for one in made.organisers] == ["Strukturfondspartnerskapet Västsverige"]
    assert [(one.name, one.email) for one in made.contacts] == [("Cecilia Nilsson", "cecilia.v.nilsson@vgregion.se")]
    assert audited(made) == [("schedule.create_meeting", ["title", "starts_at"])]
    assert queries.revision(made.id, 1).author == "Cecilia Nilsson"


def test_a_meeting_that_ends_before_it_begins_is_not_made(app):
    a_term(Vocabulary.MEETING_KIND, "mobilisation")
    start = NewMeeting("Möte", "mobilisation", STARTS, STARTS)
    assert refusal_of(actions.create_meeting, start, NOW, CECILIA) is MeetingReason.ENDS_BEFORE_START
    assert db.session.query(Meeting).count() == 0


def test_an_unknown_kind_is_not_found(app):
    with pytest.raises(NotFound):
        actions.create_meeting(NewMeeting("Möte", "ball", STARTS, STARTS + HOUR), NOW, CECILIA)


def test_saving_writes_every_field_and_reads_it_back(app):
    meeting = a_meeting()
    a_term(Vocabulary.PROGRAMME_AREA, "2")
    a_term(Vocabulary.TARGET_GROUP, "young", position=1)
    a_term(Vocabulary.TARGET_GROUP, "far-from-work", position=2)
    before = a_meeting(title="Det första mötet")
    wanted = replace(
        details(meeting), theme="Digitalisering", purpose="Syftet", body="Mer", conclusions="Talarna enades",
        street="Kungsgatan 15", postcode="462 33", directions="Buss 1", venue_access="Hiss", attendance="both",
        online_url="https://video.example.se/mote", online_in_calendar=True, programme_area="2",
        target_groups=("young", "far-from-work"), diarienummer="RUN 2018-00123", eu_funded=True,
        reported_qualifier="over", reported_number=100, follows=before.id, lang="en", title="A new title",
        organisers=("Region Halland", "Strukturfondspartnerskapet Västsverige"),
        contacts=(
            ContactText("", "", "info@example.se"),
            ContactText("Ulrica Furby", "Gruppchef", "", ("031-335 50 25", "0700-85 73 00")),
        ),
    )  # fmt: skip
    actions.save_meeting(meeting.id, 1, wanted, LATER, CECILIA)
    db.session.rollback()
    assert details(meeting) == wanted
    assert queries.meeting(meeting.id).slug == "a-new-title"
    assert db.session.query(Organisation).count() == 2


def test_a_public_change_raises_version_and_revision_and_moves_the_stamp(app):
    meeting = a_meeting()
    actions.save_meeting(meeting.id, 1, replace(details(meeting), summary="Ny text"), LATER, CECILIA)
    assert numbers(meeting) == (2, 2, 0, LATER)
    assert audited(meeting) == [("schedule.save_meeting", ["summary"])]
    assert [queries.revision(meeting.id, number).content["summary"] for number in (1, 2)] == [
        "För dig som vill driva eller delta i projekt.",
        "Ny text",
    ]


def test_saving_without_a_change_leaves_no_trace(app):
    meeting = a_meeting()
    before = numbers(meeting)
    actions.save_meeting(meeting.id, 1, details(meeting), LATER, CECILIA)
    assert numbers(meeting) == before
    assert audited(meeting) == []


@pytest.mark.parametrize("facts", [{"town": "Åmål"}, {"venue": "Teatern"}, {"ends_at": STARTS + HOUR}])
def test_a_new_time_or_place_raises_the_number_of_the_calendar_entry(app, facts):
    meeting = a_meeting()
    actions.save_meeting(meeting.id, 1, replace(details(meeting), **facts), LATER, CECILIA)
    assert numbers(meeting)[2] == 1


def test_taking_a_number_in_line_moves_neither_stamp_nor_version(app):
    meeting = a_meeting()
    before = numbers(meeting)
    with transaction.write():
        assert queries.lock_meeting(meeting.id).next_arrival() == 1
    assert numbers(meeting) == before


def test_the_second_of_two_who_edit_is_told_and_nothing_is_overwritten(app):
    meeting = a_meeting()
    mine = replace(details(meeting), title="Min rubrik")
    actions.save_meeting(meeting.id, 1, replace(details(meeting), title="Deras rubrik"), NOW, CECILIA)
    with pytest.raises(Stale) as stale:
        actions.save_meeting(meeting.id, 1, mine, LATER, CECILIA)
    assert stale.value.current == 2
    assert details(meeting).title == "Deras rubrik"
    actions.save_meeting(meeting.id, 2, mine, LATER, CECILIA)
    assert details(meeting).title == "Min rubrik"


def test_one_edits_the_details_while_another_edits_the_programme(app):
    meeting = a_meeting()
    actions.save_programme(meeting.id, 1, [ItemText(-1, "talk", STARTS, title="Föredrag")], NOW, CECILIA)
    actions.save_meeting(meeting.id, 1, replace(details(meeting), title="Ny rubrik"), LATER, CECILIA)
    assert details(meeting).title == "Ny rubrik"
    assert [item.title for item in programme(meeting)] == ["Föredrag"]


def test_a_meeting_that_moves_to_another_day_takes_its_programme_along_across_summer_time(app):
    meeting = a_meeting()
    a_programme_item(meeting, starts_at=STARTS, ends_at=STARTS + HOUR)
    moved = replace(
        details(meeting),
        starts_at=from_local(datetime(2027, 4, 8, 9)),
        ends_at=from_local(datetime(2027, 4, 8, 15, 30)),
    )
    actions.save_meeting(meeting.id, 1, moved, LATER, CECILIA)
    (item,) = programme(meeting)
    assert local(item.starts_at).replace(tzinfo=None) == datetime(2027, 4, 8, 9)
    assert local(item.ends_at).replace(tzinfo=None) == datetime(2027, 4, 8, 10)


def test_a_meeting_cannot_be_shortened_past_its_programme(app):
    meeting = a_meeting()
    a_programme_item(meeting, starts_at=STARTS + 5 * HOUR, ends_at=STARTS + 6 * HOUR)
    shorter = replace(details(meeting), ends_at=STARTS + 2 * HOUR)
    assert (
        refusal_of(actions.save_meeting, meeting.id, 1, shorter, LATER, CECILIA) is MeetingReason.ITEM_OUTSIDE_MEETING
    )


def test_meetings_cannot_follow_up_one_another_in_a_circle(app):
    first, second = a_meeting(), a_meeting()
    actions.save_meeting(second.id, 1, replace(details(second), follows=first.id), NOW, CECILIA)
    again = replace(details(first), follows=second.id)
    assert refusal_of(actions.save_meeting, first.id, 1, again, LATER, CECILIA) is MeetingReason.FOLLOWS_ITSELF
    assert [one.id for one in queries.meeting(first.id).followed_by] == [second.id]


def test_a_programme_keeps_the_rows_that_stay_and_links_new_ones_to_one_another(app):
    meeting = a_meeting()
    kept = a_programme_item(meeting, title="Inledning")
    a_programme_item(meeting, title="Utgår")
    wanted = [
        ItemText(kept.id, "talk", STARTS, STARTS + HOUR, "Stora salen", "Inledning", "Text", (
            AppearanceText("Alex Bergström", "S", "ledamot, regionråd", "Västra Götalandsregionen"),
            AppearanceText(organisation="Strukturfondspartnerskapet Västsverige"),
        ), (-1,)),
        ItemText(-1, "workshop", STARTS + HOUR, title="A", related=(kept.id, -2)),
        ItemText(-2, "workshop", STARTS + HOUR, title="B"),
    ]  # fmt: skip
    actions.save_programme(meeting.id, 1, wanted, LATER, CECILIA)
    db.session.rollback()
    first, second, third = programme(meeting)
    assert first.key == kept.id
    assert first.appearances == wanted[0].appearances
    assert (first.related, second.related, third.related) == ((second.key,), tuple(sorted((first.key, third.key))), ())
    assert db.session.query(ProgrammeItem).count() == 3
    linked = queries.meeting(meeting.id).items[0].appearances
    assert [one.organisation.name if one.organisation else None for one in linked] == [
        None,
        "Strukturfondspartnerskapet Västsverige",
    ]


def test_the_programme_of_another_meeting_is_out_of_reach(app):
    meeting, other = a_meeting(), a_meeting()
    theirs = a_programme_item(other, title="Deras")
    actions.save_programme(meeting.id, 1, [ItemText(theirs.id, "talk", STARTS, title="Min")], NOW, CECILIA)
    assert [item.title for item in programme(other)] == ["Deras"]
    assert programme(meeting)[0].key != theirs.id


def test_an_item_outside_the_meeting_is_refused_by_name(app):
    meeting = a_meeting()
    with pytest.raises(Refused) as refused:
        actions.save_programme(meeting.id, 1, [ItemText(-1, "break", STARTS - HOUR)], NOW, CECILIA)
    assert refused.value.refusal.values["title"] == "Paus"


def test_going_back_to_a_revision_brings_its_items_back_and_is_a_revision_itself(app):
    meeting = a_meeting()
    first = a_programme_item(meeting, title="Första")
    second = a_programme_item(meeting, title="Andra", starts_at=STARTS + HOUR, ends_at=None)
    actions.save_programme(
        meeting.id, 1, [*programme(meeting)[:1], replace(programme(meeting)[1], related=(first.id,))], NOW, CECILIA
    )
    actions.save_programme(meeting.id, 2, [], NOW, CECILIA)
    actions.save_meeting(meeting.id, 3, replace(details(meeting), title="Ny rubrik"), NOW, CECILIA)
    actions.restore(meeting.id, 2, 4, LATER, CECILIA)
    db.session.rollback()
    one, other = programme(meeting)
    assert (one.title, other.title, other.related) == ("Första", "Andra", (one.key,))
    assert details(meeting).title == "Digitalisering som öppnar vägen till arbete"
    assert numbers(meeting)[0] == 5
    assert second.id not in (one.key, other.key) or db.session.query(ProgrammeItem).count() == 2


def test_going_back_is_refused_when_somebody_saved_meanwhile(app):
    meeting = a_meeting()
    actions.save_meeting(meeting.id, 1, replace(details(meeting), title="Ny rubrik"), NOW, CECILIA)
    with pytest.raises(Stale):
        actions.restore(meeting.id, 1, 1, LATER, CECILIA)
    with pytest.raises(NotFound):
        actions.restore(meeting.id, 9, 2, LATER, CECILIA)


def test_a_published_meeting_is_found_and_a_cancelled_one_stays(app):
    meeting = a_meeting(state=State.DRAFT.value, published_at=None)
    a_programme_item(meeting, title="Vinnare och förlorare")
    assert db.session.query(SearchRow).count() == 0
    published = actions.publish(meeting.id, LATER, CECILIA)
    assert (published.state, published.published_at) == ("published", LATER)
    row = db.session.query(SearchRow).one()
    assert (row.kind, row.ref_id, row.title) == ("meeting", meeting.id, meeting.title)
    text = db.session.query(SearchText).one().text
    assert all(word in text for word in ("Vänersborg", "Vinnare och förlorare", "Folkets Hus", "Mobiliseringsmöte"))
    actions.cancel(meeting.id, "Talaren är sjuk.", LATER, CECILIA)
    cancelled = queries.meeting(meeting.id)
    assert (cancelled.state, cancelled.cancelled_at, cancelled.cancel_reason) == (
        "cancelled",
        LATER,
        "Talaren är sjuk.",
    )
    assert numbers(meeting)[:3] == (3, 3, 2)
    assert db.session.query(SearchRow).count() == 1
    assert [action for action, _fields in audited(meeting)] == ["schedule.publish", "schedule.cancel"]


def test_a_meeting_that_lacks_something_is_not_published(app):
    meeting = a_meeting(state=State.DRAFT.value, summary="")
    assert refusal_of(actions.publish, meeting.id, NOW, CECILIA) is MeetingReason.NO_SUMMARY
    assert queries.meeting(meeting.id).state == "draft"


def test_a_past_meeting_is_not_cancelled(app):
    meeting = a_meeting()
    assert refusal_of(actions.cancel, meeting.id, "", meeting.ends_at, CECILIA) is MeetingReason.HAS_BEEN


def test_a_copy_takes_texts_people_and_programme_along_and_leaves_the_occasion_behind(app):
    meeting = a_meeting(
        purpose="Syftet", conclusions="Slut", reported_number=100, diarienummer="RUN 1",
        attendance="both", online_url="https://video.example.se/a",
    )  # fmt: skip
    first = a_programme_item(meeting, title="A")
    a_programme_item(meeting, title="B", starts_at=STARTS + HOUR, ends_at=STARTS + 2 * HOUR, related=[first])
    starts = from_local(datetime(2027, 5, 4, 13))
    made = actions.copy(meeting.id, CopyKind.NEXT, starts, LATER, CECILIA)
    db.session.rollback()
    copied = queries.meeting(made.id)
    assert (copied.state, copied.purpose, copied.starts_at) == ("draft", "Syftet", starts)
    assert local(copied.ends_at).replace(tzinfo=None) == datetime(2027, 5, 4, 19, 30)
    assert (copied.conclusions, copied.reported_number, copied.diarienummer) == ("", None, "")
    assert (copied.online_url, copied.follows) == ("", None)
    assert [one.name for one in copied.contacts] == ["Cecilia Nilsson"]
    one, other = queries.programme_of(copied)
    assert [local(item.starts_at).hour for item in (one, other)] == [13, 14]
    assert other.related == (one.key,)
    assert len(programme(meeting)) == 2


def test_a_follow_up_is_linked_both_ways(app):
    meeting = a_meeting()
    made = actions.copy(meeting.id, CopyKind.FOLLOW_UP, STARTS + timedelta(days=47), LATER, CECILIA)
    db.session.rollback()
    assert queries.meeting(made.id).follows.id == meeting.id
    assert [one.id for one in queries.meeting(meeting.id).followed_by] == [made.id]


def test_a_draft_is_deleted_with_all_that_is_its_own(app):
    meeting = a_meeting(state=State.DRAFT.value)
    item = a_programme_item(meeting)
    a_programme_item(meeting, related=[item])
    after = a_meeting(follows_id=meeting.id)
    actions.save_meeting(meeting.id, 1, replace(details(meeting), title="Ny"), NOW, CECILIA)
    actions.delete_draft(meeting.id, LATER, CECILIA)
    db.session.rollback()
    with pytest.raises(NotFound):
        queries.meeting(meeting.id)
    assert queries.meeting(after.id).follows is None
    assert db.session.query(MeetingRevision).count() == 0
    assert audited(meeting)[-1][0] == "schedule.delete_draft"


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, MeetingReason.NOT_A_DRAFT),
        ({"state": "draft", "arrivals": 1}, MeetingReason.DRAFT_HAS_PEOPLE),
    ],
)
def test_what_is_public_or_has_people_is_not_deleted(app, facts, reason):
    assert refusal_of(actions.delete_draft, a_meeting(**facts).id, NOW, CECILIA) is reason


def test_a_new_preview_link_changes_nothing_that_readers_see(app):
    meeting = a_meeting(state=State.DRAFT.value)
    before, first = numbers(meeting), meeting.preview_version
    assert actions.new_preview_link(meeting.id, LATER, CECILIA).preview_version == first + 1
    assert numbers(meeting) == before


@pytest.mark.parametrize(
    "call",
    [
        lambda: actions.publish(404, NOW, CECILIA),
        lambda: actions.cancel(404, "", NOW, CECILIA),
        lambda: actions.copy(404, CopyKind.NEXT, STARTS, NOW, CECILIA),
        lambda: actions.delete_draft(404, NOW, CECILIA),
        lambda: actions.new_preview_link(404, NOW, CECILIA),
        lambda: actions.save_programme(404, 1, [], NOW, CECILIA),
    ],
)
def test_a_meeting_that_is_not_there_is_not_found(app, call):
    with pytest.raises(NotFound):
        call()
