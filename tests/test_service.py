"""`python -m meetings.service`: web and worker from one process, begun again when they end by themselves."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from meetings import clock, transaction
from tests.databases import only_sqlite
from tests.live import LiveServer, wait_until
from tests.mailserver import MailServer
from tests.outbox.letters import a_mail

pytestmark = only_sqlite
Start = Callable[..., LiveServer]


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def a_service(start_server: Start, **settings: object) -> LiveServer:
    server = start_server(web=False, worker=False, **settings)
    server.start("service")
    return server


def test_pages_are_served_and_mails_leave(app: Flask, start_server: Start, mailserver: MailServer) -> None:
    with transaction.write():
        a_mail(1, now=clock.now())
    server = a_service(start_server, **mailserver.settings)
    visitor = server.browser()
    assert visitor.get("/").status == 200
    visitor.close()
    assert len(mailserver.wait_for(1, 60)) == 1
    server.kill("service", signal.SIGTERM)
    assert server.processes["service"].returncode == 0
    assert '"stopped"' in server.log("service")


@pytest.mark.parametrize("part", ["web", "worker"])
def test_a_part_that_ends_by_itself_is_begun_again(app: Flask, start_server: Start, part: str) -> None:
    server = a_service(start_server)
    first, other = server.pids(part)[0], server.pids({"web": "worker", "worker": "web"}[part])[0]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not lives(first))
    server.wait_until_ready("service")
    assert server.browser().get("/").status == 200
    assert lives(other)
    assert "a part ended by itself" in server.log("service")


def test_what_cannot_be_begun_ends_the_service(app: Flask, start_server: Start) -> None:
    server = start_server(web=False, worker=False, GUNICORN_CMD_ARGS="--no-such-option")
    server.start("service", wait=False)
    assert server.processes["service"].wait(30) == 1
    log = server.log("service")
    assert log.count("a part ended by itself") == 2
    assert '"stopped"' in log


def test_a_service_that_is_killed_leaves_nothing_behind(app: Flask, start_server: Start) -> None:
    server = a_service(start_server)
    pids = server.pids("service")
    os.kill(pids[0], signal.SIGKILL)
    wait_until(lambda: not any(lives(pid) for pid in pids))
