"""Receive files, keep those whose form was taken, and clear away the rest.

A file is written and checked outside any transaction, and its row is written after it lies in the store: so each row
names a file that is there. What is to go loses its row's state first and its bytes at the next sweep.
"""

from __future__ import annotations

import errno
import hashlib
import shutil
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.errors import Refusal, Refused
from meetings.extensions import db
from meetings.files import content, pictures, queries, scanning
from meetings.files.models import StoredFile
from meetings.files.rules import (
    FOR_ANSWERS,
    FOR_PICTURES,
    STRAY,
    WAITS,
    FileReason,
    FileState,
    Kind,
    Unacceptable,
    in_megabytes,
    refusal_when_full,
    safe_name,
)
from meetings.files.store import Folder, Store, drafts, folder, new_key, store

_CHUNK = 1 << 18
_AT_ONCE = 200
_FEW = 100  # files without rows that are removed however few rows there are


@dataclass
class Swept:
    """What a sweep did; `missing` are the keys of rows whose file is not in the store.

    `left` is how many files without rows were left where they are, since they are too many to be strays.
    """

    gone: int = 0
    strays: int = 0
    left: int = 0
    missing: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = f"{self.gone + self.strays} uploads"
        said += f", {len(self.missing)} FILES MISSING" if self.missing else ""
        return f"{said}, {self.left} FILES WITHOUT ROWS LEFT" if self.left else said


@dataclass(frozen=True)
class Picture:
    """A picture that was received: its row, and its width and height in points."""

    row: StoredFile
    width: int
    height: int


def receive(
    stream: IO[bytes],
    name: str | None,
    now: datetime,
    *,
    kinds: Collection[Kind] = FOR_ANSWERS,
    most: int | None = None,
) -> StoredFile:
    """Check what is sent and store it as pending, for the form that it came with to keep.

    At most so many bytes are read (UPLOAD_BYTES when none are said). A picture is made anew, without what its camera
    noted: size and checksum are those of what is stored. Raises `Refused` with a `FileReason`.
    """
    return _received(stream, name, now, kinds, most)[0]


def receive_picture(stream: IO[bytes], name: str | None, now: datetime, *, most: int | None = None) -> Picture:
    """Check a picture that is sent and store it as pending. Raises `Refused`."""
    row, points = _received(stream, name, now, FOR_PICTURES, most)
    return Picture(row, *points)


def _received(
    stream: IO[bytes], name: str | None, now: datetime, kinds: Collection[Kind], most: int | None
) -> tuple[StoredFile, tuple[int, int]]:
    """Return the row, and width and height (0, 0 of what is no picture)."""
    most, called = most or current_app.config["UPLOAD_BYTES"], safe_name(name)
    if queries.bytes_pending() > current_app.config["WAITING_UPLOAD_BYTES"]:
        raise Refused(FileReason.NO_ROOM)
    db.session.rollback()  # checking takes a while: no transaction is held open meanwhile
    with drafts() as beside:
        draft, key = beside / "draft", new_key()
        try:
            size, sha256 = _written(stream, draft, most)
            kind, points = _checked(draft, called, kinds)
            if kind in FOR_PICTURES:
                size, sha256 = _measured(draft)
        except Unacceptable as error:
            raise Refused(Refusal(error.reason, error.values)) from error
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise Refused(FileReason.NO_ROOM) from error
        store().put(draft, key)
    row = StoredFile(key=key, name=called, type=kind.media_type, size=size, sha256=sha256, owner="", made_at=now)
    row.state = FileState.PENDING.value
    with transaction.write() as session:
        session.add(row)
    return row, points


def _checked(draft: Path, called: str, kinds: Collection[Kind]) -> tuple[Kind, tuple[int, int]]:
    """Return what kind of file it is, and the points of a picture, which is made anew. Raises `Unacceptable`."""
    kind = content.check(draft, called, kinds)
    scanning.scan(draft)
    return kind, pictures.make_anew(draft, kind) if kind in FOR_PICTURES else (0, 0)


def require_room(owner: str, more: int) -> None:
    """Raise `Refused` when `more` bytes beside all that is kept for the owner are more than MEETING_UPLOAD_BYTES.

    To be asked under the lock of the meeting or project in whose name (`owner`) files are kept.
    """
    most = current_app.config["MEETING_UPLOAD_BYTES"]
    if refusal := refusal_when_full(queries.bytes_of(owner), more, most):
        raise Refused(refusal)


def keep(session: Session, keys: Collection[str], owner: str) -> None:
    """Keep these files for good; `owner` says what they belong to. Joins the open transaction.

    Raises `Refused` (`FileReason.GONE`) when one has been cleared away, or belongs to something else.
    """
    for key in sorted(set(keys)):
        claimed = session.execute(
            update(StoredFile)
            .where(StoredFile.key == key, StoredFile.state == FileState.PENDING.value)
            .values(state=FileState.KEPT.value, owner=owner)
            .returning(StoredFile.key)
            .execution_options(synchronize_session=False)
        ).all()
        if not claimed:
            raise Refused(FileReason.GONE)


def discard(session: Session, keys: Collection[str]) -> None:
    """Let these files go: at once for every reader, from the store at the next sweep. Joins the open transaction."""
    if keys:
        session.execute(
            update(StoredFile)
            .where(StoredFile.key.in_(sorted(set(keys))))
            .values(state=FileState.DISCARDED.value)
            .execution_options(synchronize_session=False)
        )


def sweep(now: datetime) -> Swept:
    """Remove what nothing keeps: files whose form was never taken within a day, discarded ones, files without a row.

    Rows whose file is missing stay, and are told of: a backup may hold it.
    """
    swept, where = Swept(), store()
    with transaction.write() as session:
        session.execute(
            update(StoredFile)
            .where(StoredFile.state == FileState.PENDING.value, StoredFile.made_at <= now - WAITS)
            .values(state=FileState.DISCARDED.value)
            .execution_options(synchronize_session=False)
        )
    while gone := _remove_discarded(where):
        swept.gone += gone
    _sweep_strays(where, swept)
    _clear_drafts()
    return swept


def copy_to_bucket() -> tuple[int, int]:
    """Copy each file of the uploads folder into the bucket; return how many were copied, and how many were there.

    Raises `LookupError` when no bucket is set.
    """
    source, target = folder(), store()
    if isinstance(target, Folder):
        raise LookupError("S3_BUCKET is not set")
    copied = there = 0
    for key, _came in source.listed():
        if target.holds(key):
            there += 1
            continue
        with drafts() as beside, source.open(key) as file:
            draft = beside / "copy"
            with draft.open("wb") as written:
                shutil.copyfileobj(file, written, _CHUNK)
            target.put(draft, key)
        copied += 1
    return copied, there


def _remove_discarded(where: Store) -> int:
    """Remove some discarded files and their rows: the file first, so that a row remembers what is still to go."""
    due = select(StoredFile.key).where(StoredFile.state == FileState.DISCARDED.value).limit(_AT_ONCE)
    keys = db.session.scalars(due).all()
    db.session.rollback()
    for key in keys:
        where.delete(key)  # outside any transaction: a bucket may take its time
    if keys:
        with transaction.write() as session:
            session.execute(
                delete(StoredFile)
                .where(StoredFile.key.in_(keys), StoredFile.state == FileState.DISCARDED.value)
                .execution_options(synchronize_session=False)
            )
    return len(keys)


def _sweep_strays(where: Store, swept: Swept) -> None:
    """Remove files without rows, but no more of them than there are rows: then the database is another's."""
    rows = set(db.session.scalars(select(StoredFile.key)))
    db.session.rollback()
    lying, strays, at = set(), [], datetime.now(UTC)  # the clock of the files, which is no other than the machine's
    for key, came in where.listed():
        lying.add(key)
        if key not in rows and at - came > STRAY:
            strays.append(key)
    if len(strays) > max(_FEW, len(rows)):
        swept.left = len(strays)
    else:
        for key in strays:
            where.delete(key)
        swept.strays = len(strays)
    swept.missing = sorted(key for key in rows - lying if not where.holds(key))


def _clear_drafts() -> None:
    """Remove what a process that was killed left while it received a file."""
    root = Path(current_app.config["INSTANCE"]) / "receiving"
    for left in root.glob("*"):
        with suppress(FileNotFoundError):  # the process that receives it has just removed it
            if time.time() - left.stat().st_mtime > STRAY.total_seconds():
                shutil.rmtree(left, ignore_errors=True)


def _written(stream: IO[bytes], draft: Path, most: int) -> tuple[int, str]:
    """Write what is sent, at most so many bytes, and return its size and SHA-256. Raises `Unacceptable`."""
    digest, size = hashlib.sha256(), 0
    with draft.open("wb") as file:
        while part := stream.read(_CHUNK):
            size += len(part)
            if size > most:
                raise Unacceptable(FileReason.TOO_LARGE, most=in_megabytes(most))
            digest.update(part)
            file.write(part)
    return size, digest.hexdigest()


def _measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
