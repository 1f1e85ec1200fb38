"""A request may carry files where its view says so, and they are received on disk."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, request
from flask.ctx import RequestContext
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import create_environ

from meetings.errors import Unreachable
from meetings.extensions import db
from meetings.schedule.models import Meeting
from meetings.web.uploads import takes_uploads
from tests.builders import a_meeting
from tests.databases import only_sqlite

pytestmark = only_sqlite

_HEAD = b'--x\r\nContent-Disposition: form-data; name="fil"; filename="a.mp4"\r\n\r\n'
_TAIL = b"\r\n--x--\r\n"


class _Sender(io.RawIOBase):
    """A body that is made while it is read, so that it is in nobody's memory."""

    def __init__(self, size: int) -> None:
        self.length = len(_HEAD) + size + len(_TAIL)
        self._parts, self._left = [_HEAD, None, _TAIL], size

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray) -> int:  # type: ignore[override]
        part = self._next(len(into))
        into[: len(part)] = part
        return len(part)

    def _next(self, most: int) -> bytes:
        while self._parts:
            if self._parts[0] is None:
                if self._left:
                    part = bytes(min(most, self._left))
                    self._left -= len(part)
                    return part
                self._parts.pop(0)
                continue
            part, rest = self._parts[0][:most], self._parts[0][most:]
            self._parts[0:1] = [rest] if rest else []
            return part
        return b""


def sending(app: Flask, size: int) -> RequestContext:
    body = _Sender(size)
    environ = create_environ("/", method="POST") | {"wsgi.input": body, "CONTENT_LENGTH": str(body.length)}
    return app.request_context(environ | {"CONTENT_TYPE": "multipart/form-data; boundary=x"})


def test_thirty_megabytes_are_received_on_disk_and_leave_nothing(app: Flask) -> None:
    receiving = Path(app.config["INSTANCE"]) / "receiving"
    tracemalloc.start()
    try:
        with sending(app, 30_000_000):
            takes_uploads(40_000_000)
            sent = request.files["fil"]
            assert sent.stream.seek(0, io.SEEK_END) == 30_000_000
            _now, most = tracemalloc.get_traced_memory()
            sent.close()
    finally:
        tracemalloc.stop()
    assert most < 4_000_000
    assert receiving.is_dir()
    assert not list(receiving.iterdir()), "what is received has no name: a kill leaves nothing"


@pytest.mark.parametrize(("room", "size"), [(None, 1_100_000), (2_000_000, 4_100_000)])
def test_more_than_the_view_allows_is_refused(app: Flask, room: int | None, size: int) -> None:
    with sending(app, size):
        if room:
            takes_uploads(room)
        with pytest.raises(RequestEntityTooLarge):
            _ = request.files


def test_no_transaction_is_held_while_somebody_sends(app: Flask) -> None:
    a_meeting()
    with sending(app, 10):
        assert db.session.query(Meeting).count() == 1
        assert db.session().in_transaction()
        takes_uploads(1000)
        assert not db.session().in_transaction()
        request.files["fil"].close()


def test_a_full_disk_is_said_before_anything_is_received(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    free = 2 * 1_000_000 + 50_000_000
    monkeypatch.setattr("meetings.web.uploads.shutil.disk_usage", lambda _path: SimpleNamespace(free=free))
    with sending(app, 900_000):
        takes_uploads(1_000_000)
        request.files["fil"].close()
    with sending(app, 1_000_000), pytest.raises(Unreachable):
        takes_uploads(1_000_000)
