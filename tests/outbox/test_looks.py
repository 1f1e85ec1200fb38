"""The mail pages in Chromium: they fit a phone and axe finds nothing; a mail's HTML can be read, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from meetings import transaction
from meetings.outbox.models import MailAttempt
from tests.builders import NOW, a_site, an_organiser, delivered_mails
from tests.chromium import Chromium, assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.live import LiveServer
from tests.outbox.letters import a_mail

pytestmark = [only_sqlite, pytest.mark.browser, pytest.mark.settings(CLOCK="2027-03-01T10:00:00+01:00")]
PASSWORD = "grön tallrik 47 i Vänersborg"


@pytest.fixture
def service(app: Flask, start_server: Callable[..., LiveServer]) -> LiveServer:
    """The web on the app's own instance folder, where the delivered mail is."""
    return start_server(worker=False, INSTANCE=app.config["INSTANCE"])


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_demos_mail_is_read_on_a_phone(app: Flask, chromium: Chromium, service: LiveServer, dark: bool) -> None:
    a_site()
    a_mail(values={}, calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", to_address="x" * 60 + "@example.se")
    delivered_mails()
    page: Any = chromium.open(service, "/demo/mejl", width=360, dark=dark)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Testmejl").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Testmejl från Möten i Västsverige")
    assert_accessible(page)
    assert_fits(page)
    html: Any = chromium.open(service, page.url.removeprefix(service.url) + "/html", width=360, dark=dark)
    expect(html.get_by_role("heading", name="Testmejl")).to_be_visible()
    assert_fits(html)


def test_the_desks_mail_pages_are_accessible_and_fit(app: Flask, chromium: Chromium, service: LiveServer) -> None:
    an_organiser(password=PASSWORD)
    mail = a_mail(to_address="x" * 60 + "@example.se")
    answer = "550 5.1.1 <" + "x" * 60 + "@example.se>: Recipient address rejected"
    with transaction.write() as session:
        mail.state, mail.problem, mail.error = "failed", "RECIPIENT", answer
        mail.subject, mail.body_text = "Du är anmäld", "Hej\n" + "http://localhost/" + "x" * 100
        session.add(MailAttempt(mail_id=mail.id, at=NOW, outcome="failed", problem="RECIPIENT", answer=answer))
    page: Any = chromium.open(service, "/logga-in", width=360)
    page.get_by_label("E-post").fill("olle@example.se")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alla möten")
    for path in ("/arbetsytan/mejl", f"/arbetsytan/mejl/{mail.id}", f"/en/arbetsytan/mejl/{mail.id}"):
        page.goto(service.url + path)
        assert_accessible(page)
        assert_fits(page)
    page.goto(f"{service.url}/arbetsytan/mejl/{mail.id}")
    page.get_by_role("button", name="Skicka igen").click()
    expect(page.get_by_text("skickas nu.")).to_be_visible()
