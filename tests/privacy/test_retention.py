"""The night's job: nothing without a decision, a warning a week before, then everything, and its copies, is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import String, cast, func, select

from meetings import transaction
from meetings.audit.actions import VALUES_KEPT, WORKER, record
from meetings.audit.models import AuditEntry, AuditValue
from meetings.backup import actions as backups
from meetings.counting.queries import people_by_year
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.pages import jobs
from meetings.privacy import actions, queries
from meetings.privacy.models import Erasure, FrozenFigure, RetentionRun, RetentionWarning
from meetings.privacy.queries import Scope
from meetings.privacy.rules.columns import erased_columns
from meetings.privacy.rules.figures import Measure
from meetings.privacy.rules.retention import retention_of_answer, retention_of_mail
from meetings.questions.models import Answer, Form, SensitiveAnswer
from meetings.questions.rules import QuestionType, Retention
from meetings.registration.models import Invitation, OptIn, Registration, SignUp
from tests.builders import NOW, a_meeting, a_registration, an_organiser, set_facts
from tests.outbox.letters import a_mail
from tests.privacy.scene import (
    ADMINISTRATOR,
    CANARY,
    PLACES,
    a_full_meeting,
    a_question,
    decide,
    left,
    night,
    runs,
    word,
    words_in,
)

# The meeting of the builders ends on 18 March 2027: diet goes on 1 April, contact data on 18 June.
FIRST, DIET, CONTACT = night("2027-03-19"), night("2027-04-01"), night("2027-06-18")


def columns_with_words() -> set[tuple[str, str]]:
    """The columns, of all that are erased, in which a distinctive word stands."""
    db.session.rollback()
    found = set()
    for table, name in erased_columns():
        column = db.metadata.tables[table].c[name]
        held = select(func.count()).where(func.lower(cast(column, String)).contains(CANARY.decode()))
        if db.session.scalar(held):
            found.add((table, name))
    return found


def test_after_the_job_the_words_are_found_nowhere(app: Flask) -> None:
    """The proof at its smallest size; tests/proof/test_erasing.py has the volume."""
    decide()
    a_full_meeting()
    actions.run(FIRST)
    backups.backup(FIRST)
    before = {place: words_in(place) for place in PLACES}
    assert columns_with_words() == set(erased_columns()), "the control: a word stands in every column"
    assert all(before[place] for place in ("database", "uploads", "delivered", "backups")), "and in every place"
    said = runs(FIRST + timedelta(days=1), CONTACT)
    assert said[-1].endswith("0 waiting, 1 backups removed")
    assert columns_with_words() == set()
    words = set().union(*before.values())
    assert len(words) > 30
    assert {place: left(place, words) for place in PLACES} == {place: [] for place in PLACES}
    assert {place: words_in(place) for place in PLACES} == {place: set() for place in PLACES}


def test_without_a_decision_a_public_body_erases_nothing(app: Flask) -> None:
    a_full_meeting()
    backups.backup(FIRST)
    before = {place: words_in(place) for place in PLACES}
    said = runs(FIRST, CONTACT + timedelta(days=30))
    assert said[-1] == "0 erased, 0 warned of, 2 waiting, 0 backups removed"
    assert {place: words_in(place) for place in PLACES} == before
    assert queries.waiting_for_a_decision() == 1


def test_who_is_no_public_body_needs_no_decision(app: Flask) -> None:
    actions.set_public_body(False, NOW, ADMINISTRATOR)
    a_full_meeting()
    runs(FIRST, CONTACT)
    assert {place: words_in(place) for place in PLACES} == {place: set() for place in PLACES}


def test_each_class_waits_for_its_own_decision(app: Flask) -> None:
    decide(Retention.SENSITIVE)
    meeting = a_full_meeting()
    runs(FIRST, CONTACT + timedelta(days=30))
    assert queries.counts(Scope(meeting.id), Retention.SENSITIVE, CONTACT) == {}
    assert queries.counts(Scope(meeting.id), Retention.CONTACT, CONTACT)["people"] == 1


def test_a_week_before_administrators_are_told(app: Flask) -> None:
    decide()
    an_organiser("Ada", "ada@example.se", administrator=True)
    an_organiser("Olle", "olle@example.se")
    meeting = a_full_meeting()
    due = night("2027-04-01")
    runs(FIRST, due - timedelta(days=9), every=1)
    assert db.session.query(RetentionWarning).count() == 0
    actions.run(due - timedelta(days=8))
    (warning,) = db.session.query(RetentionWarning).all()
    assert (warning.meeting_id, warning.retention, warning.counts) == (
        meeting.id,
        "sensitive",
        {"sensitive_answers": 2, "answers_meant_sensitive": 1},
    )
    mail = _mails("retention_warning")
    assert [(row.to_address, row.values["lines"][0]["meeting_title"]) for row in mail] == [
        ("ada@example.se", meeting.title)
    ]
    assert queries.open_cases_and_meetings_warned_of()[1] == 1
    runs(due - timedelta(days=7), due - timedelta(days=1), every=1)
    assert db.session.query(SensitiveAnswer).count() == 2
    assert len(_mails("retention_warning")) == 1, "once"
    actions.run(due)
    assert db.session.query(SensitiveAnswer).count() == 0
    assert queries.open_cases_and_meetings_warned_of()[1] == 0


def _mails(template: str) -> list[Any]:
    return db.session.query(OutgoingMail).filter_by(template=template).all()


def test_what_is_late_is_warned_of_first_too(app: Flask) -> None:
    a_full_meeting()
    late = CONTACT + timedelta(days=200)
    actions.run(late)
    decide()
    actions.run(late + timedelta(days=1))
    assert db.session.query(SensitiveAnswer).count() == 2
    runs(late + timedelta(days=2), late + timedelta(days=7), every=1)
    assert db.session.query(SensitiveAnswer).count() == 2
    actions.run(late + timedelta(days=8))
    assert columns_with_words() == set()


def test_the_row_stays_without_its_person(app: Flask) -> None:
    decide()
    meeting = a_full_meeting()
    (person,) = db.session.query(Registration).all()
    number, places, sector = person.id, [place.state for place in person.places], person.sector_id
    runs(FIRST, CONTACT)
    db.session.rollback()
    row = db.session.get_one(Registration, number, populate_existing=True)
    assert (row.name, row.email, row.organisation_typed, row.search_text, row.name_sort) == ("", "", "", "", "")
    assert (row.email_key, row.reference) == (f"-{number}", f"-{number}")
    assert (row.meeting_id, [place.state for place in row.places], row.sector_id) == (meeting.id, places, sector)
    assert row.erased_at == CONTACT
    assert row.link_version == 2
    assert db.session.scalars(select(Answer.text)).all() == ["Driva"], "a choice without a name is a figure"
    assert db.session.query(Invitation).one().state == "declined"


def test_it_is_noted_what_was_done(app: Flask) -> None:
    decide()
    meeting = a_full_meeting()
    runs(FIRST, CONTACT)
    done = db.session.query(RetentionRun).filter(RetentionRun.meetings > 0).order_by(RetentionRun.id).all()
    assert [run.counts.get("sensitive_answers", 0) for run in done] == [2, 0]
    assert done[1].counts["people"] == 1
    assert {(row.meeting_id, row.retention) for row in db.session.query(Erasure)} == {
        (meeting.id, "sensitive"),
        (meeting.id, "contact"),
    }


def test_a_run_that_was_killed_goes_on_where_it_was(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from meetings.privacy.actions import erasing

    decide()
    meeting = a_meeting()
    for number in range(7):
        a_registration(meeting, f"Person {number}", f"{word('adress')}@example.se")
    runs(FIRST, CONTACT - timedelta(days=8))
    monkeypatch.setattr(erasing, "AT_ONCE", 2)
    monkeypatch.setitem(erasing._ERASERS, "people", _killed_after(erasing._ERASERS["people"], 2))
    with pytest.raises(KeyboardInterrupt):
        actions.run(CONTACT)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(Registration.erased_at.is_not(None))) == 4
    monkeypatch.undo()
    actions.run(CONTACT + timedelta(hours=1))
    assert db.session.scalar(select(func.count()).where(Registration.erased_at.is_not(None))) == 7
    assert queries.unique_people() == {"registered": 7, "confirmed": 7, "attended": 0}


def _killed_after(erase: Any, batches: int) -> Any:
    left_to_do = [batches]

    def once(*args: Any) -> None:
        if not left_to_do[0]:
            raise KeyboardInterrupt
        left_to_do[0] -= 1
        erase(*args)

    return once


# -- What somebody once said yes to ---------------------------------------------------------------------------------


def say_yes(registration: Registration, kind: str) -> None:
    with transaction.write() as session:
        session.add(OptIn(registration_id=registration.id, kind=kind, wording="Ja", wording_version=1, given_at=NOW))


def kept_of(registration: Registration) -> tuple[str, str, str]:
    db.session.rollback()
    row = db.session.get_one(Registration, registration.id, populate_existing=True)
    return row.name, row.email, row.organisation_typed


@pytest.mark.parametrize(
    ("kinds", "kept"),
    [
        ([], ("", "", "")),
        (["public-list"], ("Åsa Öberg", "", "Åmåls kommun")),
        (["future-meetings"], ("Åsa Öberg", "asa@example.se", "")),
        (["public-list", "future-meetings"], ("Åsa Öberg", "asa@example.se", "Åmåls kommun")),
    ],
)
def test_what_a_standing_yes_needs_is_kept_and_no_more(
    app: Flask, kinds: list[str], kept: tuple[str, str, str]
) -> None:
    decide()
    meeting = a_meeting()
    set_facts(db.session.get_one(SignUp, meeting.id), public_list=True)
    person = a_registration(meeting, email="asa@example.se", organisation="Åmåls kommun")
    set_facts(person, decision="Välkommen", added_by="Olle")
    for kind in kinds:
        say_yes(person, kind)
    runs(FIRST, CONTACT + timedelta(days=2))
    assert kept_of(person) == kept
    row = db.session.get_one(Registration, person.id)
    assert (row.decision, row.added_by) == ("", "")
    assert row.link_version == (1 if kinds else 2), "the own link lives as long as the name shows"
    assert queries.counts(Scope(meeting.id), Retention.CONTACT, CONTACT + timedelta(days=3)) == {}


def test_when_the_list_goes_the_name_goes(app: Flask) -> None:
    decide()
    meeting = a_meeting()
    until = CONTACT + timedelta(days=30)
    set_facts(db.session.get_one(SignUp, meeting.id), public_list=True, list_until=until)
    person = a_registration(meeting)
    say_yes(person, "public-list")
    runs(FIRST, CONTACT)
    assert kept_of(person)[0] == "Åsa Öberg"
    actions.run(until - timedelta(seconds=1))
    assert kept_of(person)[0] == "Åsa Öberg"
    actions.run(until)
    assert kept_of(person) == ("", "", "")
    assert db.session.query(OptIn).count() == 0


def test_when_a_yes_is_taken_back_what_it_kept_goes(app: Flask) -> None:
    decide()
    person = a_registration(a_meeting())
    say_yes(person, "future-meetings")
    runs(FIRST, CONTACT)
    assert kept_of(person)[1] != ""
    with transaction.write() as session:
        session.query(OptIn).one().withdrawn_at = CONTACT
    actions.run(CONTACT + timedelta(days=1))
    assert kept_of(person) == ("", "", "")
    assert queries.unique_people()[Measure.REGISTERED] == 1


# -- Copies that outlive their day ----------------------------------------------------------------------------------


def test_copies_go_when_their_own_day_has_come(app: Flask) -> None:
    """A mail and a change of long before the meeting: neither waits for the meeting, nor goes without a decision."""
    today, tomorrow = NOW, NOW + timedelta(days=1)
    for number, until in enumerate((today, tomorrow)):
        a_mail(number, erase_after=until, due_at=NOW + timedelta(days=3), subject_ref="registration:1")
        record(WORKER, "test.change", until - VALUES_KEPT, changes={"name": ("a", "b")})
    actions.run(NOW)
    assert (_addresses(), db.session.query(AuditValue).count()) == (["person0@example.se", "person1@example.se"], 2)
    decide(Retention.CONTACT)
    db.session.rollback()
    actions.run(NOW)
    assert _addresses() == ["", "person1@example.se"]
    fields = [value.field for value in db.session.query(AuditValue) if value.field == "name"]
    assert fields == ["name"]
    assert db.session.query(AuditEntry).filter_by(action="test.change").count() == 2, "what was done stays"


def test_an_organisers_link_goes_without_a_decision(app: Flask) -> None:
    a_mail(1, erase_after=NOW, due_at=NOW + timedelta(days=3), subject_ref="account:1")
    a_mail(2, erase_after=NOW + timedelta(days=1), due_at=NOW + timedelta(days=3), subject_ref="account:1")
    actions.run(NOW)
    assert _addresses() == ["", "person2@example.se"]


def test_the_statements_judge_mails_as_the_rule_does(app: Flask) -> None:
    for number, ref in enumerate(("registration:1", "invitation:2", "", "account:1", "case:1")):
        a_mail(number, subject_ref=ref)
    found = db.session.scalars(select(OutgoingMail.subject_ref).where(queries.classless_mail())).all()
    expected = {row.subject_ref for row in db.session.query(OutgoingMail) if retention_of_mail(row.subject_ref) is None}
    assert set(found) == expected == {"account:1", "case:1"}


@pytest.mark.parametrize("sensitive", [False, True])
def test_the_statements_judge_answers_as_the_rule_does(app: Flask, sensitive: bool) -> None:
    meeting = a_meeting()
    person = a_registration(meeting)
    expected: dict[Retention, int] = dict.fromkeys(Retention, 0)
    with transaction.write() as session:
        form = session.get_one(Form, session.get_one(SignUp, meeting.id).form_id)
        for kind in QuestionType:
            for retention in Retention:
                question = a_question(form, kind.value, retention, sensitive=sensitive)
                table = SensitiveAnswer if sensitive else Answer
                row = table(submission_id=person.submission_id, question_id=question.id, asked="Fråga", text="Svar")
                session.add(row)
                expected[retention_of_answer(retention.value, kind.value, sensitive=sensitive)] += 1
    scope = Scope(meeting.id)
    found = {
        Retention.SENSITIVE: sum(queries.counts(scope, Retention.SENSITIVE, NOW).values()),
        Retention.CONTACT: queries.counts(scope, Retention.CONTACT, NOW).get("answers", 0),
    }
    assert found == {retention: expected[retention] for retention in found}


def _addresses() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(OutgoingMail.to_address).order_by(OutgoingMail.id)))


# -- Figures --------------------------------------------------------------------------------------------------------


def test_unique_people_are_counted_before_their_addresses_go(app: Flask) -> None:
    decide()
    first = a_meeting(title="Mars")
    second = a_meeting(title="April", starts_at=first.starts_at + timedelta(days=30))
    third = a_meeting(title="Nästa år", starts_at=first.starts_at + timedelta(days=365))
    for meeting, names in ((first, "Ada Bo Cia"), (second, "Bo Cia Dan"), (third, "Cia Eva")):
        for name in names.split():
            a_registration(meeting, name)
    everybody = {Measure.REGISTERED: 5, Measure.CONFIRMED: 5, Measure.ATTENDED: 0}
    assert queries.unique_people() == everybody
    for until in (CONTACT, CONTACT + timedelta(days=31), CONTACT + timedelta(days=380)):
        runs(until - timedelta(days=9), until + timedelta(days=1))
        db.session.rollback()
        assert queries.unique_people() == everybody, until
        jobs.count_people(until)
    assert {year: of.signed_up for year, of in people_by_year().items()} == {2028: 2, 2027: 4}
    assert db.session.scalar(select(func.count()).where(Registration.email != "")) == 0


def test_a_meetings_figures_are_frozen_as_it_was_made_up(app: Flask) -> None:
    from tests.builders import organisation_types

    decide()
    meeting = a_meeting(seats=1)
    kind = organisation_types()["municipality"]
    first = a_registration(meeting, "Ada", organisation_type_id=kind.id, sector_id=kind.parent_id)
    a_registration(meeting, "Bo")
    set_facts(first, attended_at=meeting.starts_at)
    runs(FIRST, CONTACT)
    frozen = {
        (row.measure, row.dimension, row.term_id): row.number
        for row in db.session.query(FrozenFigure).filter_by(scope=f"meeting:{meeting.id}")
        if not row.dimension or row.dimension == "sector"
    }
    assert frozen == {
        ("registered", "", None): 2,
        ("registered", "sector", kind.parent_id): 1,
        ("registered", "sector", None): 1,
        ("confirmed", "", None): 1,
        ("confirmed", "sector", kind.parent_id): 1,
        ("attended", "", None): 1,
        ("attended", "sector", kind.parent_id): 1,
    }
