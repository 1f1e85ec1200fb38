"""How are public pages kept: the rendered body, per process, under a key that changes when the page would."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from meetings.web import unchanged
from meetings.web.lang import lang


@dataclass(frozen=True)
class Kept:
    """A rendered page, plain and packed, with its entity tag."""

    body: bytes
    packed: bytes
    etag: str
    mimetype: str

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return len(self.body) + len(self.packed)


class PageCache:
    """The pages kept in this process, the least recently used dropped first."""

    def __init__(self, at_most: int) -> None:
        self.at_most = at_most
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> Kept | None:
        """Return the page kept under the key, if any."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: Kept) -> None:
        """Keep the page, and drop old ones until all fit."""
        with self._lock:
            replaced = self._pages.pop(key, None)
            self._bytes += page.size - (replaced.size if replaced else 0)
            self._pages[key] = page
            while self._bytes > self.at_most and self._pages:
                _key, dropped = self._pages.popitem(last=False)
                self._bytes -= dropped.size


def public_page(key: Hashable, build: Callable[[], str], *, mimetype: str = "text/html") -> Response:
    """Return the page for the key, built once per process: the same for everybody, without session or cookie.

    The key must hold all that the page depends on but the address and the language, which are added.
    """
    full_key = (request.full_path, request.host, lang(), key)
    cache: PageCache = current_app.extensions["page_cache"]
    page = cache.get(full_key)
    if page is None:
        body = build().encode()
        page = Kept(body, gzip.compress(body, 6, mtime=0), hashlib.sha256(body).hexdigest()[:20], mimetype)
        cache.put(full_key, page)
    return _answer(page)


def kept_part(key: Hashable, build: Callable[[], str]) -> str:
    """Return a part of a page, built once per process for the key, the language and where the service is mounted."""
    full_key = ("part", request.script_root, lang(), key)
    cache: PageCache = current_app.extensions["page_cache"]
    part = cache.get(full_key)
    if part is None:
        part = Kept(build().encode(), b"", "", "text/html")
        cache.put(full_key, part)
    return part.body.decode()


def _answer(page: Kept) -> Response:
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    headers = [("Vary", "Accept-Encoding"), ("Cache-Control", "no-cache"), ("ETag", f'W/"{page.etag}"')]
    if packs:
        headers.append(("Content-Encoding", "gzip"))
    response = Response(page.packed if packs else page.body, headers=headers, mimetype=page.mimetype)
    if "HTTP_IF_NONE_MATCH" in request.environ:
        response.make_conditional(request)
    return response


class SessionsByCookie(SecureCookieSessionInterface):
    """Flask's sessions, but nothing is made ready to read one for a request that brings no cookie at all."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session in the request's cookie, or an empty one."""
        return super().open_session(app, request) if "HTTP_COOKIE" in request.environ else self.session_class()


def init_app(app: Flask) -> None:
    """Give the process its cache, and pack the text of all other answers on their way out."""
    app.extensions["page_cache"] = PageCache(app.config["PAGE_CACHE_BYTES"])
    app.session_interface = SessionsByCookie()
    unchanged.init_app(app)

    @app.after_request
    def packed(response: Response) -> Response:
        if (
            response.is_streamed
            or response.direct_passthrough
            or (response.content_length or 0) < 1000
            or "Content-Encoding" in response.headers
            or not (
                (response.mimetype or "").startswith("text/") or (response.mimetype or "").endswith(("json", "xml"))
            )
            or "gzip" not in request.headers.get("Accept-Encoding", "")
        ):
            return response
        response.set_data(gzip.compress(response.get_data(), 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
        return response
