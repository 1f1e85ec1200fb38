"""When something goes wrong the page says what to do next, in the site's look and the reader's language."""

import pytest
from flask import Flask, abort
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from meetings.errors import Busy, NotFound, Refused
from meetings.extensions import db
from meetings.schedule.rules import MeetingReason
from meetings.web import access
from meetings.web.logs import masked
from tests.browser import Browser

ADVISED = {
    403: "Du har inte behörighet till det här",
    404: "Sidan finns inte",
    409: "Det gick inte att göra",
    413: "Det du skickade är för stort",
    422: "Något behöver rättas",
    429: "Det blev för många försök",
    500: "Något gick fel hos oss",
    503: "Just nu är det för många på en gång",
}


def _route(app: Flask, path: str, raised: Exception | int) -> None:
    def view() -> str:
        if isinstance(raised, int):
            abort(raised)
        raise raised

    app.add_url_rule(path, path.strip("/"), access.public(view))


@pytest.mark.parametrize(("status", "heading"), ADVISED.items(), ids=map(str, ADVISED))
def test_an_error_page_says_what_happened_and_where_to_go(
    app: Flask, browser: Browser, status: int, heading: str
) -> None:
    _route(app, "/fel", status)

    page = browser.get("/fel")

    assert (page.status, page.heading) == (status, heading)
    assert page.headers["Cache-Control"] == "no-store"
    assert "/" in page.links.values()


def test_an_error_page_speaks_english_under_en(app: Flask, browser: Browser) -> None:
    assert browser.get("/en/no-such-page").heading == "There is no such page"


@pytest.mark.parametrize(
    ("raised", "status"),
    [(NotFound(), 404), (Busy(), 503), (Refused(MeetingReason.NOT_PUBLISHED), 409)],
    ids=["not found", "busy", "refused"],
)
def test_what_an_action_raises_becomes_a_page(app: Flask, browser: Browser, raised: Exception, status: int) -> None:
    _route(app, "/fel", raised)

    assert browser.get("/fel").status == status


@pytest.mark.parametrize(
    "said", ["SELECT no_such_column FROM meeting", "DELETE FROM meeting"], ids=["unknown", "write"]
)
def test_a_fault_in_what_is_asked_of_the_database_is_no_crowd(app: Flask, browser: Browser, said: str) -> None:
    app.add_url_rule("/fel", "fel", access.public(lambda: str(db.session.execute(text(said)))))
    with pytest.raises(DBAPIError):  # also on SQLite, which calls it operational
        browser.get("/fel")
    app.testing = False
    assert browser.get("/fel").status == 500


def test_a_refusal_is_said_in_its_own_words(app: Flask, browser: Browser) -> None:
    _route(app, "/fel", Refused(MeetingReason.NOT_PUBLISHED))

    assert "Mötet är inte publicerat." in browser.get("/fel").text


def test_an_unexpected_error_shows_a_number_and_no_detail(app: Flask, browser: Browser) -> None:
    app.testing = False
    _route(app, "/fel", ValueError("åsa@example.se"))

    page = browser.get("/fel")

    assert page.status == 500
    assert page.headers["X-Request-Id"] in page.text
    assert "åsa@example.se" not in page.text


def test_a_request_that_is_too_large_is_told_the_limit(browser: Browser) -> None:
    page = browser.post("/logga-in", {"email": "x" * 5_000_000})

    assert page.status == 413
    assert "Gränsen är 1 MB." in page.text


def test_every_answer_carries_the_strict_headers(browser: Browser) -> None:
    headers = browser.get("/no-such-page").headers

    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_foreign_host_is_refused(app: Flask) -> None:
    app.config["TRUSTED_HOSTS"] = ["moten.example.se"]

    assert app.test_client().get("/", headers={"Host": "evil.example"}).status_code == 400


def test_secret_links_are_masked_in_the_log() -> None:
    secret = "/min-anmalan/7-1-" + "a" * 27

    assert masked(secret + "/andra") == "/min-anmalan/[link]/andra"
    assert masked("/moten/7-digitalisering") == "/moten/7-digitalisering"
