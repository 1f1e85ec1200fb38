"""kill -9 of the server and of the worker: what was promised arrives, and at most what was in flight comes twice."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from meetings import clock, transaction
from meetings.extensions import db
from meetings.registration.models import Registration
from tests.bench.scene import CLOCK, a_full_meeting
from tests.bench.visitors import SignUpPage
from tests.live import LiveServer, wait_until
from tests.mailserver import MailServer
from tests.outbox.letters import a_mail, message_ids, states

Start = Callable[..., LiveServer]
full = pytest.mark.proof


@pytest.mark.parametrize(("mails", "kills"), [(20, 1), pytest.param(600, 50, marks=full)])
def test_a_worker_killed_amid_its_mails_loses_none(
    app: Flask, start_server: Start, mailserver: MailServer, mails: int, kills: int
) -> None:
    with transaction.write():
        for number in range(mails):
            a_mail(number, now=clock.now())
    mailserver.delay = 0.03
    server = start_server(web=False, **mailserver.settings)
    moments = random.Random(kills)
    for kill in range(1, kills + 1):
        wait_until(lambda at=mails * kill // (kills + 1): len(mailserver.messages) >= at)  # type: ignore[misc]
        time.sleep(moments.uniform(0, 0.05))  # anywhere between two mails
        server.kill("worker")
        assert len(mailserver.messages) < mails, "it was killed amid its mails"
        server.start("worker")
    wait_until(lambda: states() == ["sent"] * mails, seconds=120)
    time.sleep(1)  # whatever would come again comes now
    got = Counter(str(message["Message-ID"]) for message in mailserver.messages)
    again = {number: times for number, times in got.items() if times > 1}
    print(f"\n{mails} mails, {kills} kills of the worker: {len(got)} arrived, {len(again)} of them twice")
    assert set(got) == message_ids()
    assert len(mailserver.messages) - mails <= kills
    assert set(again.values()) <= {2}


@pytest.mark.settings(CLOCK=CLOCK)
@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=full)])
def test_a_server_killed_after_its_answers_still_sends_what_it_promised(
    app: Flask, start_server: Start, mailserver: MailServer, kills: int
) -> None:
    """The worker does not run yet, so every kill falls between commit and delivery, some within a sign-up."""
    meeting = a_full_meeting(seats=None)
    server = start_server(worker=False, **mailserver.settings)
    page = SignUpPage(server, meeting.id)
    confirmed: list[str] = []
    for kill in range(kills):
        before = len(confirmed)
        visitors = [
            threading.Thread(target=sign_up_until_it_dies, args=(server, page, 1000 * kill + 100 * each, confirmed))
            for each in range(4)
        ]
        for visitor in visitors:
            visitor.start()
        wait_until(lambda before=before: len(confirmed) >= before + 6)  # type: ignore[misc]
        server.kill("web")
        for visitor in visitors:
            visitor.join()
        server.start("web")
    db.session.rollback()
    registered = [row.email for row in db.session.query(Registration)]
    server.start("worker")
    wait_until(lambda: len(mailserver.messages) >= len(registered))
    wait_until(lambda: set(states()) == {"sent"})
    print(f"\n{kills} kills of the server: {len(confirmed)} saw their confirmation, {len(registered)} were registered")
    assert set(confirmed) <= set(registered)
    assert Counter(message["To"].addresses[0].addr_spec for message in mailserver.messages) == Counter(registered)


def sign_up_until_it_dies(server: LiveServer, page: SignUpPage, first: int, confirmed: list[str]) -> None:
    """Sign up one person after the other; note the address of each who was told so."""
    visitor = server.browser()
    for number in range(first, first + 100):
        try:
            forms: list[Any] = visitor.get(page.path, check=False).forms
            token = next(form for form in forms if "form_token" in form)["form_token"]
            fields = dict(page.fields(number, token))
            if visitor.post(page.path, fields, follow=False, check=False).status == 303:
                confirmed.append(fields["email"])
        except (OSError, http.client.HTTPException):
            break
    visitor.close()
