"""A visitor's way in Chromium, with scripts and without: subscribe, confirm by the link in the mail, leave."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.builders import a_meeting, delivered_mails
from tests.chromium import assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.live import LiveServer
from tests.subscriptions.scenes import subscriber, words


@only_sqlite
@pytest.mark.browser
@pytest.mark.settings(CLOCK="2027-03-01T10:00:00+01:00")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_visitor_subscribes_and_leaves(app: Flask, chromium: Any, start_server: Any, scripts: bool) -> None:
    words()
    a_meeting()
    server: LiveServer = start_server(worker=False, WEB_WORKERS=1)
    page: Page = chromium.open(server, "/prenumerera", width=360, scripts=scripts)

    def looks_right() -> None:
        assert_fits(page)
        if scripts:
            assert_accessible(page)

    page.get_by_text("Välj bara vissa teman, målgrupper eller län").click()
    page.get_by_role("group", name="Målgrupper (frivilligt)").get_by_label("Unga").check()
    page.get_by_label("E-post").fill("asa@example.se")
    looks_right()
    page.get_by_role("button", name="Prenumerera").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Titta i din mejl")

    text = delivered_mails()[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    link = next(line for line in text.split("\n") if line.endswith("/bekrafta"))
    page.goto(server.url + "/prenumeration/" + link.partition("/prenumeration/")[2])
    looks_right()
    page.get_by_role("button", name="Ja, börja mejla mig").click()
    expect(page.get_by_role("status")).to_contain_text("Du prenumererar")
    looks_right()

    page.get_by_role("link", name="Avsluta prenumerationen").click()
    page.get_by_role("button", name="Avsluta mejlen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du får inga fler mejl om nya möten")
    assert subscriber("asa@example.se") is None
