"""Is the service well: the database answers, mail leaves, the worker lives. For machines; names nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, current_app, g, jsonify
from sqlalchemy.exc import SQLAlchemyError

from meetings.files import scanning
from meetings.jobs import queries as workers
from meetings.outbox import queries as outbox
from meetings.pages.blueprint import blueprint
from meetings.web import access
from meetings.web.requests import arrival


@blueprint.get("/healthz")
@access.public
def healthz() -> Response:
    """Answer 200 when all is well, 503 when the database is away or mail does not leave."""
    g.one_language = True
    answer = state_of_health(arrival())
    response = jsonify(answer)
    response.status_code = 200 if answer["ok"] else 503
    response.headers["Cache-Control"] = "no-store"
    return response


def state_of_health(now: datetime) -> dict[str, Any]:
    """Return the state at `now`; ages in seconds, None for what has never been.

    A silent worker alone is no reason for 503 (the web still serves); mail that stays because of it is. Nor is a virus
    scanner that is away: files are refused meanwhile. It is named where one is set.
    """
    try:
        mail, seen, lives = outbox.health(now), workers.last_seen(), workers.is_alive(now)
    except SQLAlchemyError:
        return {"ok": False, "database": "unreachable"}
    return {
        "ok": mail.is_moving,
        "database": "ok",
        "outbox": "ok" if mail.is_moving else "stuck",
        "oldest_due_mail_seconds": _age(mail.due_since, now),
        "worker": "ok" if lives else "silent",
        "worker_seen_seconds_ago": _age(seen, now),
        **({"scanner": "away" if scanning.is_away() else "ok"} if current_app.config["CLAMD"] else {}),
    }


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))
