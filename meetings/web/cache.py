"""How are public pages kept: the rendered body, per process, under a key that changes when the page would."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from flask import Flask, Response, current_app, request

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


def _answer(page: Kept) -> Response:
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(page.packed if packs else page.body, mimetype=page.mimetype)
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(page.etag, weak=True)
    response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    """Give the process its cache, and pack the text of all other answers on their way out."""
    app.extensions["page_cache"] = PageCache(app.config["PAGE_CACHE_BYTES"])

    @app.after_request
    def packed(response: Response) -> Response:
        if (
            response.is_streamed
            or response.direct_passthrough
            or response.content_length is None
            or response.content_length < 1000
            or "Content-Encoding" in response.headers
            or not (response.mimetype.startswith("text/") or response.mimetype.endswith(("json", "xml")))
            or "gzip" not in request.headers.get("Accept-Encoding", "")
        ):
            return response
        response.set_data(gzip.compress(response.get_data(), 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
        return response
