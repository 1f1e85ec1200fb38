"""Queueing, sending again, keeping back, erasing."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from flask import Flask

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.audit.models import AuditEntry
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.outbox import actions, queries
from meetings.outbox.models import MailAttempt, OutgoingMail
from meetings.outbox.rules import MailState, Problem, ResendReason
from tests.builders import NOW, delivered_mails
from tests.outbox.letters import a_mail, row, states

ORGANISER = Actor("Cecilia Nilsson", 1)


def test_a_mail_shares_the_fate_of_the_transaction(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction.write():
        a_mail().tries = 1 // 0
    assert states() == []
    with transaction.write():
        a_mail()
    assert states() == ["queued"]


def test_the_same_key_gives_the_same_row(app: Flask) -> None:
    first = a_mail()
    second = a_mail(to_address="another@example.se")
    assert second.id == first.id
    assert row(second).to_address == "person1@example.se"
    assert states() == ["queued"]


def test_two_that_queue_the_same_key_at_once_both_get_its_one_row(app: Flask) -> None:
    together, ids, errors = threading.Barrier(2), [], []

    def queue() -> None:
        with app.app_context():
            try:
                together.wait()
                ids.append(a_mail().id)
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=queue) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(set(ids)) == 1
    assert states() == ["queued"]


def test_the_message_id_is_fixed_when_the_mail_is_queued(app: Flask) -> None:
    mail = a_mail()
    assert mail.message_id.startswith("<")
    assert mail.message_id.endswith("@localhost>")
    assert delivered_mails()[0]["Message-ID"] == mail.message_id


def test_instants_become_iso_text(app: Flask) -> None:
    assert a_mail(values={"starts_at": NOW, "count": 3}).values == {
        "starts_at": "2027-03-01T09:00:00+00:00",
        "count": 3,
    }


def test_a_mail_waits_until_it_is_due(app: Flask, clock) -> None:  # type: ignore[no-untyped-def]
    clock.set(NOW)
    a_mail(due_at=NOW + timedelta(hours=1))
    assert delivered_mails() == []
    clock.forward(minutes=59, seconds=59)
    assert delivered_mails() == []
    clock.forward(seconds=1)
    assert len(delivered_mails()) == 1


def test_a_failed_mail_goes_again_with_the_same_message_id(app: Flask) -> None:
    mail = a_mail()
    with transaction.write():
        mail.state, mail.problem, mail.error, mail.tries = "failed", "RECIPIENT", "550 unknown", 1
    again = actions.resend(mail.id, NOW, ORGANISER)
    assert (again.id, again.state, again.problem, again.error, again.tries) == (mail.id, "queued", "", "", 0)
    assert [message["Message-ID"] for message in delivered_mails()] == [mail.message_id]
    entry = db.session.query(AuditEntry).one()
    assert (entry.action, entry.actor, entry.subject) == ("outbox.resend", "Cecilia Nilsson", f"mail:{mail.id}")


def test_of_a_sent_mail_a_copy_goes_again(app: Flask) -> None:
    mail = a_mail(values={"a": 1}, subject_ref="registration:1")
    delivered_mails()
    copy = actions.resend(mail.id, NOW, ORGANISER)
    assert copy.id != mail.id
    assert (copy.values, copy.to_address, copy.subject_ref) == ({"a": 1}, "person1@example.se", "registration:1")
    assert actions.resend(mail.id, NOW, ORGANISER).id == copy.id, "two clicks send one copy"
    assert len({message["Message-ID"] for message in delivered_mails()}) == 2
    assert states() == ["sent", "sent"]


def test_a_mail_on_its_way_or_erased_or_unknown_is_not_sent_again(app: Flask) -> None:
    mail = a_mail()
    for state, address, reason in (
        ("sending", "a@example.se", ResendReason.IN_FLIGHT),
        ("sent", "", ResendReason.ERASED),
    ):
        with transaction.write():
            mail.state, mail.to_address = state, address
        with pytest.raises(Refused) as refused:
            actions.resend(mail.id, NOW, ORGANISER)
        assert refused.value.refusal.reason is reason
    with pytest.raises(NotFound):
        actions.resend(999, NOW, ORGANISER)


def test_what_waits_can_be_kept_back(app: Flask) -> None:
    sent, waits = a_mail(1), a_mail(2, due_at=NOW + timedelta(days=36500))
    delivered_mails()
    assert actions.withhold_waiting(NOW, ORGANISER) == 1
    assert states() == ["sent", "withheld"]
    actions.resend(waits.id, NOW, ORGANISER)
    assert len(delivered_mails()) == 2
    assert row(sent).state == row(waits).state == "sent"


def test_contents_and_addresses_are_erased_when_their_time_has_come(app: Flask) -> None:
    secret = "hemligt"
    kept = a_mail(1, erase_after=NOW + timedelta(seconds=1), values={"x": secret})
    gone = a_mail(
        2, erase_after=NOW, values={"x": secret}, to_name=secret, reply_to="hemligt@example.se", calendar=secret
    )
    never_left = a_mail(3, erase_after=NOW, due_at=NOW + timedelta(days=36500))
    delivered_mails()
    assert actions.erase_old(NOW, 1) == 1
    assert actions.erase_old(NOW, 10) == 1
    assert actions.erase_old(NOW, 10) == 0
    assert row(kept).values == {"x": secret}
    left = {column.key: getattr(row(gone), column.key) for column in OutgoingMail.__table__.columns}
    assert secret not in json.dumps(left, default=str)
    assert "person2" not in json.dumps(left, default=str)
    assert (gone.state, gone.subject, gone.body_text, gone.body_html) == ("sent", None, None, None)
    assert (row(never_left).state, never_left.problem) == ("withheld", Problem.ERASED.name)
    assert db.session.query(MailAttempt).filter_by(mail_id=gone.id).count() == 0


def test_lists_are_found_by_state_address_name_meeting_and_person(app: Flask) -> None:
    first = a_mail(1, subject_ref="registration:7", meeting_id=4)
    second = a_mail(2, to_name="Bo 100% Ek", to_address="Bo@Example.SE")

    def found(*args, **kwargs) -> list[int]:  # type: ignore[no-untyped-def]
        return [mail.id for mail in db.session.scalars(queries.mails(*args, **kwargs))]

    assert found() == [second.id, first.id]
    assert found(MailState.QUEUED, "bo@example.se") == [second.id]
    assert found(words="100%") == [second.id]
    assert found(words="0%0") == []
    assert found(meeting_id=4) == found(subject_ref="registration:7") == [first.id]
    assert found(MailState.SENT) == []
    assert queries.counts() == {MailState.QUEUED: 2}


def test_health_says_since_when_mail_does_not_leave(app: Flask) -> None:
    assert queries.health(NOW).is_moving
    mail = a_mail()
    assert queries.health(NOW + timedelta(minutes=4, seconds=59)).is_moving
    assert queries.health(NOW + timedelta(minutes=5)).late_since == NOW
    with transaction.write():
        mail.state, mail.problem, mail.due_at = "retry", Problem.RECIPIENT.name, NOW + timedelta(hours=9)
    assert queries.health(NOW + timedelta(hours=1)).is_moving, "the receiver asked us to wait"
    with transaction.write():
        mail.problem = Problem.UNREACHABLE.name
    assert queries.health(NOW + timedelta(hours=1)).late_since == NOW
