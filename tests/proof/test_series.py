"""Fifty-three courses in seven municipalities made in one go, as the seed tells of them; how light their page is."""

from __future__ import annotations

import time

import pytest
from flask import Flask

from meetings.projects.actions import series as actions
from meetings.projects.actions.series import NewSeries
from meetings.projects.queries import series as queries
from meetings.projects.rules.series import Occasion, Place
from tests.browser import Browser
from tests.builders import NOW
from tests.clock import Clock
from tests.databases import listening
from tests.projects.series_scenes import ACTOR, a_series, text, times
from tests.site.test_budget import FIRST_VISIT, NEXT_PAGE, Visitor

pytestmark = pytest.mark.proof
TOWNS = ("Ale", "Härryda", "Kungälv", "Lerum", "Mölndal", "Majorna-Linné", "Partille")
COURSES, AT_MOST = 53, 5.0  # seconds


def test_fifty_three_courses_in_one_go(app: Flask, clock: Clock) -> None:
    clock.set("2018-04-01 12:00")
    a_series(1, 1)  # so that what is made once is there
    wanted = [Occasion(Place(TOWNS[n % 7], "Biblioteket", seats=20), times(n)) for n in range(COURSES)]
    began = time.perf_counter()
    with listening() as statements:
        series = actions.create(NewSeries(text(title="Kurser"), wanted, published=True), NOW, ACTOR)
    took = time.perf_counter() - began
    print(f"\n{app.config['DATABASE_URL'].split(':')[0]}: {COURSES} made in {took:.2f} s, {len(statements)} statements")
    assert took < AT_MOST
    assert len(queries.occasions(series.id)) == COURSES
    path = f"/serier/{series.id}-{series.slug}"
    _requests, first = Visitor(Browser(app)).visit(path)
    visitor = Visitor(Browser(app))
    visitor.visit("/")
    _requests, then = visitor.visit(path)
    _requests, form = visitor.visit(f"/serier/{series.id}/anmalan")
    print(f"page {first} bytes on a first visit, {then} as the next page; sign-up {form}")
    assert first <= FIRST_VISIT
    assert max(then, form) <= NEXT_PAGE
