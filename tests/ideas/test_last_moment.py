"""The closing from end to end: one second before, at it, and after; a crowd; a request that waited across it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.directory.actions import ensure_vocabularies
from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaVersion
from tests.browser import Browser
from tests.databases import only_postgresql
from tests.ideas.builders import CLOSES, a_call, a_content
from tests.ideas.minute import SEND, IdeaPage, Minute, PlainProxy, offset_to, open_all, send_across, send_all
from tests.ideas.received import faults, receipts
from tests.live import LiveServer

FEW = 20


def filled(browser: Browser, call: Any) -> Any:
    content = a_content()
    return browser.get(f"/moten/{call.meeting_id}/ideer/ny").form("Skicka in").fill(
        title=content.title, role=content.role, organisation=content.organisation, about=content.about,
        organisation_type=content.organisation_type, name="Maja Lind", email="maja@example.se",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "received"),
    [
        ("2027-04-24 23:59:59", True),
        ("2027-04-24 23:59:59.999", True),
        ("2027-04-25 00:00:00", False),
        ("2027-04-25 00:00:01", False),
    ],
)
def test_the_second_decides(app: Flask, browser: Browser, clock: Any, at: str, received: bool) -> None:
    ensure_vocabularies()
    clock.set("2027-04-24 23:30")
    form = filled(browser, a_call())
    clock.set(at)
    page = form.submit("Skicka in")
    if received:
        assert page.heading == "Idén är mottagen"
        assert "den 24 april 2027 kl. 23.59.59" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    else:
        assert page.status == 409
        assert page.form("Lämna som sent inkommen")["about"] == a_content().about
        assert db.session.scalar(select(func.count(Idea.id))) == 0
        assert page.form("Lämna som sent inkommen").submit("Lämna som sent inkommen").heading == (
            "Idén är lämnad som sent inkommen"
        )
    assert db.session.scalars(select(IdeaVersion.received_at)).one() == clock.now()
    assert db.session.scalars(select(IdeaVersion.late)).one() is not received


@pytest.mark.parametrize("proxies", [0, 1])
def test_only_a_trusted_proxy_says_when_a_request_came(app: Flask, browser: Browser, clock: Any, proxies: int) -> None:
    ensure_vocabularies()
    app.config["TRUSTED_PROXIES"] = proxies
    clock.set("2027-04-24 23:30")
    form = filled(browser, a_call())
    clock.set("2027-04-25 00:00:01")
    earlier = {"X-Request-Start": f"t={clock.now().timestamp() - 1.1:.3f}"}
    fields = [(name, value) for name, values in form.values.items() for value in values if name != "knapp"]
    page = browser.post(form.action, dict([*fields, ("knapp", "skicka")]), headers=earlier)
    assert page.status == (200 if proxies else 409)


@only_postgresql
def test_a_few_in_the_last_seconds_and_one_across_them(app: Flask, start_server: Callable[..., LiveServer]) -> None:
    ensure_vocabularies()
    call, another = a_call(), a_call()
    offset = offset_to(CLOSES - timedelta(minutes=1))
    server = start_server(worker=False, WEB_WORKERS=2, TRUSTED_PROXIES=1, CLOCK_OFFSET=offset)
    page, across = IdeaPage(server, call), IdeaPage(server, another)
    tokens, token = open_all(server, page, FEW, clients=4), open_all(server, across, 1, clients=1)[0]

    minute = Minute(call, offset, lead=2.0)
    attempts = send_all(minute, server, page, tokens, [1.5 - number * 0.15 for number in range(FEW)], clients=4)
    assert {attempt.status for attempt in attempts if attempt.stamped < minute.closes_at} == {303}
    after = [attempt.status for attempt in attempts if attempt.stamped >= minute.closes_at and attempt.button == SEND]
    assert set(after) == {409}
    assert faults(call, receipts(server, attempts)) == []

    proxy = PlainProxy(server)
    minute = Minute(another, offset, lead=1.0)
    answer = send_across(minute, server, across, proxy.url, token, FEW)
    proxy.stop()
    assert answer.status == 303
    kept = db.session.scalars(select(IdeaVersion).join(Idea).where(Idea.call_id == another.id)).one()
    assert minute.closes_at - timedelta(seconds=0.2) < kept.received_at < minute.closes_at
    assert not kept.late
