"""What is safe in a spreadsheet: no cell of a CSV file runs as a formula, and the original can be had back.

The rule, which stands beside the export button too: a cell that begins with `=`, `+`, `-`, `@`, a tab, a
line break or their full-width twins gets an apostrophe in front, and so does one that begins with an apostrophe.
So "+46 31 335 50 25" is written "'+46 31 335 50 25", its plus still there; and whoever reads the file by machine
takes one leading apostrophe away from every cell that has one, and has exactly what was typed. XLSX needs none of
this: there a text is a text.
"""

from __future__ import annotations

MARK = "'"
RISKY = frozenset("=+-@\t\r\n＝＋－＠" + MARK)  # what a cell must not begin with


def neutralised(cell: str) -> str:
    """Return the cell as it is written to a CSV file: never something that a spreadsheet runs."""
    return MARK + cell if cell[:1] in RISKY else cell


def restored(cell: str) -> str:
    """Return what was typed, from a cell of the file: the inverse of `neutralised`."""
    return cell.removeprefix(MARK)
