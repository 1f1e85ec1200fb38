"""Files are received, kept, let go and swept; each row names a file that is there."""

from __future__ import annotations

import errno
import io
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from meetings import transaction
from meetings.backup import actions as backup
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.files import actions, queries, sending
from meetings.files.models import StoredFile
from meetings.files.rules import FOR_MATERIAL, FileReason
from meetings.files.store import Folder, new_key, store
from tests.builders import NOW
from tests.databases import only_sqlite
from tests.files.media import mp4
from tests.files.samples import EICAR, pdf, png

DAY = timedelta(days=1)


def received(body: bytes = b"", name: str = "Åmål.pdf") -> StoredFile:
    return actions.receive(io.BytesIO(body or pdf()), name, NOW)


def lying(app: Flask) -> list[str]:
    return sorted(path.name for path in (Path(app.config["INSTANCE"]) / "uploads").rglob("*") if path.is_file())


def kept(*rows: StoredFile) -> None:
    with transaction.write() as session:
        actions.keep(session, [row.key for row in rows], "answer")


def test_a_file_lies_whole_under_a_random_key_and_its_row_says_what_it_is(app: Flask) -> None:
    row = received()
    assert lying(app) == [row.key]
    assert (row.name, row.type, row.size, row.state) == ("Åmål.pdf", "application/pdf", len(pdf()), "pending")
    with store().open(row.key) as file:
        assert file.read() == pdf()
    assert len(row.key) == 32
    assert not list((Path(app.config["INSTANCE"]) / "receiving").iterdir())


@pytest.mark.settings(UPLOAD_BYTES=1000)
def test_a_refused_file_leaves_nothing_behind(app: Flask) -> None:
    for body, name, reason in (
        (b"x" * 1001, "stor.pdf", FileReason.TOO_LARGE),
        (EICAR, "virus.pdf", FileReason.VIRUS),
        (png(), "bild.pdf", FileReason.OTHER_ENDING),
    ):
        with pytest.raises(Refused) as refused:
            received(body, name)
        assert refused.value.refusal.reason is reason
    assert lying(app) == []
    assert db.session.query(StoredFile).count() == 0


@only_sqlite
@pytest.mark.settings(WAITING_UPLOAD_BYTES=200)
def test_files_that_wait_may_not_fill_the_disk(app: Flask) -> None:
    first = received()
    received()
    with pytest.raises(Refused) as refused:
        received()
    assert refused.value.refusal.reason is FileReason.NO_ROOM
    kept(first)
    received()


def test_a_file_is_kept_once_and_only_while_it_is_there(app: Flask) -> None:
    row = received()
    kept(row)
    for key in (row.key, new_key()):
        with pytest.raises(Refused) as refused, transaction.write() as session:
            actions.keep(session, [key], "answer")
        assert refused.value.refusal.reason is FileReason.GONE
    found = queries.stored(row.key)
    assert found is not None
    assert (found.state, found.owner) == ("kept", "answer")


def test_what_nothing_keeps_is_swept_away_after_a_day(app: Flask) -> None:
    waits, stays, goes = received(), received(), received()
    kept(stays, goes)
    with transaction.write() as session:
        actions.discard(session, [goes.key])
    assert queries.stored(goes.key) is None
    assert actions.sweep(NOW + DAY - timedelta(seconds=1)).gone == 1
    assert lying(app) == sorted([waits.key, stays.key])
    assert actions.sweep(NOW + DAY).gone == 1
    assert lying(app) == [stays.key]
    assert str(actions.sweep(NOW + DAY)) == "0 uploads"


def test_a_sweep_finds_files_without_rows_and_rows_without_files(app: Flask) -> None:
    row = received()
    kept(row)
    root = Path(app.config["INSTANCE"]) / "uploads"
    for key, age in (("a" * 32, 2 * 3600), ("b" * 32, 60)):
        path = root / key[:2] / key[2:4] / key
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x")
        os.utime(path, (time.time() - age, time.time() - age))
    (Path(app.config["INSTANCE"]) / "receiving" / "gone").symlink_to("nowhere")  # as one that is removed meanwhile
    (root / "bb" / "bb" / ("b" * 31 + "c")).symlink_to("nowhere")
    assert actions.sweep(NOW).strays == 1
    (root / "bb" / "bb" / ("b" * 31 + "c")).unlink()
    assert lying(app) == sorted(["b" * 32, row.key])
    store().delete(row.key)
    swept = actions.sweep(NOW)
    assert swept.missing == [row.key]
    assert str(swept) == "0 uploads, 1 FILES MISSING"
    assert queries.stored(row.key) is not None


@only_sqlite
def test_a_file_is_sent_as_an_attachment_that_can_do_nothing(app: Flask) -> None:
    row = received(name="Projektidé åäö.pdf")
    with app.test_request_context("/"):
        sent = sending.response(row)
        sent.direct_passthrough = False
        assert sent.get_data() == pdf()
        sent.close()
    assert sent.headers["Content-Disposition"] == (
        "attachment; filename=\"Projektide aao.pdf\"; filename*=UTF-8''Projektid%C3%A9%20%C3%A5%C3%A4%C3%B6.pdf"
    )
    assert sent.headers["Content-Type"] == "application/pdf"
    assert sent.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Cache-Control"] == "no-store"
    store().delete(row.key)
    with app.test_request_context("/"), pytest.raises(NotFound):
        sending.response(row)


def test_what_is_kept_for_a_meeting_has_its_limit(app: Flask) -> None:
    one, two, other, waits = received(), received(), received(), received()
    size = one.size
    with transaction.write() as session:
        actions.keep(session, [one.key], "meeting:1:material")
        actions.keep(session, [two.key], "meeting:1")
        actions.keep(session, [other.key], "meeting:12:material")
    assert [queries.bytes_of(owner) for owner in ("meeting:1", "meeting:12", "meeting:2", "meeting_1", "")] == [
        *(2 * size, size, 0, 0, 0)
    ]
    app.config["MEETING_UPLOAD_BYTES"] = 3 * size
    actions.require_room("meeting:1", size)
    with pytest.raises(Refused) as refused:
        actions.require_room("meeting:1", size + 1)
    assert refused.value.refusal.reason is FileReason.FULL
    with transaction.write() as session:
        actions.discard(session, [two.key])
    found = queries.stored_of([one.key, two.key, waits.key, None, "", one.key])
    assert {key: row.key for key, row in found.items()} == {key: key for key in (one.key, waits.key)}
    assert queries.stored_of([]) == {}


@only_sqlite
def test_a_view_may_take_larger_files_than_an_answer(app: Flask) -> None:
    app.config["UPLOAD_BYTES"] = 100
    film = io.BytesIO(mp4(data=bytes(500)))
    assert actions.receive(film, "film.mp4", NOW, kinds=FOR_MATERIAL, most=1000).type == "video/mp4"
    with pytest.raises(Refused) as refused:
        actions.receive(io.BytesIO(mp4(data=bytes(5000))), "film.mp4", NOW, kinds=FOR_MATERIAL, most=1000)
    assert refused.value.refusal.values == {"most": "0,001"}


@only_sqlite
def test_a_disk_that_is_full_is_said_and_nothing_is_left(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(actions, "_written", full)
    with pytest.raises(Refused) as refused:
        received()
    assert refused.value.refusal.reason is FileReason.NO_ROOM
    assert lying(app) == []


@only_sqlite
def test_the_terminal_sweeps_and_names_what_is_missing(app: Flask) -> None:
    row = received()
    kept(row)
    key = row.key
    run = app.test_cli_runner().invoke
    assert run(args=["files", "sweep"]).output == "0 uploads\n"
    store().delete(key)
    assert run(args=["files", "sweep"]).output == f"0 uploads, 1 FILES MISSING\nmissing: {key}\n"
    moved = run(args=["files", "move"])
    assert (moved.exit_code, moved.output) == (1, "Error: S3_BUCKET is not set\n")


def test_no_key_leads_out_of_the_store(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for key in ("../../etc/passwd", "", "a" * 31, "A" * 32, "/" * 32):
        with pytest.raises(FileNotFoundError):
            folder.open(key)


def test_a_backup_holds_the_files_and_puts_them_back(app: Flask) -> None:
    row = received()
    kept(row)
    made = backup.backup(NOW)
    store().delete(row.key)
    with transaction.write() as session:
        session.delete(session.get_one(StoredFile, row.key))
    backup.restore(made, force=True)
    found = queries.stored(row.key)
    assert found is not None
    with store().open(found.key) as file:
        assert file.read() == pdf()
    assert actions.sweep(NOW).missing == []
