"""What do pasted lines say: "namn, e-post, organisation" as people really write and copy it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from meetings.text import N_, clean, fold, key, one_line

AT_MOST = 500


class LineProblem(Enum):
    """What is wrong with a line, and how to mend it."""

    NO_EMAIL = N_("Det finns ingen e-postadress på raden. Skriv namn, e-post, organisation.")
    SEVERAL_EMAILS = N_("Det finns flera e-postadresser på raden. Skriv en person per rad.")
    NO_NAME = N_("Det finns inget namn på raden. Skriv namnet före adressen.")
    TWICE = N_("Samma adress står på rad %(line)s. Ta bort en av dem.")


@dataclass(frozen=True)
class Line:
    """One line with its number in the text (from 1), what was read from it, and what is wrong, if anything."""

    number: int
    raw: str
    name: str = ""
    email: str = ""
    organisation: str = ""
    problem: LineProblem | None = None
    same_as: int = 0


_IN_BRACKETS = re.compile(r"^(?P<before>.*?)[<(]\s*(?:mailto:)?(?P<email>[^<>()\s]+@[^<>()\s]+)\s*[>)]\s*$")
_HEADINGS = frozenset({"e-post", "epost", "e-postadress", "mejl", "mail", "email", "e-mail", "namn", "name"})


def lines_in(pasted: str) -> list[Line]:
    """Return what each line says; empty lines and a line of headings are passed over.

    The e-mail address is the anchor: what stands before it is the name (so a name may hold a comma), what
    stands after it the organisation. Cells are parted by tab, else semicolon, else comma, and may be quoted.
    A second line with the same address is a problem that names the first.
    """
    seen: dict[str, int] = {}
    found = []
    for line in _read(pasted):
        address = key(line.email)
        if line.problem is None and address in seen:
            line = Line(
                line.number, line.raw, line.name, line.email, line.organisation, LineProblem.TWICE, seen[address]
            )
        elif line.email:
            seen.setdefault(address, line.number)
        found.append(line)
    return found


def _read(pasted: str) -> Iterator[Line]:
    first = True
    for number, raw in enumerate(clean(pasted.lstrip("\ufeff")).split("\n"), start=1):
        if not raw.strip():
            continue
        cells = _cells(raw)
        if first and _is_heading(cells):
            first = False
            continue
        first = False
        yield _line(number, raw.strip(), cells)


def _cells(raw: str) -> list[str]:
    delimiter = next((mark for mark in "\t;" if mark in raw), ",")
    quoted = raw.replace("\x00", "")
    rows = list(csv.reader([quoted], delimiter=delimiter, skipinitialspace=True))
    return [one_line(cell) for cell in rows[0]] if rows else []


def _is_heading(cells: list[str]) -> bool:
    return not any("@" in cell for cell in cells) and any(fold(cell) in _HEADINGS for cell in cells)


def _line(number: int, raw: str, cells: list[str]) -> Line:
    anchors = [position for position, cell in enumerate(cells) if "@" in cell]
    if not anchors:
        return Line(number, raw, problem=LineProblem.NO_EMAIL)
    at = anchors[0]
    if len(anchors) > 1 or cells[at].count("@") > 1:
        return Line(number, raw, problem=LineProblem.SEVERAL_EMAILS)
    before, email, after = cells[:at], cells[at], cells[at + 1 :]
    if match := _IN_BRACKETS.match(email):
        before, email = [*before, match["before"].strip(' "')], match["email"]
    email = email.removeprefix("mailto:")
    if not any(before) and len(after) >= 1:  # "e-post, namn, organisation"
        before, after = after[:1], after[1:]
    name = ", ".join(cell for cell in before if cell)
    organisation = ", ".join(cell for cell in after if cell)
    return Line(number, raw, name, email, organisation, None if name else LineProblem.NO_NAME)
