"""Receive files, keep those whose form was taken, and clear away the rest.

A file is written and checked outside any transaction, and its row is written after it lies in the store: so each row
names a file that is there. What is to go loses its row's state first and its bytes at the next sweep.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.errors import Refusal, Refused
from meetings.extensions import db
from meetings.files import content, queries
from meetings.files.models import StoredFile
from meetings.files.rules import (
    FOR_ANSWERS,
    STRAY,
    WAITS,
    FileReason,
    FileState,
    Kind,
    Unacceptable,
    safe_name,
)
from meetings.files.store import Store, drafts, new_key, store

_CHUNK = 1 << 18
_AT_ONCE = 200


@dataclass
class Swept:
    """What a sweep did; `missing` are the keys of rows whose file is not in the store."""

    gone: int = 0
    strays: int = 0
    missing: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = f"{self.gone + self.strays} uploads"
        return f"{said}, {len(self.missing)} FILES MISSING" if self.missing else said


def receive(stream: IO[bytes], name: str | None, now: datetime, *, kinds: Collection[Kind] = FOR_ANSWERS) -> StoredFile:
    """Check what is sent and store it as pending, for the form that it came with to keep.

    At most UPLOAD_BYTES are read. Raises `Refused` with a `FileReason`.
    """
    most, called = current_app.config["UPLOAD_BYTES"], safe_name(name)
    if queries.bytes_pending() > current_app.config["WAITING_UPLOAD_BYTES"]:
        raise Refused(FileReason.NO_ROOM)
    with drafts() as folder:
        draft = folder / "draft"
        try:
            size, sha256 = _written(stream, draft, most)
            kind = content.check(draft, called, kinds)
        except Unacceptable as error:
            raise Refused(Refusal(error.reason, error.values)) from error
        key = new_key()
        store().put(draft, key)
    row = StoredFile(
        key=key,
        name=called,
        type=kind.media_type,
        size=size,
        sha256=sha256,
        state=FileState.PENDING.value,
        owner="",
        made_at=now,
    )
    with transaction.write() as session:
        session.add(row)
    return row


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


def _remove_discarded(where: Store) -> int:
    """Remove some discarded files and their rows: the file first, so that a row remembers what is still to go."""
    with transaction.write() as session:
        rows = session.scalars(
            select(StoredFile).where(StoredFile.state == FileState.DISCARDED.value).limit(_AT_ONCE)
        ).all()
        for row in rows:
            where.delete(row.key)
            session.delete(row)
        return len(rows)


def _sweep_strays(where: Store, swept: Swept) -> None:
    rows = set(db.session.scalars(select(StoredFile.key)))
    lying, at = set(), datetime.now(UTC)  # the clock of the files, which is no other than the machine's
    for key, came in where.listed():
        lying.add(key)
        if key not in rows and at - came > STRAY:
            where.delete(key)
            swept.strays += 1
    swept.missing = sorted(key for key in rows - lying if not where.holds(key))


def _clear_drafts() -> None:
    """Remove what a process that was killed left while it received a file."""
    root = Path(current_app.config["INSTANCE"]) / "receiving"
    for folder in root.glob("*"):
        if time.time() - folder.stat().st_mtime > STRAY.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)


def _written(stream: IO[bytes], draft: Path, most: int) -> tuple[int, str]:
    """Write what is sent, at most so many bytes, and return its size and SHA-256. Raises `Unacceptable`."""
    digest, size = hashlib.sha256(), 0
    with draft.open("wb") as file:
        while part := stream.read(_CHUNK):
            size += len(part)
            if size > most:
                raise Unacceptable(FileReason.TOO_LARGE, most=f"{most / 1_000_000:g}".replace(".", ","))
            digest.update(part)
            file.write(part)
    return size, digest.hexdigest()
