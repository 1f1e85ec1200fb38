"""A film of 200 MB comes in, and 2 GB go out, without either ever being in memory."""

from __future__ import annotations

import hashlib
import http.client
import struct
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from meetings.files.store import Folder, new_key
from tests.databases import only_sqlite
from tests.files.media import mp3, mp4
from tests.live import LiveServer

MB = 1_000_000
BOUNDARY = "grans"


class StreamsServer(LiveServer):
    """The service with the routes of `streams_app`."""

    def command(self, part: Any) -> list[str]:
        return [word.replace("wsgi:app", "tests.proof.streams_app:app") for word in super().command(part)]


class Memory:
    """How much memory all processes of the web take together, shared pages counted once, in MB: before and at most."""

    def __init__(self, server: LiveServer) -> None:
        self.server, self.most, self._ended = server, 0.0, threading.Event()
        self.before = self._now()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def more(self) -> float:
        return self.most - self.before

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            self.most = max(self.most, self._now())

    def _now(self) -> float:
        return sum(_pss(pid) for pid in self.server.pids("web"))


def _pss(pid: int) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    line = next(line for line in text.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) * 1024 / MB


@pytest.fixture
def server(settings: dict[str, Any], tmp_path: Path) -> Iterator[LiveServer]:
    own = {name: value for name, value in settings.items() if name != "BASE_URL"}
    made = StreamsServer(own, tmp_path / "service")
    made.start("web")
    yield made
    made.stop()


def a_film(size: int) -> Iterator[bytes]:
    whole = mp4(data=b"")
    yield whole[:-8] + struct.pack(">I4s", 8 + size, b"mdat")
    yield from _noise(size)


def a_pdf(size: int) -> Iterator[bytes]:
    """A PDF with many pictures of 200 kB."""
    yield b"%PDF-1.7\n"
    for number in range(size // 200_000):
        yield f"{number} 0 obj <</Length 200000>> stream\n".encode()
        yield from _noise(200_000)
        yield b"\nendstream endobj\n"
    yield b"trailer <</Root 1 0 R>>\n%%EOF\n"


def a_sound(size: int) -> Iterator[bytes]:
    frames = mp3(frames=100)
    for _piece in range(size // len(frames)):
        yield frames


def _noise(size: int) -> Iterator[bytes]:
    piece = hashlib.shake_128(b"noise").digest(1 << 16)
    while size > 0:
        yield piece[: min(size, len(piece))]
        size -= len(piece)


def sent(server: LiveServer, name: str, parts: Callable[[], Iterator[bytes]]) -> tuple[str, float, int]:
    """Post the file and return what is answered, how many seconds it took, and the size of the file."""
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="fil"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    tail = f"\r\n--{BOUNDARY}--\r\n".encode()
    size = sum(map(len, parts()))
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    headers["Content-Length"] = str(len(head) + size + len(tail))

    def body() -> Iterator[bytes]:
        yield head
        yield from parts()
        yield tail

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    began = time.monotonic()
    connection.request("POST", "/prov/fil", body(), headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    assert answer.status == 200, text
    return text, time.monotonic() - began, size


def digest(parts: Iterator[bytes]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(part)
    return found.hexdigest()


@only_sqlite
@pytest.mark.proof
def test_two_hundred_megabytes_come_in_through_little_memory(server: LiveServer) -> None:
    sent(server, "liten.mp4", lambda: a_film(MB))
    for name, made in (("film.mp4", a_film), ("bilder.pdf", a_pdf), ("ljud.mp3", a_sound)):
        with Memory(server) as memory:
            text, seconds, size = sent(server, name, lambda made=made: made(200 * MB))  # type: ignore[misc]
        key, stored, sha256 = text.split()
        print(
            f"\n{name}: {size / MB:.0f} MB in {seconds:.1f} s, "
            f"memory {memory.before:.0f} → at most {memory.most:.0f} MB (+{memory.more:.0f})"
        )
        assert (int(stored), sha256) == (size, digest(made(200 * MB)))
        assert (server.instance / "uploads" / key[:2] / key[2:4] / key).stat().st_size == size
        assert not list((server.instance / "receiving").iterdir())
        assert memory.more < 40


@only_sqlite
@pytest.mark.proof
def test_two_gigabytes_go_out_through_little_memory(server: LiveServer, tmp_path: Path) -> None:
    store = Folder(server.instance / "uploads")
    for _file in range(4):
        draft = server.instance / "draft"
        with draft.open("wb") as file:
            file.truncate(512 * MB)  # 512 MB that take no disk
        store.put(draft, new_key())
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    target, received, began = tmp_path / "allt.zip", 0, time.monotonic()
    with Memory(server) as memory:
        connection.request("GET", "/prov/allt.zip")
        answer = connection.getresponse()
        with target.open("wb") as file:
            while part := answer.read(1 << 20):
                received += len(part)
                if part.count(0) == len(part):
                    file.seek(len(part), 1)  # zeros take no disk here either
                else:
                    file.write(part)
    seconds = time.monotonic() - began
    connection.close()
    with zipfile.ZipFile(target) as made:
        assert [part.file_size for part in made.infolist()] == [512 * MB] * 4
    print(
        f"\n{received / MB:.0f} MB as a ZIP in {seconds:.1f} s, "
        f"memory {memory.before:.0f} → at most {memory.most:.0f} MB (+{memory.more:.0f})"
    )
    assert received > 2048 * MB
    assert memory.more < 20
