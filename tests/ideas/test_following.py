"""Ideas on the follow-up's programme: items in order, the editor's conflict, what may be said, who is invited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import TERMINAL
from meetings.audit.models import AuditEntry
from meetings.errors import Refused, Stale
from meetings.extensions import db
from meetings.ideas.actions import deciding, publishing
from meetings.ideas.actions.following import make_note, plan
from meetings.ideas.actions.outcomes import record_outcome
from meetings.ideas.actions.presenting import invite_presenters
from meetings.ideas.models import FollowUpSlot, Idea, IdeaHistory
from meetings.ideas.queries import following as read
from meetings.ideas.rules.following import FollowUpReason, Outcome, Plan, Row
from meetings.ideas.rules.states import State
from meetings.outbox.models import OutgoingMail
from meetings.registration.models import Invitation
from meetings.schedule import actions as schedule
from meetings.schedule import queries
from meetings.schedule.models import Meeting, ProgrammeItem
from tests.builders import NOW, a_meeting, a_programme_item, a_registration, delivered_mails
from tests.ideas.builders import a_call, an_idea
from tests.ideas.followups import (
    AT,
    a_call_with_follow_up,
    a_follow_up,
    a_published_idea,
    an_agreed_idea,
    fresh,
    planned,
)


def programme(meeting: Meeting) -> list[tuple[str, str, list[str]]]:
    """Kind, title and who presents, of each item by time."""
    items = queries.programme_of(fresh(meeting))
    return [(one.kind, one.title, [who.name for who in one.appearances]) for one in items]


def test_chosen_ideas_become_items_in_their_order(app: Flask) -> None:
    call, follow_up = a_call_with_follow_up()
    welcome = a_programme_item(follow_up, kind="welcome", title="Välkomna", ends_at=AT + timedelta(minutes=5))
    one, two = a_published_idea(call, "Lots"), an_agreed_idea(call, "Kompis")
    before = fresh(follow_up)
    revision, version = before.revision, before.version

    planned(call, follow_up, [two, one], AT + timedelta(minutes=5))
    assert programme(follow_up) == [
        ("welcome", "Välkomna", []),
        ("project", f"Projektidé {two.number}", []),  # agreed, but the secretariat has not published it
        ("project", "Lots", ["Presentatör 2"]),
    ]
    after = fresh(follow_up)
    assert after.revision == revision + 1
    assert after.version > version
    slots = read.slots_of(call.id, follow_up.id)
    assert [(one.idea.id, one.slot.position, one.slot.item is not None) for one in slots] == [
        (two.id, 1, True),
        (one.id, 2, True),
    ]
    assert slots[1].slot.item.starts_at == AT + timedelta(minutes=15)
    assert {one.idea.state for one in slots} == {"follow_up"}
    actions = db.session.scalars(select(IdeaHistory.action).where(IdeaHistory.idea_id == one.id)).all()
    assert "followed" in actions
    audited = db.session.scalars(select(AuditEntry.action)).all()
    assert {"ideas.plan_follow_up", "schedule.save_programme", "ideas.publish"} <= set(audited)

    with pytest.raises(Stale):  # whoever has the editor open gets the usual conflict
        schedule.save_programme(follow_up.id, revision, queries.programme_of(follow_up), NOW, TERMINAL)

    # Another order: the same items move.
    ids = [one.slot.item_id for one in slots]
    planned(call, follow_up, [one, two], AT + timedelta(minutes=5), minutes=20)
    assert [one.slot.item_id for one in read.slots_of(call.id, follow_up.id)] == [ids[1], ids[0]]
    assert [title for _kind, title, _who in programme(follow_up)][1:] == ["Lots", f"Projektidé {two.number}"]

    # What is said follows the publishing, in the same transaction.
    publishing.publish(call.meeting_id, two.id, 1, NOW, TERMINAL)
    publishing.take_down(call.meeting_id, [one.id], NOW, TERMINAL)
    assert programme(follow_up)[1:] == [
        ("project", f"Projektidé {one.number}", []),
        ("project", "Kompis", ["Presentatör 2"]),
    ]
    assert fresh(follow_up).items[0].id == welcome.id


def test_removing_a_slot_removes_its_item_unless_something_hangs_on_it(app: Flask) -> None:
    call, follow_up = a_call_with_follow_up()
    one, two = a_published_idea(call, "Lots"), a_published_idea(call, "Kompis")
    planned(call, follow_up, [one, two])
    made = make_note(call.meeting_id, two.id, "sv", NOW, TERMINAL)
    assert made.title == "Kompis"
    assert made.meeting_id == follow_up.id

    left = planned(call, follow_up, [])
    assert left.left == ("Kompis",)
    assert [title for _kind, title, _who in programme(follow_up)] == ["Kompis"]
    assert read.slots_of(call.id, follow_up.id) == []
    assert [idea.id for idea in read.candidates(call.id, follow_up.id)] == [one.id, two.id]

    planned(call, follow_up, [one])
    with transaction.write() as session:  # somebody takes the item away in the programme's editor
        session.delete(session.get_one(ProgrammeItem, read.slots_of(call.id, follow_up.id)[0].slot.item_id))
    db.session.rollback()
    assert read.slots_of(call.id, follow_up.id)[0].slot.item is None
    with pytest.raises(Refused) as refused:
        make_note(call.meeting_id, one.id, "sv", NOW, TERMINAL)
    assert refused.value.refusal.reason is FollowUpReason.NO_ITEM
    planned(call, follow_up, [one])
    assert read.slots_of(call.id, follow_up.id)[0].slot.item is not None


def test_what_cannot_be_taken_up_changes_nothing(app: Flask) -> None:
    call, follow_up = a_call_with_follow_up()
    one = an_idea(call)
    foreign, withdrawn, late = an_idea(a_call()), an_idea(call, state="withdrawn"), an_idea(call, late=True)
    for other in (foreign, withdrawn, late):
        with pytest.raises(Refused) as refused:
            planned(call, follow_up, [one, other])
        assert refused.value.refusal.reason is FollowUpReason.NOT_ITS_IDEA
    with pytest.raises(Refused):  # outside the meeting's hours
        planned(call, follow_up, [one], AT + timedelta(hours=4))
    with pytest.raises(Stale):
        plan(call.meeting_id, 0, Plan(AT, (Row(one.id),)), NOW, TERMINAL)
    assert programme(follow_up) == []
    assert read.slots_of(call.id, follow_up.id) == []
    assert db.session.get_one(Idea, one.id).state == "received"
    alone = a_call(a_meeting())
    with pytest.raises(Refused) as refused:
        plan(alone.meeting_id, 1, Plan(AT), NOW, TERMINAL)
    assert refused.value.refusal.reason is FollowUpReason.NO_FOLLOW_UP


def test_presenters_are_invited_each_by_one_mail(app: Flask) -> None:
    call, follow_up = a_call_with_follow_up()
    one, two = an_idea(call), an_idea(call)
    same = an_idea(call, contact_email="maja@example.se", contact_email_key="maja@example.se", lang="en")
    also = an_idea(call, contact_email="maja@example.se", contact_email_key="maja@example.se", lang="en")
    erased = an_idea(call, contact_email="", contact_email_key="")
    ideas = [one, two, same, also, erased]
    planned(call, follow_up, ideas)
    a_registration(follow_up, "Olle Ek", two.contact_email)

    asked = invite_presenters(call.meeting_id, [idea.id for idea in ideas], NOW, TERMINAL)
    assert (asked.people, asked.unreachable) == (3, 1)
    mails = {mail.to_address: mail for mail in db.session.scalars(select(OutgoingMail))}
    assert mails[one.contact_email].template == "meeting_invitation"
    assert "nummer 1 av 5" in mails[one.contact_email].values["message"]
    assert mails[two.contact_email].template == "idea_slot"  # is signed up: told, not asked
    english = mails["maja@example.se"].values["message"]
    assert english.count("\n\n") == 3
    assert mails["maja@example.se"].lang == "en"
    assert read.answers(follow_up.id, ideas) == {
        one.id: "invited",
        two.id: "signed-up",
        same.id: "invited",
        also.id: "invited",
    }
    sent = delivered_mails()
    told = next(mail for mail in sent if mail["Subject"] == "Er projektidé på uppföljningen: Uppföljning")
    assert two.contact_email in told["To"]
    body = told.get_body(("plain",)).get_content()
    assert "är nummer 2 av 5" in body
    assert "/inbjudan/" not in body
    asked_mail = next(mail for mail in sent if one.contact_email in mail["To"])
    assert "/inbjudan/" in asked_mail.get_body(("plain",)).get_content()
    first = db.session.scalars(select(Invitation.link_version).where(Invitation.email == one.contact_email)).one()

    planned(call, follow_up, [two, one])
    invite_presenters(call.meeting_id, [one.id], NOW + timedelta(minutes=1), TERMINAL)
    again = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.to_address == one.contact_email).order_by(OutgoingMail.id.desc())
    ).first()
    assert again is not None
    assert "nummer 2 av 2" in again.values["message"]
    assert db.session.scalars(select(Invitation.link_version)).first() == first  # the link that they have still works
    slots = {shown.idea.id: shown.slot.invited_at for shown in read.slots_of(call.id, follow_up.id)}
    assert slots == {two.id: NOW, one.id: NOW + timedelta(minutes=1)}
    with pytest.raises(Refused) as refused:
        invite_presenters(call.meeting_id, [], NOW, TERMINAL)
    assert refused.value.refusal.reason is FollowUpReason.NOBODY_CHOSEN
    with pytest.raises(Refused):  # the follow-up has been: it takes no sign-ups
        invite_presenters(call.meeting_id, [one.id], AT + timedelta(days=1), TERMINAL)


def test_an_outcome_sets_the_state_and_shows_once_it_is_told(app: Flask) -> None:
    call, follow_up = a_call_with_follow_up()
    one, hidden = a_published_idea(call, "Lots"), an_idea(call)
    planned(call, follow_up, [one, hidden])
    assert [(found.title, found.outcome) for found in read.outcomes(call.meeting_id)] == [("Lots", "")]
    versions = fresh(follow_up).version, db.session.get_one(Meeting, call.meeting_id).version

    for idea in (one, hidden):
        record_outcome(call.meeting_id, idea.id, Outcome.PROJECT, "Ansökan till sommarens utlysning.", NOW, TERMINAL)
    db.session.rollback()
    assert db.session.get_one(Idea, one.id).state == State.PROJECT.value
    assert fresh(follow_up).version > versions[0]
    assert db.session.get_one(Meeting, call.meeting_id).version > versions[1]
    assert [found.outcome for found in read.outcomes(follow_up.id)] == [""]  # its actors do not know yet
    with transaction.write() as session:
        session.get_one(Idea, one.id).told_state = "project"
    db.session.rollback()
    told = read.outcomes(follow_up.id)
    assert [(found.outcome, found.text) for found in told] == [("project", "Ansökan till sommarens utlysning.")]
    assert read.outcomes(call.meeting_id) == told

    record_outcome(call.meeting_id, one.id, Outcome.MERGED, "", NOW, TERMINAL)  # merging itself has its own form
    db.session.rollback()
    assert db.session.get_one(Idea, one.id).state == State.PROJECT.value
    record_outcome(call.meeting_id, one.id, None, "", NOW, TERMINAL)
    db.session.rollback()
    slot = db.session.scalars(select(FollowUpSlot).where(FollowUpSlot.idea_id == one.id)).one()
    assert (slot.outcome, slot.outcome_by, slot.outcome_at) == ("", "", None)
    with pytest.raises(Refused):
        record_outcome(call.meeting_id, one.id, None, "Bara text", NOW, TERMINAL)


def test_a_follow_up_is_the_first_that_is_not_cancelled(app: Flask) -> None:
    call = a_call()
    assert read.follow_up_of(call.meeting_id) is None
    late = a_follow_up(call, starts_at=AT + timedelta(days=9), ends_at=AT + timedelta(days=9, hours=2))
    a_follow_up(call, state="cancelled")
    assert read.follow_up_of(call.meeting_id).id == late.id
    deciding.set_state(call.meeting_id, [an_idea(call).id], State.RESTING, NOW, TERMINAL)
    meant = an_idea(call, state="follow_up")
    assert read.candidates(call.id, late.id)[0].id == meant.id


def test_another_follow_up_takes_over_from_one_that_is_cancelled(app: Flask) -> None:
    call, first = a_call_with_follow_up()
    idea = a_published_idea(call, "Lots")
    planned(call, first, [idea])
    assert [one.title for one in read.outcomes(call.meeting_id)] == ["Lots"]
    schedule.cancel(first.id, "Sjukdom", NOW, TERMINAL)
    assert read.outcomes(call.meeting_id) == []
    second = a_follow_up(call, starts_at=AT + timedelta(days=7), ends_at=AT + timedelta(days=7, hours=2), listed=False)
    assert [one.id for one in read.candidates(call.id, second.id)] == [idea.id]
    planned(call, second, [idea], AT + timedelta(days=7))
    (slot,) = read.slots_of(call.id, second.id)
    assert slot.slot.item.meeting_id == second.id
    assert [item.title for item in fresh(first).items] == ["Lots"]  # what was planned stays readable
    assert read.outcomes(call.meeting_id) == []  # it is for those who have its address
    assert [one.title for one in read.outcomes(second.id)] == ["Lots"]
