"""Leaving by servers that hang, drop the connection, or take a mail and die: bytes over a socket of our own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from meetings.outbox import delivery
from tests.builders import NOW
from tests.databases import only_sqlite
from tests.mailserver import MailServer
from tests.outbox.letters import a_mail, row


@pytest.fixture
def settings(settings: dict[str, Any], mailserver: MailServer) -> dict[str, Any]:
    return settings | mailserver.settings | {"MAIL_TIMEOUT": 1}


def deliver(now: datetime = NOW, worker: str = "one", **options: Any) -> int:
    return delivery.deliver_due(lambda: now, worker, **options)


class Sockets(threading.Thread):
    """A server that speaks SMTP up to a point and then does what it is told: hang, or drop the connection."""

    def __init__(self, drop_at: str | None, hang_at: str | None) -> None:
        super().__init__(daemon=True)
        self.drop_at, self.hang_at = drop_at, hang_at
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.took = 0
        self.let_go = threading.Event()

    def run(self) -> None:
        while True:
            try:
                connection, _peer = self.listener.accept()
            except OSError:
                return
            with connection:
                self.talk(connection)

    def talk(self, connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        connection.sendall(b"220 here\r\n")
        for line in lines:
            verb = line[:4].decode().upper().strip()
            if verb == self.hang_at:
                self.let_go.wait(60)  # much longer than MAIL_TIMEOUT
                return
            if verb == self.drop_at == "DATA":
                connection.sendall(b"354 go on\r\n")
                lines.readline()
                return
            if verb == self.drop_at:
                return
            if verb == "DATA":
                connection.sendall(b"354 go on\r\n")
                while lines.readline().strip() != b".":
                    pass
                self.took += 1
                if self.drop_at == "AFTER":  # takes the mail, then dies before it says so
                    self.drop_at = None
                    return
            connection.sendall(b"221 bye\r\n" if verb == "QUIT" else b"250 fine\r\n")


@contextmanager
def sockets(app: Flask, *, drop_at: str | None = None, hang_at: str | None = None) -> Iterator[Sockets]:
    server = Sockets(drop_at, hang_at)
    server.start()
    app.extensions["mail"].port = server.port
    yield server
    server.let_go.set()
    server.listener.close()


@only_sqlite
@pytest.mark.parametrize(
    ("trouble", "problem"),
    [({"drop_at": "MAIL"}, "LOST"), ({"drop_at": "RCPT"}, "LOST"), ({"drop_at": "DATA"}, "LOST"),
     ({"hang_at": "DATA"}, "LOST"), ({"drop_at": "EHLO"}, "UNREACHABLE"), ({"hang_at": "EHLO"}, "UNREACHABLE")],
)  # fmt: skip
def test_a_broken_or_hanging_connection_is_tried_again(app: Flask, trouble: dict[str, str], problem: str) -> None:
    mail = a_mail()
    with sockets(app, **trouble):  # type: ignore[arg-type]
        began = time.monotonic()
        assert deliver() == 1
        assert time.monotonic() - began < 30
    assert (row(mail).state, mail.problem) == ("retry", problem)


@only_sqlite
def test_a_server_that_takes_the_mail_and_dies_gets_it_again_under_the_same_id(app: Flask) -> None:
    mail = a_mail()
    with sockets(app, drop_at="AFTER") as server:
        deliver()
        assert (row(mail).state, server.took) == ("retry", 1)
        deliver(NOW + timedelta(seconds=30))
        assert (row(mail).state, server.took) == ("sent", 2)
