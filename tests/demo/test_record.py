"""The material section of the source page is on screen, every file of it opens, and the desk has something to do."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from urllib.parse import unquote

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from meetings.accounts.models import Account
from meetings.demo import load
from meetings.demo.materials import FILES, SHOWN
from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCall
from meetings.materials.actions.pictures import make_due
from meetings.materials.models import MaterialPicture, MaterialVersion
from meetings.schedule.models import Meeting, ProgrammeItem
from meetings.web import dates
from tests.browser import Browser, Page
from tests.builders import signed_in
from tests.databases import only_sqlite

PAGE = "/moten/1-mobiliseringsmote-digitalisering"
# The last lines of the source page, as they stand there.
MATERIAL = [
    "Material",
    "Presentationer för dagen",
    "Anteckningar från förmiddagens föredrag",
    "Anteckningar från eftermiddagens workshops",
    "Deltagarlista",
]
MOMENT = "2026-11-21 12:00"


@pytest.fixture
def today(app: Flask, clock) -> datetime:
    clock.set(MOMENT)
    now = dates.from_local(datetime.fromisoformat(MOMENT))
    load.load(now)
    return now


def _named(page: Page) -> str:
    """The name under which an answer is saved."""
    said = page.headers["Content-Disposition"]
    found = re.search(r"filename\*=UTF-8''(.+)$", said) or re.search(r'filename="(.+)"', said)
    assert found is not None
    return unquote(found[1])


@only_sqlite
def test_the_record_of_2018_is_on_screen_and_the_desk_has_something_to_do(today: datetime, browser: Browser) -> None:
    _the_material_is_found_opens_and_keeps_its_names(browser)
    while make_due(today):  # as many as there is time for, each turn
        pass
    _the_pictures_are_small_and_the_slideshow_and_the_film_are_there(browser)
    _a_speaker_s_file_waits_with_its_flaws_and_another_has_not_come(browser)
    _the_ideas_of_2018_came_were_handled_and_are_public(browser)


def _the_material_is_found_opens_and_keeps_its_names(browser: Browser) -> None:
    page = browser.get(PAGE)
    section = page.one("#material")
    files = {node.text(strip=True): str(node.attributes["href"]) for node in page.tree.css("#material a")}

    assert [line for line in MATERIAL if line not in section] == []
    for shown in SHOWN:
        file = browser.get(files[shown.title], check=False)
        assert (file.status, _named(file)) == (200, shown.file)
        assert file.body == (FILES / shown.file).read_bytes()
        if shown.file.endswith(".pdf"):
            read = PdfReader(io.BytesIO(file.body))
            assert (read.metadata.title, len(read.pages) > 1) == (shown.title, True)
        else:
            with zipfile.ZipFile(io.BytesIO(file.body)) as packed:
                assert packed.testzip() is None
    talk = page.one(f"#punkt-{_item('Möjligheterna som digitalisering skapar')}")
    assert "Martin Gellerstedt" in talk
    assert "(PDF, 120 kB)" in talk.replace("\N{NO-BREAK SPACE}", " ")
    words = browser.get(page.links["Anteckningar från förmiddagens föredrag"]).main
    assert [name for name in ("Inam Alghols", "Arbets och leva i väst") if name not in words] == []
    assert "Senast uppdaterad 2018-07-09 08.01" in page.text
    with zipfile.ZipFile(io.BytesIO(browser.get("/moten/1/material.zip", check=False).body)) as packed:
        assert "Presentationer för dagen/Möjligheterna som digitalisering skapar.pdf" in packed.namelist()


def _the_pictures_are_small_and_the_slideshow_and_the_film_are_there(browser: Browser) -> None:
    states = sorted(db.session.scalars(select(MaterialVersion.picture_state)))
    assert states == ["made"] * 6 + ["none"] * 2  # films have none
    assert set(db.session.scalars(select(MaterialPicture.picture_state))) == {"made"}
    page = browser.get(PAGE)
    sources = [str(node.attributes["src"]) for node in page.tree.css(".material__picture")]
    assert len(sources) == 7
    assert sum(len(browser.get(one, check=False).body) for one in sources) < 45_000
    slides = browser.get(page.links["Bildspel från dagen"])
    assert all(len(str(node.attributes["alt"])) > 40 for node in slides.tree.css(".slide__picture"))
    film = browser.get(page.links["Dagen på åtta sekunder"])
    assert "Vi ses på uppföljningsmötet den 9 maj" in film.main
    sparks = browser.get(f"{PAGE}/gnistor").main
    assert "Ett spel om en arbetsdag, på lätt svenska" in sparks
    assert "Längre kaffepaus" not in sparks  # hidden by the organisers


def _a_speaker_s_file_waits_with_its_flaws_and_another_has_not_come(browser: Browser) -> None:
    desk = signed_in(browser, db.session.scalars(select(Account)).first())
    ahead = db.session.scalars(select(Meeting.id).where(Meeting.title.startswith("Digitalisering som"))).one()
    speakers = desk.get(f"/arbetsytan/moten/{ahead}/material/talare").main

    assert "Ängla Sjögren" in speakers
    assert "Tomas Ekström" in speakers
    offered = db.session.scalars(select(MaterialVersion).where(MaterialVersion.state == "offered")).one()
    assert offered.flaws == ["untagged", "no-title", "no-language"]
    review = desk.get(f"/arbetsytan/moten/{ahead}/material/{offered.material_id}/granska").main
    assert "PDF:en är inte taggad." in review


def _item(title: str) -> int:
    return db.session.scalars(select(ProgrammeItem.id).where(ProgrammeItem.title == title)).one()


def _the_ideas_of_2018_came_were_handled_and_are_public(browser: Browser) -> None:
    call = db.session.scalars(select(IdeaCall).order_by(IdeaCall.id)).first()
    assert call is not None
    rows = db.session.scalars(select(Idea).where(Idea.call_id == call.id).order_by(Idea.number)).all()
    assert [row.told_state for row in rows].count("project") == 1
    assert {"merged", "follow_up", "resting"} <= {row.told_state for row in rows}
    assert [row.late_decision for row in rows if row.late] == ["accepted"]
    assert [row.title for row in rows if row.spark_id] == ["En nätbutik som tre kommuner driver tillsammans"]
    page = browser.get("/ideer")
    lots = next(url for words, url in page.links.items() if words.startswith("Digital lots för unga"))
    page = browser.get(lots)
    assert "Blev projekt" in page.text
    assert "Röda Korset i Vänersborg" in page.text
    follow_up = db.session.scalars(select(Meeting).where(Meeting.follows_id == call.meeting_id)).one()
    shown = browser.get(f"/moten/{follow_up.id}-{follow_up.slug}").text
    places = [shown.index(title) for title in ("Digital lots för unga", "En nätbutik som tre", "Ett spel om en vanlig")]
    assert places == sorted(places)
    ahead = db.session.scalars(select(IdeaCall).where(IdeaCall.id != call.id)).one()
    assert "Lämna en projektidé" in browser.get(f"/moten/{ahead.meeting_id}/ideer").text
