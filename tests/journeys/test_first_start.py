"""The first start for real: `flask setup`, its one-time link, the form with a test mail, and then live mode."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import page_faults
from tests.chromium import PHONE, Chromium, assert_accessible, assert_fits
from tests.live import ROOT, LiveServer
from tests.mailserver import MailServer
from tests.postgres import free_port

pytestmark = pytest.mark.browser
PASSWORD = "fika med ideer i Åmål"


class SetUp:
    """`flask setup` as it runs in a terminal, on an empty instance."""

    def __init__(self, instance: Path) -> None:
        self.instance, self.port = instance, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {name: value for name, value in os.environ.items() if name != "CLOCK_OFFSET"}
        command = [
            "flask",
            "--app",
            "wsgi",
            "setup",
            "--base-url",
            "https://moten.example.se",
            "--port",
            str(self.port),
        ]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=environment | {"INSTANCE": str(instance), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: Queue[str] = Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout:
            for line in self.process.stdout:
                self.said.put(line)

    def path(self) -> str:
        """Return the path of the link, once it stands in the terminal."""
        lines = []
        while True:
            try:
                lines.append(self.said.get(timeout=60))
            except Empty:
                raise AssertionError(f"flask setup prints no link: {lines}") from None
            if found := re.search(r"127\.0\.0\.1:\d+(/start/\S+)", lines[-1]):
                return found[1]

    def end(self) -> int:
        """Wait until the command ends by itself, and return how it did."""
        try:
            return self.process.wait(timeout=60)
        finally:
            self.stop()

    def stop(self) -> None:
        """End it if it runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._reader.join()


@pytest.fixture
def setting_up(tmp_path: Path) -> Iterator[SetUp]:
    command = SetUp(tmp_path / "service" / "instance")
    yield command
    command.stop()


def test_a_service_is_set_up_by_its_form_and_starts_with_what_was_typed(
    chromium: Chromium, setting_up: SetUp, mailserver: MailServer, tmp_path: Path
) -> None:
    path = setting_up.path()
    page = chromium.open(setting_up, path, width=PHONE)  # type: ignore[arg-type]
    expect(page.get_by_role("heading", level=1)).to_have_text("Sätt upp webbplatsen")
    _looks_right(page)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Webbplatsen sätts upp")
    _looks_right(page)

    page.goto(path)
    page.get_by_role("button", name="Spara och bli klar").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    _looks_right(page)
    _fill_in(page, mailserver)
    page.get_by_role("button", name="Skicka testmejl").click()
    expect(page.get_by_text("Servern tog emot testmejlet till cecilia@example.se.")).to_be_visible()
    assert [str(mail["To"]) for mail in mailserver.messages] == ["cecilia@example.se"]
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Spara och bli klar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Klart")
    _looks_right(page)
    assert setting_up.end() == 0

    _starts_live(setting_up.instance, mailserver)


def _fill_in(page: Page, mailserver: MailServer) -> None:
    for label, typed in {
        "Ditt namn": "Cecilia Nilsson",
        "Din e-postadress": "cecilia@example.se",
        "Organisationens namn": "Strukturfondspartnerskapet Västsverige",
        "Webbplatsens namn": "Möten i Åmål",
        "E-postadress dit man skriver": "sekretariatet@example.se",
        "E-postserver": "127.0.0.1",
        "Port": str(mailserver.port),
        "Avsändaradress": "moten@example.se",
    }.items():
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_label("Typ av organisation").select_option("Kommun")
    page.locator("label", has_text=re.compile("^Ingen$")).click()


def _looks_right(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def _starts_live(instance: Path, mailserver: MailServer) -> None:
    """The service starts with the settings that were stored, greets with its name, and sends mail as it was told."""
    assert (instance / "settings.toml").stat().st_mode & 0o077 == 0
    settings: dict[str, Any] = {"DATABASE_URL": "", "INSTANCE": instance, "WEB_WORKERS": 1}
    server = LiveServer(settings, instance.parent)
    for own in ("BASE_URL", "DATABASE_URL"):
        del server.settings[own]
    server.settings["MODE"] = "live"
    try:
        server.start("web")
        server.start("worker")
        https = {"Host": "moten.example.se"}
        browser = server.browser(**https)
        home = browser.get("/")
        assert (home.status, home.title) == (200, "Möten – Möten i Åmål")
        assert browser.get("/start/1-1-abc").status == 404
        assert list(page_faults(home)) == []
        form = browser.get("/glomt-losenord").form("Mejla mig länken")
        assert form.fill(email="cecilia@example.se").submit().status == 200
        mail = mailserver.wait_for(2)[-1]
        assert str(mail["From"]) == "Möten i Åmål <moten@example.se>"
        text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        assert "https://moten.example.se/losenord/" in text
    finally:
        server.stop()
