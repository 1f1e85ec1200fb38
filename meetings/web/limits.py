"""How often may something be tried: windows counted in the database (or Redis), the same for all processes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, Response, request
from limits.storage import Storage
from sqlalchemy import String, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from meetings.extensions import Base, db, limiter

_View = TypeVar("_View", bound=Callable[..., Any])
_WRITES = {"sqlite_begin": "IMMEDIATE", "postgresql_readonly": False}


class RateWindow(Base):
    """How many times a key was hit in the window that ends at `expires` (seconds since 1970, real clock)."""

    __tablename__ = "rate_window"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    hits: Mapped[int]
    expires: Mapped[float] = mapped_column(index=True)


class DatabaseStorage(Storage):
    """Fixed windows in the service's own database, each hit a short transaction of its own."""

    STORAGE_SCHEME = ["meetings-database"]

    @property
    def base_exceptions(self) -> Any:
        return Exception

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` hits and return how many there are in the window."""
        now = time.time()
        with db.engine.connect().execution_options(**_WRITES) as connection, connection.begin():
            fresh = RateWindow.expires > now
            hits = connection.scalar(
                update(RateWindow)
                .where(RateWindow.key == key, fresh)
                .values(hits=RateWindow.hits + amount)
                .returning(RateWindow.hits)
            )
            if hits is not None:
                return int(hits)
            connection.execute(delete(RateWindow).where(RateWindow.expires <= now))
            inserted = _insert_if_new(connection, key, amount, now + expiry)
            if inserted:
                return amount
            return int(
                connection.scalar(
                    update(RateWindow)
                    .where(RateWindow.key == key)
                    .values(hits=RateWindow.hits + amount)
                    .returning(RateWindow.hits)
                )
                or amount
            )

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
        with db.engine.connect().execution_options(**_WRITES) as connection, connection.begin():
            return int(connection.execute(delete(RateWindow)).rowcount)

    def clear(self, key: str) -> None:
        """Forget one window."""
        with db.engine.connect().execution_options(**_WRITES) as connection, connection.begin():
            connection.execute(delete(RateWindow).where(RateWindow.key == key))


def _insert_if_new(connection: Any, key: str, hits: int, expires: float) -> bool:
    maker: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = maker(RateWindow).values(key=key, hits=hits, expires=expires).on_conflict_do_nothing()
    return connection.scalar(statement.returning(RateWindow.key)) is not None


def limited(
    rule: str, key: Callable[[], str] | None = None, *, failures_only: bool = False
) -> Callable[[_View], _View]:
    """Limit the POSTs of a view ("10 per 5 minutes") for each client, or for each `key`; beyond it answers 429.

    With `failures_only` those count that were answered with an error.
    """
    failed = (lambda response: response.status_code >= 400) if failures_only else None
    decorate: Any = limiter.limit(rule, key_func=key, methods=["POST"], deduct_when=failed)
    return cast(Callable[[_View], _View], decorate)


def init_app(app: Flask) -> None:
    """Count in Redis when it is set, else in the database."""
    app.config["RATELIMIT_ENABLED"] = app.config["RATE_LIMITS"]
    app.config["RATELIMIT_STORAGE_URI"] = app.config["REDIS_URL"] or "meetings-database://"
    app.config["RATELIMIT_STRATEGY"] = "fixed-window"
    before, after = app.before_request_funcs[None], app.after_request_funcs[None]
    here = len(before), len(after)
    limiter.init_app(app)
    checks, counts = before[here[0] :], after[here[1] :]
    del before[here[0] :], after[here[1] :]

    # Only POSTs are limited; asking the extension about every page read costs more than the page does.
    @app.before_request
    def within_limits() -> Any:
        if request.method == "POST":
            return next((answer for check in checks if (answer := app.ensure_sync(check)()) is not None), None)
        return None

    @app.after_request
    def counted(response: Response) -> Response:
        if request.method == "POST":
            for count in counts:
                response = app.ensure_sync(count)(response)
        return response
