"""Where the bytes of files lie: a store with one implementation, a folder; another may keep them elsewhere."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from flask import current_app

_KEY = re.compile(r"[0-9a-f]{32}")


class Store(ABC):
    """Files by their random keys. A file is put there whole and never changed."""

    @abstractmethod
    def put(self, draft: Path, key: str) -> None:
        """Take the draft over, whole and safe from a power cut. The draft is gone afterwards."""

    @abstractmethod
    def open(self, key: str) -> IO[bytes]:
        """Open the file for reading. Raises `FileNotFoundError`."""

    @abstractmethod
    def delete(self, key: str) -> None:
        """Remove the file; one that is not there is no error."""

    @abstractmethod
    def holds(self, key: str) -> bool:
        """Tell whether the file is there."""

    @abstractmethod
    def listed(self) -> Iterator[tuple[str, datetime]]:
        """Return the keys of all files, each with when it came (aware)."""


class Folder(Store):
    """A folder on this machine; files lie in folders named by the first letters of their keys."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, draft: Path, key: str) -> None:
        """Take the draft over; it must lie on the same file system."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.rename(path)
        _sync(path.parent)

    def open(self, key: str) -> IO[bytes]:
        """Open the file for reading."""
        return self._path(key).open("rb")

    def delete(self, key: str) -> None:
        """Remove the file."""
        self._path(key).unlink(missing_ok=True)

    def holds(self, key: str) -> bool:
        """Tell whether the file is there."""
        return self._path(key).is_file()

    def listed(self) -> Iterator[tuple[str, datetime]]:
        """Return the keys of all files."""
        for path in self.root.glob("??/??/*"):
            if _KEY.fullmatch(path.name):
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self.root / key[:2] / key[2:4] / key


def new_key() -> str:
    """Return a fresh random key."""
    return secrets.token_hex(16)


def store() -> Store:
    """Return the store of this service: the uploads folder of the instance, which backups hold."""
    return Folder(Path(current_app.config["INSTANCE"]) / "uploads")


@contextmanager
def drafts() -> Iterator[Path]:
    """Make a folder for files that are being received, beside the store; what is left there goes with it."""
    root = Path(current_app.config["INSTANCE"]) / "receiving"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
