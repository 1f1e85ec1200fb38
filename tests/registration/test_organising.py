"""What changes a registration and the seats: organisers, settings, opt-ins, attendance, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings import transaction
from meetings.audit.models import AuditEntry
from meetings.errors import Refused, Stale
from meetings.extensions import db
from meetings.questions.rules import Given
from meetings.registration import actions, queries
from meetings.registration.actions import Details, Settings, Yes
from meetings.registration.models import OptIn, Pool, SignUp
from meetings.registration.rules import OptInKind, SignUpReason
from tests.builders import NOW, a_meeting, a_registration, ready_questions
from tests.databases import listening
from tests.registration.sign_ups import MINUTE, ORGANISER, an_applicant, line, mails, questions_of


def test_more_seats_go_to_the_line_at_once_and_fewer_drop_nobody(app: Flask) -> None:
    meeting = a_meeting(seats=1)
    for name in ("Anna", "Bo", "Cia", "Dan"):
        a_registration(meeting, name)
    moved_up = actions.set_seats(meeting.id, 3, True, NOW, ORGANISER)
    assert [registration.name for registration in moved_up] == ["Bo", "Cia"]
    assert actions.set_seats(meeting.id, 1, True, NOW, ORGANISER) == []
    assert [state for _name, state, _arrival in line(meeting)] == ["confirmed"] * 3 + ["waiting"]
    assert queries.door(meeting.id).pool.over == 2
    bo = next(one for one in moved_up if one.name == "Bo")
    assert actions.withdraw(bo.id, NOW) == []
    assert [one.name for one in actions.set_seats(meeting.id, None, True, NOW, ORGANISER)] == ["Dan"]


def test_a_newcomer_does_not_pass_who_waits_though_the_waiting_list_was_shut(app: Flask) -> None:
    meeting = a_meeting(seats=1)
    anna = a_registration(meeting, "Anna")
    a_registration(meeting, "Bo")
    actions.set_seats(meeting.id, 1, False, NOW, ORGANISER)
    with pytest.raises(Refused):
        a_registration(meeting, "Cia")
    assert [one.name for one in actions.withdraw(anna.id, NOW)] == ["Bo"]


def test_an_organiser_adds_somebody_after_the_door_has_closed(app: Flask) -> None:
    meeting = a_meeting(seats=1)
    late = meeting.starts_at
    form = ready_questions(meeting)
    given = [Given(form.questions[3].id, "Behov", "hörslinga", sensitive=True)]
    added = actions.add_by_hand(meeting.id, an_applicant(given=given), late, ORGANISER)
    actions.add_by_hand(meeting.id, an_applicant("Bo", "bo@example.se"), late, ORGANISER)
    assert [(name, state) for name, state, _arrival in line(meeting)] == [
        ("Åsa Öberg", "confirmed"),
        ("Bo", "waiting"),
    ]
    assert added.added_by == "Cecilia Nilsson"
    assert db.session.scalar(select(func.count()).select_from(db.metadata.tables["sensitive_answer"])) == 0
    with pytest.raises(Refused) as refused:
        actions.add_by_hand(meeting.id, an_applicant(), late, ORGANISER)
    assert refused.value.refusal.reason == SignUpReason.KNOWN_ADDRESS


def test_who_is_added_after_the_meeting_gets_no_mail(app: Flask) -> None:
    meeting = a_meeting()
    actions.add_by_hand(meeting.id, an_applicant(), meeting.ends_at, ORGANISER)
    assert (len(line(meeting)), mails()) == (1, [])


def test_a_change_is_kept_audited_and_refused_when_it_is_stale(app: Flask) -> None:
    meeting = a_meeting()
    anna = a_registration(meeting, "Anna")
    changed = actions.change(anna.id, Details(name="Änna", lang="en"), 1, NOW + MINUTE)
    assert (changed.name, changed.lang, changed.revision) == ("Änna", "en", 2)
    with pytest.raises(Stale):
        actions.change(anna.id, Details(name="Anna", lang="sv"), 1, NOW + MINUTE)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.change")).one()
    assert (entry.fields, [(value.old, value.new) for value in entry.values]) == (
        ["name", "lang"],
        [("Anna", "Änna"), ("sv", "en")],
    )


def test_the_audit_names_a_changed_sensitive_answer_but_does_not_hold_it(app: Flask) -> None:
    meeting = a_meeting()
    ready_questions(meeting)
    asked = questions_of(meeting)
    access = asked[3]
    anna = a_registration(meeting, "Anna", given=[Given(access.id, access.label, "hörslinga", sensitive=True)])
    new = [Given(access.id, access.label, "teckenspråkstolk", sensitive=True)]
    actions.change(anna.id, Details(name="Anna", lang="sv", asked=asked, given=new), 1, NOW)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.change")).one()
    assert entry.fields == [access.label]
    assert [(value.old, value.new) for value in entry.values] == [(None, None)]


def test_an_opt_in_is_given_once_and_can_be_taken_back(app: Flask) -> None:
    meeting = a_meeting()
    anna = a_registration(meeting, "Anna")
    yes = Yes(OptInKind.FUTURE_MEETINGS, "Mejla mig om kommande möten", 1)
    for _twice in range(2):
        actions.give_opt_in(anna.id, yes, NOW)
    actions.withdraw_opt_in(anna.id, OptInKind.FUTURE_MEETINGS, NOW + MINUTE)
    given = db.session.scalars(select(OptIn)).one()
    assert (given.wording, given.wording_version, given.given_at, given.withdrawn_at) == (
        "Mejla mig om kommande möten",
        1,
        NOW,
        NOW + MINUTE,
    )
    with pytest.raises(Refused) as refused:
        actions.give_opt_in(anna.id, Yes(OptInKind.PUBLIC_LIST, "Visa mig", 1), NOW)
    assert refused.value.refusal.reason == SignUpReason.NO_PUBLIC_LIST


def test_who_came_is_ticked_and_unticked(app: Flask) -> None:
    meeting = a_meeting()
    anna = a_registration(meeting, "Anna")
    with pytest.raises(Refused) as refused:
        actions.mark_attended(anna.id, NOW, ORGANISER)
    assert refused.value.refusal.reason == SignUpReason.NOT_BEGUN
    actions.mark_attended(anna.id, meeting.starts_at, ORGANISER)
    assert queries.registration(anna.id).attended_at == meeting.starts_at
    actions.unmark_attended(anna.id, meeting.ends_at, ORGANISER)
    assert queries.registration(anna.id).attended_at is None


def test_a_meeting_without_sign_up_takes_it_when_the_settings_are_saved(app: Flask) -> None:
    meeting = a_meeting()
    with transaction.write() as session:
        session.query(SignUp).delete()
        session.query(Pool).delete()
    assert not queries.door(meeting.id).takes_sign_ups
    actions.save_settings(meeting.id, Settings(seats=40, public_list=True), 0, NOW, ORGANISER)
    door = queries.door(meeting.id)
    assert (door.takes_sign_ups, door.pool.seats, door.public_list, door.revision) == (True, 40, True, 1)
    assert [question.code for question in questions_of(meeting)] == ["interest", "diet", "diet-other", "access"]


def test_settings_are_saved_audited_and_refused_when_stale_or_impossible(app: Flask) -> None:
    meeting = a_meeting(seats=1)
    a_registration(meeting, "Anna")
    a_registration(meeting, "Bo")
    version = queries.door(meeting.id).revision
    closes = meeting.starts_at - timedelta(days=7)
    moved_up = actions.save_settings(meeting.id, Settings(seats=2, closes_at=closes), version, NOW, ORGANISER)
    assert [one.name for one in moved_up] == ["Bo"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.settings")).one()
    assert entry.fields == ["closes_at", "seats"]
    with pytest.raises(Stale):
        actions.save_settings(meeting.id, Settings(seats=3), version, NOW, ORGANISER)
    too_late = Settings(seats=3, closes_at=meeting.ends_at + MINUTE)
    with pytest.raises(Refused):
        actions.save_settings(meeting.id, too_late, version + 1, NOW, ORGANISER)
    assert queries.counts(meeting.id).seats == 2


def test_a_sign_up_does_not_move_the_meetings_version(app: Flask) -> None:
    meeting = a_meeting()
    before = (meeting.version, meeting.updated_at)
    a_registration(meeting)
    db.session.expire_all()
    assert (meeting.version, meeting.updated_at) == before


def test_a_sign_up_is_copied_without_its_people_and_times(app: Flask) -> None:
    meeting, other = a_meeting(seats=7), a_meeting()
    ready_questions(meeting)
    a_registration(meeting)
    with transaction.write() as session:
        session.query(SignUp).filter_by(meeting_id=other.id).delete()
        session.query(Pool).filter_by(meeting_id=other.id).delete()
    actions.copy_sign_up(meeting.id, other.id)
    assert (queries.counts(other.id).seats, queries.counts(other.id).confirmed) == (7, 0)
    assert [question.code for question in questions_of(other)] == ["interest", "diet", "diet-other", "access"]
    assert queries.door(other.id).form_id != queries.door(meeting.id).form_id


def test_a_sign_up_holds_the_lock_for_few_statements(app: Flask) -> None:
    meeting = a_meeting()
    form = ready_questions(meeting)
    given = [
        Given(form.questions[0].id, "Vill du …", "Driva", form.questions[0].choices[0].id),
        Given(form.questions[3].id, "Behov", "hörslinga", sensitive=True),
    ]
    with listening() as said:
        actions.register(meeting.id, an_applicant(given=given), "form", NOW, "sv")
    assert said[0].startswith("UPDATE meeting SET arrivals"), "that is the lock: all that follows keeps others waiting"
    assert len(said) <= 11, "\n".join(said)
