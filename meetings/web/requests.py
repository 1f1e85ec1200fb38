"""When did this request arrive, and from whom."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta

from flask import Flask, abort, current_app, g, request
from werkzeug.routing import IntegerConverter, Map

from meetings import clock

_START = re.compile(r"(?:t=)?(\d{10})(?:\.(\d{1,6})|(\d{3}|\d{6}))?")
_BELIEVED = timedelta(minutes=2)  # a request waits no longer than that between proxy and here


class RowNumber(IntegerConverter):
    """The number of a row in an address; one that no row can have makes an address that is not there."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**31 - 1)


def arrival() -> datetime:
    """Return the moment the request arrived (UTC): once per request, and what every deadline is measured with.

    The proxy's `X-Request-Start` counts when proxies are trusted; it must lie in the last two minutes.
    """
    if "arrival" not in g:
        g.arrival = _arrival()
    moment: datetime = g.arrival
    return moment


def request_start(header: str) -> datetime | None:
    """Return the instant in a proxy's header (`t=` seconds with fraction, or milli- or microseconds), or None."""
    match = _START.fullmatch(header.strip())
    if match is None:
        return None
    fraction = (match[2] or match[3] or "0").ljust(6, "0")
    return datetime.fromtimestamp(int(match[1]), UTC) + timedelta(microseconds=int(fraction))


def request_id() -> str:
    """Return the id of this request: what the error page shows and the log holds."""
    if "request_id" not in g:
        g.request_id = os.urandom(8).hex()
    found: str = g.request_id
    return found


def _arrival() -> datetime:
    real, offset = clock.real_now(), clock.offset()  # the clock is read once: nothing comes between two readings
    header = request.headers.get("X-Request-Start", "")
    if header and current_app.config["TRUSTED_PROXIES"] > 0:
        start = request_start(header)
        if start is not None and timedelta(0) <= real - start <= _BELIEVED:
            return start + offset
    return real + offset


def init_app(app: Flask) -> None:
    """Note the moment of arrival before anything else is done; refuse addresses that no database can look for."""
    app.url_map.converters["int"] = RowNumber

    @app.before_request
    def arrived() -> None:
        arrival()
        if "\0" in request.path:
            abort(400)
