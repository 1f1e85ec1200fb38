"""The picture of a chain: no boxes overlap, every arrow begins and ends at its boxes, and crosses none on its way."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from meetings.projects.rules.picture import MOST_LINES, PAD, Arrow, Box, Picture, Placed, tall, wide
from tests.databases import only_sqlite

pytestmark = only_sqlite

LONG = "Digitalisering som öppnar vägen till arbete för unga och för dem som står långt från arbetsmarknaden " * 2
UNBROKEN = "Arbetsmarknadsanpassningsverksamhetsutvecklingsprojektledarutbildningen"


def a_box(key: str, step: int, title: str = "En titel") -> Box:
    return Box(key, step, "Mötet", title, f"/{key}")


def a_chain(meetings: int, ideas: int, results: int, title: str) -> tuple[list[Box], list[Arrow]]:
    boxes = [a_box(f"meeting-{n}", 0, title) for n in range(meetings)]
    boxes += [a_box(f"spark-{n}", 1) for n in range(ideas // 2)]
    boxes += [a_box(f"idea-{n}", 2, title) for n in range(ideas)]
    boxes += [a_box("follow-up", 3), a_box("project", 4, title)]
    boxes += [a_box(f"result-{n}", 5, title) for n in range(results)]
    arrows = [Arrow(f"meeting-{n % meetings}", f"spark-{n}") for n in range(ideas // 2)]
    arrows += [Arrow(f"spark-{n}", f"idea-{n}") for n in range(ideas // 2)]
    arrows += [Arrow(f"meeting-{n % meetings}", f"idea-{n}") for n in range(ideas // 2, ideas)]
    arrows += [Arrow(f"idea-{n}", "follow-up" if n % 2 else "project") for n in range(ideas)]
    arrows += [Arrow("follow-up", "project"), Arrow("meeting-0", "project")]
    return boxes, arrows + [Arrow("project", f"result-{n}") for n in range(results)]


CHAINS = [
    pytest.param(*a_chain(1, 2, 1, "Kort"), id="short"),
    pytest.param(*a_chain(3, 7, 8, LONG), id="long-titles"),
    pytest.param(*a_chain(2, 4, 3, UNBROKEN), id="unbroken-words"),
    pytest.param([a_box("project", 4)], [], id="alone"),
    pytest.param([], [], id="nothing"),
]
LAYOUTS = pytest.mark.parametrize("layout", [wide, tall], ids=["wide", "tall"])


@LAYOUTS
@pytest.mark.parametrize(("boxes", "arrows"), CHAINS)
def test_every_box_has_its_own_place(layout, boxes: list[Box], arrows: list[Arrow]) -> None:
    picture: Picture = layout(boxes, arrows)
    assert {one.box.key for one in picture.boxes} == {one.key for one in boxes}
    for one, other in combinations(picture.boxes, 2):
        assert not overlap(one, other), f"{one.box.key} lies on {other.box.key}"
    for one in picture.boxes:
        assert one.x >= 0
        assert one.y >= 0
        assert one.x + one.width <= picture.width
        assert one.y + one.height <= picture.height
        assert one.text_at(len(one.lines)) <= one.y + one.height - PAD // 2
        assert len(one.lines) <= MOST_LINES


@LAYOUTS
@pytest.mark.parametrize(("boxes", "arrows"), CHAINS)
def test_every_arrow_joins_its_boxes_and_crosses_no_other(layout, boxes: list[Box], arrows: list[Arrow]) -> None:
    picture: Picture = layout(boxes, arrows)
    at = {one.box.key: one for one in picture.boxes}
    assert {one.arrow for one in picture.arrows} == set(arrows)
    for one in picture.arrows:
        start, end = at[one.arrow.start], at[one.arrow.end]
        assert on_edge(start, *one.points[0]), one
        assert on_edge(end, *one.points[-1]), one
        for x, y in points_along(one.points, curved=one.curved):
            assert 0 <= x <= picture.width
            assert 0 <= y <= picture.height
            crossed = [other.box.key for other in picture.boxes if inside(other, x, y)]
            assert crossed == [], f"{one.arrow} runs over {crossed}"


def test_an_arrow_to_what_is_not_there_is_left_out() -> None:
    for layout in (wide, tall):
        assert layout([a_box("project", 4)], [Arrow("gone", "project"), Arrow("project", "gone")]).arrows == ()


def test_steps_that_have_nothing_take_no_room() -> None:
    close = wide([a_box("meeting", 0), a_box("project", 4)], [Arrow("meeting", "project")])
    assert close.width == wide([a_box("meeting", 3), a_box("project", 4)], []).width


def test_a_long_title_is_cut_with_a_mark() -> None:
    (placed,) = wide([a_box("project", 4, LONG)], []).boxes
    assert placed.lines[-1].endswith("…")
    (placed,) = wide([a_box("project", 4, "Kort")], []).boxes
    assert placed.lines == ("Kort",)


def overlap(one: Placed, other: Placed) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def on_edge(box: Placed, x: int, y: int) -> bool:
    within = box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height
    return within and (x in (box.x, box.x + box.width) or y in (box.y, box.y + box.height))


def inside(box: Placed, x: float, y: float) -> bool:
    return box.x + 1 < x < box.x + box.width - 1 and box.y + 1 < y < box.y + box.height - 1


def points_along(points: tuple[tuple[int, int], ...], *, curved: bool) -> list[tuple[float, float]]:
    """Points on the line, twenty between two corners; a bend is the cubic curve that the path draws."""
    found: list[tuple[float, float]] = []
    for number, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        for step in range(21):
            t = step / 20
            along = 3 * t * t * (1 - t) + t**3 if curved and number % 2 == 0 else t  # of the height
            if curved and number % 2 == 0:
                half = (x + to_x) / 2
                at_x = (1 - t) ** 3 * x + 3 * (1 - t) ** 2 * t * half + 3 * (1 - t) * t * t * half + t**3 * to_x
            else:
                at_x = x + (to_x - x) * t
            found.append((at_x, y + (to_y - y) * along))
    return found
