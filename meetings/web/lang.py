"""Which language is a page in: Swedish at /…, English at /en/…; the address alone decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import g, has_request_context, request
from flask_babel import force_locale

ENGLISH_PREFIX = "/en"
LANGUAGES = ("sv", "en")
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
_WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class LanguagePrefix:
    """Move a leading /en from the path to the root of the application, so that every route is written once.

    Addresses that are built during the request then stay in its language.
    """

    def __init__(self, app: _WsgiApp) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == ENGLISH_PREFIX or path.startswith(ENGLISH_PREFIX + "/"):
            environ["meetings.lang"] = "en"
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + ENGLISH_PREFIX
            environ["PATH_INFO"] = path[len(ENGLISH_PREFIX) :] or "/"
        return self.app(environ, start_response)


def lang() -> str:
    """Return "sv" or "en": what is spoken to the reader of a mail, else the request's language, else Swedish."""
    if spoken := _spoken.get():
        return spoken
    if not has_request_context():
        return "sv"
    return str(request.environ.get("meetings.lang", "sv"))


def root_without_language() -> str:
    """Return the path under which the service is mounted, without the language."""
    root = str(request.script_root)
    return root.removesuffix(ENGLISH_PREFIX) if lang() == "en" else root


def alternate_url() -> str | None:
    """Return this page's address in the other language; None where the page says it has no other."""
    if request.endpoint is None or g.get("one_language"):
        return None
    other = "" if lang() == "en" else ENGLISH_PREFIX
    query = request.query_string.decode("ascii", "replace")
    path = root_without_language() + other + request.path
    return f"{path}?{query}" if query else path


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write texts and dates in this language, whatever the request's: for mail, which has a reader of its own."""
    if lang() == language:  # as most do, whose mail is in the language of the page that they are on
        yield
        return
    token = _spoken.set(language)
    try:
        with force_locale(language):
            yield
    finally:
        _spoken.reset(token)
