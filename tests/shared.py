"""What is made once in a run and used by all its processes: who first asks makes it, the last to leave ends it."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


class Shared:
    """Things by name, each with what is to be known of it (as JSON takes it), in a folder of the run.

    address = shared.join("cluster", start)
    ...
    shared.leave("cluster", stop)
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._joined: dict[str, IO[str]] = {}

    def join(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what is known of it: what `make` returned to who first asked."""
        with self._alone(name) as known:
            if name not in self._joined:
                self._joined[name] = (self.folder / f"{name}.users").open("w")
                fcntl.flock(self._joined[name], fcntl.LOCK_SH)
            if not known.exists():
                known.write_text(json.dumps(make()))
            return json.loads(known.read_text())

    def leave(self, name: str, end: Callable[[Any], None]) -> None:
        """Have no more to do with it; `end` it if nobody else has. Who asks later makes a new one."""
        if name not in self._joined:
            return
        with self._alone(name) as known, self._joined.pop(name) as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if known.exists():
                end(json.loads(known.read_text()))
                known.unlink()

    @contextmanager
    def _alone(self, name: str) -> Iterator[Path]:
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self.folder / f"{name}.json"
