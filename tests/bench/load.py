"""How many requests a second are answered, and how fast: kept-alive connections that always have one under way.

`measure` uses wrk where it is installed (it takes the least from the machine that it measures), else `drive`, a
process of its own: `python -m tests.bench.load URL CONNECTIONS SECONDS` prints its figures as JSON. Both weigh on the
service and on its ceiling alike, so that a share may be compared between runs, a rate only between runs of one tool.
"""

from __future__ import annotations

import json
import re
import selectors
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[2]
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """What came of it; times in milliseconds. `errors` were answered with anything but 2xx, or not at all."""

    tool: str
    requests: int
    per_second: float
    p50: float
    p99: float
    errors: int


def measure(url: str, *, connections: int = 16, seconds: float = 4, warm_up: float = 1) -> Load:
    """Ask for the address over so many connections for so long, after a warm-up that does not count."""
    tool = _wrk if shutil.which("wrk") else _own
    if warm_up:
        tool(url, connections, warm_up)
    return tool(url, connections, seconds)


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value that so large a part of the values does not exceed (0.99: the slowest in a hundred)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


class Connection:
    """One kept-alive connection that sends a request and waits for its answer; it costs next to nothing.

    It follows no redirect and keeps no cookie. `received` counts the bytes that came over the wire.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname
        self._address = (parts.hostname, parts.port or 80)
        self._host = parts.netloc
        self._socket: socket.socket | None = None
        self.received = 0

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch the address."""
        return self._ask("GET", target, headers or {}, b"")

    def post(self, target: str, fields: Sequence[tuple[str, str]], headers: Mapping[str, str] | None = None) -> Answer:
        """Send the fields as a form does."""
        own = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self._ask("POST", target, own, urlencode(fields).encode())

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self._host}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        message = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        kept = self._socket is not None
        try:
            return self._exchange(message)
        except ConnectionError:
            self.close()
            if not kept or method != "GET":
                raise  # a POST may have been carried out
            return self._exchange(message)

    def _exchange(self, message: bytes) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection(self._address, timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(message)
        received = bytearray()
        while (end := _end_of_answer(received)) is None:
            chunk = self._socket.recv(262_144)
            if not chunk:
                raise ConnectionResetError("the server hung up")
            received += chunk
        self.received += end
        answer = Answer(bytes(received))
        if answer.headers.get("connection") == "close":
            self.close()
        return answer


class Answer:
    """An answer: `status`, `headers` (names in lower case), `body`."""

    def __init__(self, received: bytes) -> None:
        head, _, self.body = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split(" ", 2)[1])
        pairs = (line.partition(":") for line in lines)
        self.headers = {name.lower(): value.strip() for name, _colon, value in pairs}


def drive(url: str, connections: int, seconds: float) -> Load:
    """Keep one request under way on each connection, all in one thread, and return what came of it."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    message = f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
    address = (str(parts.hostname), parts.port or 80)
    took: list[float] = []
    errors = 0
    with selectors.DefaultSelector() as selector:
        began = time.perf_counter()
        for _ in range(connections):
            _Line(address, message).register(selector)
        while (left := began + seconds - time.perf_counter()) > 0:
            for key, _events in selector.select(left):
                line: _Line = key.data
                status = line.read()
                if status is None:
                    continue
                took.append(time.perf_counter() - line.asked)
                errors += not 200 <= status < 300
                if status == 0:
                    selector.unregister(line.socket)
                    line.socket.close()
                    _Line(address, message).register(selector)
                else:
                    line.ask()
        elapsed = time.perf_counter() - began
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    times = percentile(took, 0.5) * 1000, percentile(took, 0.99) * 1000
    return Load("own client", len(took), len(took) / elapsed, *times, errors)


class _Line:
    """A connection of `drive`, with the request that is under way on it."""

    def __init__(self, address: tuple[str, int], message: bytes) -> None:
        self.socket = socket.create_connection(address, timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._message = message
        self._received = bytearray()
        self.asked = 0.0

    def register(self, selector: selectors.BaseSelector) -> None:
        selector.register(self.socket, selectors.EVENT_READ, self)
        self.ask()

    def ask(self) -> None:
        self._received.clear()
        self.asked = time.perf_counter()
        self.socket.sendall(self._message)

    def read(self) -> int | None:
        """Return the status when the answer is whole, 0 when the server hung up, None when there is more to come."""
        try:
            chunk = self.socket.recv(262_144)
        except OSError:
            return 0
        if not chunk:
            return 0
        self._received += chunk
        if _end_of_answer(self._received) is None:
            return None
        return int(self._received[9:12])


def _end_of_answer(received: bytearray) -> int | None:
    """Return how long the answer is when it is there whole; None when there is more to come."""
    head = received.find(b"\r\n\r\n")
    if head < 0:
        return None
    length = _LENGTH.search(received, 0, head)
    assert length or received[9:12] in (b"204", b"304"), f"an answer without a length: {bytes(received[:200])!r}"
    end = head + 4 + (int(length[1]) if length else 0)
    return end if len(received) >= end else None


def _own(url: str, connections: int, seconds: float) -> Load:
    command = [sys.executable, "-m", "tests.bench.load", url, str(connections), str(seconds)]
    return Load(**json.loads(_said_by(command)))


def _wrk(url: str, connections: int, seconds: float) -> Load:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", "--latency", url]
    said = _said_by(command)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    errors = sum(int(number) for found in (failed, broken) if found for number in found.groups())
    requests = int(_found(r"(\d+) requests in", said))
    per_second = float(_found(r"Requests/sec: +([\d.]+)", said))
    return Load("wrk", requests, per_second, _time("50%", said), _time("99%", said), errors)


def _said_by(command: list[str]) -> str:
    ran = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{command[0]} failed:\n{ran.stdout}{ran.stderr}"
    return ran.stdout


def _found(pattern: str, said: str) -> str:
    match = re.search(pattern, said)
    assert match, f"wrk did not say {pattern}:\n{said}"
    return match[1]


def _time(part: str, said: str) -> float:
    written = _found(rf"\n +{part} +([\d.]+(?:us|ms|s|m)) *\n", said)
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", written).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}[unit]


if __name__ == "__main__":
    print(json.dumps(asdict(drive(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))))
