"""The service as it is deployed: gunicorn and the worker as processes of their own, reached over HTTP.

server = start_server(WEB_WORKERS=2)         # or simply the fixture live_server
visitor = server.browser()                   # the same Page and Form as in process, over real HTTP
page = visitor.get("/moten")
server.kill("worker")                        # kill -9; then server.start("worker")
server.flask("backup")                       # a command of the service, in its environment
"""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http.cookies import SimpleCookie
from pathlib import Path
from typing import IO, Any, Literal
from urllib.parse import urlsplit

from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from meetings.config import ROOT
from tests import prepared
from tests.browser import Browser
from tests.postgres import free_port

Part = Literal["web", "worker", "service"]  # the service is both of the others, begun from one process


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Return once it holds; fail when it does not within these seconds."""
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up, f"not within {seconds} s"
        time.sleep(0.01)


class LiveServer:
    """gunicorn and the worker on an instance and a database of their own.

    `url`, `port`, `instance` (its folder), `database_url`, `settings`. Each part logs to `<part>.log` beside the
    instance. With `anew` each process loads the code by itself, as where it is deployed; otherwise one that has loaded
    it is at hand (tests/prepared.py).
    """

    def __init__(self, settings: dict[str, Any], folder: Path, *, anew: bool = False) -> None:
        self.folder = folder
        self.anew = anew or not prepared.can_prepare()
        self.instance = folder / "instance"
        self.instance.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = {"INSTANCE": self.instance, "BASE_URL": self.url, "PORT": self.port} | settings
        self.database_url = str(self.settings["DATABASE_URL"])
        self.processes: dict[str, subprocess.Popen[bytes] | prepared.Started] = {}
        self._browsers: list[HttpBrowser] = []

    def __repr__(self) -> str:
        return f"<LiveServer {self.url}>"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process of this service."""
        own = {name: _as_text(value) for name, value in self.settings.items()}
        return {**os.environ, **own, "PYTHONUNBUFFERED": "1"}

    def command(self, part: Part) -> list[str]:
        """Return the command that starts a part, as docs/deploy.md says it."""
        commands = {
            "web": ["gunicorn", "--config", "python:meetings.serving", "wsgi:app"],
            "worker": ["meetings", "worker"],
            "service": ["meetings.service"],
        }
        return [sys.executable, "-m", *commands[part]]

    def start(self, part: Part, *, wait: bool = True) -> None:
        """Start a part; `wait` until the web answers."""
        assert not self.is_running(part), f"{part} is running"
        with (self.folder / f"{part}.log").open("ab") as log:
            self.processes[part] = self._begin(self.command(part), log)
        if wait and part != "worker":
            self.wait_until_ready(part)

    def _begin(self, command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes] | prepared.Started:
        if not self.anew:
            _python, _option, module, *arguments = command
            return prepared.start(module, arguments, self.environment, log)
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def wait_until_ready(self, part: Part = "web", seconds: float = 30) -> None:
        """Return when all processes of the web stand and it answers; fail when it does not within these seconds."""
        least = int(self.settings.get("WEB_WORKERS", 2)) + (1 if part == "web" else 3)
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            assert self.is_running(part), f"the {part} ended:\n{self.log(part)}"
            if self._answers() and len(self.pids(part)) >= least:
                return
            time.sleep(0.05)
        raise AssertionError(f"the {part} does not answer after {seconds} s:\n{self.log(part)}")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            return False
        finally:
            connection.close()
        return True

    def is_running(self, part: Part) -> bool:
        """Say whether the part's first process lives."""
        process = self.processes.get(part)
        return process is not None and process.poll() is None

    def pids(self, part: Part) -> list[int]:
        """Return the process ids of a part, first that which was started (Linux)."""
        if part in self.processes:
            return _with_children(self.processes[part].pid)
        begun = _children(self.processes["service"].pid)  # one after the other
        place = 0 if part == "web" else 1
        return [pid for first in begun[place : place + 1] for pid in _with_children(first)]

    def kill(self, part: Part, sign: int = signal.SIGKILL) -> None:
        """Send a signal to all processes of a part at once (kill -9), and wait until they are gone."""
        process = self.processes[part]
        _signal_group(process, sign)
        process.wait(timeout=15)

    def stop(self) -> None:
        """End everything at once: a gentle end (tests/jobs tries it) waits for connections that nobody uses."""
        for visitor in self._browsers:
            visitor.close()
        left = self.pids("service")[1:] if self.is_running("service") else []  # each in a session of its own
        for process in self.processes.values():
            _signal_group(process, signal.SIGKILL)  # also what the first process may have left behind
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self.processes.values():
            process.wait()

    def log(self, part: Part) -> str:
        """Return what a part has logged so far."""
        path = self.folder / f"{part}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def flask(self, *arguments: str, stdin: str | None = None, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command of the service (`flask --app wsgi …`) in its environment, and return what it printed."""
        ran = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=stdin or "",
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or ran.returncode == 0, f"flask {' '.join(arguments)} failed:\n{ran.stdout}{ran.stderr}"
        return ran

    def browser(self, **headers: str) -> HttpBrowser:
        """Return a new visitor with a cookie jar of its own; these headers go with every request of theirs."""
        visitor = HttpBrowser(self.url, headers)
        self._browsers.append(visitor)
        return visitor


class HttpBrowser(Browser):
    """A `Browser` over real HTTP, with one kept-alive connection. For one thread at a time; make one per client."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        self.base_url = url
        self.headers = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        self.cookies: dict[str, str] = {}
        self._connection: http.client.HTTPConnection | None = None

    def __repr__(self) -> str:
        return f"<HttpBrowser {self.base_url}>"

    def close(self) -> None:
        """Hang up."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _open(self, method: str, path: str, **options: Any) -> Any:
        headers = Headers(options.pop("headers", None) or {})
        for name, value in self.headers.items():
            headers.setdefault(name, value)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        builder = EnvironBuilder(path, self.base_url, method=method, headers=headers, **options)
        try:
            environ = builder.get_environ()
            body = environ["wsgi.input"].read() if method not in {"GET", "HEAD"} else b""
            target = environ["REQUEST_URI"]
            if environ.get("CONTENT_TYPE") and body:
                headers["Content-Type"] = environ["CONTENT_TYPE"]
        finally:
            builder.close()
        response = self._request(method, target, body, headers)
        for line in response.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return response

    def _request(self, method: str, target: str, body: bytes, headers: Headers) -> _Response:
        fresh = self._connection is None
        if self._connection is None:
            parts = urlsplit(self.base_url)
            assert parts.hostname
            self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        try:
            self._connection.request(method, target, body or None, dict(headers.items()))
            return _Response(self._connection.getresponse())
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.close()
            if fresh or method not in {"GET", "HEAD"}:
                raise  # a POST may have been carried out: it is for the test to decide
            return self._request(method, target, body, headers)


class _Response:
    """What `Page` asks of a response."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status_code = response.status
        self.headers = Headers(response.getheaders())
        self.mimetype = (response.headers.get_content_type() if "Content-Type" in self.headers else "").lower()
        self.data = response.read()

    def close(self) -> None:
        """Nothing is left open."""


def _children(pid: int) -> list[int]:
    """Return the processes that one has begun and that live, the earliest first (Linux)."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _with_children(pid: int) -> list[int]:
    return [pid, *(one for child in _children(pid) for one in _with_children(child))]


def _signal_group(process: subprocess.Popen[bytes] | prepared.Started, sign: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, sign)


def _as_text(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
