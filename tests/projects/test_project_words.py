"""Times, periods, numbers and figures as they are read, in both languages."""

from __future__ import annotations

from flask import Flask

from meetings.projects.rules.content import FigureText
from meetings.projects.views.words import figure_words, number_words, period_words, point_words
from tests.databases import only_sqlite

pytestmark = only_sqlite


def test_times_numbers_and_figures_read_as_swedish(app: Flask) -> None:
    with app.test_request_context("/"):
        assert [point_words(one) for one in ("2012-02", "2013-host", "2014", "", "snart", None)] == [
            "februari 2012", "hösten 2013", "2014", "", "", "",
        ]  # fmt: skip
        assert period_words("2012-02", "2014-04") == "februari 2012–april 2014"
        assert period_words("2014", "2014") == "2014"
        assert period_words("2012-02", "") == "från och med februari 2012"
        assert period_words("", "2014-04") == "till och med april 2014"
        assert period_words("", "") == ""
        said = {
            "exactly": "500", "at_least": "minst 500", "nearly": "nästan 500", "about": "cirka 500", "over": "över 500",
            "tens": "omkring 500",
        }  # fmt: skip
        assert {exactness: number_words(500, exactness) for exactness in said} == said
        assert (number_words(10, "tens"), number_words(100, "tens")) == ("ett tiotal", "ett hundratal")
        assert (number_words(1200), number_words(0), number_words(None)) == ("1\N{NO-BREAK SPACE}200", "0", "")
        youths = FigureText(80, unit="ungdomar", group="arbetslösa")
        assert figure_words(youths) == "80 arbetslösa ungdomar"
        assert figure_words(FigureText(31), youths) == "31 av 80 ungdomar"
        assert figure_words(FigureText(500, exactness="nearly", unit="personal")) == "nästan 500 personal"
        assert figure_words(FigureText(10, exactness="tens", unit="personer")) == "ett tiotal personer"
        assert figure_words(FigureText(planned=600, unit="personal")) == "600 personal (planerat)"
        assert figure_words(FigureText(unit="personal")) == ""


def test_months_are_english_on_english_pages(app: Flask) -> None:
    with app.test_request_context("/", environ_overrides={"meetings.lang": "en"}):
        assert period_words("2012-02", "2014-04") == "February 2012–April 2014"
        assert number_words(1200) == "1,200"
