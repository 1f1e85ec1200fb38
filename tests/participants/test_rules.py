from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.participants.rules.pasted import LineProblem, lines_in
from meetings.participants.rules.spreadsheet import neutralised, restored

ASA = ("Åsa Öberg", "asa@example.se", "Ale kommun")


@pytest.mark.parametrize(
    "line",
    [
        "Åsa Öberg, asa@example.se, Ale kommun",
        "Åsa Öberg;asa@example.se;Ale kommun",
        "Åsa Öberg\tasa@example.se\tAle kommun",
        '"Åsa Öberg","asa@example.se","Ale kommun"',
        "  Åsa   Öberg ,asa@example.se,  Ale kommun ",
        "Åsa Öberg <asa@example.se>, Ale kommun",
        '"Åsa Öberg" <mailto:asa@example.se>, Ale kommun',
        "asa@example.se, Åsa Öberg, Ale kommun",
        "\ufeffÅsa Öberg, asa@example.se, Ale kommun\r\n",
    ],
)
def test_a_line_is_read_however_it_is_parted(line):
    (found,) = lines_in(line)
    assert (found.name, found.email, found.organisation, found.problem) == (*ASA, None)


def test_the_address_is_the_anchor_so_that_a_name_or_an_organisation_may_hold_a_comma():
    (found,) = lines_in("Öberg, Åsa, asa@example.se, Ale kommun, Arbetsmarknad")
    assert (found.name, found.organisation) == ("Öberg, Åsa", "Ale kommun, Arbetsmarknad")


def test_an_organisation_may_be_left_out():
    (found,) = lines_in("Åsa Öberg, asa@example.se")
    assert (found.organisation, found.problem) == ("", None)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Åsa Öberg, Ale kommun", LineProblem.NO_EMAIL),
        ("asa@example.se", LineProblem.NO_NAME),
        ("Åsa, asa@example.se, bo@example.se", LineProblem.SEVERAL_EMAILS),
        ("Åsa, asa@@example.se", LineProblem.SEVERAL_EMAILS),
        ('"Åsa, ', LineProblem.NO_EMAIL),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line, problem):
    assert [found.problem for found in lines_in(line)] == [problem]


def test_headings_and_empty_lines_are_passed_over_and_numbers_are_those_of_the_text():
    found = lines_in("Namn;E-post;Organisation\n\nÅsa;asa@example.se;\n\nBo;bo@example.se;")
    assert [(line.number, line.name) for line in found] == [(3, "Åsa"), (5, "Bo")]


def test_the_same_address_twice_names_the_first_line():
    found = lines_in("Åsa, asa@example.se\nÅsa, ASA@example.se")
    assert (found[1].problem, found[1].same_as) == (LineProblem.TWICE, 1)


@given(st.text())
def test_no_text_is_too_strange_to_be_read(text):
    assert all(line.number >= 1 for line in lines_in(text))


@pytest.mark.parametrize("cell", ["=1+1", "+46 31 335 50 25", "-1", "@SUM(A1)", "\t=1", "\r=1", "'", "＝1"])
def test_a_risky_cell_gets_a_mark_and_keeps_all_it_says(cell):
    assert neutralised(cell) == "'" + cell
    assert restored(neutralised(cell)) == cell


@pytest.mark.parametrize("cell", ["", "Åsa", "031-335 50 25", "a=b", "3+4"])
def test_other_cells_stay_as_they_are(cell):
    assert neutralised(cell) == cell


@given(st.text())
def test_the_mark_can_always_be_taken_away_again(cell):
    assert restored(neutralised(cell)) == cell
    assert not neutralised(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
