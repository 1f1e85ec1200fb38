"""The mailbox that mail comes back to, on a real IMAP server (pymap) with TLS: each report counts once."""

from __future__ import annotations

import imaplib
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from meetings import config
from meetings.extensions import db
from meetings.jobs.worker import run_due_jobs
from meetings.outbox import mailbox
from meetings.outbox.mailbox import Mailbox, MailboxTrouble, read_bounces
from tests.builders import NOW, delivered_mails
from tests.databases import only_sqlite
from tests.outbox.letters import a_mail, row
from tests.outbox.reports import a_report
from tests.postgres import free_port

pytestmark = only_sqlite
PASSWORD = "hemligt-losen"


@dataclass(frozen=True)
class Imap:
    """A running server: its port, and the certificate that vouches for it."""

    port: int
    certificate: Path

    def box(self) -> imaplib.IMAP4:
        box = imaplib.IMAP4("127.0.0.1", self.port, timeout=5)
        box.starttls(ssl.create_default_context(cafile=str(self.certificate)))
        box.login("studs", PASSWORD)
        box.select("INBOX")
        return box

    def put(self, content: bytes) -> None:
        with self.box() as box:
            box.append("INBOX", "", "", content)

    def count(self, criterion: str = "ALL") -> int:
        with self.box() as box:
            return len(box.uid("SEARCH", criterion)[1][0].split())


@pytest.fixture(scope="module")
def imap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imap]:
    folder = tmp_path_factory.mktemp("imap")
    key, certificate, port = folder / "key.pem", folder / "certificate.pem", free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    started = "import sys; from pymap.main import main; sys.exit(main())"
    arguments = ["--host", "127.0.0.1", "--port", str(port), "--cert", str(certificate), "--key", str(key)]
    account = ["dict", "--demo-data", "--demo-user", "studs", "--demo-password", PASSWORD]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", started, *arguments, *account], stdout=log, stderr=log)
    found = Imap(port, certificate)
    give_up = time.monotonic() + 60
    while True:
        try:
            with found.box() as box:  # it comes with messages of its own, which are nobody's reports
                box.store("1:*", "+FLAGS", r"(\Seen)")
            break
        except OSError:
            assert time.monotonic() < give_up, (folder / "log").read_text()
            time.sleep(0.1)
    yield found
    process.kill()
    process.wait()


@pytest.fixture
def settings(settings: dict[str, Any], imap: Imap, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("SSL_CERT_FILE", str(imap.certificate))
    url = f"imap://studs@127.0.0.1:{imap.port}/INBOX"
    return settings | {"MAIL_BOUNCE_IMAP": url, "MAIL_BOUNCE_PASSWORD": PASSWORD, "MAIL_TIMEOUT": 3}


def test_reports_are_noted_and_removed_and_other_mail_is_left(app: Flask, imap: Imap) -> None:
    mails = [a_mail(number) for number in (1, 2)]
    delivered_mails()
    before = imap.count()
    imap.put(a_report(mails[0].message_id))
    imap.put(b"Subject: Hej\r\n\r\nJag undrar en sak.\r\n")
    imap.put(a_report("<somebody@elsewhere.example>"))
    imap.put(a_report(mails[1].message_id, "delayed", "4.4.1"))
    assert read_bounces(NOW) == "1 no report, 1 not ours, 1 late, 1 came back"
    assert [row(mail).state for mail in mails] == ["failed", "sent"]
    assert imap.count() == before + 2
    assert read_bounces(NOW) == "none"


def test_killed_before_a_report_is_removed_it_counts_once(
    app: Flask, imap: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = a_mail()
    delivered_mails()
    imap.put(a_report(mail.message_id))
    with monkeypatch.context() as patch:
        patch.setattr(mailbox, "is_done", lambda _noted: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            read_bounces(NOW)
    assert read_bounces(NOW) == "1 known"
    assert len(row(mail).attempts) == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [({"MAIL_BOUNCE_PASSWORD": "fel-losen"}, "error: "),
     ({"MAIL_BOUNCE_IMAP": "imap://studs@127.0.0.1:9"}, "Connection"),
     ({"MAIL_BOUNCE_IMAP": "imap://studs@127.0.0.1:{port}/Ingen"}, "error: NO"),
     ({"MAIL_BOUNCE_IMAP": "imaps://studs@127.0.0.1:{port}"}, "SSLError")],
)  # fmt: skip
def test_trouble_is_told_without_the_password(app: Flask, imap: Imap, given: dict[str, str], said: str) -> None:
    app.config.update({name: value.format(port=imap.port) for name, value in given.items()})
    with pytest.raises(MailboxTrouble) as trouble:
        read_bounces(NOW)
    assert str(trouble.value).startswith(said)
    assert app.config["MAIL_BOUNCE_PASSWORD"] not in str(trouble.value)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    app: Flask, imap: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(MailboxTrouble, match="self-signed"):
        read_bounces(NOW)


def test_without_a_mailbox_there_is_nothing_to_do(app: Flask) -> None:
    app.config["MAIL_BOUNCE_IMAP"] = ""
    assert read_bounces(NOW) is None


def test_the_worker_reads_it_every_five_minutes_and_the_desk_tells_of_trouble(app: Flask, clock: Any) -> None:
    from meetings.jobs import queries

    clock.set(NOW)
    jobs = [job for job in app.extensions["jobs"] if job.name == mailbox.JOB]
    app.config["MAIL_BOUNCE_PASSWORD"] = "fel"
    assert run_due_jobs(app, jobs, "one") == 0
    clock.forward(minutes=5)
    assert run_due_jobs(app, jobs, "one") == 1
    assert queries.fails(mailbox.JOB)
    app.config["MAIL_BOUNCE_PASSWORD"] = PASSWORD
    clock.forward(minutes=5)
    assert run_due_jobs(app, jobs, "one") == 1
    db.session.rollback()
    assert not queries.fails(mailbox.JOB)


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "folder"),
    [("imaps://studs@imap.example.se", "imap.example.se", 993, "studs", "INBOX"),
     ("imap://studs%40a.se@imap.example.se:1143/In/Returer", "imap.example.se", 1143, "studs@a.se", "In/Returer")],
)  # fmt: skip
def test_the_setting_is_an_address(url: str, host: str, port: int, user: str, folder: str) -> None:
    found = Mailbox.of(url, PASSWORD)
    assert (found.host, found.port, found.user, found.folder) == (host, port, user, folder)
    assert PASSWORD not in repr(found)


@pytest.mark.parametrize("url", ["http://x@y.se", "imap.example.se", "imaps://imap.example.se", "imaps://user@"])
def test_what_is_no_such_address_keeps_the_service_from_starting(url: str, tmp_path: Path) -> None:
    given = {
        "MODE": "live", "INSTANCE": str(tmp_path), "BASE_URL": "https://x.se", "SECRET_KEY": "a" * 32,
        "LINK_KEY": "b" * 32, "MAIL_SERVER": "x", "MAIL_SENDER": "a@x.se",
    }  # fmt: skip
    assert config.load(given, {})["MAIL_BOUNCE_IMAP"] == ""
    with pytest.raises(config.Misconfigured, match="MAIL_BOUNCE_IMAP"):
        config.load(given | {"MAIL_BOUNCE_IMAP": url}, {})
