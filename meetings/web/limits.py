"""How often may something be tried: windows counted in the database (or Redis), the same for all processes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import lru_cache, wraps
from hashlib import blake2b
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, request
from limits import RateLimitItem, parse
from limits.storage import Storage
from sqlalchemy import String, delete, event, select
from sqlalchemy.orm import Mapped, mapped_column

from meetings import transaction
from meetings.extensions import Base, db, limiter
from meetings.web.aside import Aside

_View = TypeVar("_View", bound=Callable[..., Any])


class RateWindow(Base):
    """How many times a key was hit in the window that ends at `expires` (seconds since 1970, real clock)."""

    __tablename__ = "rate_window"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    hits: Mapped[int]
    expires: Mapped[float] = mapped_column(index=True)


# Of a window that has ended a new one begins; `RETURNING` says how many hits there are now.
_HIT = """
    INSERT INTO rate_window (key, hits, expires) VALUES ({0}, {0}, {0})
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN rate_window.expires > {0} THEN rate_window.hits ELSE 0 END + excluded.hits,
        expires = CASE WHEN rate_window.expires > {0} THEN rate_window.expires ELSE excluded.expires END
    RETURNING hits
"""
_HITS = {"sqlite": _HIT.format("?"), "postgresql": _HIT.format("%s")}
# A window outlives every process; after a power cut its last hits may be missing, so nobody waits for the disk.
_NEED_NO_DISK = {
    "sqlite": ["PRAGMA query_only=0", "PRAGMA synchronous=NORMAL"],
    "postgresql": ["SET synchronous_commit TO off"],
}


class DatabaseStorage(Storage):
    """Fixed windows in the service's own database, each hit one statement; a job deletes those that have ended."""

    STORAGE_SCHEME = ["meetings-database"]

    @property
    def base_exceptions(self) -> Any:
        return Exception

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` hits and return how many there are in the window."""
        now = time.time()
        aside: Aside = current_app.extensions["rate_windows"]
        _opened, row = aside.ask(_HITS, (key, amount, now + expiry, now, now))
        return int(row[0])

    def get(self, key: str) -> int:
        """Return how many hits the window holds."""
        with db.engine.connect() as connection:
            found = connection.scalar(
                select(RateWindow.hits).where(RateWindow.key == key, RateWindow.expires > time.time())
            )
            return int(found or 0)

    def get_expiry(self, key: str) -> float:
        """Return when the window ends, in seconds since 1970."""
        with db.engine.connect() as connection:
            return float(connection.scalar(select(RateWindow.expires).where(RateWindow.key == key)) or time.time())

    def check(self) -> bool:
        """Tell whether the database answers."""
        with db.engine.connect() as connection:
            return connection.scalar(select(1)) == 1

    def reset(self) -> int | None:
        """Forget all windows."""
        with transaction.write() as session:
            return len(session.scalars(delete(RateWindow).returning(RateWindow.key)).all())

    def clear(self, key: str) -> None:
        """Forget one window."""
        with transaction.write() as session:
            session.execute(delete(RateWindow).where(RateWindow.key == key))


def seconds_to_wait(rule: str, scope: str, key: str) -> int:
    """Count a try of this `key` ("20 per 10 minutes"), with one statement; return in how many seconds the next may be.

    0: this one was allowed. The windows hold no key as it is, but a digest with the service's secret. For what is only
    known when the form is read; `limited` asks before.
    """
    if not current_app.config["RATE_LIMITS"]:
        return 0
    item, counts = _rule(rule), limiter.limiter
    secret = str(current_app.config["SECRET_KEY"]).encode()[:64]
    digest = blake2b(key.encode("utf-8", "surrogatepass"), key=secret, digest_size=12).hexdigest()
    if counts.hit(item, scope, digest):
        return 0
    ends = counts.get_window_stats(item, scope, digest).reset_time
    return max(1, math.ceil(ends - time.time()))


@lru_cache
def _rule(words: str) -> RateLimitItem:
    return parse(words)


def limited(
    rule: str, key: Callable[[], str] | None = None, *, failures_only: bool = False
) -> Callable[[_View], _View]:
    """Limit the POSTs of a view ("10 per 5 minutes") for each client, or for each `key`; beyond it answers 429.

    With `failures_only` those count that were answered with an error.
    """
    failed = (lambda response: response.status_code >= 400) if failures_only else None
    limit: Any = limiter.limit(rule, key_func=key, methods=["POST"], deduct_when=failed)

    def decorate(view: _View) -> _View:
        counted = limit(view)

        # Only POSTs are limited: asking the extension about every page read costs more than the page does.
        @wraps(counted)
        def limited_view(*args: Any, **kwargs: Any) -> Any:
            return (counted if request.method == "POST" else view)(*args, **kwargs)

        return cast(_View, limited_view)

    return decorate


def init_app(app: Flask) -> None:
    """Count in Redis when it is set, else in the database."""
    app.config["RATELIMIT_ENABLED"] = app.config["RATE_LIMITS"]
    app.config["RATELIMIT_STORAGE_URI"] = app.config["REDIS_URL"] or "meetings-database://"
    app.config["RATELIMIT_STRATEGY"] = "fixed-window"
    aside = Aside(_NEED_NO_DISK)
    app.extensions["rate_windows"] = aside
    with app.app_context():
        event.listen(db.engine, "engine_disposed", lambda _engine: aside.close())
    before, after = app.before_request_funcs[None], app.after_request_funcs[None]
    here = len(before), len(after)
    limiter.init_app(app)
    counts = after[here[1] :]
    del before[here[0] :], after[here[1] :]  # each view asks for itself, and reading is not limited

    @app.after_request
    def counted(response: Response) -> Response:
        if request.method == "POST":
            for count in counts:
                response = app.ensure_sync(count)(response)
        return response
