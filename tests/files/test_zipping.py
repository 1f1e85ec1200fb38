"""Many files leave as one ZIP that every program opens, in flat memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import IO, Any

import pytest
from flask import Flask

from meetings.files import zipping
from meetings.files.store import Store, new_key
from meetings.files.zipping import Entry
from tests.databases import only_sqlite

AT = datetime(2018, 4, 24, 14, 30, 8, tzinfo=UTC)


def entry(key: str, name: str, size: int = 3) -> Entry:
    return Entry(key, name, size, AT)


@pytest.fixture
def zipped(app: Flask, a_store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[..., zipfile.ZipFile]:
    monkeypatch.setattr(zipping, "store", lambda: a_store)

    def made(*entries: Entry) -> zipfile.ZipFile:
        with app.test_request_context("/"):
            parts = zipping.streamed(entries)
        return zipfile.ZipFile(io.BytesIO(b"".join(parts)))  # read outside the request, as a server does

    return made


@only_sqlite
def test_the_files_are_there_under_their_names(
    zipped: Callable[..., zipfile.ZipFile], put: Callable[[bytes], str]
) -> None:
    one, two = put(b"one"), put(b"two" * 200_000)
    made = zipped(
        entry(one, "Förmiddag/Bilder åäö.pdf"),
        entry(two, "Förmiddag/bilder ÅÄÖ.pdf", 600_000),
        entry(one, "Förmiddag/Bilder åäö.pdf"),
        entry(one, "../../etc/passwd"),
        entry(one, "C:\\Users\\a.pdf"),
        entry(one, "a\x00\u202eb/.."),
        entry(new_key(), "borta.pdf"),
    )
    assert made.testzip() is None
    assert made.namelist() == [
        "Förmiddag/Bilder åäö.pdf",
        "Förmiddag/bilder ÅÄÖ (2).pdf",
        "Förmiddag/Bilder åäö (3).pdf",
        "etc/passwd",
        "a.pdf",
        "a b",
        "Filer som saknas.txt",
    ]
    assert made.read("Förmiddag/bilder ÅÄÖ (2).pdf") == b"two" * 200_000
    assert made.read("Filer som saknas.txt").decode() == "borta.pdf\r\n"
    first = made.infolist()[0]
    assert (first.compress_type, first.date_time, first.flag_bits & 0x800) == (0, (2018, 4, 24, 16, 30, 8), 0x800)
    assert zipped().namelist() == []


class _Endless(Store):
    """A store of files that are long and nowhere."""

    def __init__(self, size: int) -> None:
        self.size = size

    def open(self, key: str, start: int = 0, stop: int | None = None) -> IO[bytes]:
        return _Zeros(self.size)

    def put(self, draft: Any, key: str) -> None: ...
    def delete(self, key: str) -> None: ...
    def holds(self, key: str) -> bool:
        return True

    def listed(self) -> Iterator[tuple[str, datetime]]:
        return iter(())


class _Zeros(io.RawIOBase):
    def __init__(self, left: int) -> None:
        self.left = left

    def read(self, size: int = -1) -> bytes:
        part = bytes(min(size, self.left))
        self.left -= len(part)
        return part


@only_sqlite
def test_sixty_megabytes_leave_in_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipping, "store", lambda: _Endless(30_000_000))
    with app.test_request_context("/"):
        parts = zipping.streamed([entry(new_key(), f"{number}.mp4", 30_000_000) for number in range(2)])
    tracemalloc.start()
    try:
        sent = sum(map(len, parts))
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sent > 60_000_000
    assert most < 3_000_000


@only_sqlite
def test_a_zip_of_more_than_the_old_format_holds_says_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1000)
    monkeypatch.setattr(zipping, "store", lambda: _Endless(3000))
    with app.test_request_context("/"):
        body = b"".join(zipping.streamed([entry(new_key(), "film.mp4", 3000), entry(new_key(), "b.mp4", 3000)]))
    made = zipfile.ZipFile(io.BytesIO(body))
    assert made.testzip() is None
    assert [part.file_size for part in made.infolist()] == [3000, 3000]
    assert b"PK\x06\x06" in body, "the end in the newer format"
