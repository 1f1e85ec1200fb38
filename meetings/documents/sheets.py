"""How tables become an Excel workbook: one sheet or several, written row by row to the disk.

The one place that knows XlsxWriter.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import IO, Any
from zoneinfo import ZoneInfo

Cell = str | int | float | date | time | datetime | None
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STOCKHOLM = ZoneInfo("Europe/Stockholm")
_DAY_AND_TIME = "yyyy-mm-dd hh:mm"
_LOOKS: dict[type, str] = {datetime: _DAY_AND_TIME, date: "yyyy-mm-dd", time: "hh:mm"}
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_NAME = 31  # as Excel has it


@dataclass(frozen=True)
class Column:
    """A heading and its column's width in characters."""

    heading: str
    width: int


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title, its columns, and its rows, which are asked for when they are written.

    So many of its columns (`fixed`) stay where they are when one scrolls sideways.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    fixed: int = 1


def xlsx(sheets: Iterable[Sheet]) -> IO[bytes]:
    """Return the finished workbook, at its beginning: it lies on disk, and rows are written there one by one.

    A text is a text whatever it begins with, and instants are dates in Swedish time that Excel can reckon with.
    """
    import xlsxwriter  # noqa: PLC0415 - heavy, and this is its adapter

    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": _DAY_AND_TIME,
    }
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        looks = {kind: book.add_format({"num_format": look}) for kind, look in _LOOKS.items()}
        for one in sheets:
            _write(book.add_worksheet(one.title.translate(_NOT_IN_A_NAME)[:_LONGEST_NAME]), one, bold, looks)
    file.seek(0)
    return file


def _write(sheet: Any, what: Sheet, bold: Any, looks: dict[type, Any]) -> None:
    for position, column in enumerate(what.columns):
        sheet.set_column(position, position, column.width)
    sheet.freeze_panes(1, what.fixed)
    for position, column in enumerate(what.columns):
        sheet.write_string(0, position, column.heading, bold)
    line = 0
    for line, row in enumerate(what.rows, start=1):
        for position, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                sheet.write_string(line, position, cell)
            elif cell.__class__ in looks:
                value = on_the_wall(cell) if isinstance(cell, datetime) else cell
                sheet.write_datetime(line, position, value, looks[cell.__class__])
            else:
                sheet.write_number(line, position, cell)
    sheet.autofilter(0, 0, max(line, 1), len(what.columns) - 1)


@lru_cache(maxsize=4)  # the same instant often stands in several cells of a row
def on_the_wall(instant: datetime) -> datetime:
    """Return the instant as a clock in Sweden shows it, to the minute and without a zone, as a spreadsheet has it."""
    return instant.astimezone(_STOCKHOLM).replace(second=0, microsecond=0, tzinfo=None)
