"""Where a virus scanner is set, no file is taken that it has not called harmless."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from meetings.config import Misconfigured, load
from meetings.errors import Refused
from meetings.extensions import db
from meetings.files import actions, content, scanning
from meetings.files.models import StoredFile
from meetings.files.rules import FOR_MATERIAL, FileReason
from tests.browser import Browser
from tests.builders import NOW
from tests.databases import only_sqlite
from tests.files.clamd import Clamd
from tests.files.media import mp4
from tests.files.samples import EICAR, pdf
from tests.postgres import free_port

pytestmark = only_sqlite


@pytest.fixture(params=["tcp", "unix"])
def clamd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clamd]:
    made = Clamd(tmp_path / "clamd.ctl" if request.param == "unix" else None)
    yield made
    made.close()


def reason_for(body: bytes, name: str = "a.pdf") -> object:
    """Return why the file is not taken; None when it is."""
    try:
        actions.receive(io.BytesIO(body), name, NOW, kinds=FOR_MATERIAL)
    except Refused as refused:
        return refused.refusal.reason
    return None


def test_only_what_the_scanner_calls_harmless_is_taken(
    app: Flask, clamd: Clamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "holds_a_virus", lambda _path: False)  # so that the scanner has it to find
    app.config["CLAMD"] = clamd.address
    large = mp4(data=bytes(3_000_000))
    assert reason_for(pdf()) is None
    assert reason_for(large, "a.mp4") is None
    assert clamd.heard == [len(pdf()), len(large)], "every byte was sent"
    assert reason_for(pdf(EICAR)) is FileReason.VIRUS
    taken = db.session.query(StoredFile).count()
    monkeypatch.setattr(scanning, "AT_MOST", 0.4)  # what is well needs no haste: another test may have the machine
    for manner in ("slow", "drips", "silent", "error", "garbage", "limit"):
        clamd.manner = manner
        assert reason_for(large, "a.mp4") is FileReason.NOT_SCANNED, manner
    assert db.session.query(StoredFile).count() == taken
    assert not list((Path(app.config["INSTANCE"]) / "receiving").iterdir())


def test_a_scanner_that_is_away_lets_nothing_through_and_is_told_of(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for address in (f"127.0.0.1:{free_port()}", f"unix:{tmp_path}/nothing.ctl"):
        app.config["CLAMD"] = address
        assert reason_for(pdf()) is FileReason.NOT_SCANNED
        assert scanning.is_away()
    app.config["CLAMD"] = ""
    assert reason_for(pdf()) is None
    assert not scanning.is_away()


def test_whoever_watches_the_service_sees_whether_it_answers(app: Flask, clamd: Clamd, browser: Browser) -> None:
    assert "scanner" not in browser.get("/healthz").json
    app.config["CLAMD"] = clamd.address
    assert browser.get("/healthz").json["scanner"] == "ok"
    app.config["CLAMD"] = f"127.0.0.1:{free_port()}"
    answer = browser.get("/healthz")
    assert (answer.status, answer.json["scanner"]) == (200, "away")


def test_addresses_that_cannot_be_right_stop_the_service(tmp_path: Path) -> None:
    base = {"MODE": "test", "INSTANCE": str(tmp_path)}
    for address in ("clamav", "unix:", "clamav:port"):
        with pytest.raises(Misconfigured, match="CLAMD"):
            load(base | {"CLAMD": address}, {})
    with pytest.raises(Misconfigured, match="S3_ENDPOINT"):
        load(base | {"S3_ENDPOINT": "s3.example.se"}, {})
    for address in ("unix:/run/clamav/clamd.ctl", "clamav:3310", "tcp://[::1]:3310"):
        assert load(base | {"CLAMD": address}, {})["CLAMD"] == address


def test_the_test_virus_is_known_without_a_scanner_too(app: Flask) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("eicar.com", EICAR)
    assert reason_for(EICAR, "eicar.pdf") is FileReason.VIRUS
    assert reason_for(packed.getvalue(), "a.pptx") is not None
