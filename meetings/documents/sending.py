"""Send a document: under a name that says what it is, made only for who does not have it already."""

from __future__ import annotations

from flask import Response, make_response, request, send_file

from meetings.documents.content import Content, Form
from meetings.documents.making import fingerprint, made
from meetings.files.rules import safe_name


def response(document: Content, form: Form, name: str) -> Response:
    """Return the document to be kept as `name` (without an ending). Whoever calls has checked who asks.

    Raises `Refused` when it is too large, `Busy` when others' documents take too long.
    """
    tag = fingerprint(document, form)[:32]
    if request.if_none_match.contains_weak(tag):
        answer = make_response("", 304)
    else:
        called = safe_name(f"{name}.{form.value}")
        answer = send_file(made(document, form), form.media_type, as_attachment=True, download_name=called, etag=False)
        answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.set_etag(tag, weak=True)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
