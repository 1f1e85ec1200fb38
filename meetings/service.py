"""Web and worker as one service: loaded once, so that they share its memory, and begun again when one ends by itself.

`python -m meetings.service`. Where the web and the worker stand apart, each has a command of its own (docs/deploy.md).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping

from meetings.loading import undisturbed

with undisturbed():
    import gunicorn.app.wsgiapp
    from gunicorn.workers import gthread  # noqa: F401 - which gunicorn loads by its name
    from sqlalchemy.orm import configure_mappers

    from meetings.jobs import worker
    from meetings.web.logs import log
    from wsgi import app

    configure_mappers()  # once here, or in each process

TOO_SOON = 10.0  # seconds after its beginning: a part that ends by itself so soon twice would only do so again
_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGCHLD}
_END_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG


class Service:
    """Processes that are made from this one, each running a part until it is told to stop by SIGTERM."""

    def __init__(self, parts: Mapping[str, Callable[[], None]]) -> None:
        self._parts = parts
        self._running: dict[int, tuple[str, float]] = {}
        self._ended_soon: set[str] = set()
        self._stopping = False
        self._status = 0

    def run(self) -> int:
        """Run all parts until SIGTERM or SIGINT, or until one cannot be begun; return the exit status (0 or 1)."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)  # they are waited for, and come at no other moment
        for name in self._parts:
            self._begin(name)
        while self._running:
            if signal.sigwait(_SIGNALS) == signal.SIGCHLD:
                self._see_who_ended()
            else:
                self._stop()
        return self._status

    def _begin(self, name: str) -> None:
        parent = os.getpid()
        pid = os.fork()
        if not pid:
            os.setsid()  # Ctrl-C is for the parent, which tells its children
            _end_with(parent)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            self._parts[name]()
            raise SystemExit
        self._running[pid] = name, time.monotonic()

    def _see_who_ended(self) -> None:
        while self._running:
            pid, ended_by = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            name, began = self._running.pop(pid)
            if not self._stopping:
                self._go_on_without(name, time.monotonic() - began, os.waitstatus_to_exitcode(ended_by))

    def _go_on_without(self, name: str, lived: float, status: int) -> None:
        log().error("service", event_is="a part ended by itself", part=name, status=status, seconds=round(lived, 1))
        if lived >= TOO_SOON:
            self._ended_soon.discard(name)
        elif name in self._ended_soon:
            self._status = 1
            self._stop()
            return
        else:
            self._ended_soon.add(name)
        self._begin(name)

    def _stop(self) -> None:
        self._stopping = True
        for pid in self._running:
            os.kill(pid, signal.SIGTERM)


def _end_with(parent: int) -> None:
    """Let this process be told to stop when its parent is gone, however that ended (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit


def _web() -> None:
    sys.argv = ["gunicorn", "--config", "python:meetings.serving", "wsgi:app"]
    gunicorn.app.wsgiapp.run()


def _worker() -> None:
    worker.serve(app, app.extensions["jobs"])


if __name__ == "__main__":
    sys.exit(Service({"web": _web, "worker": _worker}).run())
