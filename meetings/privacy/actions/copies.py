"""Remove the copies that lie outside the rows: discarded files, the write-ahead log, statistics, backups."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from meetings.audit.models import AuditValue
from meetings.backup import actions as backups
from meetings.backup import archive
from meetings.counting.models import CountedScope, Participation
from meetings.extensions import db, for_writing
from meetings.files import actions as files
from meetings.ideas.models import (
    Assessor,
    CallExtension,
    Idea,
    IdeaCoauthor,
    IdeaRevision,
    PartnerInterest,
    PartnerRequest,
)
from meetings.materials.models import SpeakerLink
from meetings.outbox.models import MailAttempt, OutgoingMail
from meetings.outbox.transport import delivered_folder
from meetings.privacy.models import Erasure, ErasureCase
from meetings.questions.models import Answer, SensitiveAnswer
from meetings.registration.models import Invitation, OptIn, Registration

_TRIES = 20  # at emptying the log, while somebody reads
_REST = 0.1  # seconds
_LEFT_BEHIND = 3600.0  # seconds after which what a killed process was making is nobody's
_ERASED_IN = (
    Answer,
    SensitiveAnswer,
    OutgoingMail,
    MailAttempt,
    AuditValue,
    Invitation,
    OptIn,
    Registration,
    ErasureCase,
    SpeakerLink,
    Idea,
    IdeaRevision,
    IdeaCoauthor,
    PartnerInterest,
    PartnerRequest,
    Assessor,
    CallExtension,
    Participation,
    CountedScope,
)


def after_erasing(now: datetime, *, rewrite: bool = True) -> None:
    """Let nothing of what was just erased lie on: uploads, statistics, the log. Outside any transaction.

    With `rewrite` SQLite's file is written anew, since its pages keep stray bytes of what they once held even with
    secure_delete; nobody writes meanwhile, so that is for the night.
    """
    files.sweep(now)
    forget_statistics()
    if rewrite:
        rewrite_sqlite()
    shrink_sqlite()


def rewrite_sqlite() -> None:
    """Write SQLite's file anew, without what its pages have left of erased rows."""
    if db.engine.dialect.name != "sqlite":
        return
    with _bare_sqlite() as cursor:
        cursor.execute("VACUUM")


def shrink_sqlite() -> bool:
    """Empty SQLite's write-ahead log, which still holds what was erased; tell whether that was had.

    Readers that do not end keep it: then the housekeeping of the next hour does it.
    """
    if db.engine.dialect.name != "sqlite":
        return True
    with _bare_sqlite() as cursor:
        busy = True
        for _try in range(_TRIES):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            answer = cursor.fetchone()
            busy = answer is None or bool(answer[0])
            if not busy:
                break
            time.sleep(_REST)
        cursor.execute("PRAGMA optimize")
        return not busy


@contextmanager
def _bare_sqlite() -> Iterator[Any]:
    """Yield a cursor of the connection that writes, outside any transaction; one that reads would keep the log."""
    db.session.rollback()
    with for_writing():
        connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        yield cursor
        cursor.close()
    finally:
        connection.close()


def forget_statistics() -> None:
    """Have PostgreSQL gather its statistics anew: they hold common values of columns, names and addresses too."""
    if db.engine.dialect.name != "postgresql":
        return
    db.session.rollback()
    names = ", ".join(f'"{table.__tablename__}"' for table in _ERASED_IN)
    pooled = db.engine.raw_connection()
    connection: Any = pooled.driver_connection
    pooled.detach()
    try:
        connection.read_only, connection.autocommit = None, True
        connection.execute("SET statement_timeout = 0")
        connection.execute(f"ANALYZE {names}")
    finally:
        connection.close()


def renew_backups(now: datetime) -> int:
    """Put one new, checked backup in the place of those from before the last erasure, and return how many went.

    Until the new one has been read back, the old ones stay. Raises `archive.Unusable`.
    """
    last = db.session.scalar(select(func.max(Erasure.at)))
    folder = backups.backups_folder()
    stale = archive.made_before(folder, last) if last is not None else []
    if not stale:
        return 0
    db.session.rollback()
    fresh = backups.backup_and_note(now + timedelta(seconds=1))  # its name, in whole seconds, is later than the erasure
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as parts:
        archive.unpack(fresh, Path(parts))
    for path in stale:
        path.unlink(missing_ok=True)
    archive.sync_folder(folder)
    return len(stale)


def clear_leftovers() -> None:
    """Remove what killed processes left half made: unpacked backups, uploads from before, mail not yet whole."""
    instance = Path(current_app.config["INSTANCE"])
    lying = [*instance.glob(".restoring-*"), *instance.glob(".uploads-before-restore")]
    lying += [*delivered_folder().glob(".*.eml"), *backups.backups_folder().glob(".making-*")]
    lying += [*backups.backups_folder().glob(".*.part")]
    for path in lying:
        if time.time() - path.stat().st_mtime > _LEFT_BEHIND:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
