"""A backup is the same rows and files again, made while others write, checked before anything is changed."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from meetings import transaction
from meetings.app import create_app
from meetings.backup import actions, archive
from meetings.backup.archive import Unusable
from meetings.extensions import db
from meetings.jobs import queries as jobs
from meetings.outbox.models import OutgoingMail
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_meeting, a_programme_item
from tests.conftest import SETTINGS
from tests.databases import close_database
from tests.outbox.letters import a_mail


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))), key=repr)
            for name in inspect(connection).get_table_names()
        }


def uploads(app: Flask) -> Path:
    folder = Path(app.config["INSTANCE"]) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def files(app: Flask) -> dict[str, bytes]:
    folder = uploads(app)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fill(app: Flask) -> None:
    first = a_meeting(title="Tabb\toch \\N och\nradbrytning, åäö 🎉", body='"; DROP TABLE meeting; --')
    second = a_meeting(slug="uppfoljning", follows_id=first.id)
    a_programme_item(second)
    a_mail(values={"list": [1, None, "\\."]})
    (uploads(app) / "2027").mkdir(exist_ok=True)
    (uploads(app) / "2027" / "bild åäö.png").write_bytes(bytes(range(256)) * 100)
    (uploads(app) / "tom").write_bytes(b"")


def test_a_restored_backup_gives_the_same_rows_and_files(app: Flask) -> None:
    fill(app)
    rows, stored = everything(), files(app)
    assert len(rows["meeting"]) == 2
    made = actions.backup(NOW)
    assert made.name == "meetings-20270301T090000Z.tar.gz"
    assert made.stat().st_mode & 0o077 == 0, "nobody else may read it"

    with transaction.write() as session:
        session.execute(text("DELETE FROM programme_item"))
        session.execute(text("UPDATE meeting SET title = 'changed'"))
    a_meeting(slug="later")
    (uploads(app) / "tom").unlink()
    (uploads(app) / "later").write_bytes(b"later")
    assert everything() != rows

    manifest = actions.restore(made, force=True)
    assert everything() == rows
    assert files(app) == stored
    assert manifest.tables["meeting"].rows == 2
    meeting = a_meeting(slug="afterwards")
    assert meeting.id not in {row[0] for row in rows["meeting"]}, "the next number is free"


def test_a_backup_can_be_put_into_an_empty_database(app: Flask) -> None:
    fill(app)
    rows, stored = everything(), files(app)
    made = actions.backup(NOW)
    for table in reversed(db.metadata.sorted_tables):
        with transaction.write() as session:
            session.execute(table.delete())
    for path in uploads(app).rglob("*"):
        if path.is_file():
            path.unlink()
    actions.restore(made)
    assert everything() == rows
    assert files(app) == stored


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
@pytest.mark.parametrize("standing", [None, "0000"])
def test_a_backup_makes_its_own_tables_where_there_are_none_or_others(
    databases: Any, empty_database: Callable[[str], str], tmp_path: Path, kind: str, standing: str | None
) -> None:
    def opened(name: str, url: str) -> Flask:
        return create_app(SETTINGS | {"INSTANCE": str(tmp_path / name), "DATABASE_URL": url})

    source = opened("source", databases.new(kind))
    with source.app_context():
        fill(source)
        rows, stored, made = everything(), files(source), actions.backup(NOW)
        close_database()
    target = opened("target", empty_database(kind))
    with target.app_context():
        if standing:
            with transaction.write() as session:
                session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
                session.execute(text(f"INSERT INTO alembic_version VALUES ('{standing}')"))
                session.execute(text("CREATE TABLE gone (id INTEGER)"))
        actions.restore(made)
        assert everything() == rows
        assert files(target) == stored
        close_database()


def test_rows_and_files_are_not_overwritten_unless_one_insists(app: Flask) -> None:
    made = actions.backup(NOW)
    a_meeting()
    rows = everything()
    with pytest.raises(Unusable, match="not empty"):
        actions.restore(made)
    assert everything() == rows
    actions.restore(made, force=True)
    assert everything()["meeting"] == []
    (uploads(app) / "file").write_bytes(b"x")
    with pytest.raises(Unusable, match="not empty"):
        actions.restore(made)


def test_what_the_machinery_writes_by_itself_does_not_count_as_content(app: Flask) -> None:
    from meetings.jobs.actions import beat

    made = actions.backup(NOW)
    beat("one", NOW, NOW)
    actions.restore(made)
    assert everything()["heartbeat"] == []


def changed(made: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive with other contents."""
    with tarfile.open(made) as tar:
        parts = {member.name: tar.extractfile(member).read() for member in tar if member.isfile()}  # type: ignore[union-attr]
    change(parts)
    path = made.with_name("changed.tar.gz")
    with tarfile.open(path, "w:gz") as tar:
        for name, content in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


def with_manifest(parts: dict[str, bytes], **values: Any) -> None:
    parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | values).encode()


DAMAGES: list[tuple[Callable[[dict[str, bytes]], Any], str]] = [
    (lambda parts: parts.update({"uploads/tom": b"no longer"}), "damaged"),
    (lambda parts: parts.pop("uploads/tom"), "missing"),
    (lambda parts: parts.update({"uploads/one more": b""}), "not in the manifest"),
    (lambda parts: parts.pop("manifest.json"), "holds no manifest"),
    (lambda parts: parts.update({"manifest.json": b"{"}), "cannot be read"),
    (lambda parts: with_manifest(parts, format=9), "format 9"),
    (lambda parts: with_manifest(parts, revision="9999"), "does not know"),
    (lambda parts: with_manifest(parts, kind="oracle"), "is of oracle"),
    (lambda parts: parts.update({"../outside": b"x"}), "cannot be unpacked"),
]


def test_a_damaged_or_foreign_file_changes_nothing(app: Flask) -> None:
    fill(app)
    made = actions.backup(NOW)
    a_meeting(slug="later")
    rows, stored = everything(), files(app)
    for change, said in DAMAGES:
        with pytest.raises(Unusable, match=said):
            actions.restore(changed(made, change), force=True)
        assert files(app) == stored, said
    assert everything() == rows


def test_half_a_file_and_one_with_broken_bytes_change_nothing(app: Flask) -> None:
    fill(app)
    made = actions.backup(NOW)
    rows, whole = everything(), made.read_bytes()
    broken = (whole[:at] + b"\xff" * 50 + whole[at + 50 :] for at in range(1000, len(whole) - 100, len(whole) // 8))
    for content in (whole[: len(whole) // 2], *broken):
        made.write_bytes(content)
        with pytest.raises(Unusable):
            actions.restore(made, force=True)
    assert everything() == rows


def test_the_manifest_vouches_for_every_part(app: Flask) -> None:
    fill(app)
    with tarfile.open(actions.backup(NOW)) as tar:
        parts = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    manifest = json.loads(parts.pop("manifest.json"))
    last = max(path.name.split("_")[0] for path in Path("meetings/migrations/versions").glob("*.py"))
    assert (manifest["revision"], manifest["format"], manifest["made_at"]) == (last, 1, "2027-03-01T09:00:00+00:00")
    assert manifest["kind"] == db.engine.dialect.name
    assert {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()} == {
        name: part["sha256"] for name, part in manifest["parts"].items()
    }
    assert {name: table["rows"] for name, table in manifest["tables"].items()} == {
        name: len(rows) for name, rows in everything().items()
    }


def test_a_backup_made_while_others_write_is_of_one_moment(app: Flask) -> None:
    """Writers add two rows in each transaction: a copy with an odd number would be of two moments."""
    stop, errors = threading.Event(), []

    def write(name: str) -> None:
        with app.app_context():
            number = 0
            try:
                while not stop.is_set():
                    number += 1
                    with transaction.write():
                        a_mail(key=f"{name}:{number}:a")
                        a_mail(key=f"{name}:{number}:b")
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=write, args=(str(number),)) for number in range(2)]
    for thread in threads:
        thread.start()
    made = [actions.backup(NOW + timedelta(seconds=number)) for number in range(3)]
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    counts = []
    for path in made:
        actions.restore(path, force=True)
        keys = set(db.session.scalars(select(OutgoingMail.key)))
        assert {key[:-1] + "b" for key in keys} | {key[:-1] + "a" for key in keys} == keys
        counts.append(len(keys))
        db.session.rollback()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0], "the writers got on while backups were made"


def test_old_backups_go_and_the_newest_stays(app: Flask) -> None:
    app.config["BACKUP_DAYS"] = 14
    actions.backup(NOW - timedelta(days=40))
    for name in ("meetings-20270214T090000Z", "meetings-20270215T090000Z", "meetings-20270228T090000Z", "my own"):
        (actions.backups_folder() / f"{name}.tar.gz").write_bytes(b"")
    actions.backup(NOW)
    assert sorted(path.name for path in actions.backups_folder().iterdir()) == [
        "meetings-20270215T090000Z.tar.gz",
        "meetings-20270228T090000Z.tar.gz",
        "meetings-20270301T090000Z.tar.gz",
        "my own.tar.gz",
    ]
    archive.prune(actions.backups_folder(), 1, NOW + timedelta(days=1000))
    assert [path.name for path in actions.backups_folder().glob("meetings-*")] == ["meetings-20270301T090000Z.tar.gz"]


def test_two_backups_in_one_second_are_two_files_and_leave_nothing_else(app: Flask, tmp_path: Path) -> None:
    actions.backup(NOW, tmp_path / "here")
    actions.backup(NOW, tmp_path / "here")
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == [
        "meetings-20270301T090000Z-2.tar.gz",
        "meetings-20270301T090000Z.tar.gz",
    ]


def test_the_commands(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    a_meeting()
    made = run(args=["backup"])
    assert made.exit_code == 0, made.output
    path = Path(made.output.strip())
    assert path.parent == Path(app.config["INSTANCE"]) / "backups"
    assert jobs.last_success("backup") is not None
    refused = run(args=["restore", str(path)])
    assert refused.exit_code == 1
    assert "--force" in refused.output
    restored = run(args=["restore", str(path), "--force"])
    assert restored.exit_code == 0, restored.output
    assert "Restored the copy of" in restored.output
    assert db.session.query(Meeting).count() == 1
