"""Where do the boxes and arrows of the picture stand that shows what led to a project and what came of it.

Two layouts of the same boxes: wide, with a column for each step and arrows to the right, and tall, for a phone and for
print, with a box under the other and arrows through a gutter on the left. Lengths are units of the SVG, a pixel each.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

LINE: Final = 19  # from one line of text to the next
PAD: Final = 12  # between the edge of a box and its text
MOST_LINES: Final = 4  # of a title; the rest stands in the list below the picture
WIDE_BOX, WIDE_GAP, ROW_GAP = 164, 44, 20
PASS: Final = 10  # height of the room in which an arrow passes a column
TALL_BOX, TALL_GAP, STEP_GAP = 288, 14, 34
LANE: Final = 9  # between two lines in the gutter
MOST_LANES: Final = 3
MARGIN: Final = 4
_NARROW, _BROAD = "fijlrt.,:;'|!()[] ", "mwMW@%—"
_EM: Final = 15  # pixels of the text


@dataclass(frozen=True)
class Box:
    """What is shown in a box: which step it belongs to (0 first), what it is, its title, and where it leads ("")."""

    key: str
    step: int
    label: str
    title: str
    url: str = ""
    tone: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Arrow:
    """That one box led to another, by their keys."""

    start: str
    end: str


@dataclass(frozen=True)
class Placed:
    """A box with its place: left and upper edge, and the lines of its title."""

    box: Box
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]

    @property
    def middle(self) -> int:
        """Its middle from top to bottom."""
        return self.y + self.height // 2

    def text_at(self, line: int) -> int:
        """Return the base of a line of text: 0 is the label, then those of the title."""
        return self.y + PAD + LINE * (line + 1) - 5


@dataclass(frozen=True)
class Drawn:
    """An arrow as corners of a line, from a point on the edge of its start to one on the edge of its end.

    A `curved` one bends between every first and second of them, and goes straight on to the next pair.
    """

    arrow: Arrow
    points: tuple[tuple[int, int], ...]
    curved: bool = False

    @property
    def path(self) -> str:
        """The `d` of an SVG path."""
        (x, y), *rest = self.points
        found = f"M{x} {y}"
        for number, (to_x, to_y) in enumerate(rest):
            half = (x + to_x) // 2
            bends = self.curved and number % 2 == 0 and y != to_y
            found += f"C{half} {y} {half} {to_y} {to_x} {to_y}" if bends else f"L{to_x} {to_y}"
            x, y = to_x, to_y
        return found


@dataclass(frozen=True)
class Picture:
    """Boxes and arrows with their places, and how large the whole is."""

    boxes: tuple[Placed, ...]
    arrows: tuple[Drawn, ...]
    width: int
    height: int


@dataclass(frozen=True)
class _Pass:
    """Room in a column for the arrows of a box further to the left that go on past it."""

    key: str


def wide(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Picture:
    """Return the picture with a column for each step that has boxes, each column in the middle of the height."""
    steps = sorted({one.step for one in boxes})
    columns: list[list[Box | _Pass]] = [[one for one in boxes if one.step == step] for step in steps]
    number_of = {one.key: steps.index(one.step) for one in boxes}
    known = [one for one in arrows if one.start in number_of and one.end in number_of]
    for one in known:
        for column in columns[number_of[one.start] + 1 : number_of[one.end]]:
            if _Pass(one.start) not in column:
                column.append(_Pass(one.start))
    heights = [_tallness(column) for column in columns]
    height = max(heights, default=0)
    placed: list[Placed] = []
    passes: dict[tuple[str, int], tuple[int, int]] = {}
    for number, column in enumerate(columns):
        x, y = MARGIN + number * (WIDE_BOX + WIDE_GAP), MARGIN + (height - heights[number]) // 2
        for item in column:
            if isinstance(item, Box):
                placed.append(Placed(item, x, y, WIDE_BOX, _size(item), _lines(item.title, WIDE_BOX)))
            else:
                passes[item.key, number] = (x, y + PASS // 2)
            y += _size(item) + ROW_GAP
    width = max(0, len(columns) * (WIDE_BOX + WIDE_GAP) - WIDE_GAP)
    drawn = _curves({one.box.key: one for one in placed}, known, passes, number_of)
    return Picture(tuple(placed), drawn, width + 2 * MARGIN, height + 2 * MARGIN)


def _size(item: Box | _Pass) -> int:
    return _height(_lines(item.title, WIDE_BOX)) if isinstance(item, Box) else PASS


def _tallness(column: Sequence[Box | _Pass]) -> int:
    return sum(_size(item) for item in column) + ROW_GAP * (len(column) - 1)


def _curves(
    at: Mapping[str, Placed],
    arrows: Sequence[Arrow],
    passes: Mapping[tuple[str, int], tuple[int, int]],
    column_of: Mapping[str, int],
) -> tuple[Drawn, ...]:
    """Return the arrows to the right, each through the room that its start has in the columns between."""
    found = []
    for one in arrows:
        start, end = at[one.start], at[one.end]
        if start.x >= end.x:
            continue
        points = [(start.x + start.width, start.middle)]
        for number in range(column_of[one.start] + 1, column_of[one.end]):
            x, y = passes[one.start, number]
            points += [(x, y), (x + WIDE_BOX, y)]
        found.append(Drawn(one, (*points, (end.x, end.middle)), curved=True))
    return tuple(found)


def tall(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Picture:
    """Return the picture with all boxes under one another in the order of their steps, arrows in a gutter beside."""
    ordered = sorted(boxes, key=lambda one: one.step)
    lanes = min(MOST_LANES, max(1, len({one.start for one in arrows})))
    left = MARGIN + LANE * (lanes + 1) + 6
    placed: list[Placed] = []
    y = MARGIN
    for before, box in zip([None, *ordered], ordered, strict=False):
        if before is not None:
            y += STEP_GAP if before.step != box.step else TALL_GAP
        lines = _lines(box.title, TALL_BOX)
        placed.append(Placed(box, left, y, TALL_BOX, _height(lines), lines))
        y += placed[-1].height
    return Picture(tuple(placed), _elbows(placed, arrows, lanes), left + TALL_BOX + MARGIN, y + MARGIN)


def _elbows(placed: Sequence[Placed], arrows: Sequence[Arrow], lanes: int) -> tuple[Drawn, ...]:
    """Return the arrows: straight down to the next box when it is the only one, else through the gutter."""
    at = {one.box.key: one for one in placed}
    follows = {(before.box.key, after.box.key) for before, after in pairwise(placed)}
    lane_of: dict[str, int] = {}
    found = []
    for one in arrows:
        start, end = at.get(one.start), at.get(one.end)
        if start is None or end is None or start.y >= end.y:
            continue
        if (one.start, one.end) in follows:
            x = start.x + start.width // 2
            found.append(Drawn(one, ((x, start.y + start.height), (x, end.y))))
            continue
        lane = lane_of.setdefault(one.start, len(lane_of) % lanes)
        x = start.x - 6 - LANE * (lane + 1)
        found.append(Drawn(one, ((start.x, start.middle), (x, start.middle), (x, end.middle), (end.x, end.middle))))
    return tuple(found)


def _height(lines: Sequence[str]) -> int:
    return 2 * PAD + LINE * (1 + len(lines))


def _lines(title: str, width: int) -> tuple[str, ...]:
    """Return the title in lines that fit a box of this width; a longer one ends with "…"."""
    room = width - 2 * PAD
    words = [part for word in title.split() for part in _cut(word, room)]
    lines: list[str] = []
    for word in words:
        if lines and _length(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > MOST_LINES:
        last = lines[MOST_LINES - 1]
        while _length(f"{last}…") > room:
            last = last[:-1]
        lines = [*lines[: MOST_LINES - 1], f"{last.rstrip()}…"]
    return tuple(lines)


def _cut(word: str, room: int) -> list[str]:
    """Return a word that is too long for a line in parts, each but the last with a hyphen."""
    parts = []
    while _length(word) > room:
        at = max(1, next(number for number in range(len(word), 0, -1) if _length(f"{word[:number]}-") <= room))
        parts.append(f"{word[:at]}-")
        word = word[at:]
    return [*parts, word]


def _length(text: str) -> int:
    """Return about how wide the text is, in pixels, rather too much than too little."""
    ems = sum(0.34 if one in _NARROW else 0.92 if one in _BROAD else 0.68 if one.isupper() else 0.57 for one in text)
    return math.ceil(ems * _EM)
