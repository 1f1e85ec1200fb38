"""What is logged: one JSON line per request and event, without personal data; secret paths are masked."""

from __future__ import annotations

import logging
import re
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request

from meetings.web.requests import request_id

_SECRET_PART = re.compile(r"/[1-9a-z][0-9a-z]{0,12}-[0-9a-z]{1,6}-[A-Za-z0-9_-]{27}")


def masked(path: str) -> str:
    """Return the path with every secret link's token replaced."""
    return _SECRET_PART.sub("/[link]", path)


def log(**bound: Any) -> Any:
    """Return the logger, with these values on every line."""
    return structlog.get_logger(**bound)


def configure(level: str) -> None:
    """Send JSON lines to standard error; tracebacks hold no local variables, which may be personal."""
    numeric = getattr(logging, level.upper(), logging.INFO)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(numeric, logging.WARNING))


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
            logger.info(
                "request",
                id=request_id(),
                method=request.method,
                path=masked(request.path),
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
            )
        return response
