"""Where the bytes of files lie: in a folder of this machine, or in a bucket of an S3 service (`s3`)."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from flask import current_app

KEY = re.compile(r"[0-9a-f]{32}")


class Store(ABC):
    """Files by their random keys. A file is put there whole and never changed.

    Every method raises `errors.Unreachable` when the store does not answer.
    """

    @abstractmethod
    def put(self, draft: Path, key: str) -> None:
        """Take the draft over, whole and safe from a power cut. The draft is gone afterwards."""

    @abstractmethod
    def open(self, key: str, start: int = 0, stop: int | None = None) -> IO[bytes]:
        """Open the file for reading from `start`; nobody reads past `stop`. Raises `FileNotFoundError`."""

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
        is_new = not path.parent.is_dir()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.rename(path)
        for folder in path.parents[: 4 if is_new else 1]:  # a new folder is safe once the one around it is
            _sync(folder)

    def open(self, key: str, start: int = 0, stop: int | None = None) -> IO[bytes]:
        """Open the file for reading."""
        file = self._path(key).open("rb")
        file.seek(start)
        return file

    def delete(self, key: str) -> None:
        """Remove the file."""
        self._path(key).unlink(missing_ok=True)

    def holds(self, key: str) -> bool:
        """Tell whether the file is there."""
        return self._path(key).is_file()

    def listed(self) -> Iterator[tuple[str, datetime]]:
        """Return the keys of all files."""
        for path in self.root.glob("??/??/*"):
            if KEY.fullmatch(path.name):
                with suppress(FileNotFoundError):  # removed meanwhile
                    yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self.root / key[:2] / key[2:4] / key


def new_key() -> str:
    """Return a fresh random key."""
    return secrets.token_hex(16)


def store() -> Store:
    """Return the store of this service: a bucket where one is set, else the uploads folder, which backups hold."""
    config = current_app.config
    if not config["S3_BUCKET"]:
        return folder()
    kept = current_app.extensions.get("bucket")
    if kept is None:
        from meetings.files.s3 import Bucket  # noqa: PLC0415 - it builds upon this module

        kept = current_app.extensions.setdefault("bucket", Bucket(config))
    bucket: Store = kept
    return bucket


def folder() -> Folder:
    """Return the uploads folder of the instance."""
    return Folder(Path(current_app.config["INSTANCE"]) / "uploads")


@contextmanager
def drafts() -> Iterator[Path]:
    """Make a folder for files that are being received, beside the store; what is left there goes with it."""
    root = Path(current_app.config["INSTANCE"]) / "receiving"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Path(tempfile.mkdtemp(dir=root))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
