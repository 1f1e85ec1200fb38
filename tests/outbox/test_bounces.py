"""Mail that came back: which reports are believed, what they change, and how the mark of an address ends."""

from __future__ import annotations

from datetime import timedelta

import hypothesis
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from meetings import transaction
from meetings.audit.actions import TERMINAL
from meetings.extensions import db
from meetings.outbox import actions, queries, reports
from meetings.outbox.bounces import Noted, note
from meetings.outbox.models import MailAttempt, OutgoingMail
from tests.builders import NOW, delivered_mails
from tests.databases import only_sqlite
from tests.outbox.letters import a_mail, row, states
from tests.outbox.reports import EXCHANGE, POSTFIX, a_report

LATER = NOW + timedelta(hours=1)
OURS = "<0123456789abcdef@localhost>"


@pytest.mark.parametrize("form", [POSTFIX, EXCHANGE], ids=["postfix", "exchange"])
@pytest.mark.parametrize(
    ("action", "status", "is_final", "is_permanent"),
    [("failed", "5.1.1", True, True), ("failed", "4.4.7", True, False), ("delayed", "4.4.1", False, False),
     ("Failed", "5.2.2 (mailbox full)", True, True), ("failed", "", True, True)],
)  # fmt: skip
def test_a_report_is_read(form: str, action: str, status: str, is_final: bool, is_permanent: bool) -> None:
    found = reports.read(a_report(OURS, action, status, form=form))
    assert found is not None
    assert (found.message_id, found.is_final, found.is_permanent) == (OURS, is_final, is_permanent)
    assert found.answer == "550 5.1.1 <person1@example.se>: Recipient address rejected"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Subject: Hej\r\n\r\nJag kan inte komma.\r\n",
        a_report(OURS, "delivered", "2.0.0"),
        a_report(OURS, "relayed", "2.0.0"),
        a_report("utan id"),
        a_report(OURS).replace(b"multipart/report", b"multipart/mixed"),
        a_report(OURS).replace(b"message/delivery-status", b"text/plain"),
        b"Content-Type: multipart/report; boundary=a\r\n\r\n--a\r\n" * 3000,
        b"\xff\x00" * 500,
    ],
)  # fmt: skip
def test_what_is_no_report_says_nothing(content: bytes) -> None:
    assert reports.read(content) is None


@given(cut=st.integers(0, 1300), noise=st.binary(max_size=40))
@hypothesis.settings(max_examples=50)
def test_a_damaged_report_never_raises(cut: int, noise: bytes) -> None:
    whole = a_report(OURS)
    reports.read(whole[:cut] + noise + whole[cut + len(noise) :])


def a_sent_mail(number: int = 1, **facts: object) -> OutgoingMail:
    mail = a_mail(number, **facts)
    delivered_mails()
    return mail


def test_a_mail_that_came_back_failed_and_marks_its_address_until_it_goes_again(app: Flask) -> None:
    mail = a_sent_mail()
    assert note(a_report(mail.message_id), LATER) is Noted.CAME_BACK
    assert (row(mail).state, mail.problem, mail.error[:9]) == ("failed", "BOUNCED", "550 5.1.1")
    assert [(one.outcome, one.problem) for one in mail.attempts] == [("sent", ""), ("failed", "BOUNCED")]
    assert queries.marked_among(["Person1@example.se", "x@example.se"]) == {"person1@example.se"}
    assert note(a_report(mail.message_id), LATER) is Noted.KNOWN, "the same report twice"
    assert db.session.query(MailAttempt).count() == 2
    actions.resend(mail.id, LATER, TERMINAL)
    assert queries.marked_among(["person1@example.se"]) == set()


def test_to_a_marked_address_goes_what_somebody_waits_for_but_nothing_of_many(app: Flask) -> None:
    mail = a_sent_mail()
    note(a_report(mail.message_id), LATER)
    a_mail(2, to_address="person1@example.se")
    kept = a_mail(3, to_address="PERSON1@example.se", bulk=True)
    a_mail(4, bulk=True)
    delivered_mails()
    assert states() == ["failed", "sent", "withheld", "sent"]
    assert row(kept).problem == "MARKED"


def test_a_late_mail_is_noted_once_and_marks_nothing(app: Flask) -> None:
    mail = a_sent_mail()
    late = a_report(mail.message_id, "delayed", "4.4.1", "connect timed out")
    assert [note(late, LATER), note(late, LATER)] == [Noted.LATE, Noted.KNOWN]
    assert (row(mail).state, [one.problem for one in mail.attempts]) == ("sent", ["", "DELAYED"])
    assert note(a_report(mail.message_id, "failed", "4.4.7"), LATER) is Noted.CAME_BACK
    assert (row(mail).state, mail.problem) == ("failed", "EXPIRED")
    assert queries.marked_among(["person1@example.se"]) == set()


@only_sqlite
def test_a_report_that_knows_no_mail_of_ours_changes_nothing(app: Flask) -> None:
    waiting, erased = a_mail(1), a_mail(2)
    with transaction.write():
        erased.state, erased.to_address = "sent", ""
    for message_id, said in (
        (OURS, Noted.NOT_OURS),
        (waiting.message_id, Noted.KNOWN),
        (erased.message_id, Noted.NOT_OURS),
    ):
        assert note(a_report(message_id), LATER) is said
    assert states() == ["queued", "sent"]
    assert db.session.query(MailAttempt).count() == 0


@only_sqlite
def test_the_servers_words_are_erased_with_the_mail(app: Flask) -> None:
    mail = a_sent_mail(erase_after=LATER)
    note(a_report(mail.message_id), LATER)
    assert actions.erase_old(LATER, 10) == 1
    assert (row(mail).error, mail.to_address, db.session.query(MailAttempt).count()) == ("", "", 0)
    assert queries.marked_among(["person1@example.se"]) == set()


@only_sqlite
def test_a_mail_server_pipes_reports_into_the_command(app: Flask) -> None:
    mail = a_sent_mail()
    run = app.test_cli_runner().invoke
    assert run(args=["mail", "bounce"], input=b"Subject: hej\n\nhej").output == "It is no delivery report.\n"
    said = run(args=["mail", "bounce"], input=a_report(mail.message_id) + b"x" * 2_500_000)
    assert (said.exit_code, said.output) == (0, "Noted: the mail came back.\n")
    assert row(mail).problem == "BOUNCED"


@only_sqlite
def test_a_busy_database_asks_the_mail_server_to_try_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from meetings.errors import Busy
    from meetings.outbox import cli

    def busy(*_: object) -> Noted:
        raise Busy

    monkeypatch.setattr(cli, "note", busy)
    assert app.test_cli_runner().invoke(args=["mail", "bounce"], input=b"x").exit_code == 75
