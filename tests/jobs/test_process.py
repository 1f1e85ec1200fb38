"""`python -m meetings worker` as a process: it says that it lives, stops gently on a signal, shares the work."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest
from flask import Flask

from meetings import clock, transaction
from meetings.extensions import db
from meetings.jobs import queries
from meetings.jobs.models import Heartbeat, JobRun
from meetings.jobs.rules import Job
from meetings.pages.jobs import JOBS
from tests.databases import only_sqlite
from tests.live import LiveServer, wait_until
from tests.mailserver import MailServer
from tests.outbox.letters import a_mail, states


def heartbeats() -> int:
    db.session.rollback()
    return db.session.query(Heartbeat).count()


@only_sqlite
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_stop_ends_the_mail_at_hand_and_gives_back_the_rest(
    app: Flask, start_server: Callable[..., LiveServer], mailserver: MailServer, sign: int
) -> None:
    with transaction.write():
        for number in range(30):
            a_mail(number, now=clock.now())
    mailserver.delay = 0.1
    server = start_server(web=False, **mailserver.settings)
    mailserver.wait_for(3, 60)
    server.kill("worker", sign)
    assert server.processes["worker"].returncode == 0
    assert '"stopped"' in server.log("worker")
    sent = states().count("sent")
    assert sent == len(mailserver.messages)
    assert states().count("queued") == 30 - sent > 0
    assert queries.is_alive(clock.now())
    assert {row.name for row in db.session.query(JobRun)} == {job.name for job in JOBS if isinstance(job, Job)}


def test_two_workers_share_the_mail_and_send_each_once(
    app: Flask, start_server: Callable[..., LiveServer], mailserver: MailServer
) -> None:
    first = start_server(web=False, **mailserver.settings)
    start_server(web=False, INSTANCE=first.instance, **mailserver.settings)
    wait_until(lambda: heartbeats() == 2)
    with transaction.write():
        for number in range(120):
            a_mail(number, now=clock.now())
    wait_until(lambda: states() == ["sent"] * 120)
    assert len({str(message["Message-ID"]) for message in mailserver.messages}) == len(mailserver.messages) == 120
