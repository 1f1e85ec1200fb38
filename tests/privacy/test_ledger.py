"""What was erased after a backup was made is erased again when that backup is put back, before anybody is served."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.backup import actions as backups
from meetings.backup import archive
from meetings.extensions import db
from meetings.privacy import actions
from meetings.privacy.actions import ledger
from meetings.privacy.models import Erasure, ErasureCase
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_meeting, a_registration, an_organiser, delivered_mails
from tests.privacy.scene import (
    ADMINISTRATOR,
    PLACES,
    a_full_meeting,
    a_full_person,
    decide,
    left,
    night,
    runs,
    words_in,
)

FIRST, CONTACT = night("2027-03-19"), night("2027-06-18")


def a_backup_elsewhere(app: Flask, tmp_path: Path) -> Path:
    return backups.backup(NOW, tmp_path / "off-site")


def test_a_restored_backup_holds_nothing_that_was_erased_by_its_time(app: Flask, tmp_path: Path) -> None:
    decide()
    a_full_meeting()
    before = words_in("database")
    kept = a_backup_elsewhere(app, tmp_path)
    runs(FIRST, CONTACT)
    assert words_in("database") == set()
    backups.restore(kept, force=True)
    assert {place: left(place, before) for place in PLACES} == {place: [] for place in PLACES}
    assert db.session.query(Registration).one().erased_at is not None
    assert actions.erase_again(CONTACT) == 0, "once is enough"


def test_a_restored_backup_holds_nobody_whose_request_was_granted(app: Flask, tmp_path: Path) -> None:
    meeting = a_meeting()
    person, stays = a_full_person(meeting), a_registration(meeting, "Bo Kvar").id
    kept = a_backup_elsewhere(app, tmp_path)
    before = words_in("database")
    case = actions.ask(person.id, "", NOW)
    actions.grant(case.id, "", NOW, ADMINISTRATOR)
    backups.restore(kept, force=True)
    assert {place: left(place, before) for place in PLACES} == {place: [] for place in PLACES}
    assert db.session.get_one(Registration, stays).name == "Bo Kvar"


def test_without_the_list_it_would_be_back(app: Flask, tmp_path: Path) -> None:
    """The control: what erases it again is the list beside the database, and nothing else."""
    decide()
    a_full_meeting()
    kept = a_backup_elsewhere(app, tmp_path)
    runs(FIRST, CONTACT)
    ledger.path().unlink()
    backups.restore(kept, force=True)
    assert len(words_in("database")) > 20


def test_a_number_that_somebody_new_has_got_is_left_alone(app: Flask, tmp_path: Path) -> None:
    meeting_id = a_meeting().id
    kept = a_backup_elsewhere(app, tmp_path)
    erased = a_registration(db.session.get_one(Meeting, meeting_id), "Åsa Öberg").id
    actions.grant(actions.ask(erased, "", NOW).id, "", NOW, ADMINISTRATOR)
    backups.restore(kept, force=True)
    new = a_registration(db.session.get_one(Meeting, meeting_id), "Bo Ny", now=NOW + timedelta(days=1))
    assert new.id == erased
    with transaction.write() as session:
        session.query(Erasure).delete()  # as if the list had not been gone through
    assert actions.erase_again(NOW + timedelta(days=2)) == 1
    assert db.session.get_one(Registration, new.id, populate_existing=True).name == "Bo Ny"


def test_the_list_names_nobody_and_is_made_whole_again(app: Flask) -> None:
    decide()
    meeting = a_full_meeting()
    runs(FIRST, CONTACT)
    lines = [json.loads(line) for line in ledger.path().read_text().splitlines()]
    assert [sorted(line) for line in lines] == [["at", "id", "meeting", "registration", "retention"]] * 2
    assert {(line["meeting"], line["registration"], line["retention"]) for line in lines} == {
        (meeting.id, None, "sensitive"),
        (meeting.id, None, "contact"),
    }
    ledger.path().write_text('{"id": "half a li')
    assert actions.erase_again(CONTACT) == 0
    ids = {json.loads(line)["id"] for line in ledger.path().read_text().splitlines()[1:]}
    assert ids == set(db.session.scalars(select(Erasure.id)))


def test_backups_from_before_are_replaced_by_one_that_was_read_back(app: Flask) -> None:
    decide()
    a_full_meeting()
    old = [backups.backup(FIRST + timedelta(days=day)) for day in range(3)]
    foreign = backups.backups_folder() / "my own.tar.gz"
    foreign.write_bytes(b"")
    runs(FIRST + timedelta(days=3), CONTACT)
    assert not any(path.exists() for path in old)
    assert foreign.exists(), "what is not ours is left alone"
    (fresh,) = archive.made_before(backups.backups_folder(), CONTACT + timedelta(days=1))
    assert words_in("backups") == set()
    said = runs(CONTACT + timedelta(days=1), CONTACT + timedelta(days=3))
    assert all(text.endswith("0 backups removed") for text in said)
    assert fresh.exists()


def test_a_granted_request_goes_from_the_backups_the_same_night(app: Flask) -> None:
    meeting = a_meeting()
    person = a_full_person(meeting)
    old = backups.backup(NOW)
    actions.grant(actions.ask(person.id, "", NOW).id, "", NOW + timedelta(hours=1), ADMINISTRATOR)
    assert old.exists()
    actions.run(night("2027-03-02"))
    assert not old.exists()
    assert words_in("backups"), "name and address, in the answer that is on its way"
    actions.run(night("2027-03-06"))
    assert words_in("backups") == set(), "the answer, too, is gone from them"


def test_the_answer_to_a_request_goes_soon_after_it(app: Flask) -> None:
    an_organiser()
    person = a_registration(a_meeting(), "Åsa Öberg", "asa@example.se")
    actions.grant(actions.ask(person.id, "För att.", NOW).id, "Hej då.", NOW, ADMINISTRATOR)
    told = [mail for mail in delivered_mails() if mail["To"] and "asa@example.se" in mail["To"]]
    assert [mail["Subject"] for mail in told] == ["Dina uppgifter är raderade"]
    runs(night("2027-03-02"), night("2027-03-06"))
    assert delivered_mails() == []
    assert not left("database", {"asa@example.se", "Öberg".lower()})
    (case,) = db.session.query(ErasureCase).all()
    assert (case.state, case.reason, case.decision) == ("granted", "", "")
