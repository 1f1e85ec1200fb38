"""The test mail of the set-up page, and a certificate that must be checked."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from flask_mail import Mail

from meetings.outbox.transport import SafeConnection, send_test
from tests.databases import only_sqlite
from tests.mailserver import MailServer
from tests.postgres import free_port

pytestmark = only_sqlite


def settings_of(mailserver: MailServer, **other: Any) -> dict[str, Any]:
    return {"MAIL_USERNAME": "", "MAIL_PASSWORD": "", "MAIL_TIMEOUT": 2} | mailserver.settings | other


def test_an_accepted_test_mail_says_nothing_more(app: Flask, mailserver: MailServer) -> None:
    assert send_test(settings_of(mailserver), "asa@example.se") is None
    assert mailserver.messages[0]["To"] == "asa@example.se"
    assert mailserver.messages[0]["Subject"] == "Testmejl från Möten"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"MAIL_SENDER": "inte en adress"}, "Adressen går inte att skicka till."),
        (
            {"MAIL_SECURITY": "starttls"},
            "Mejlserverns krypterade förbindelse går inte att lita på. Servern sa: SMTPNot",
        ),
        ({"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": 9}, "Mejlservern svarar inte. Servern sa: ConnectionRefused"),
        ({"MAIL_USERNAME": "a", "MAIL_PASSWORD": "b"}, "Mejlservern godtar inte användarnamnet och lösenordet."),
    ],
)
def test_what_is_wrong_is_said_in_words(app: Flask, mailserver: MailServer, given: dict[str, Any], said: str) -> None:
    assert str(send_test(settings_of(mailserver, **given), "asa@example.se")).startswith(said)
    assert mailserver.messages == []


def test_the_servers_own_words_are_passed_on(app: Flask, mailserver: MailServer) -> None:
    mailserver.answer = "554 5.7.1 Relay access denied"
    problem = send_test(settings_of(mailserver), "asa@example.se")
    assert problem == "Mejlservern tar inte emot mejlet. Servern sa: 554 5.7.1 Relay access denied"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    app: Flask, mailserver: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secure.load_cert_chain(certificate, key)
    how = {"tls_context": secure} if security == "starttls" else {"ssl_context": secure}
    port = free_port()
    server = Controller(mailserver, hostname="127.0.0.1", port=port, ready_timeout=10, **how)
    server.start()
    try:
        given = settings_of(mailserver, MAIL_PORT=port, MAIL_SECURITY=security)
        problem = str(send_test(given, "asa@example.se"))
        assert problem.startswith("Mejlserverns krypterade förbindelse går inte att lita på.")
        assert "self-signed" in problem
        assert mailserver.messages == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert send_test(given, "asa@example.se") is None
        assert len(mailserver.messages) == 1
    finally:
        server.stop()


def test_a_line_that_begins_with_a_dot_arrives_as_it_was(app: Flask, mailserver: MailServer) -> None:
    called: list[str] = []
    state = Mail().init_mail({"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": mailserver.port, "MAIL_SUPPRESS_SEND": False})
    with SafeConnection(state, 2) as connection:
        content = b"Subject: x\r\n\r\n.hej\r\n.\r\n..\r\nslut\r\n"
        connection.hand_over("a@example.se", "b@example.se", content, lambda: called.append("meanwhile"))
    assert mailserver.messages[0].get_content().split() == [".hej", ".", "..", "slut"]
    assert called == ["meanwhile"]
