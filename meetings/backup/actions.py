"""Make a copy of the database and the files, and put one back."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

from flask import current_app
from sqlalchemy import URL, inspect, text

from meetings import schema
from meetings.backup import archive, sqlite
from meetings.backup.archive import Manifest, Unusable
from meetings.extensions import db
from meetings.jobs.actions import note_success
from meetings.jobs.models import Heartbeat, JobRun
from meetings.web.limits import RateWindow

JOB = "backup"
AFTER_RESTORE = "after_restore"  # what the application has do when a copy has been put back: see `meetings.app`
# Rows that the machinery makes by itself: a database that holds no others is empty.
_OF_THE_MACHINERY = {Heartbeat.__tablename__, JobRun.__tablename__, RateWindow.__tablename__, archive.VERSIONS}


def backup(now: datetime, folder: Path | None = None) -> Path:
    """Make a backup in the folder (`instance/backups` if none is given) and return its path; old ones there go.

    The database first, then the files: so each file that the copied rows name is there. Files that are kept in a
    bucket stay there; the copy names it. Raises `Unusable`.
    """
    target = folder or backups_folder()
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    url = db.engine.url
    with tempfile.TemporaryDirectory(dir=target, prefix=".making-") as staging:
        parts = Path(staging)
        if url.get_backend_name() == "sqlite":
            revision, tables = sqlite.dump(str(url.database), parts)
        else:
            revision, tables = _postgresql().dump(url, parts)
        manifest = Manifest(now.astimezone(UTC).isoformat(), _version(), url.get_backend_name(), revision, tables)
        manifest.bucket = current_app.config["S3_BUCKET"]
        made = archive.write(manifest, parts, _uploads(), target, now)
    if folder is None and current_app.config["BACKUP_DAYS"] > 0:
        archive.prune(target, current_app.config["BACKUP_DAYS"], now)
    return made


def backup_and_note(now: datetime, folder: Path | None = None) -> Path:
    """Make a backup by hand, and note it where the nightly one is noted, for the desk to show."""
    made = backup(now, folder)
    note_success(JOB, now, made.name)
    return made


def restore(path: Path, *, force: bool = False) -> Manifest:
    """Put a backup back: its rows and files stand in the place of those that are there. Return its manifest.

    Everything is unpacked and checked before anything is changed. Raises `Unusable`: for a damaged file, a
    copy of the other kind of database or of a newer version, and, unless `force`, when rows or files would
    be lost. The service should be stopped; what is running sees the old content until it asks anew.
    What was erased since the copy was made is erased again before this returns.
    """
    instance = Path(current_app.config["INSTANCE"])
    with tempfile.TemporaryDirectory(dir=instance, prefix=".restoring-") as staging:
        parts = Path(staging)
        manifest = archive.unpack(path, parts)
        url = db.engine.url
        _require_same_kind(manifest, url)
        _require_same_store(manifest)
        if not force and not _is_empty():
            raise Unusable("the database or the uploads folder is not empty; --force puts the copy in their place")
        db.session.remove()
        db.engine.dispose()
        if manifest.kind == "sqlite":
            sqlite.load(parts / archive.DATABASE, str(url.database))
        else:
            _prepare_tables(url, manifest)
            _postgresql().load(parts / archive.DATABASE, url, manifest.tables)
        if not manifest.bucket:
            _replace_uploads(parts / archive.UPLOADS)
        schema.upgrade()
    for erase_again in current_app.extensions.get(AFTER_RESTORE, ()):
        erase_again()
    return manifest


def backups_folder() -> Path:
    """Return where backups are kept."""
    return Path(current_app.config["INSTANCE"]) / "backups"


def _postgresql() -> ModuleType:
    """Return what copies a PostgreSQL database: a service on SQLite needs no driver for one, in no process."""
    from meetings.backup import postgresql  # noqa: PLC0415 - loads psycopg, megabytes that the web never uses on SQLite

    return postgresql


def _prepare_tables(url: URL, manifest: Manifest) -> None:
    """Have the tables stand at the copy's revision: made where there are none, made anew where they are others."""
    standing = _postgresql().revision_of(url)
    if standing == manifest.revision:
        return
    if standing is not None:
        _postgresql().drop_tables(url)
    schema.upgrade(manifest.revision)


def _require_same_kind(manifest: Manifest, url: URL) -> None:
    """Refuse a copy of the other kind of database, or of a newer version."""
    if manifest.kind != url.get_backend_name():
        raise Unusable(f"the copy is of {manifest.kind}, the database here is {url.get_backend_name()}")
    if manifest.revision not in schema.revisions():
        raise Unusable(f"the copy is of revision {manifest.revision}, which this version does not know: upgrade it")


def _require_same_store(manifest: Manifest) -> None:
    """Refuse a copy whose rows would name files that are not where this service looks for them."""
    bucket = current_app.config["S3_BUCKET"]
    has_files = any(name.startswith(f"{archive.UPLOADS}/") for name in manifest.parts)
    if manifest.bucket and manifest.bucket != bucket:
        raise Unusable(f"the files of the copy are in the bucket {manifest.bucket}: set S3_BUCKET")
    if bucket and not manifest.bucket and has_files:
        raise Unusable("the copy holds its files: restore without S3_BUCKET, then set it and run `flask files move`")


def _replace_uploads(fresh: Path) -> None:
    uploads = _uploads()
    old = uploads.with_name(".uploads-before-restore")
    shutil.rmtree(old, ignore_errors=True)
    if uploads.exists():
        uploads.rename(old)
    if fresh.exists():
        fresh.rename(uploads)
    archive.sync_folder(uploads.parent)
    shutil.rmtree(old, ignore_errors=True)


def _is_empty() -> bool:
    uploads = _uploads()
    if uploads.exists() and any(path.is_file() for path in uploads.rglob("*")):
        return False
    with db.engine.connect() as connection:
        names = [name for name in inspect(connection).get_table_names() if name not in _OF_THE_MACHINERY]
        return not any(
            connection.scalar(text(f'SELECT 1 FROM "{name}" LIMIT 1'))  # noqa: S608 - names of our own tables
            for name in names
        )


def _uploads() -> Path:
    return Path(current_app.config["INSTANCE"]) / "uploads"


def _version() -> str:
    try:
        return version("meetings")
    except PackageNotFoundError:
        return "unpackaged"
