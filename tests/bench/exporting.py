"""One export in a process of its own, or the bare library writing the same cells: prints seconds and megabytes.

python -m tests.bench.exporting export csv DATABASE_URL MEETING_ID FOLDER      # also leaves its cells in rows.json
python -m tests.bench.exporting bare csv rows.json "" FOLDER

The bare library writes cells that lie ready in memory; it reads no database and looks at no cell.
"""

from __future__ import annotations

import csv
import gc
import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import xlsxwriter

from meetings.app import create_app
from meetings.participants.queries import export as exports
from meetings.participants.queries import listing
from meetings.participants.rules.listing import Wanted
from meetings.participants.views import spreadsheets

KEYS = {
    "SECRET_KEY": "the bench's own key, which signs nothing",
    "LINK_KEY": "the bench's other key, which opens nothing",
}


def main(what: str, kind: str, source: str, meeting: str, folder: str) -> None:
    """Do it once, small, to have everything loaded; then measure it."""
    if what == "bare":
        step, warm = _bare(kind, Path(source), Path(folder))
    else:
        step, warm = _export(kind, source, int(meeting), Path(folder))
    warm()
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew (proc(5))
    before, begun = peak_megabytes(), perf_counter()
    step()
    seconds = perf_counter() - begun
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes() - before}))


def peak_megabytes() -> float:
    """The most memory that this process has held since the peak was last begun anew (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) / 1024


def _export(kind: str, source: str, meeting: int, folder: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    app = create_app({"DATABASE_URL": source, **KEYS})
    app.test_request_context().push()
    of = listing.head(meeting)

    def write(asked: Wanted) -> None:
        what = exports.export(of, asked, "sv", sensitive=True)
        heads, rows = spreadsheets.columns(what), exports.rows(what)
        path = folder / f"export.{kind}"
        if kind == "csv":
            with path.open("wb") as file:
                file.writelines(spreadsheets.csv_parts(heads, rows))
        else:
            with spreadsheets.xlsx_file(heads, rows, "Deltagare") as made:
                path.write_bytes(made.read())

    cells = folder / "rows.json"
    if not cells.exists():
        ready = exports.export(of, Wanted(), "sv", sensitive=True)
        with cells.open("w") as file:
            for row in exports.rows(ready):
                file.write(json.dumps(row, default=datetime.isoformat) + "\n")
    return lambda: write(Wanted()), lambda: write(Wanted(words="person1@"))


def _bare(kind: str, source: Path, folder: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    with source.open() as file:
        rows = [[_cell(cell, kind) for cell in json.loads(line)] for line in file]
    path = folder / f"bare.{kind}"

    def write(some: list[list[Any]]) -> None:
        if kind == "csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter=";").writerows(some)
            return
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet, moment = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            for line, row in enumerate(some):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(line, column, cell, moment)
                    elif cell is not None:
                        sheet.write(line, column, cell)

    return lambda: write(rows), lambda: write(rows[:10])


def _cell(cell: Any, kind: str) -> Any:
    if isinstance(cell, str) and cell.endswith("+00:00"):
        moment = datetime.fromisoformat(cell).replace(tzinfo=None)
        return f"{moment:%Y-%m-%d %H:%M}" if kind == "csv" else moment
    return cell


if __name__ == "__main__":
    main(*sys.argv[1:])
