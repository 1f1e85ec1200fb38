"""The demo's mail reader: a list, a mail with links that work, its HTML shut in, its calendar entry."""

from __future__ import annotations

import pytest
from flask import Flask

from meetings.demo.mails import linked
from tests.browser import Browser
from tests.builders import a_site, delivered_mails
from tests.databases import only_sqlite
from tests.outbox.letters import a_mail

pytestmark = only_sqlite
ICS = "BEGIN:VCALENDAR\r\nSUMMARY:Möte\r\nEND:VCALENDAR\r\n"


def test_delivered_mails_are_listed_and_read(browser: Browser, app: Flask) -> None:
    a_site()
    assert "Inga mejl än" in browser.get("/demo/mejl").main
    a_mail(1, calendar=ICS, calendar_method="REQUEST", reply_to="cecilia@example.se")
    a_mail(2, lang="en")
    delivered_mails()
    listed = browser.get("/demo/mejl")
    assert listed.heading == "Mejlen i demon"
    assert len(listed.rows("Mejl")) == 3
    assert len(browser.get("/demo/mejl?q=person1@").rows("Mejl")) == 2
    assert "Inget mejl till den adressen" in browser.get("/demo/mejl?q=ingen").main
    page = browser.get("/demo/mejl?q=person1@").click("Testmejl")
    assert page.heading == "Testmejl från Möten i Västsverige"
    assert page.link("http://localhost") == "http://localhost"
    assert "SUMMARY:Möte" in page.main
    html = browser.get(page.path + "/html", check=False)
    assert "<h1>Testmejl</h1>" in html.html
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert "default-src 'none'" in html.headers["Content-Security-Policy"]
    calendar = browser.get(page.path + "/kalender.ics")
    assert calendar.headers["Content-Type"] == "text/calendar; method=REQUEST; charset=utf-8"
    assert calendar.html == ICS.replace("\r\n", "\n")
    assert browser.get("/en" + page.path).status == 200


@pytest.mark.parametrize("name", ["x", "..%2fsettings.toml", "1-2.eml", "1234567890123456789-0123abcd.eml"])
def test_what_is_no_delivered_mail_is_not_found(browser: Browser, name: str) -> None:
    assert browser.get(f"/demo/mejl/{name}").status == 404


def test_only_addresses_become_links() -> None:
    assert str(linked('<b> https://x.se/a?b=c&d. "javascript:x"')) == (
        '&lt;b&gt; <a href="https://x.se/a?b=c&amp;d">https://x.se/a?b=c&amp;d</a>. &#34;javascript:x&#34;'
    )


@pytest.mark.parametrize(("mode", "status"), [("setup", 404), ("test", 200)])
def test_the_reader_is_not_there_when_mail_is_really_sent(
    app: Flask, mode: str, status: int, database_url: str
) -> None:
    from meetings.app import create_app

    given = {key: app.config[key] for key in ("SECRET_KEY", "LINK_KEY", "INSTANCE")}
    made = create_app(given | {"MODE": mode, "DATABASE_URL": database_url, "BASE_URL": "http://localhost"})
    assert ("demo.mails" in made.view_functions) is (status == 200)
