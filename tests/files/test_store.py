"""A folder and a bucket keep files alike; one that does not answer says so and leaves nothing half."""

from __future__ import annotations

import io
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from meetings import transaction
from meetings.app import create_app
from meetings.backup import actions as backup
from meetings.backup.archive import Unusable
from meetings.errors import Unreachable
from meetings.extensions import db
from meetings.files import actions, sending
from meetings.files.models import StoredFile
from meetings.files.s3 import Bucket
from meetings.files.store import Folder, Store, new_key, store
from tests.builders import NOW
from tests.databases import close_database, only_sqlite
from tests.files.conftest import KEYS
from tests.files.samples import pdf
from tests.files.test_actions import kept
from tests.postgres import free_port


def test_a_file_is_kept_read_in_parts_listed_and_removed(a_store: Store, put: Callable[[bytes], str]) -> None:
    key, other = put(b"0123456789"), put(b"x")
    assert a_store.holds(key)
    with a_store.open(key) as file:
        assert file.read() == b"0123456789"
    with a_store.open(key, 3, 6) as file:
        assert file.read(3) == b"345"
    with a_store.open(key, 7) as file:
        assert file.read(2) + file.read(2) == b"789"
    listed = dict(a_store.listed())
    assert set(listed) == {key, other}
    assert datetime.now(UTC) - listed[key] < timedelta(minutes=1)
    for _again in range(2):
        a_store.delete(key)
    assert not a_store.holds(key)
    assert set(dict(a_store.listed())) == {other}
    with pytest.raises(FileNotFoundError):
        a_store.open(key)
    for strange in ("../../etc/passwd", "", "a" * 31, "A" * 32, "/" * 32):
        for asked in (a_store.open, a_store.delete, a_store.holds):
            with pytest.raises(FileNotFoundError):
                asked(strange)


def test_a_file_in_a_new_folder_is_as_safe_from_a_power_cut_as_one_in_an_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("meetings.files.store._sync", synced.append)
    root = tmp_path / "uploads"
    for key in ("ab" * 16, "ab" * 15 + "cd"):
        (tmp_path / "draft").write_bytes(b"x")
        Folder(root).put(tmp_path / "draft", key)
    inner = root / "ab" / "ab"
    assert synced == [inner, inner.parent, root, tmp_path, inner]


@pytest.fixture
def service(kept_in: dict[str, Any], settings: dict[str, Any], tmp_path: Path) -> Any:
    """The app with its files in a folder, and then in a bucket."""
    made = create_app({"INSTANCE": str(tmp_path / "instance")} | settings | kept_in)
    with made.app_context():
        yield made
        close_database()


@only_sqlite
def test_the_whole_way_of_a_file_is_the_same_in_both(
    service: Flask, a_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, waits = (actions.receive(io.BytesIO(pdf()), name, NOW) for name in ("Åmål.pdf", "b.pdf"))
    kept(row)
    key, waiting = row.key, waits.key
    with service.test_request_context("/", headers={"Range": "bytes=1-3"}):
        sent = sending.response(row)
        sent.direct_passthrough = False
        assert (sent.status_code, sent.get_data()) == (206, b"PDF")
        sent.close()
    draft, stray = Path(service.config["INSTANCE"]) / "stray", new_key()
    draft.write_bytes(b"x")
    store().put(draft, stray)
    assert actions.sweep(NOW + timedelta(days=1)).strays == 0, "a young file may belong to a row that is being written"
    assert not store().holds(waiting)
    monkeypatch.setattr(actions, "STRAY", timedelta(seconds=-2))
    assert actions.sweep(NOW).strays == 1
    assert {key for key, _came in store().listed()} == {key}
    store().delete(key)
    assert actions.sweep(NOW).missing == [key]
    assert actions.sweep(NOW).missing == [key], "the row stays: a backup may hold the file"


@only_sqlite
def test_a_database_of_another_empties_no_store(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for _one in range(3):
        kept(actions.receive(io.BytesIO(pdf()), "a.pdf", NOW))
    for path in (Path(app.config["INSTANCE"]) / "uploads").rglob("*"):
        os.utime(path, (time.time() - 7200, time.time() - 7200))
    with transaction.write() as session:
        session.query(StoredFile).delete()
    monkeypatch.setattr(actions, "_FEW", 2)
    swept = actions.sweep(NOW)
    assert (swept.strays, swept.left, str(swept)) == (0, 3, "0 uploads, 3 FILES WITHOUT ROWS LEFT")
    assert len(list(store().listed())) == 3


def _nowhere(kind: str) -> tuple[str, socket.socket | None]:
    """Return an address where nobody listens, or where somebody does who never answers."""
    if kind == "refused":
        return f"http://127.0.0.1:{free_port()}", None
    silent = socket.create_server(("127.0.0.1", 0))
    if kind == "breaks off":
        threading.Thread(target=_break_off, args=(silent,), daemon=True).start()
    return f"http://127.0.0.1:{silent.getsockname()[1]}", silent


def _break_off(server: socket.socket) -> None:
    """Begin an answer to whoever calls, and never end it."""
    callers = []
    with suppress(OSError):
        while True:
            callers.append(server.accept()[0])
            callers[-1].recv(65536)
            callers[-1].sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\n<Error>")


@only_sqlite
@pytest.mark.parametrize("kind", ["refused", "silent", "breaks off", "no bucket"])
def test_a_store_that_does_not_answer_is_said_so_and_leaves_no_row(
    app: Flask, kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind != "no bucket":  # that one answers, but perhaps not at once
        monkeypatch.setattr("meetings.files.s3._READ", 0.1)
    monkeypatch.setattr("meetings.files.s3._TRIES", 1)
    row = actions.receive(io.BytesIO(pdf()), "a.pdf", NOW)
    key = row.key
    endpoint, silent = (request.getfixturevalue("s3_endpoint"), None) if kind == "no bucket" else _nowhere(kind)
    app.config.update(S3_BUCKET="away", S3_ENDPOINT=endpoint, **KEYS)
    for attempt in (
        lambda: actions.receive(io.BytesIO(pdf()), "b.pdf", NOW),
        lambda: store().open(key),
        lambda: store().delete(key),
        lambda: actions.sweep(NOW),
    ):
        with pytest.raises(Unreachable):
            attempt()
    assert db.session.query(StoredFile).count() == 1
    assert not list((Path(app.config["INSTANCE"]) / "receiving").iterdir())
    with app.test_request_context("/"):
        said = app.make_response(app.handle_user_exception(Unreachable("x")))
    assert (said.status_code, said.headers["Retry-After"]) == (503, "5")
    assert "Filerna går inte att nå just nu" in said.get_data(as_text=True)
    if silent:
        silent.close()


@only_sqlite
def test_a_backup_leaves_the_bucket_alone_and_says_so(app: Flask, s3_settings: dict[str, Any], tmp_path: Path) -> None:
    row = actions.receive(io.BytesIO(pdf()), "a.pdf", NOW)
    kept(row)
    key = row.key
    with_files = backup.backup(NOW)
    app.config.update(s3_settings)
    assert actions.copy_to_bucket() == (1, 0)
    assert actions.copy_to_bucket() == (0, 1)
    made = backup.backup(NOW, tmp_path)
    assert made.stat().st_size < with_files.stat().st_size
    with pytest.raises(Unusable, match="run `flask files move`"):
        backup.restore(with_files, force=True)
    manifest = backup.restore(made, force=True)
    assert manifest.bucket == s3_settings["S3_BUCKET"]
    assert not [name for name in manifest.parts if name.startswith("uploads")]
    with store().open(key) as file:
        assert file.read() == pdf()
    assert actions.sweep(NOW).missing == []
    app.config["S3_BUCKET"] = ""
    with pytest.raises(Unusable, match="set S3_BUCKET"):
        backup.restore(made, force=True)
    with pytest.raises(LookupError):
        actions.copy_to_bucket()


def test_the_secret_is_told_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    import logging

    bucket = Bucket({"S3_BUCKET": "b", "S3_ENDPOINT": f"http://127.0.0.1:{free_port()}", **KEYS})
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        with pytest.raises(Unreachable) as error:
            bucket.holds(new_key())
    finally:
        logging.getLogger().setLevel(logging.WARNING)
    told = "".join([repr(bucket), str(error.value), *capfd.readouterr()])
    assert KEYS["S3_SECRET_KEY"] not in told
    assert "Signature" not in told
