"""What is logged: one JSON line per request and event, without personal data; secret paths are masked."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request
from sqlalchemy.exc import DBAPIError

from meetings.web.requests import request_id

_SECRET_PART = re.compile(r"/[1-9a-z][0-9a-z]{0,12}-[0-9a-z]{1,6}-[A-Za-z0-9_-]{27}")
EVENTS = "meetings.events"  # a name of its own: the level that it is given is not that of our modules
_FRAMES = 50  # of a traceback, the innermost


def masked(path: str) -> str:
    """Return the path with every secret link's token replaced."""
    return _SECRET_PART.sub("/[link]", path)


class Log:
    """Where the service tells what happened: an event by name, with values."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger

    def info(self, event: str, **values: Any) -> None:
        """Tell what is as it should be."""
        self._write(logging.INFO, event, values)

    def warning(self, event: str, **values: Any) -> None:
        """Tell what somebody may have to look at."""
        self._write(logging.WARNING, event, values)

    def error(self, event: str, *, exc_info: BaseException | None = None, **values: Any) -> None:
        """Tell what went wrong."""
        self._write(logging.ERROR, event, values, exc_info)

    def _write(self, level: int, event: str, values: dict[str, Any], error: BaseException | None = None) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, "%s", event, extra={"values": values}, exc_info=error)


class JsonLine(logging.Formatter):
    """Writes a record as one line of JSON, ours and those of the libraries alike."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; values that JSON does not know are written as text."""
        line = dict(getattr(record, "values", {}))
        line |= {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = described(record.exc_info[1])
        return json.dumps(line, default=str)


def described(error: BaseException) -> list[dict[str, Any]]:
    """Return an exception and what caused it, the outermost first: types, words and places, never local variables.

    What a database says of an error may quote rows, and with them people: then the words are the statement's.
    """
    chain: list[dict[str, Any]] = []
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        frames = traceback.extract_tb(found.__traceback__)[-_FRAMES:]
        chain.append(
            {
                "exc_type": type(found).__name__,
                "exc_value": _words(found),
                "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )
        if isinstance(found, DBAPIError):
            break  # what follows is the driver's own error, in its own words
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return chain


def _words(error: BaseException) -> str:
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", "")
        return f"{type(error.orig).__name__} {state}: {error.statement}"
    return str(error)


def log() -> Log:
    """Return the log of the service."""
    return Log(logging.getLogger(EVENTS))


def configure(level: str) -> None:
    """Send JSON lines to standard error: ours from this level up, the libraries' from warnings up."""
    numeric = getattr(logging, level.upper(), logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(numeric, logging.WARNING))
    logging.getLogger(EVENTS).setLevel(numeric)


def init_app(app: Flask) -> None:
    """Log each request but the health checks, and give its id to the client."""
    logger = log()

    @app.before_request
    def started() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def answered(response: Response) -> Response:
        response.headers["X-Request-Id"] = request_id()
        if request.path != "/healthz":
            began = g.get("started", time.perf_counter())
            logger.info(
                "request",
                id=request_id(),
                method=request.method,
                path=masked(request.path),
                status=response.status_code,
                ms=round((time.perf_counter() - began) * 1000, 1),
            )
        return response
