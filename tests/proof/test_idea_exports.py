"""A thousand ideas leave the house, and memory stays flat: what ten times as many take is not ten times as much."""

from __future__ import annotations

import tempfile
import time
import tracemalloc
import zipfile
from typing import Any

import openpyxl
import pytest
from flask import Flask

from meetings.files import zipping
from meetings.ideas.models import IdeaCall
from meetings.ideas.queries import exporting, terms
from meetings.ideas.rules.desk import Wanted
from meetings.ideas.rules.exporting import Telling, Which
from meetings.participants.views import ideas, ideas_sheet, spreadsheets
from tests.databases import only_sqlite
from tests.ideas.builders import a_call, a_content, an_idea

pytestmark = [pytest.mark.proof, only_sqlite]
FEW, MANY = 100, 1_000
LETTERS = 8_000  # of each idea's text


def a_full_call(number: int) -> IdeaCall:
    call = a_call()
    for n in range(number):
        an_idea(call, content=a_content(title=f"Idé {n} på Åmålsön", about=f"Text {n} " + "ord " * (LETTERS // 4)))
    return call


@pytest.mark.parametrize("telling", [Telling.ALL, Telling.ANONYMOUS])
def test_memory_stays_flat(app: Flask, telling: Telling) -> None:
    peaks: dict[str, list[int]] = {"xlsx": [], "zip": []}
    for number in (FEW, MANY):
        call = a_full_call(number)
        with app.test_request_context():
            what = exporting.chosen(call, Which.SHOWN, Wanted(), telling)
            names = terms.names("sv")
            for form in peaks:
                peak, seconds, file = measured(form, call, what, names)
                print(f"\n{form} {telling.value} {number} ideas: {peak / 1e6:.1f} MB at most, {seconds:.1f} s")
                peaks[form].append(peak)
                opened(form, file, number)
    for few, many in peaks.values():
        assert many < 3 * few


def measured(form: str, call: IdeaCall, what: Any, names: Any) -> tuple[int, float, Any]:
    tracemalloc.start()
    started = time.monotonic()
    if form == "xlsx":
        file: Any = spreadsheets.xlsx_file(
            ideas_sheet.columns(what), ideas_sheet.rows(what, names), "Idéer", state_at=None
        )
    else:
        file = _spooled(call, what, names)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak, time.monotonic() - started, file


def _spooled(call: IdeaCall, what: Any, names: Any) -> Any:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - `opened` closes it
    with tempfile.TemporaryFile() as texts:
        for piece in zipping.streamed(ideas.entries(call, what, names, texts)):
            file.write(piece)
    file.seek(0)
    return file


def opened(form: str, file: Any, number: int) -> None:
    """It can be read, and holds them all."""
    with file:
        if form == "xlsx":
            book = openpyxl.load_workbook(file, read_only=True)
            assert sum(1 for _row in book.active.iter_rows()) == number + 1
        else:
            assert len(zipfile.ZipFile(file).namelist()) == number
