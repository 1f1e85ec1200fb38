"""Is the service well: the database answers, mail leaves, the worker lives. For machines; names nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Response, g, jsonify
from sqlalchemy.exc import SQLAlchemyError

from meetings.pages import queries
from meetings.pages.blueprint import blueprint
from meetings.web import access
from meetings.web.requests import arrival

MAIL_MAY_WAIT = timedelta(minutes=15)
WORKER_MAY_BE_SILENT = timedelta(minutes=5)


@blueprint.get("/healthz")
@access.public
def healthz() -> Response:
    """Answer 200 when all is well, 503 when the database is away or mail that is due does not leave."""
    g.one_language = True
    answer = state_of_health(arrival())
    response = jsonify(answer)
    response.status_code = 200 if answer["ok"] else 503
    response.headers["Cache-Control"] = "no-store"
    return response


def state_of_health(now: datetime) -> dict[str, Any]:
    """Return the state at `now`; ages in seconds, None for what has never been.

    A silent worker alone is no reason for 503 (the web still serves); mail that stays because of it is.
    """
    try:
        oldest, seen = queries.oldest_due_mail(now), queries.last_heartbeat()
    except SQLAlchemyError:
        return {"ok": False, "database": "unreachable"}
    stuck = oldest is not None and now - oldest > MAIL_MAY_WAIT
    silent = seen is None or now - seen > WORKER_MAY_BE_SILENT
    return {
        "ok": not stuck,
        "database": "ok",
        "outbox": "stuck" if stuck else "ok",
        "oldest_due_mail_seconds": _age(oldest, now),
        "worker": "silent" if silent else "ok",
        "worker_seen_seconds_ago": _age(seen, now),
    }


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))
