"""The demonstration holds the source page: each of its phrases is found on screen, at the right time."""

from datetime import datetime

import pytest
from flask import Flask

from meetings.demo import load
from meetings.web import dates
from tests.browser import Browser
from tests.databases import only_sqlite

# What the page of the meeting says once it has been.
ON_THE_PAGE = [
    "Mobiliseringsmöte Digitalisering",
    "23 mars 2018",
    "Folkets Hus",
    "Vänersborg",
    "Syftet med mötet var att mobilisera aktörer som är intresserade av att driva eller delta i projekt",
    "programområde 2, det vill säga öka övergången till arbetsmarknaden",
    "med fokus på unga och individer långt ifrån arbetsmarknaden",
    "anordnade strukturfondspartnerskapet Västsverige",
    "Över 100 deltagare",
    "9 maj 2018",
    "ytterligare projektideer",
    "Alex Bergström (S), ledamot i strukturfondspartnerskapet och regionråd",
    "Strukturfondspartnerskapets roll i att prioritera bland inkomna ansökningar",
    "breda samverkansprojekt som kan bidra till strukturförändrade insatser",
    "privat sektor, offentlig sektor och social ekonomi",
    "sommarens utlysning",
    "element av digitalisering",
    "Arbetsförmedlingen",
    "Försäkringskassan",
    "Nationell Samverkan för Psykisk Hälsa",
    "Talarna enades i att det krävs individanpassade lösningar",
    "Slutsatser",
    "Spel som etableringsverktyg",
    "Arbets och leva i väst",
    "Effektbutiken",
    "pedagogisk lärandeprocess",
    "Martin Gellerstedt, Högskolan Väst",
    "I linje med vad tidigare talare menade",
    "Se även",
    "Inam Alghols, Support Group Restad gård",
    "senast den 24 april 2018",
    "Workshop",
    "Cecilia Nilsson",
    "cecilia.v.nilsson@vgregion.se",
    "Josef Gustafsson",
    "josef.gustafsson@vgregion.se",
    "Senast uppdaterad 2018-07-09 08.01",
]
PAGE = "/moten/1-mobiliseringsmote-digitalisering"


@pytest.fixture
def demo(app: Flask, clock):
    """The demonstration as it stands at a moment: `demo("2018-07-10 12:00")`."""

    def loaded(moment: str) -> None:
        clock.set(moment)
        load.load(dates.from_local(datetime.fromisoformat(moment)))

    return loaded


@only_sqlite
def test_today_the_demonstration_shows_what_has_been_and_what_comes(demo, browser: Browser) -> None:
    demo("2026-11-21 12:00")

    text = " ".join(browser.get(PAGE).text.split()).casefold()
    full = browser.get("/moten/4-studiebesok-butiken-dar-deltagarna-driver-e-handeln")

    assert [phrase for phrase in ON_THE_PAGE if phrase.casefold() not in text] == []
    assert "4 på reservlistan" in full.text
    for typed in ("vänersborg", "VÄNERSBORG", "vanersborg"):
        assert PAGE in browser.get(f"/sok?q={typed}").links.values()


@only_sqlite
def test_the_story_of_2018_is_told_in_the_tense_of_the_clock(demo, clock, browser: Browser) -> None:
    demo("2018-03-10 12:00")
    before = browser.get(PAGE)
    clock.set("2018-04-24 23:59")
    last_minute = browser.get(PAGE)
    clock.set("2018-04-25 00:00")
    too_late = browser.get(PAGE)

    assert "Anmäl dig" in before.links
    assert "100 deltagare" not in before.text
    assert "senast den 24 april 2018 (kl. 23.59)" in " ".join(last_minute.text.split())
    assert "Tiden för inspel är slut" not in last_minute.text
    assert "Tiden för inspel är slut" in too_late.text
