"""Ten thousand mails by one worker and by four: none lost, none doubled, and how fast beside the bare mail server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from meetings import clock
from meetings.outbox.actions import Mail, enqueue_all
from meetings.outbox.rendering import Letter, PlainLetterhead, rendered
from meetings.outbox.wire import message
from tests.live import ROOT, LiveServer
from tests.mailserver import MailServer
from tests.outbox.letters import message_ids, states

Start = Callable[..., LiveServer]
full = pytest.mark.proof
AIM = 0.5  # of the bare server's rate, by one worker


@pytest.mark.parametrize(
    ("number", "workers"),
    [(60, 2), pytest.param(int(os.environ.get("MAILS", "10000")), 1, marks=full),
     pytest.param(int(os.environ.get("MAILS", "10000")), 4, marks=full)],
)  # fmt: skip
def test_many_mails_leave_once_each(
    app: Flask, start_server: Start, mailserver: MailServer, number: int, workers: int
) -> None:
    queue(number)
    before = bare_rate(mailserver, min(number, 2_000)) if number > 1_000 else 0.0
    mailserver.messages.clear()
    server = start_server(web=False, worker=False, **mailserver.settings)
    began = time.perf_counter()
    processes = [start(server) for _each in range(workers)]
    try:
        mailserver.wait_for(1)
        first = time.perf_counter()
        mailserver.wait_for(number, seconds=600)
        took = time.perf_counter() - first
        give_up = time.monotonic() + 10
        while set(states()) != {"sent"} and time.monotonic() < give_up:
            time.sleep(0.1)
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(timeout=30)
    got = Counter(str(one["Message-ID"]) for one in mailserver.messages)
    assert set(got) == message_ids(), "none lost"
    assert set(got.values()) == {1}, "none doubled"
    assert set(states()) == {"sent"}
    if number > 1_000:
        after = bare_rate(mailserver, 2_000)
        rate, bare = number / took, (before + after) / 2
        kind = "SQLite" if "sqlite" in str(server.database_url) else "PostgreSQL"
        print(
            f"\n{kind}: {number} mails by {workers} workers in {took:.1f} s (first after {first - began:.1f} s):"
            f" {rate:.0f} mails/s; the bare server takes {bare:.0f}/s ({before:.0f} before, {after:.0f} after),"
            f" so {rate / bare:.2f} of it ({AIM} is the aim for one)"
        )


def queue(number: int) -> None:
    """Queue so many test mails with one transaction."""
    enqueue_all((a_letter(each) for each in range(number)), clock.now())


def a_letter(number: int) -> Mail:
    return Mail(
        key=f"test:{number}", template="test", lang=("sv", "en")[number % 2], to_name=f"Åsa Öberg {number}",
        to_address=f"person{number}@example.se", values={}, bulk=True,
    )  # fmt: skip


def start(server: LiveServer) -> subprocess.Popen[bytes]:
    """Start one more worker on the service's instance."""
    with (server.folder / "worker.log").open("ab") as log:
        return subprocess.Popen(
            server.command("worker"), cwd=ROOT, env=server.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


def bare_rate(mailserver: MailServer, times: int) -> float:
    """Return how many of these messages the server takes in a second from a client that does nothing else."""
    letter = Letter(0, "test", "sv", "Åsa Öberg", "asa@example.se", "", {}, None, "", "<1@localhost>", 0)
    head = PlainLetterhead("Möten")
    content = message(letter, rendered(letter, head), "moten@example.se", head, clock.now())
    ran = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("bare_smtp.py")), str(mailserver.port), str(times)],
        input=content, capture_output=True, check=True,
    )  # fmt: skip
    return times / float(ran.stdout)
