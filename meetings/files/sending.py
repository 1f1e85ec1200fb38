"""Send a stored file: whole or in part, so that no browser opens it as a page of this service.

What only shows (pictures, film, sound, subtitles) may be shown in place; all else, PDF among it, is an attachment.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from flask import Response, request
from werkzeug.http import parse_if_range_header, parse_range_header

from meetings.errors import NotFound
from meetings.files.models import StoredFile
from meetings.files.rules import SHOWN_SAFELY
from meetings.files.store import store

PRIVATE = "no-store"
REVALIDATED = "no-cache"  # public: may be kept, and is asked for anew each time (answered 304)
# Were it opened all the same, it could neither run nor fetch anything.
_CSP = "sandbox; default-src 'none'; frame-ancestors 'none'"
# A browser that shows a film or a picture by itself makes a page of its own for it, with its own style.
_CSP_SHOWN = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; {}".format(
    "frame-ancestors 'none'"
)
_CHUNK = 1 << 18


def response(stored: StoredFile, *, inline: bool = False, cache: str = PRIVATE) -> Response:
    """Return the file under the name that it came with, or the part of it that was asked for (206), 304 or 416.

    With `inline` it is shown in place where its kind is safe to show, else it is an attachment all the same. `cache`
    is the Cache-Control: `PRIVATE`, or `REVALIDATED` for what anybody may see. Whoever calls has checked who asks.
    Raises `NotFound`.
    """
    shown = inline and stored.type in SHOWN_SAFELY
    if request.if_none_match.contains_weak(stored.sha256):
        return _described(Response(status=304), stored, cache)
    part = _part_asked_for(stored)
    if part is not None and part[0] >= part[1]:
        refused = Response(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
        return _described(refused, stored, cache)
    start, stop = part or (0, stored.size)
    try:
        file = store().open(stored.key, start, stop)
    except FileNotFoundError:
        raise NotFound from None
    sent = Response(_chunks(file, stop - start), 200 if part is None else 206, mimetype=stored.type)
    sent.call_on_close(file.close)
    sent.content_length = stop - start
    if part is not None:
        sent.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{stored.size}"
    if stored.type.startswith("text/"):
        sent.content_type = f"{stored.type}; charset=utf-8"
    sent.headers["Content-Disposition"] = disposition(stored.name, inline=shown)
    sent.headers["Content-Security-Policy"] = _CSP_SHOWN if shown else _CSP
    return _described(sent, stored, cache)


def disposition(name: str, *, inline: bool = False) -> str:
    """Return the header that names a file (RFC 6266): its letters in UTF-8, and plain ones for old programs."""
    way = "inline" if inline else "attachment"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join("_" if letter in '"\\%/' or not letter.isprintable() else letter for letter in plain)
    if plain == name:
        return f'{way}; filename="{plain}"'
    stem, dot, ending = plain.rpartition(".")
    plain = plain if stem.strip() or not dot else f"fil.{ending}"
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='!#$&+-.^_`|~')}"


def _described(sent: Response, stored: StoredFile, cache: str) -> Response:
    sent.set_etag(stored.sha256)
    sent.headers["Accept-Ranges"] = "bytes"
    sent.headers["X-Content-Type-Options"] = "nosniff"
    sent.headers["Cache-Control"] = cache
    return sent


def _part_asked_for(stored: StoredFile) -> tuple[int, int] | None:
    """Return where the part begins and ends (exclusive); (0, 0) when there is none such, None for the whole file.

    Several parts at once are answered with the whole, as RFC 9110 allows.
    """
    asked = parse_range_header(request.headers.get("Range"))
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or request.method != "GET":
        return None
    unless_changed = request.headers.get("If-Range")
    if unless_changed and parse_if_range_header(unless_changed).etag != stored.sha256:
        return None
    return asked.range_for_length(stored.size) or (0, 0)


def _chunks(file: IO[bytes], left: int) -> Iterator[bytes]:
    while left > 0 and (part := file.read(min(_CHUNK, left))):
        left -= len(part)
        yield part
