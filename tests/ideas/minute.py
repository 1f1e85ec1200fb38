"""The last minute of a call over real HTTP: clients that write and send, and the proxy that says when they came."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from meetings import transaction
from meetings.ideas.models import IdeaCall
from tests.bench.load import Answer, Connection
from tests.bench.visitors import token_in
from tests.ideas.builders import a_content
from tests.live import ROOT, LiveServer
from tests.postgres import free_port

SEND, LATE = "skicka", "sen"


@dataclass(frozen=True)
class Attempt:
    """What one client met: when its request was stamped (by the service's clock), which button, and the answer."""

    number: int
    stamped: datetime
    button: str
    status: int
    location: str


class Minute:
    """A call that closes at a moment of the service's clock, which goes `offset` seconds before the machine's."""

    def __init__(self, call: IdeaCall, offset: float, lead: float) -> None:
        """Let the call close in `lead` seconds from now."""
        self.offset = offset
        self.at = round(time.time() + lead, 3)
        self.closes_at = datetime.fromtimestamp(self.at + offset, UTC)
        with transaction.write() as session:
            session.get_one(IdeaCall, call.id).closes_at = self.closes_at

    def now(self) -> datetime:
        """Return what the service's clock says."""
        return datetime.fromtimestamp(time.time() + self.offset, UTC)

    def wait_until(self, before: float) -> None:
        """Sleep until so many seconds before the closing; after it when negative."""
        time.sleep(max(0.0, self.at - before - time.time()))


def offset_to(moment: datetime) -> float:
    """Return by how much a clock goes before the machine's that shows this moment now, in whole seconds."""
    return float(round(moment.timestamp() - time.time()))


class IdeaPage:
    """The form of a call, filled in as by a careful writer; learned once from the page itself."""

    def __init__(self, server: LiveServer, call: IdeaCall) -> None:
        self.path = f"/moten/{call.meeting_id}/ideer/ny"
        visitor = server.browser()
        form = visitor.get(self.path).form("Skicka in")
        content = a_content()
        form.fill(
            title="{title}", role=content.role, organisation=content.organisation, about=content.about,
            organisation_type=content.organisation_type, name="Maja Lind", email="{email}",
        )  # fmt: skip
        visitor.close()
        self._fields = [
            (field, str(value)) for field, values in form.values.items() for value in values if field != "knapp"
        ]

    def token(self, connection: Connection) -> str:
        """Open the form and return its token."""
        return token_in(connection.get(self.path))

    def send(
        self, connection: Connection, number: int, token: str, button: str = SEND, headers: dict[str, str] | None = None
    ) -> Answer:
        """Press the button; the redirect is not followed."""
        own = {"form_token": token, "title": f"Idé {number}", "email": f"maja.{number}@example.se"}
        fields = [(field, own.get(field, value)) for field, value in self._fields]
        return connection.post(self.path, [*fields, ("knapp", button)], headers)


def open_all(server: LiveServer, page: IdeaPage, number: int, clients: int) -> list[str]:
    """Let so many writers open the form, before it closes; return the token of each."""
    found = _by_clients(server, clients, range(number), lambda connection, _number: [page.token(connection)])
    return [token for _number, token in found]


def send_all(
    minute: Minute, server: LiveServer, page: IdeaPage, tokens: Sequence[str], moments: Sequence[float], clients: int
) -> list[Attempt]:
    """Let one writer send at each of the moments (seconds before the closing), so many at a time.

    Each says when it sent, as the proxy would. Who is told that the time is up leaves the idea as late, if its number
    is even. A writer is named after its token's place.
    """
    order = sorted(moments, reverse=True)

    def one(connection: Connection, number: int) -> list[Attempt]:
        minute.wait_until(order[number])
        attempt = _stamped(minute, page, connection, number, tokens[number], SEND)
        if attempt.status == 409 and number % 2 == 0:
            return [attempt, _stamped(minute, page, connection, number, tokens[number], LATE)]
        return [attempt]

    return [attempt for _number, attempt in _by_clients(server, clients, range(len(order)), one)]


def _by_clients(
    server: LiveServer, clients: int, numbers: Sequence[int], does: Callable[[Connection, int], list[Any]]
) -> list[tuple[int, Any]]:
    """Let so many threads, each with a connection of its own, do it for every number; return what came of it."""
    waiting: SimpleQueue[int] = SimpleQueue()
    for number in numbers:
        waiting.put(number)
    done: list[tuple[int, Any]] = []
    failures: list[BaseException] = []

    def client() -> None:
        connection = Connection(server.url)
        try:
            while True:
                number = waiting.get_nowait()
                done.extend((number, one) for one in does(connection, number))
        except Empty:
            pass
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=client, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return done


def _stamped(minute: Minute, page: IdeaPage, connection: Connection, number: int, token: str, button: str) -> Attempt:
    real = round(time.time(), 3)
    answer = page.send(connection, number, token, button, {"X-Request-Start": f"t={real:.3f}"})
    stamped = datetime.fromtimestamp(real + minute.offset, UTC)
    return Attempt(number, stamped, button, answer.status, answer.headers.get("location", ""))


@contextmanager
def held(server: LiveServer) -> Iterator[None]:
    """Let the service stand still: what comes waits for it, as in a crowd."""
    pids = server.pids("web")
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in reversed(pids):
            os.kill(pid, signal.SIGCONT)


class PlainProxy:
    """A reverse proxy that sets the headers of docs/deploy.md, over whatever the client says of itself."""

    def __init__(self, server: LiveServer) -> None:
        upstream = server.port

        class Forward(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _forward(self) -> None:
                arrived = time.time()
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name: value for name, value in self.headers.items() if name.lower() != "x-request-start"}
                headers |= {"X-Forwarded-For": self.client_address[0], "X-Request-Start": f"t={arrived:.3f}"}
                connection = http.client.HTTPConnection("127.0.0.1", upstream, timeout=30)
                connection.request(self.command, self.path, body, headers)
                answer = connection.getresponse()
                content = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in {"connection", "transfer-encoding", "content-length", "server", "date"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                connection.close()

            do_GET = do_POST = _forward  # noqa: N815 - the names that http.server calls

            def log_message(self, *_arguments: Any) -> None: ...

        self._serving = ThreadingHTTPServer(("127.0.0.1", 0), Forward)
        self._serving.daemon_threads = True
        threading.Thread(target=self._serving.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._serving.server_address[1]}"

    def stop(self) -> None:
        """End it."""
        self._serving.shutdown()
        self._serving.server_close()


class Nginx:
    """nginx with the configuration that docs/deploy delivers, on ports of its own."""

    def __init__(self, server: LiveServer, folder: Path) -> None:
        port = free_port()
        folder.mkdir(parents=True, exist_ok=True)
        delivered = (ROOT / "docs" / "deploy" / "moten.nginx").read_text()
        site = (
            delivered.replace("listen 80;", f"listen 127.0.0.1:{port};")
            .replace("    listen [::]:80;\n", "")
            .replace("http://127.0.0.1:8000", f"http://127.0.0.1:{server.port}")
            .replace("proxy_set_header Host $host;", "proxy_set_header Host $http_host;")
        )
        paths = "".join(
            f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes 1;\n"
            f"events {{ worker_connections 512; }}\nhttp {{\naccess_log off;\n{paths}{site}}}\n"
        )
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self._process = subprocess.Popen(
            [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")],
            stderr=subprocess.DEVNULL,
        )
        self.url = f"http://127.0.0.1:{port}"
        self._wait()

    def _wait(self) -> None:
        give_up = time.monotonic() + 10
        while time.monotonic() < give_up:
            assert self._process.poll() is None, "nginx ended"
            try:
                connection = Connection(self.url)
                connection.get("/healthz")
                connection.close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("nginx does not answer")

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(timeout=10)


def has_nginx() -> bool:
    """Tell whether nginx is installed."""
    return bool(shutil.which("nginx")) or Path("/usr/sbin/nginx").exists()


def send_across(minute: Minute, server: LiveServer, page: IdeaPage, url: str, token: str, number: int) -> Answer:
    """Send an idea through the proxy a tenth of a second before the closing; it reaches the service a second after."""
    connection = Connection(url)
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(page.send(connection, number, token)))
    minute.wait_until(0.4)
    with held(server):
        minute.wait_until(0.1)
        thread.start()
        minute.wait_until(-1.0)
    thread.join()
    connection.close()
    return answers[0]
