"""A speaker sends a large file in a browser: its progress is shown, it can be stopped, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from meetings.extensions import db
from meetings.materials.models import Material
from tests.builders import a_meeting
from tests.chromium import Chromium, assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.live import LiveServer
from tests.materials.speakers import a_speaker, path_of, untagged_pdf

LARGE = untagged_pdf(600_000)
LINE = {"offline": False, "latency": 0, "downloadThroughput": -1}


def choose(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("Filer").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})


@only_sqlite
@pytest.mark.browser
def test_progress_is_shown_and_nothing_is_lost(app: Flask, chromium: Chromium, live_server: LiveServer) -> None:
    link = a_speaker(a_meeting())
    page = chromium.open(live_server, path_of(link), width=360)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {**LINE, "uploadThroughput": 5_000}  # two minutes for the whole: it is not done before it is stopped
    line.send("Network.emulateNetworkConditions", slow)
    choose(page, "stor.pdf", LARGE)
    page.get_by_label("Titel").fill("Möjligheterna")
    page.get_by_label("Jag har rätt att publicera").check()
    send = page.get_by_role("button", name="Skicka", exact=True)
    send.click()
    bar = page.get_by_role("progressbar", name="Hur mycket som är skickat")
    expect(bar).to_be_visible()
    expect(page.locator(".upload__words")).to_contain_text("Skickar: ")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Avbryt").click()
    expect(page.get_by_role("alert").filter(has_text="Avbrutet.")).to_be_visible()
    expect(bar).to_be_hidden()
    expect(page.get_by_label("Titel")).to_have_value("Möjligheterna")

    line.send("Network.emulateNetworkConditions", {**LINE, "uploadThroughput": -1, "offline": True})
    send.click()
    expect(page.get_by_role("alert").filter(has_text="Förbindelsen bröts")).to_be_visible()
    line.send("Network.emulateNetworkConditions", {**LINE, "uploadThroughput": -1})

    choose(page, "ond.pdf", b"#!/bin/sh")
    send.click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_contain_text("ond.pdf")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Titel")).to_have_value("Möjligheterna")

    choose(page, "stor.pdf", LARGE)
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Tack, vi har fått det.")).to_be_visible()
    expect(page.get_by_role("heading", name="Möjligheterna")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?klart=skickat$"))
    db.session.expire_all()
    assert [one.title for one in db.session.query(Material)] == ["Möjligheterna"]
