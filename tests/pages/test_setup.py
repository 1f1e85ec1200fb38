"""The first start: one link, one form, everything saved or nothing; all else says that it is being set up."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from meetings import config
from meetings.accounts import queries as accounts
from meetings.audit.models import AuditEntry
from meetings.directory import actions as directory
from meetings.directory import queries
from meetings.directory.models import Organisation, Site, SitePage
from meetings.extensions import db
from meetings.links.queries import make
from meetings.pages.setup import EXTENSION, LINK, FirstStart
from tests import postgres
from tests.browser import Browser
from tests.databases import only_sqlite
from tests.live import ROOT
from tests.mailserver import MailServer

ANSWERS = {
    "name": "Åsa Öberg",
    "email": "asa@example.se",
    "password": "gröna fåglar i maj",
    "organisation": "Strukturfondspartnerskapet",
    "organisation_type": "Region",
    "municipality": "Vänersborg",
    "site_name": "Möten i väst",
    "contact_email": "moten@example.se",
    "server": "127.0.0.1",
    "security": "none",
    "sender": "moten@example.se",
}


@pytest.fixture
def start(app: Flask) -> FirstStart:
    directory.ensure_vocabularies()
    app.config["MODE"] = "setup"
    found = FirstStart(version=123456)
    app.extensions[EXTENSION] = found
    return found


@pytest.fixture
def link(start: FirstStart) -> str:
    return f"/start/{make('setup', LINK, start.version)}"


def filled(browser: Browser, link: str, **other: Any) -> Any:
    return browser.get(link).form("Spara och bli klar").fill(**(ANSWERS | other))


def rows() -> list[int]:
    return [db.session.query(model).count() for model in (Site, SitePage, Organisation, AuditEntry)]


def test_everything_is_saved_in_one_go(app: Flask, browser: Browser, start: FirstStart, link: str) -> None:
    page = filled(browser, link, site_name_en="Meetings in the West", port="2525", username="moten").submit()
    assert (page.status, page.heading) == (200, "Klart")
    assert start.done.is_set()
    site, account = queries.site(), accounts.account_of("asa@example.se")
    assert site is not None
    assert account is not None
    assert (site.name_sv, site.name_en, site.contact_email) == (
        "Möten i väst",
        "Meetings in the West",
        "moten@example.se",
    )
    owner = site.organisation
    assert (owner.name, owner.type and owner.type.code, owner.municipality and owner.municipality.code) == (
        "Strukturfondspartnerskapet", "region", "vanersborg",
    )  # fmt: skip
    assert [(grant.permission, grant.meeting_id) for grant in account.grants] == [("administrator", None)]
    privacy = queries.site_page("privacy", "sv")
    assert privacy is not None
    assert "Strukturfondspartnerskapet är personuppgiftsansvarig" in privacy.body
    stored = config.stored_settings(Path(app.config["INSTANCE"]))
    assert (stored["MAIL_SERVER"], stored["MAIL_PORT"], stored["MAIL_SECURITY"]) == ("127.0.0.1", 2525, "none")
    app.config["MODE"] = "test"
    page = browser.get("/logga-in").form("Logga in").fill(email="asa@example.se", password=ANSWERS["password"]).submit()
    assert page.click("Skapa ditt första möte").path == "/arbetsytan/moten/nytt"


def test_the_link_has_done_its_work_afterwards(browser: Browser, link: str) -> None:
    form = filled(browser, link)
    form.submit()
    before = rows()
    assert form.submit().heading == "Klart"
    assert browser.get(link).heading == "Klart"
    assert rows() == before


def test_what_was_typed_is_kept_but_for_the_passwords(browser: Browser, link: str) -> None:
    before = rows()
    page = filled(browser, link, sender="inte en adress", mail_password="hemligt", name="").submit()
    assert page.status == 422
    assert page.errors[0] == "Ditt namn: skriv ditt namn."
    form = page.form("Spara och bli klar")
    assert (form["organisation"], form["sender"], form["server"]) == (
        "Strukturfondspartnerskapet",
        "inte en adress",
        "127.0.0.1",
    )
    assert (form["password"], form["mail_password"]) == ("", "")
    assert rows() == before


@pytest.mark.parametrize(
    ("answers", "field", "said"),
    [
        ({"password": "för kort"}, "password", "Lösenordet är 8 tecken. Välj ett med minst 12, gärna flera ord i rad."),
        ({"port": "åtta"}, "port", "Skriv portens nummer, till exempel 587."),
        ({"port": "70000"}, "port", "Skriv portens nummer, till exempel 587."),
        ({"organisation_type": "Välj"}, "organisation_type", "Välj typ av organisation."),
    ],
)
def test_each_fault_is_told_at_its_field(
    browser: Browser, link: str, answers: dict[str, str], field: str, said: str
) -> None:
    page = filled(browser, link, **answers).submit()
    assert page.status == 422
    assert page.form("Spara och bli klar").error(field) == said
    assert accounts.any_account() is False


def test_nothing_is_kept_when_the_settings_cannot_be_written(
    browser: Browser, link: str, start: FirstStart, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(config, "store_settings", full)
    before = rows()
    with pytest.raises(OSError, match="disk full"):
        filled(browser, link).submit()
    assert rows() == before
    assert not start.done.is_set()


def test_a_test_mail_leaves_and_the_answers_stay(browser: Browser, link: str, mailserver: MailServer) -> None:
    settings = mailserver.settings
    form = filled(browser, link, server=str(settings["MAIL_SERVER"]), port=str(settings["MAIL_PORT"]), name="")
    page = form.submit("Skicka testmejl")
    assert "Servern tog emot testmejlet till asa@example.se." in page.text
    assert mailserver.wait_for(1)[0]["To"] == "asa@example.se"
    assert page.form("Spara och bli klar")["organisation"] == "Strukturfondspartnerskapet"
    assert accounts.any_account() is False


def test_what_the_mail_server_answers_is_told(browser: Browser, link: str, mailserver: MailServer) -> None:
    mailserver.answer = "550 no such sender here"
    settings = mailserver.settings
    form = filled(browser, link, server=str(settings["MAIL_SERVER"]), port=str(settings["MAIL_PORT"]))
    page = form.submit("Skicka testmejl")
    assert "Testmejlet kom inte i väg" in page.text
    assert "550 no such sender here" in page.text


def test_a_server_that_is_not_there_is_told(browser: Browser, link: str) -> None:
    page = filled(browser, link, server="127.0.0.1", port="1").submit("Skicka testmejl")
    assert "Testmejlet kom inte i väg" in page.text


def test_all_other_addresses_wait(browser: Browser, start: FirstStart) -> None:
    for path in ("/", "/logga-in", "/arbetsytan", "/nothing", "/en/kakor"):
        page = browser.get(path)
        assert page.status == 503


def test_another_link_opens_nothing(app: Flask, browser: Browser, start: FirstStart, link: str) -> None:
    assert browser.get(f"/start/{make('setup', LINK, start.version + 1)}").status == 404
    assert browser.get("/start/1-1-" + "A" * 27).status == 404
    app.config["MODE"] = "live"
    assert browser.get(link).status == 404


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return str(answer.read().decode())


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Any]:
    """`flask setup` in a folder where nothing is set up."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> subprocess.Popen[str]:
        environ = {name: value for name, value in os.environ.items() if name not in {s.name for s in config.SETTINGS}}
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "setup", *arguments],
            cwd=ROOT,
            env={**environ, "INSTANCE": str(tmp_path / "instance"), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.terminate()
        process.communicate(timeout=60)


@only_sqlite
def test_the_command_makes_keys_and_database_serves_the_form_and_ends(
    app: Flask, tmp_path: Path, terminal: Any, free_port: int
) -> None:
    process = terminal("--base-url", "https://moten.example.se", "--port", str(free_port))
    printed = ""
    while "on this machine" not in printed:
        line = process.stdout.readline()
        assert line, printed
        printed += line
    link = re.search(r"http://127\.0\.0\.1:\d+/start/\S+", printed)
    assert link is not None
    assert "https://moten.example.se/start/" in printed
    page = fetch(link[0])
    assert "Sätt upp webbplatsen" in page
    with pytest.raises(urllib.error.HTTPError, match="503"):
        fetch(f"http://127.0.0.1:{free_port}/")
    fields = {
        **ANSWERS,
        "organisation_type": re.findall(r'value="(\d+)">Region<', page)[0],
        "municipality": "",
        "port": "587",
        "form_token": re.findall(r'name="form_token" value="([^"]+)"', page)[0],
    }
    body = "&".join(f"{name}={urllib.request.quote(value)}" for name, value in fields.items())  # type: ignore[attr-defined]
    with urllib.request.urlopen(link[0], data=body.encode(), timeout=60) as answer:
        assert "Klart" in answer.read().decode()
    rest = process.stdout.read()
    assert process.wait(timeout=60) == 0
    assert "Then sign in: https://moten.example.se/logga-in" in rest
    stored = config.load({"INSTANCE": str(tmp_path / "instance")}, environ={})
    assert (stored["MODE"], stored["MAIL_SERVER"], len(stored["SECRET_KEY"]) >= 32) == ("live", "127.0.0.1", True)
    again = terminal("--base-url", "https://moten.example.se", "--port", str(free_port))
    assert "the service is set up already" in again.communicate(timeout=60)[0]
    assert again.returncode == 1


@only_sqlite
def test_the_command_asks_for_the_public_address(app: Flask, terminal: Any) -> None:
    process = terminal()
    assert "flask setup --base-url https://moten.example.se" in process.communicate(timeout=60)[0]
    assert process.returncode == 1


@pytest.fixture
def free_port() -> int:
    return postgres.free_port()
