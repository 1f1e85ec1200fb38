"""How a list is written for a spreadsheet: headings in words, instants in Swedish time, CSV and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import IO

from flask_babel import gettext as _

from meetings.documents import sheets
from meetings.documents.sheets import XLSX_TYPE, Column
from meetings.participants.queries.export import BATCH, Cell, Export, Kept
from meetings.participants.rules.spreadsheet import RISKY, neutralised
from meetings.questions import types
from meetings.registration.forms.attending import ATTENDING_WORDS
from meetings.registration.rules import PlaceState
from meetings.text import N_

CSV_TYPE = "text/csv; charset=utf-8"
__all__ = ["CSV_TYPE", "XLSX_TYPE", "Column", "columns", "csv_parts", "in_words", "xlsx_file"]
_BOM = "\ufeff"  # or Excel takes å for Ã¥


_HEADINGS = {
    Kept.REFERENCE: (N_("Referens"), 12),
    Kept.NAME: (N_("Namn"), 28),
    Kept.EMAIL: (N_("E-post"), 32),
    Kept.ORGANISATION: (N_("Organisation"), 32),
    Kept.ORGANISATION_TYPE: (N_("Typ av organisation"), 22),
    Kept.SECTOR: (N_("Sektor"), 18),
    Kept.MUNICIPALITY: (N_("Kommun"), 18),
    Kept.LANGUAGE: (N_("Språk"), 8),
    Kept.STATE: (N_("Status"), 14),
    Kept.IN_LINE: (N_("Reservplats"), 12),
    Kept.ARRIVAL: (N_("Ankomstnummer"), 15),
    Kept.REGISTERED: (N_("Anmäld"), 17),
    Kept.CHANGED: (N_("Ändrad"), 17),
    Kept.CANCELLED: (N_("Avanmäld"), 17),
    Kept.ATTENDED: (N_("Närvaro antecknad"), 18),
    Kept.ON_THE_WEB: (N_("Ja till namn på webben"), 23),
    Kept.FUTURE_MEETINGS: (N_("Ja till mejl om kommande möten"), 30),
    Kept.ADDED_BY: (N_("Tillagd av"), 20),
    Kept.ATTENDS: (N_("Deltar"), 12),
}
_STATES = {
    PlaceState.CONFIRMED: N_("Anmäld"),
    PlaceState.HELD: N_("Erbjuden plats"),
    PlaceState.WAITING: N_("Reservlista"),
    PlaceState.PENDING: N_("Väntar på svar"),
    PlaceState.CANCELLED: N_("Avanmäld"),
    PlaceState.DECLINED: N_("Nekad"),
}
_STATE_AT, _ATTENDS_AT = list(Kept).index(Kept.STATE), list(Kept).index(Kept.ATTENDS)


def columns(what: Export) -> list[Column]:
    """Return the columns in words: what is kept of a person, then the questions."""
    shown = [one for one in Kept if what.of.hybrid or one is not Kept.ATTENDS]
    kept = [Column(_(_HEADINGS[one][0]), _HEADINGS[one][1]) for one in shown]
    return kept + [Column(heading, 30) for heading in types.columns(what.asked)]


def in_words(what: Export, rows: Iterable[list[Cell]]) -> Iterable[list[Cell]]:
    """Return the rows with the room and the net in words."""
    return _attending_in_words(rows) if what.of.hybrid else rows


def _attending_in_words(rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
    words = {kind: str(word) for kind, word in ATTENDING_WORDS.items()}
    for row in rows:
        row[_ATTENDS_AT] = words.get(str(row[_ATTENDS_AT]), "")
        yield row


def csv_parts(
    heads: Sequence[Column], rows: Iterable[Sequence[Cell]], *, state_at: int | None = _STATE_AT
) -> Iterator[bytes]:
    """Return the file piece by piece: UTF-8 with BOM, semicolons, CRLF; risky cells by `rules.spreadsheet`.

    The cell at `state_at` holds the code of a state, and is written in words.
    """
    states = _state_words()
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    out.write(_BOM)
    writer.writerow([neutralised(column.heading) for column in heads])
    for written, row in enumerate(rows, start=1):
        cells = [
            cell if cell is None or (cell.__class__ is str and cell[:1] not in RISKY) else _in_csv(cell) for cell in row
        ]
        if state_at is not None:
            cells[state_at] = states[str(row[state_at])]
        writer.writerow(cells)
        if written % BATCH == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def xlsx_file(
    heads: Sequence[Column], rows: Iterable[Sequence[Cell]], title: str, *, state_at: int | None = _STATE_AT
) -> IO[bytes]:
    """Return the finished file, at its beginning: it lies on disk, and rows are written there one by one.

    A text is a text whatever it begins with, and instants are dates that Excel can reckon with.
    """
    written = rows if state_at is None else _states_in_words(rows, state_at)
    return sheets.xlsx([sheets.Sheet(title, heads, written, fixed=2)])


def _states_in_words(rows: Iterable[Sequence[Cell]], state_at: int) -> Iterator[Sequence[Cell]]:
    states = _state_words()
    for row in rows:
        cells = list(row)
        cells[state_at] = states[str(row[state_at])]
        yield cells


def _in_csv(cell: str | float | datetime | date | time) -> str:
    """Return the cell as a text that sorts; a number has the comma that a spreadsheet in Swedish reads."""
    if isinstance(cell, str):
        return neutralised(cell)
    if isinstance(cell, datetime):
        return sheets.on_the_wall(cell).isoformat(" ", "minutes")
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return cell.isoformat() if isinstance(cell, date) else str(cell).replace(".", ",")


def _state_words() -> dict[str, str]:
    return {state.value: _(words) for state, words in _STATES.items()}
