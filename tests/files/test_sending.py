"""A file is sent whole or in part, under its name, and as nothing that a browser would run."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask, Response

from meetings.files import actions, sending
from meetings.files.models import StoredFile
from meetings.files.rules import FOR_MATERIAL, SHOWN_SAFELY
from meetings.files.store import store
from tests.builders import NOW
from tests.databases import only_sqlite
from tests.files.media import mp3, mp4, ppt, vtt, webm
from tests.files.samples import docx, jpeg, odp, odt, pdf, png, pptx, webp, xlsx

pytestmark = only_sqlite

EVERY_KIND = {
    "a.pdf": pdf(),
    "a.pptx": pptx(),
    "a.ppt": ppt(),
    "a.odp": odp(),
    "a.docx": docx(),
    "a.odt": odt(),
    "a.xlsx": xlsx(),
    "a.png": png(),
    "a.jpg": jpeg(),
    "a.webp": webp(),
    "a.mp4": mp4(),
    "a.webm": webm(),
    "a.vtt": vtt(),
    "a.mp3": mp3(),
}
SHOWN = {"a.png", "a.jpg", "a.webp", "a.mp4", "a.webm", "a.vtt", "a.mp3"}


def received(body: bytes = pdf(), name: str = "a.pdf") -> StoredFile:
    return actions.receive(io.BytesIO(body), name, NOW, kinds=FOR_MATERIAL)


def sent(app: Flask, row: StoredFile, *, method: str = "GET", inline: bool = False, **headers: str) -> Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    with app.test_request_context("/", method=method, headers=names):
        response = sending.response(row, inline=inline)
        response.direct_passthrough = False
        response.get_data()
        response.close()
    return response


def test_parts_are_sent_as_the_standard_says(app: Flask) -> None:
    row, body = received(), pdf()
    size, etag = len(body), f'"{received().sha256}"'
    cases: list[tuple[dict[str, str], int, bytes, str | None]] = [
        ({}, 200, body, None),
        ({"Range": "bytes=0-3"}, 206, body[:4], f"bytes 0-3/{size}"),
        ({"Range": "bytes=5-"}, 206, body[5:], f"bytes 5-{size - 1}/{size}"),
        ({"Range": "bytes=-7"}, 206, body[-7:], f"bytes {size - 7}-{size - 1}/{size}"),
        ({"Range": f"bytes=0-{size * 9}"}, 206, body, f"bytes 0-{size - 1}/{size}"),
        ({"Range": f"bytes={size - 1}-"}, 206, body[-1:], f"bytes {size - 1}-{size - 1}/{size}"),
        ({"Range": f"bytes={size}-"}, 416, b"", f"bytes */{size}"),
        ({"Range": "bytes=0-1,4-5"}, 200, body, None),
        ({"Range": "bytes=x"}, 200, body, None),
        ({"Range": "lines=0-3"}, 200, body, None),
        ({"Range": "bytes=0-3", "If_Range": etag}, 206, body[:4], f"bytes 0-3/{size}"),
        ({"Range": "bytes=0-3", "If_Range": '"another"'}, 200, body, None),
        ({"Range": "bytes=0-3", "If_Range": "Wed, 21 Oct 2015 07:28:00 GMT"}, 200, body, None),
        ({"If_None_Match": etag}, 304, b"", None),
        ({"If_None_Match": f"W/{etag}"}, 304, b"", None),
        ({"If_None_Match": '"another"'}, 200, body, None),
    ]
    for headers, status, content, place in cases:
        answer = sent(app, row, **headers)
        found: tuple[Any, ...] = (answer.status_code, answer.get_data(), answer.headers.get("Content-Range"))
        assert found == (status, content, place), headers
        assert (answer.headers["ETag"], answer.headers["Accept-Ranges"]) == (etag, "bytes"), headers
        if status in (200, 206):
            assert answer.content_length == len(content), headers


def test_each_kind_is_an_attachment_but_for_what_only_shows(app: Flask) -> None:
    for name, body in EVERY_KIND.items():
        row = received(body, name)
        for inline in (True, False):
            answer = sent(app, row, inline=inline)
            is_shown = inline and name in SHOWN
            assert answer.headers["Content-Disposition"].startswith("inline" if is_shown else "attachment"), name
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none';")
            assert "script" not in answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.mimetype == row.type
            assert not any(word in row.type for word in ("html", "svg", "javascript"))
    assert len(SHOWN) == len(SHOWN_SAFELY)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a b.pdf", 'attachment; filename="a b.pdf"'),
        ("åäö.pdf", "attachment; filename=\"aao.pdf\"; filename*=UTF-8''%C3%A5%C3%A4%C3%B6.pdf"),
        ("Резюме.pdf", "attachment; filename=\"fil.pdf\"; filename*=UTF-8''%D0%A0%D0%B5%D0%B7%D1%8E%D0%BC%D0%B5.pdf"),
        ("100%.pdf", "attachment; filename=\"100_.pdf\"; filename*=UTF-8''100%25.pdf"),
        ("a'b;c.pdf", 'attachment; filename="a\'b;c.pdf"'),
        ("..／a.pdf", "attachment; filename=\".._a.pdf\"; filename*=UTF-8''..%EF%BC%8Fa.pdf"),  # / when taken apart
    ],
)
def test_a_name_is_sent_for_every_program(name: str, header: str) -> None:
    assert sending.disposition(name) == header


def test_what_may_be_kept_says_so_and_what_is_asked_about_sends_nothing(app: Flask) -> None:
    row = received()
    with app.test_request_context("/"):
        answer = sending.response(row, cache=sending.REVALIDATED)
        answer.close()
    assert answer.headers["Cache-Control"] == "no-cache"
    assert sent(app, row, method="HEAD", Range="bytes=0-3").content_length == len(pdf())


def test_no_file_is_left_open_when_nobody_reads_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    row, opened = received(), []
    kept_open = type(store()).open

    def noted(*arguments: Any) -> Any:
        opened.append(kept_open(*arguments))
        return opened[-1]

    monkeypatch.setattr(type(store()), "open", noted)
    with app.test_request_context("/"):
        sending.response(row).close()
    assert [file.closed for file in opened] == [True]
