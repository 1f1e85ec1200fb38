"""The wall and the public page: approved sparks and nothing else, to anybody, in both languages."""

from __future__ import annotations

import re

import pytest
import zxingcpp
from flask import Flask
from PIL import Image, ImageDraw

from meetings.directory.actions import save_site
from meetings.extensions import db
from meetings.schedule.models import Meeting
from meetings.sparks import actions, queries
from meetings.sparks.rules import SparkState
from meetings.sparks.views.addresses import form_address, qr_code, typable
from tests.browser import Browser
from tests.builders import NOW, a_meeting, set_facts
from tests.conftest import Clock
from tests.databases import listening, only_sqlite
from tests.sparks.scenes import OLLE, a_spark, an_open_meeting, approved, wall_of


@pytest.mark.parametrize("at_once", [False, True], ids=["after approval", "at once"])
def test_nothing_unapproved_reaches_the_wall(app: Flask, at_once: bool) -> None:
    """With sparks shown at once the same look finds them: it would have seen a leak."""
    meeting = an_open_meeting(at_once=at_once)
    a_spark(meeting, "Ovisad gnista", name="Åsa Öberg", email="asa@example.se")
    hidden = a_spark(meeting, "Dold gnista")
    actions.decide(meeting.id, [hidden], SparkState.HIDDEN, NOW, OLLE)
    (gone,) = approved(meeting, "Raderad gnista")
    actions.erase(meeting.id, gone, NOW, OLLE)
    actions.publish(meeting.id, NOW, OLLE)
    wall = wall_of(meeting)
    for path in (
        *(wall, f"{wall}/gnistor", f"{wall}?visa=grupper", f"{wall}/gnistor?visa=grupper", f"/en{wall}"),
        f"/moten/{meeting.id}-{meeting.slug}/gnistor",
    ):
        page = Browser(app).get(path, check="gnistor" not in path.partition("?")[0].rpartition("/")[2])
        assert page.status == 200
        assert ("Ovisad gnista" in page.html) is at_once
        assert not re.search("Dold|Raderad|Åsa|asa@", page.html)


def test_the_wall_follows_with_one_question(app: Flask) -> None:
    meeting = an_open_meeting()
    approved(meeting, "Första")
    wall, visitor = f"{wall_of(meeting)}/gnistor", Browser(app)
    page = visitor.get(wall, check=False)
    tag = {"If-None-Match": page.headers["ETag"]}
    db.session.rollback()
    with listening() as queries_asked:
        assert visitor.get(wall, headers=tag, check=False).status == 304
    assert len(queries_asked) == 1
    a_spark(meeting, "Väntar")
    assert visitor.get(wall, headers=tag, check=False).status == 304  # what waits changes nothing
    approved(meeting, "Andra")
    page = visitor.get(wall, headers=tag, check=False)
    assert (page.status, page.all("[data-spark]")) == (200, ["Andra", "Första"])
    tag = {"If-None-Match": page.headers["ETag"]}
    assert visitor.get(f"{wall}?visa=grupper", headers=tag, check=False).status == 200
    actions.close_board(meeting.id, NOW, OLLE)
    assert "Insamlingen av gnistor stängde" in visitor.get(wall, headers=tag, check=False).html


def test_the_wall_by_group_and_its_link_that_can_be_changed(browser: Browser) -> None:
    meeting = an_open_meeting(prompt="Vad vill du prova?")
    first, second, _third = approved(meeting, "Lots", "Kurs", "Annat")
    groups = [actions.add_group(meeting.id, heading, NOW, OLLE).id for heading in ("Kurser", "Lotsar")]
    actions.move(meeting.id, [first], groups[1], NOW, OLLE)
    actions.move(meeting.id, [second], groups[0], NOW, OLLE)
    wall = wall_of(meeting)
    page = browser.get(wall)
    assert (page.heading, page.all("[data-spark]")) == ("Vad vill du prova?", ["Annat", "Kurs", "Lots"])
    assert page.headers["Cache-Control"] == "no-store"
    assert f"localhost/g/{meeting.id}" in page.text
    assert "Uppdatera" in page.links  # without scripts
    page = page.click("Efter grupp")
    assert (page.all("h2"), page.all("[data-spark]")) == (
        ["Kurser", "Lotsar", "Fler gnistor"],
        ["Kurs", "Lots", "Annat"],
    )
    actions.new_wall_link(meeting.id, NOW, OLLE)
    assert browser.get(wall).status == 404
    assert browser.get(f"{wall}/gnistor").status == 404
    assert browser.get(wall_of(meeting)).status == 200


def test_published_sparks_stand_under_their_headings(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    meeting = an_open_meeting()
    path = f"/moten/{meeting.id}-{meeting.slug}/gnistor"
    first, _second = approved(meeting, "Lots <b>", "https://example.se/x")
    assert browser.get(path).status == 404
    assert not queries.board_of(meeting.id, counted=True).is_public
    version = db.session.get_one(Meeting, meeting.id).version
    actions.publish(meeting.id, NOW, OLLE)
    page = browser.get(path)
    assert (page.status, page.heading, page.all("[data-spark]")) == (
        200,
        "Gnistor från mötet",
        ["https://example.se/x", "Lots <b>"],
    )
    assert "https://example.se/x" not in page.links.values()  # a text is a text
    assert page.headers.getlist("Set-Cookie") == []
    group = actions.add_group(meeting.id, "Lotsar", NOW, OLLE)
    actions.move(meeting.id, [first], group.id, NOW, OLLE)
    assert browser.get(path).all("h2") == ["Lotsar", "Fler gnistor"]
    actions.decide(meeting.id, [first], SparkState.HIDDEN, NOW, OLLE)
    assert browser.get(path).all("[data-spark]") == ["https://example.se/x"]
    changed = db.session.get_one(Meeting, meeting.id, populate_existing=True)
    assert (changed.version, changed.updated_at) == (version + 3, NOW)
    assert queries.board_of(meeting.id, counted=True).published == 1
    assert browser.get(f"/moten/{meeting.id}-annat/gnistor", follow=False).status == 301
    actions.unpublish(meeting.id, NOW, OLLE)
    assert browser.get(path).status == 404
    actions.publish(meeting.id, NOW, OLLE)
    set_facts(meeting, state="cancelled")
    assert browser.get(path).status == 404


def test_the_public_page_says_what_the_site_is_called_now(browser: Browser) -> None:
    meeting = an_open_meeting()
    actions.publish(meeting.id, NOW, OLLE)
    path = f"/moten/{meeting.id}-{meeting.slug}/gnistor"
    assert "Möten i Västsverige" in browser.get(path).text
    save_site("Mötesplats Väst", "Meetings", "", "", "", NOW, OLLE)
    assert "Mötesplats Väst" in browser.get(path).text


def test_a_draft_publishes_nothing(app: Flask) -> None:
    from meetings.errors import Refused

    meeting = a_meeting(state="draft")
    for deed in (actions.publish, actions.open_board):
        with pytest.raises(Refused):
            deed(meeting.id, NOW, OLLE)


@only_sqlite
@pytest.mark.settings(BASE_URL="https://moten.vastsverige.example")
@pytest.mark.parametrize(("lang", "address"), [("sv", "/g/12"), ("en", "/en/g/12")])
def test_the_code_leads_to_the_address_under_it(app: Flask, lang: str, address: str) -> None:
    """The SVG that stands on the wall is drawn as it says, and read by another program."""
    with app.test_request_context("/", environ_overrides={"meetings.lang": lang}):
        whole = form_address(12)
    svg = str(qr_code(whole))
    assert whole == f"https://moten.vastsverige.example{address}"
    assert typable(whole) == f"moten.vastsverige.example{address}"
    assert "style" not in svg
    found = zxingcpp.read_barcodes(drawn(svg))
    assert [one.text for one in found] == [whole]


def drawn(svg: str, scale: int = 8) -> Image.Image:
    """Draw the code: one path of horizontal strokes, relative moves, as segno writes it."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])  # type: ignore[index]
    image = Image.new("L", (size * scale, size * scale), 255)
    draw = ImageDraw.Draw(image)
    x = y = 0.0
    for command, values in re.findall(r"([Mmh])([-\d. ]+)", re.search(r'stroke="#000" d="([^"]+)"', svg)[1]):  # type: ignore[index]
        numbers = [float(one) for one in re.findall(r"-?\d*\.?\d+", values)]
        if command == "M":
            x, y = numbers
        elif command == "m":
            x, y = x + numbers[0], y + numbers[1]
        else:
            draw.rectangle((x * scale, (y - 0.5) * scale, (x + numbers[0]) * scale - 1, (y + 0.5) * scale - 1), fill=0)
            x += numbers[0]
    return image
