"""What a list of projects is narrowed by, in which order figures are read: by tables, without application."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from meetings.projects.rules.finding import Wanted, code, standing_asked, year, years_of
from meetings.projects.rules.reading import as_written, by_value, share
from meetings.projects.rules.states import Standing
from tests.databases import only_sqlite

pytestmark = only_sqlite


@dataclass(eq=False)
class Figure:
    value: int | None = None
    part_of: Figure | None = None
    planned: int | None = None


@pytest.mark.parametrize(
    ("typed", "found"),
    [("2013", 2013), ("1998", 1998), ("2099", 2099), ("213", None), ("", None), ("20135", None), ("٢٠١٣", None)],
)
def test_a_year_in_an_address(typed: str, found: int | None) -> None:
    assert year(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [("goteborg", "goteborg"), ("lilla-edet", "lilla-edet"), ("Göteborg", ""), ("a" * 41, ""), ("'; --", ""), ("", "")],
)
def test_a_code_in_an_address(typed: str, found: str) -> None:
    assert code(typed) == found


def test_a_standing_in_an_address() -> None:
    assert [standing_asked(one) for one in ("ended", "running", "ENDED", "")] == [
        Standing.ENDED,
        Standing.RUNNING,
        None,
        None,
    ]


def test_what_is_asked_for() -> None:
    assert not Wanted().narrows
    assert Wanted(transnational=True).narrows
    assert Wanted("Äldre och IT").folded_words == ["aldre", "och", "it"]
    assert len(Wanted("ord " * 20).folded_words) == 8


def test_every_year_in_which_something_goes_on_has_its_number() -> None:
    periods = [(201202, 201404), (201309, None), (None, 201105), (None, None), (202101, 203012)]
    found = years_of(periods, 2014)
    assert found[2013] == 2
    assert found[2012] == found[2011] == 1
    assert found[2014] == found[2030] == 2  # until further notice
    assert 2010 not in found
    assert [*found] == sorted(found, reverse=True)
    assert years_of([], 2027) == {}
    assert years_of([(None, None)], 2027) == {}


def test_parts_are_read_right_after_their_wholes() -> None:
    whole, other = Figure(80), Figure(500)
    part, part_of_part, empty = Figure(31, whole), Figure(None, None, 4), Figure()
    part_of_part.part_of = part
    read = as_written([whole, other, part, empty, part_of_part])
    assert [(one.figure, one.depth) for one in read] == [(whole, 0), (part, 1), (part_of_part, 2), (other, 0)]
    assert [one.share for one in read] == [None, 39, None, None]


def test_by_value_the_largest_comes_first() -> None:
    whole, other, only_planned = Figure(80), Figure(500), Figure(None, None, 100)
    part = Figure(31, whole)
    read = by_value([whole, part, other, Figure(), only_planned])
    assert [one.figure for one in read] == [other, only_planned, whole, part]
    assert {one.depth for one in read} == {0}


def test_a_figure_whose_whole_says_nothing_stands_by_itself() -> None:
    part = Figure(31, Figure())
    assert [(one.depth, one.share) for one in as_written([part])] == [(0, None)]


@pytest.mark.parametrize(
    ("value", "whole", "found"),
    [(31, 80, 39), (80, 80, 100), (90, 80, 100), (0, 8, 0), (5, 0, None), (None, 80, None)],
)
def test_the_share_of_a_part(value: int | None, whole: int, found: int | None) -> None:
    assert share(Figure(value, Figure(whole))) == found
