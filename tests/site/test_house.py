"""The house itself: what the tests stand on works, on both databases, as deployed, and in Chromium."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import inspect, text

from meetings.extensions import db
from tests import needs
from tests.browser import Browser, page_faults
from tests.chromium import assert_accessible
from tests.databases import only_postgresql, only_sqlite
from tests.live import ROOT

TOP_LEVEL = {
    *("CHANGELOG.md", "Makefile", "README.md", "docs", "instance", "meetings", "pyproject.toml"),
    *("requirements-dev.txt", "requirements.txt", "static", "templates", "tests", "wsgi.py"),
}

A_PAGE = """<!doctype html>
<html lang="{}"><head><title>{}</title></head><body><main><h1>Prov</h1>{}</main></body></html>"""


def a_page(app: Flask, body: str, lang: str = "sv", title: str = "Prov – Möten") -> Browser:
    """Make a page of the app for the browser to look at, outside the app's own routes."""

    def answer(environ: dict[str, object], start_response: object) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])  # type: ignore[operator]
        return [A_PAGE.format(lang, title, body).encode()]

    app.wsgi_app = answer  # type: ignore[method-assign]
    return Browser(app)


def test_nothing_else_lies_at_the_top() -> None:
    command = ["git", "ls-files", "-z"]  # as they are: without -z it quotes names with å, ä and ö
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\0")
    names = {line.split("/")[0] for line in listed if line and not line.startswith(".")}
    assert names - TOP_LEVEL == set()


def test_a_database_is_migrated_and_empty(app: Flask) -> None:
    tables = inspect(db.engine).get_table_names()
    assert set(db.metadata.tables) <= set(tables)
    assert db.engine.dialect.name in app.config["DATABASE_URL"]


def test_models_and_migrations_agree(app: Flask) -> None:
    checked = app.test_cli_runner().invoke(args=["db", "check"])
    assert checked.exit_code == 0, checked.output


@only_postgresql
def test_postgresql_sorts_in_swedish(app: Flask) -> None:
    letters = text("SELECT x FROM (VALUES ('ö'), ('Z'), ('a'), ('å'), ('ä')) AS t (x) ORDER BY x")
    assert list(db.session.scalars(letters)) == ["a", "Z", "å", "ä", "ö"]


@only_sqlite
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>Två</h1>", "2 h1: ['Prov', 'Två']"),
        ('<p id="a"></p><p id="a"></p>', "the id 'a' stands 2 times"),
        ('<input name="a">', 'no label: <input name="a">'),
        ('<button type="submit"></button>', 'no label: <button type="submit"></button>'),
        ('<label for="b">B</label>', "for names 'b', which is not on the page"),
    ],
    ids=["headings", "ids", "field", "button", "reference"],
)
def test_the_browser_sees_a_fault(app: Flask, body: str, fault: str) -> None:
    page = a_page(app, body).get("/", check=False)
    assert list(page_faults(page)) == [fault]


@only_sqlite
def test_the_browser_sees_a_wrong_title_and_language(app: Flask) -> None:
    page = a_page(app, "", lang="", title="Möten").get("/", check=False)
    assert list(page_faults(page)) == ["the title 'Möten' does not begin with the h1 'Prov'", "<html lang> is ''"]


@only_sqlite
def test_the_browser_reads_and_fills_in_a_form(app: Flask) -> None:
    page = a_page(
        app,
        """
        <div class="error-summary"><ul><li><a href="#namn">Skriv ditt namn.</a></li></ul></div>
        <form method="post" action="/anmalan"><input type="hidden" name="token" value="abc">
        <label for="namn">Namn</label>
        <input id="namn" name="name" aria-invalid="true" aria-describedby="namn-error">
        <p id="namn-error"><span class="visually-hidden">Fel:</span>Skriv <b>ditt</b> namn.</p>
        <label>Hälsning<textarea name="text">\nrad 1\nrad 2</textarea></label>
        <fieldset><legend>Sektor</legend>
        <label><input type="radio" name="sector" value="k"> Kommun</label>
        <label><input type="radio" name="sector" value="r"> Region</label></fieldset>
        <label><input type="checkbox" name="privacy"> Jag har läst</label>
        <label><input type="checkbox" name="day" value="1"> Dag 1</label>
        <label><input type="checkbox" name="day" value="2" checked> Dag 2</label>
        <label>Land <select name="land"><option value="">Välj</option><option value="no">Norge</option></select></label>
        <button>Anmäl mig</button></form>""",
    ).get("/")
    form = page.form("Anmäl mig")
    assert page.errors == [form.error("name")] == ["Skriv ditt namn."]
    assert form.options("sector") == {"Kommun": "k", "Region": "r"}
    assert (form["text"], form["privacy"], form["day"], form["sector"]) == ("rad 1\r\nrad 2", False, ["2"], "")
    form.fill(name="Åsa", sector="Kommun", privacy=True, day=["Dag 1"], land="Norge")
    assert form.values == {
        "token": ["abc"],
        "name": ["Åsa"],
        "text": ["rad 1\r\nrad 2"],
        "sector": ["k"],
        "privacy": ["on"],
        "day": ["1"],
        "land": ["no"],
    }
    with pytest.raises(AssertionError, match="offers no 'Stat'"):
        form["sector"] = "Stat"


def test_the_service_answers_as_deployed(start_server) -> None:  # type: ignore[no-untyped-def]
    live_server = start_server(anew=True)
    assert live_server.browser().get("/healthz", check=False).status == 200
    assert len(live_server.pids("web")) == 3
    live_server.kill("web")
    live_server.start("web")
    assert live_server.browser().get("/healthz", check=False).status == 200
    assert live_server.is_running("worker"), live_server.log("worker")


@only_sqlite
@pytest.mark.browser
def test_chromium_shows_the_first_page(chromium, live_server) -> None:  # type: ignore[no-untyped-def]
    page = chromium.open(live_server, "/", width=360)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)


def test_what_is_missing_is_named_with_the_command_that_installs_it() -> None:
    lacking = [needs.Need("Chromium", "browser", "chromium", found=False)]
    assert needs.command_for(lacking) == "sudo apt-get update && sudo apt-get install chromium"


def test_the_scripts_of_ci_are_executable() -> None:
    scripts = [path for path in Path(ROOT / ".ci").iterdir() if path.is_file()]
    assert [path.name for path in scripts if not path.stat().st_mode & 0o100] == []
