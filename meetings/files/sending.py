"""Send a stored file: as an attachment that no browser opens as a page of this service."""

from __future__ import annotations

from flask import Response, send_file

from meetings.errors import NotFound
from meetings.files.models import StoredFile
from meetings.files.store import store

# Were it opened all the same, it could neither run nor fetch anything.
_CSP = "sandbox; default-src 'none'; frame-ancestors 'none'"


def response(stored: StoredFile) -> Response:
    """Return the file under the name that it came with. Whoever calls has checked who asks. Raises `NotFound`."""
    try:
        file = store().open(stored.key)
    except FileNotFoundError:
        raise NotFound from None
    sent = send_file(file, stored.type, as_attachment=True, download_name=stored.name, etag=False)
    sent.content_length = stored.size
    sent.headers["Content-Security-Policy"] = _CSP
    sent.headers["X-Content-Type-Options"] = "nosniff"
    sent.headers["Cache-Control"] = "no-store"
    return sent
