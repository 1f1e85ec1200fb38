"""Starts the service's processes from one that has loaded the code already: most of what a start costs is loading.

The process that is asked for is then ours, as if we had started it by its command: we see how it ends. What loads the
code runs apart (`python -m tests.prepared`) and is nothing but loaded: it has no settings, no app and no thread.
"""

from __future__ import annotations

import ctypes
import json
import os
import runpy
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import IO, Any

from meetings.config import ROOT
from meetings.loading import undisturbed

_TAKE_IN_ORPHANS = 36  # prctl's PR_SET_CHILD_SUBREAPER
_ready: list[subprocess.Popen[str]] = []


class Started:
    """What `subprocess.Popen` offers, for a process that came to be ours."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, or None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
                self._forget_what_it_left()
        return self.returncode

    def _forget_what_it_left(self) -> None:
        """Take note of the end of those that it had started, and that came to be ours when it ended."""
        try:
            while os.waitpid(-self.pid, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return

    def wait(self, timeout: float = 600) -> int:
        """Return how it ended, when it has; raise `subprocess.TimeoutExpired` after so many seconds."""
        give_up = time.monotonic() + timeout
        while (ended := self.poll()) is None:
            if time.monotonic() > give_up:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.005)
        return ended


def can_prepare() -> bool:
    """Tell whether this system lets a process take in what others have started (Linux does)."""
    return sys.platform == "linux"


def start(module: str, arguments: Sequence[str], environment: Mapping[str, str], log: IO[bytes]) -> Started:
    """Start `python -m module arguments` in a session of its own, in this environment, its words going to the log."""
    if not _ready or _ready[0].poll() is not None:
        ctypes.CDLL(None).prctl(_TAKE_IN_ORPHANS, 1, 0, 0, 0)
        # The end of its input ends it, also when this process is killed.
        _ready[:] = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.prepared"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        ]
    stdin, stdout = _ready[0].stdin, _ready[0].stdout
    assert stdin
    assert stdout
    asked = {"module": module, "arguments": list(arguments), "environment": dict(environment), "log": log.name}
    stdin.write(json.dumps(asked) + "\n")
    stdin.flush()
    return Started(int(stdout.readline()))


def _serve() -> None:
    with undisturbed():
        import gunicorn.app.wsgiapp  # noqa: F401
        from flask import Flask
        from gunicorn.workers import gthread  # noqa: F401 - loaded by its name
        from sqlalchemy.orm import configure_mappers

        import meetings.app  # noqa: F401
        from tests.compiled import TEMPLATES

        configure_mappers()
        Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": TEMPLATES}
    for line in sys.stdin:
        print(_fork_twice(json.loads(line)), flush=True)


def _fork_twice(asked: dict[str, Any]) -> int:
    """Become what was asked for, as the child of a child that has ended: it belongs to who takes in orphans."""
    heard, tell = os.pipe()
    between = os.fork()
    if not between:
        child = os.fork()
        if child:
            os.write(tell, str(child).encode())
            os._exit(0)
        os.close(heard)
        os.close(tell)
        _become(**asked)
        os._exit(0)
    os.waitpid(between, 0)
    pid = int(os.read(heard, 20))
    os.close(heard)
    os.close(tell)
    return pid


def _become(module: str, arguments: list[str], environment: dict[str, str], log: str) -> None:
    os.setsid()
    nothing, words = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND)
    for opened, standard in ((nothing, 0), (words, 1), (words, 2)):
        os.dup2(opened, standard)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _serve()
