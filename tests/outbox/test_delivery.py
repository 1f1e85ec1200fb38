"""Leaving: claims, retries, refusals, broken connections, several workers; against a real SMTP server."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from meetings import transaction
from meetings.extensions import db
from meetings.outbox import delivery, queries
from meetings.outbox.models import MailAttempt, OutgoingMail
from meetings.outbox.rules import CLAIM, TRIES, Problem
from tests.builders import NOW
from tests.databases import listening, only_sqlite
from tests.mailserver import MailServer
from tests.outbox.letters import a_mail, row, states
from tests.postgres import free_port


@pytest.fixture
def settings(settings: dict[str, Any], mailserver: MailServer) -> dict[str, Any]:
    return settings | mailserver.settings | {"MAIL_TIMEOUT": 1}


def deliver(now: datetime = NOW, worker: str = "one", **options: Any) -> int:
    return delivery.deliver_due(lambda: now, worker, **options)


def peers_of(mailserver: MailServer, at_most: int = 1000) -> list[Any]:
    """The client's end of the connection of each mail that is begun; more than `at_most` on one are put off."""
    peers: list[Any] = []

    async def handle_MAIL(server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if peers.count(session.peer) >= at_most:
            return "421 4.7.0 Too many messages on this connection"
        peers.append(session.peer)
        envelope.mail_from = address
        return "250 OK"

    mailserver.handle_MAIL = handle_MAIL  # type: ignore[attr-defined]
    return peers


def answers(mail: OutgoingMail) -> list[tuple[str, str, str]]:
    return [(a.outcome, a.problem, a.answer) for a in db.session.query(MailAttempt).filter_by(mail_id=mail.id)]


def test_a_batch_leaves_over_one_connection(app: Flask, mailserver: MailServer) -> None:
    mails = [a_mail(number) for number in range(1, 4)]
    peers = peers_of(mailserver)
    assert deliver() == 3
    assert [str(message["To"]) for message in mailserver.messages] == [
        f"Åsa Öberg <person{number}@example.se>" for number in (1, 2, 3)
    ]
    assert states() == ["sent"] * 3
    assert len(peers) == 3
    assert len(set(peers)) == 1
    assert answers(mails[0]) == [("sent", "", "250 OK")]
    assert (mails[0].sent_at, mails[0].tries, mails[0].claimed_by) == (NOW, 1, "")
    assert deliver() == 0
    assert len(mailserver.messages) == 3


def test_no_transaction_is_open_while_the_server_is_spoken_to(app: Flask, mailserver: MailServer) -> None:
    a_mail()
    open_then: list[bool] = []

    class Watching:
        def __enter__(self) -> Watching:
            open_then.append(db.session().in_transaction())
            return self

        def __exit__(self, *_: object) -> None: ...

        def hand_over(self, *_: object) -> str:
            open_then.append(db.session().in_transaction())
            return "250 OK"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery, "carrier", Watching)
        from meetings.directory.queries import site_shown

        assert deliver(letterhead=site_shown) == 1
    assert open_then == [False, False]


def test_a_temporary_refusal_is_tried_again_later_and_then_arrives(app: Flask, mailserver: MailServer) -> None:
    mail = a_mail()
    mailserver.answer = "451 4.7.1 Greylisted, try again later"
    assert deliver() == 1
    assert (row(mail).state, mail.problem, mail.tries) == ("retry", "CONTENT", 1)
    assert mail.error == "451 4.7.1 Greylisted, try again later"
    mailserver.answer = None
    assert deliver(NOW + timedelta(seconds=29)) == 0
    assert deliver(NOW + timedelta(seconds=30)) == 1
    assert (row(mail).state, mail.tries, mail.error) == ("sent", 2, "")
    assert [outcome for outcome, _problem, _answer in answers(mail)] == ["retry", "sent"]
    assert [message["Message-ID"] for message in mailserver.messages] == [mail.message_id]


def test_a_permanent_refusal_is_final_and_stops_nobody_else(app: Flask, mailserver: MailServer) -> None:
    refused, fine = a_mail(1), a_mail(2)

    async def handle_RCPT(server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address == "person1@example.se":
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    mailserver.handle_RCPT = handle_RCPT  # type: ignore[attr-defined]
    assert deliver() == 2
    assert (row(refused).state, refused.problem, refused.error) == ("failed", "RECIPIENT", "550 5.1.1 No such user")
    assert row(fine).state == "sent"
    assert deliver(NOW + timedelta(days=9)) == 0


def test_after_three_days_of_temporary_errors_a_mail_is_given_up(app: Flask, mailserver: MailServer) -> None:
    mail = a_mail()
    with transaction.write():
        mail.state, mail.tries = "retry", TRIES - 1
    mailserver.answer = "451 later"
    deliver()
    assert (row(mail).state, mail.tries) == ("failed", TRIES)


def test_no_server_puts_all_off_and_blames_none(app: Flask, mailserver: MailServer) -> None:
    mails = [a_mail(1), a_mail(2)]
    app.extensions["mail"].port = free_port()
    assert deliver() == 2
    assert [(row(mail).state, mail.problem, mail.tries) for mail in mails] == [("retry", "UNREACHABLE", 1)] * 2
    assert "refused" in mails[0].error
    app.extensions["mail"].port = mailserver.port
    assert deliver(NOW + timedelta(seconds=30)) == 2
    assert states() == ["sent", "sent"]


@only_sqlite
def test_a_server_that_closes_between_two_mails_is_connected_to_again(app: Flask, mailserver: MailServer) -> None:
    mails = [a_mail(number) for number in range(1, 4)]

    peers = peers_of(mailserver, at_most=1)
    assert deliver() == 3
    assert [row(mail).state for mail in mails] == ["sent"] * 3
    assert len(set(peers)) == 3


@only_sqlite
def test_a_broken_template_fails_alone(app: Flask, mailserver: MailServer) -> None:
    broken, fine = a_mail(1, template="there-is-none"), a_mail(2)
    assert deliver() == 2
    assert (row(broken).state, broken.problem, broken.error) == ("failed", "TEMPLATE", "TemplateNotFound")
    assert row(fine).state == "sent"


@only_sqlite
def test_an_address_that_is_none_fails_in_words(app: Flask, mailserver: MailServer) -> None:
    mail = a_mail(to_address="asa@example.se, evil@example.com")
    deliver()
    assert (row(mail).state, mail.problem) == ("failed", Problem.ADDRESS.name)
    assert mailserver.messages == []


def test_what_was_rendered_is_kept_and_said_again_word_for_word(app: Flask, mailserver: MailServer) -> None:
    mail = a_mail()
    mailserver.answer = "451 later"
    deliver()
    assert row(mail).subject == "Testmejl från Möten"
    with transaction.write():
        mail.subject = "Som det var"
    mailserver.answer = None
    deliver(NOW + timedelta(minutes=1))
    assert mailserver.messages[0]["Subject"] == "Som det var"


def test_what_another_worker_holds_is_left_alone_until_its_claim_runs_out(app: Flask, mailserver: MailServer) -> None:
    mail = a_mail()
    with transaction.write():
        mail.state, mail.claimed_by, mail.claimed_until = "sending", "gone", NOW + CLAIM
    assert deliver(NOW + CLAIM - timedelta(seconds=1)) == 0
    assert deliver(NOW + CLAIM) == 1
    assert row(mail).state == "sent"


def test_what_stands_under_the_own_name_is_taken_up_at_once(app: Flask, mailserver: MailServer) -> None:
    mail = a_mail()
    with transaction.write():
        mail.state, mail.claimed_by, mail.claimed_until = "sending", "one", NOW + CLAIM
    assert deliver() == 1
    assert row(mail).state == "sent"


def test_told_to_stop_it_ends_the_mail_at_hand_and_gives_back_the_rest(app: Flask, mailserver: MailServer) -> None:
    for number in range(1, 4):
        a_mail(number)
    asked = iter([True, False])
    assert deliver(keep_going=lambda: next(asked)) == 1
    assert states() == ["sent", "queued", "queued"]
    assert deliver(worker="two") == 2


def test_a_slow_batch_prolongs_its_claim_and_drops_what_another_took(app: Flask, mailserver: MailServer) -> None:
    first, second, third = (a_mail(number) for number in (1, 2, 3))
    moments = [NOW]

    def steal() -> bool:
        if len(mailserver.messages) == 1 and moments[-1] == NOW:
            moments.append(NOW + CLAIM)  # the first one took very long
            with transaction.write():
                second.claimed_by = "two"
        return True

    delivery.deliver_due(lambda: moments[-1], "one", keep_going=steal)
    assert [row(mail).state for mail in (first, second, third)] == ["sent", "sending", "sent"]
    assert [str(message["To"]) for message in mailserver.messages] == [
        "Åsa Öberg <person1@example.se>",
        "Åsa Öberg <person3@example.se>",
    ]


def test_four_workers_send_each_mail_once(app: Flask, mailserver: MailServer) -> None:
    with transaction.write():
        for number in range(120):
            a_mail(number)
    errors: list[Exception] = []

    def work(name: str) -> None:
        with app.app_context():
            try:
                while deliver(worker=name, limit=7):
                    pass
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=work, args=(f"worker-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert states() == ["sent"] * 120
    got = Counter(str(message["Message-ID"]) for message in mailserver.messages)
    assert set(got.values()) == {1}
    assert len(got) == 120


@only_sqlite
def test_a_login_that_is_refused_blames_no_mail(app: Flask, mailserver: MailServer) -> None:
    mail = a_mail()
    app.extensions["mail"].username, app.extensions["mail"].password = "user", "wrong"
    deliver()
    assert (row(mail).state, mail.problem) == ("retry", "LOGIN")


@only_sqlite
def test_an_unprotected_server_is_not_used_when_protection_is_asked_for(app: Flask, mailserver: MailServer) -> None:
    mail = a_mail()
    app.extensions["mail"].use_tls = True
    deliver()
    assert (row(mail).state, mail.problem) == ("retry", "CERTIFICATE")
    assert mailserver.messages == []


@only_sqlite
def test_looking_for_work_costs_one_query(app: Flask) -> None:
    with listening() as seen:
        assert not queries.is_anything_due("one", NOW)
    assert len(seen) == 1
