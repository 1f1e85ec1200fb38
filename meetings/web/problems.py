"""What a page says when something went wrong: in the site's look, with what to do next."""

from __future__ import annotations

import math
import sqlite3
import time
from dataclasses import dataclass

from flask import Flask, Response, current_app, make_response, request
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from meetings.errors import Busy, NotFound, Refused, Unreachable
from meetings.extensions import db, limiter
from meetings.web.logs import log, masked
from meetings.web.rendering import refusal_text, render
from meetings.web.requests import request_id

_READ_ON = 20_000_000  # bytes of a request that is too large; who sends more may find the connection closed


@dataclass(frozen=True)
class Problem:
    """The heading and the advice of an error page."""

    heading: object
    advice: object


PROBLEMS = {
    400: Problem(_l("Begäran gick inte att läsa"), _l("Gå tillbaka, ladda om sidan och försök igen.")),
    403: Problem(
        _l("Du har inte behörighet till det här"),
        _l("Be en administratör om behörighet, eller logga in med ett annat konto."),
    ),
    404: Problem(
        _l("Sidan finns inte"),
        _l("Länken kan vara gammal eller felskriven. Sök, eller börja om från startsidan."),
    ),
    405: Problem(_l("Så kan sidan inte användas"), _l("Gå till startsidan och följ länkarna därifrån.")),
    409: Problem(_l("Det gick inte att göra"), _l("Gå tillbaka och ladda om sidan. Något hade ändrats under tiden.")),
    413: Problem(
        _l("Det du skickade är för stort"),
        _l("Gränsen är %(limit)s MB. Gå tillbaka, korta texten eller välj en mindre fil, och skicka igen."),
    ),
    422: Problem(_l("Något behöver rättas"), _l("Gå tillbaka, rätta och skicka igen.")),
    429: Problem(_l("Det blev för många försök"), _l("Vänta %(wait)s och försök igen. Inget har gått förlorat.")),
    500: Problem(
        _l("Något gick fel hos oss"),
        _l("Felet är noterat. Försök igen om en stund. Fortsätter det, skriv till oss och nämn numret nedan."),
    ),
    503: Problem(
        _l("Just nu är det för många på en gång"), _l("Vänta några sekunder och försök igen. Inget är ändrat.")
    ),
}


_NO_FILES = Problem(
    _l("Filerna går inte att nå just nu"), _l("Försök igen om en stund. Inget är ändrat, och inget är sparat.")
)
_TRY_AGAIN = (429, 503)
# What SQLite calls operational though trying again does not help: no such column, a write where one reads.
_FAULTS = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_READONLY)
_MOST_KEPT = 500  # fields; no form here has as many
_PASSWORDS = {"password", "mail_password", "old", "new"}  # the names of the fields that hold one


def problem_page(status: int, *, text: str = "", wait_seconds: int = 60) -> Response:
    """Return the page for the status; `text` replaces the advice.

    Where it says to try again it keeps what was typed, and sends it again with one button.
    """
    problem = PROBLEMS.get(status, PROBLEMS[500 if status >= 500 else 400])
    kept = _kept() if status in _TRY_AGAIN else []
    return _page(status, problem, text=text, wait_seconds=wait_seconds, kept=kept)


def ended_page(sign_in_url: str) -> Response:
    """Return the page for a form that was sent after its sender's sign-in had ended; it keeps what was typed."""
    kept = _kept()
    problem = Problem(
        _l("Du är inte inloggad längre"),
        _l("Logga in i en ny flik, kom tillbaka hit och skicka igen.")
        if kept
        else _l("Logga in i en ny flik. Gå sedan tillbaka till formuläret och skicka det igen."),
    )
    return _page(403, problem, kept=kept, sign_in_url=sign_in_url)


def _page(status: int, problem: Problem, *, text: str = "", wait_seconds: int = 60, **more: object) -> Response:
    limit = f"{_largest() / 1_000_000:g}".replace(".", ",")
    advice = text or str(problem.advice) % {"limit": limit, "wait": time_to_wait(wait_seconds)}
    response = render(
        "layout/problem.html",
        status,
        heading=str(problem.heading),
        advice=advice,
        code=status,
        request_id=request_id(),
        **more,
    )
    response.headers["Cache-Control"] = "no-store"
    if status == 429:
        response.headers["Retry-After"] = str(wait_seconds)
    return response


def _kept() -> list[tuple[str, str]]:
    """Return what was typed, to be sent again; never a password, and nothing of a form that carries files."""
    if request.method != "POST" or request.mimetype != "application/x-www-form-urlencoded":
        return []
    typed = [(name, value) for name, values in request.form.lists() for value in values]
    if len(typed) > _MOST_KEPT or any(name in _PASSWORDS for name, _value in typed):
        return []
    return typed


def time_to_wait(seconds: int) -> str:
    """Return in words how long that is, in whole minutes from one minute on, rounded up."""
    if seconds < 60:
        return str(ngettext("%(num)s sekund", "%(num)s sekunder", max(1, seconds)))
    return str(ngettext("%(num)s minut", "%(num)s minuter", -(-seconds // 60)))


def init_app(app: Flask) -> None:
    """Answer every error with its page."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFound, lambda _error: problem_page(404))
    app.register_error_handler(Refused, lambda error: problem_page(409, text=refusal_text(error.refusal)))
    app.register_error_handler(Busy, lambda _error: _retry(problem_page(503)))
    app.register_error_handler(OperationalError, _unreachable)
    app.register_error_handler(Unreachable, _without_files)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response:
    if isinstance(error, SecurityError):
        return Response("400 Bad Request\n", 400, mimetype="text/plain")
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    if error.code == 413:
        _read_on()
    answer = problem_page(error.code, wait_seconds=_seconds_to_wait(error))
    for name, value in error.get_headers():
        if name in ("Retry-After", "Allow"):
            answer.headers[name] = value
    return answer


def _largest() -> int:
    """Return how large this request may be: larger than others where its form asks for files."""
    return int(request.max_content_length or current_app.config["MAX_REQUEST_BYTES"])


def _read_on() -> None:
    """Read the request that was refused for its size: a browser that is not done sending would not see the answer."""
    left = request.content_length or 0
    if left <= _largest():
        return
    stream, left = request.environ["wsgi.input"], min(left, _READ_ON)
    while left > 0 and (part := stream.read(min(left, 65_536))):
        left -= len(part)


def _unreachable(error: OperationalError) -> Response:
    if getattr(error.orig, "sqlite_errorcode", None) in _FAULTS:
        return _unexpected(error)
    log().error("database", id=request_id(), kind=type(error.orig).__name__)
    return _retry(problem_page(503))


def _without_files(error: Unreachable) -> Response:
    log().error("files", id=request_id(), problem=str(error))
    return _retry(_page(503, _NO_FILES))


def _unexpected(error: Exception) -> Response:
    log().error("error", id=request_id(), path=masked(request.path), exc_info=error)
    if current_app.testing:
        raise error
    db.session.rollback()  # after a statement that failed PostgreSQL answers nothing more
    return problem_page(500)


def _seconds_to_wait(error: HTTPException) -> int:
    limit = getattr(error, "limit", None)
    if limit is None:
        return 60
    window, breached = int(limit.limit.get_expiry()), limiter.current_limit
    if breached is None:
        return window
    return max(1, min(window, math.ceil(breached.reset_at - time.time())))  # it is told in whole seconds, rounded up


def _retry(response: Response) -> Response:
    response.headers["Retry-After"] = "5"
    return response
