"""What is a backup file: a tar.gz with the database's parts, the uploads, and a manifest that vouches for each."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import time
import zlib
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
UPLOADS = "uploads"
VERSIONS = "alembic_version"  # the table in which the migrations note where the others stand
_NAME = re.compile(r"meetings-(\d{8}T\d{6}Z)(?:-\d+)?\.tar\.gz")
_STAMP = "%Y%m%dT%H%M%SZ"


class Unusable(Exception):
    """A backup cannot be made or put back; the message says why. What stood there before stands there still."""


@dataclass
class Table:
    """One table of the copy: its number of rows and the order of its columns."""

    rows: int
    columns: list[str] = field(default_factory=list)


@dataclass
class Part:
    """One file of the archive."""

    size: int
    sha256: str


@dataclass
class Manifest:
    """What the archive holds. `kind` is "sqlite" or "postgresql"; `revision` that of the migrations.

    `bucket` is where the uploaded files lie, when they are not in the archive.
    """

    made_at: str
    version: str
    kind: str
    revision: str
    tables: dict[str, Table]
    parts: dict[str, Part] = field(default_factory=dict)
    format: int = FORMAT
    bucket: str = ""

    def as_json(self) -> bytes:
        """Return the manifest as it is written."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Manifest:
        """Return the manifest that was written. Raises `Unusable`."""
        try:
            values: dict[str, Any] = json.loads(content)
            if values.get("format") != FORMAT:
                raise Unusable(f"the file is of format {values.get('format')}, this version reads format {FORMAT}")
            tables = {name: Table(**table) for name, table in values.pop("tables").items()}
            parts = {name: Part(**part) for name, part in values.pop("parts").items()}
            return cls(**values, tables=tables, parts=parts)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unusable(f"the manifest cannot be read: {error}") from error


def write(manifest: Manifest, database: Path, uploads: Path, folder: Path, at: datetime) -> Path:
    """Pack both folders and the manifest into one file in `folder`, whole or not at all; return its path.

    Uploads that lie in a bucket stay there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{os.getpid()}-{at:{_STAMP}}.part"
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6, format=tarfile.PAX_FORMAT) as tar:
                uploaded = [] if manifest.bucket else _files(UPLOADS, uploads)
                for name, path in [*_files(DATABASE, database), *uploaded]:
                    _add(tar, manifest, name, path)
                _add_bytes(tar, MANIFEST, manifest.as_json(), at)
            file.flush()
            os.fsync(file.fileno())
        found = _free_name(folder, at)
        draft.rename(found)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(folder)
    return found


def unpack(path: Path, folder: Path) -> Manifest:
    """Unpack the file into an empty folder and check every part against the manifest. Raises `Unusable`."""
    try:
        with tarfile.open(path, "r:gz") as tar:
            tar.extractall(folder, filter="data")
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        raise Unusable(f"{path.name} cannot be unpacked: {error}") from error
    if not (folder / MANIFEST).is_file():
        raise Unusable(f"{path.name} holds no {MANIFEST}")
    manifest = Manifest.from_json((folder / MANIFEST).read_bytes())
    found = {name for name, _path in _files("", folder)} - {MANIFEST}
    for name in sorted(found ^ set(manifest.parts)):
        raise Unusable(f"{name} is {'not in the manifest' if name in found else 'missing'}")
    for name, part in manifest.parts.items():
        with (folder / name).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != part.sha256:
            raise Unusable(f"{name} has been damaged: its checksum is not the manifest's")
    return manifest


def prune(folder: Path, days: int, now: datetime) -> int:
    """Remove backups older than so many days by the time in their names, but never the newest; return how many."""
    found = sorted((path for path in folder.glob("meetings-*.tar.gz") if _NAME.fullmatch(path.name)), reverse=True)
    old = [path for path in found[1:] if now - _made_at(path) > timedelta(days=days)]
    for path in old:
        path.unlink()
    for draft in [*folder.glob(".*.part"), *folder.glob(".making-*")]:  # left by a process that was killed
        if time.time() - draft.stat().st_mtime > 86400:
            shutil.rmtree(draft) if draft.is_dir() else draft.unlink()
    return len(old)


def made_before(folder: Path, moment: datetime) -> list[Path]:
    """Return the backups in the folder that were begun before the moment, by the time in their names."""
    return sorted(path for path in folder.glob("meetings-*.tar.gz") if _is_older(path, moment))


def _is_older(path: Path, moment: datetime) -> bool:
    return bool(_NAME.fullmatch(path.name)) and _made_at(path) < moment


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Hashing(io.RawIOBase):
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.sha256.update(content)
        return content


def _add(tar: tarfile.TarFile, manifest: Manifest, name: str, path: Path) -> None:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return  # erased since the folder was listed
    with file:
        info = tar.gettarinfo(arcname=name, fileobj=file)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        info.mode = 0o600
        hashing = _Hashing(file)
        tar.addfile(info, hashing)
    manifest.parts[name] = Part(info.size, hashing.sha256.hexdigest())


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes, at: datetime) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = len(content), 0o600, int(at.timestamp())
    tar.addfile(info, io.BytesIO(content))


def _files(prefix: str, folder: Path) -> list[tuple[str, Path]]:
    if not folder.exists():
        return []
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [(f"{prefix}/{path.relative_to(folder).as_posix()}".lstrip("/"), path) for path in paths]


def _free_name(folder: Path, at: datetime) -> Path:
    stem = f"meetings-{at.astimezone(UTC):{_STAMP}}"
    found, number = folder / f"{stem}.tar.gz", 2
    while found.exists():
        found, number = folder / f"{stem}-{number}.tar.gz", number + 1
    return found


def _made_at(path: Path) -> datetime:
    match = _NAME.fullmatch(path.name)
    assert match is not None
    return datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
