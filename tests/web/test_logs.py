"""What is logged: lines of JSON that name events and places, never people or secret links."""

from __future__ import annotations

import json
import logging

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from meetings import transaction
from meetings.web import logs
from tests.browser import Browser

LINK = "/min-anmalan/1-1-" + "x" * 27


def line_of(record: logging.LogRecord) -> dict[str, object]:
    written = logs.JsonLine().format(record)
    assert "\n" not in written
    return dict(json.loads(written))


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Every line that the service logs from here on."""
    found: list[dict[str, object]] = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(line_of(record))  # type: ignore[method-assign]
    monkeypatch.setattr(logging.getLogger(logs.EVENTS), "handlers", [handler])
    return found


def test_an_event_is_one_line_with_its_values(lines: list[dict[str, object]]) -> None:
    logging.getLogger(logs.EVENTS).setLevel(logging.INFO)
    logs.log().info("job", job="backup", outcome="två rader\nåäö")
    (line,) = lines
    assert str(line.pop("timestamp")).endswith("Z")
    assert line == {"event": "job", "level": "info", "job": "backup", "outcome": "två rader\nåäö"}


def test_a_request_is_logged_without_its_secret_link(browser: Browser, lines: list[dict[str, object]]) -> None:
    assert browser.get(LINK, check=False).status == 404
    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["path"], line["status"], line["method"]) == ("/min-anmalan/[link]", 404, "GET")


def test_an_error_is_told_by_type_and_place_and_cause() -> None:
    try:
        try:
            secret = "asa@example.se"  # a local variable
            raise KeyError("inner")
        except KeyError as error:
            raise ValueError("outer") from error
    except ValueError as error:
        outer, inner = logs.described(error)
    assert (outer["exc_type"], outer["exc_value"]) == ("ValueError", "outer")
    assert (inner["exc_type"], inner["exc_value"]) == ("KeyError", "'inner'")
    assert "test_logs.py" in outer["frames"][0]
    assert secret not in json.dumps([outer, inner])


def test_what_a_database_refuses_is_not_quoted(app: Flask) -> None:
    twice = text("INSERT INTO rate_window (key, hits, expires) VALUES (:key, 1, 1), (:key, 1, 1)")
    with pytest.raises(IntegrityError) as caught, transaction.write() as session:
        session.execute(twice, {"key": "asa@example.se"})
    assert "asa@example.se" in str(caught.value)  # so it is there to be told
    told = json.dumps(logs.described(caught.value))
    assert "rate_window" in told
    assert "asa@example.se" not in told
