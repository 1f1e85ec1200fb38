"""What a process of the service loads at its start: memory is paid for by each of them, all day."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import ROOT

# Each has one adapter that loads it for whoever asks; rich and pygments come with what draws in a terminal.
NOT_AT_THE_START = frozenset(
    (
        "alembic",
        "boto3",
        "botocore",
        "docx",
        "flask_migrate",
        "icalendar",
        "lxml",
        "mako",
        "PIL",
        "psycopg",
        "pygments",
        "redis",
        "rich",
        "segno",
        "typst",
        "xlsxwriter",
    )
)
PRINT_LOADED = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
PRINT_GARBAGE = "import gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000)"


@pytest.mark.parametrize("start", ["import wsgi", "import meetings.__main__"], ids=["web", "worker"])
def test_a_process_starts_without_what_few_ask_for(start: str, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", f"{start}; {PRINT_LOADED}; {PRINT_GARBAGE}"],
        cwd=ROOT,
        env={**os.environ, "MODE": "test", "INSTANCE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(ran.stdout.splitlines()[0].split())
    assert ran.stdout.splitlines()[1] == "True True", "what is made from now on is looked after, what is loaded is not"
    assert "sqlalchemy" in loaded
    assert not loaded & NOT_AT_THE_START


def test_the_worker_s_command_loads_no_plugins(tmp_path: Path) -> None:
    """`flask worker` would do the same work with Rich in its memory."""
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "meetings", "worker", "--help"],
        cwd=ROOT,
        env={**os.environ, "MODE": "test", "INSTANCE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Send mail and run the timed jobs" in ran.stdout
    words = set(ran.stderr.split())
    assert "sqlalchemy" in words
    assert not words & NOT_AT_THE_START
