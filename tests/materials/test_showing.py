"""Slideshows and films: how an organiser makes them, and what a visitor then gets, with and without scripts."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image

from meetings.demo.materials import FILES
from meetings.errors import NotFound, Refused, Stale
from meetings.extensions import db
from meetings.files import actions as files
from meetings.files.models import StoredFile
from meetings.files.rules import FOR_MATERIAL, FOR_TRACKS
from meetings.materials import queries
from meetings.materials.actions import adding, publishing
from meetings.materials.actions import showing as actions
from meetings.materials.actions.adding import Texts, Upload
from meetings.materials.actions.showing import NewPicture, PictureTexts
from meetings.materials.models import Material
from meetings.materials.queries import showing
from meetings.materials.rules import MaterialKind
from meetings.materials.rules.showing import MOST_PICTURES, ShowingReason, is_media, is_sound, refusal_of
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_site, an_organiser, signed_in
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.materials.scenes import OLLE

TRACK = (FILES / "Dagen på åtta sekunder.vtt").read_bytes()
FILM = (FILES / "Dagen på åtta sekunder.webm").read_bytes()


def jpeg(colour: str = "#0d4f52", size: tuple[int, int] = (64, 40)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, "JPEG")
    return made.getvalue()


def a_picture(**texts: str) -> NewPicture:
    received = files.receive_picture(io.BytesIO(jpeg()), "Bild.jpg", NOW)
    return NewPicture(received.row.key, received.width, received.height, **texts)


def a_slideshow(meeting: Meeting, *, pictures: int = 3) -> Material:
    """A published slideshow, its pictures described as "Bild 1" and on."""
    one = adding.add(meeting.id, MaterialKind.SLIDESHOW, Texts("Bildspel från dagen", credit="Martin Berg"), NOW, OLLE)
    sent = [a_picture(alt=f"Bild {n}", caption=f"Text {n}", credit="Åsa") for n in range(1, pictures + 1)]
    one = actions.add_pictures(meeting.id, one.id, sent, NOW, OLLE)
    return publishing.publish(meeting.id, one.id, None, one.revision, NOW, OLLE)


def a_film(meeting: Meeting, **texts: str) -> Material:
    """A published film with subtitles and a transcript."""
    row = files.receive(io.BytesIO(FILM), "Dagen å ä ö.webm", NOW, kinds=FOR_MATERIAL)
    said = Texts("Dagen på åtta sekunder", **({"transcript": "Vänersborg.\n\nVi ses."} | texts))
    one = adding.add(meeting.id, MaterialKind.FILM, said, NOW, OLLE, upload=Upload(row.key))
    actions.set_track(meeting.id, one.id, "sv", a_track(), NOW, OLLE)
    one = actions.set_poster(meeting.id, one.id, a_picture(), NOW, OLLE)
    return publishing.publish(meeting.id, one.id, None, one.revision, NOW, OLLE)


def a_track() -> str:
    return files.receive(io.BytesIO(TRACK), "sv.vtt", NOW, kinds=FOR_TRACKS).key


@pytest.mark.parametrize(
    ("alt", "decorative", "reason"),
    [("", False, ShowingReason.NOT_DESCRIBED), ("En hamn", False, None), ("", True, None), ("En hamn", True, None)],
)
def test_a_picture_is_described_or_said_to_be_decorative(alt: str, decorative: bool, reason: object) -> None:
    assert refusal_of(PictureTexts(1, alt, decorative)) is reason


def test_film_and_sound_are_played() -> None:
    types = ("video/mp4", "video/webm", "audio/mpeg", "image/webp", "application/pdf", "")
    assert [(is_media(one), is_sound(one)) for one in types] == [
        (True, False), (True, False), (True, True), (False, False), (False, False), (False, False),
    ]  # fmt: skip


def test_pictures_are_added_described_put_in_order_and_taken_away(app: Flask, clock: Clock) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    one = a_slideshow(meeting)
    db.session.refresh(meeting)
    version, later = meeting.version, NOW + timedelta(minutes=5)
    first, second, third = showing.pictures_of(one.id)
    gone = second.file_key
    base = one.revision

    wanted = [PictureTexts(third.id, "Tre", caption="Sist"), PictureTexts(first.id, "glöms", decorative=True)]
    actions.save_pictures(meeting.id, one.id, base, wanted, later, OLLE)

    db.session.refresh(meeting)
    assert [(p.id, p.alt, p.decorative, p.caption) for p in showing.pictures_of(one.id)] == [
        (third.id, "Tre", False, "Sist"),
        (first.id, "", True, ""),
    ]
    assert (meeting.version - version, meeting.updated_at) == (1, later)
    assert db.session.get_one(StoredFile, gone, populate_existing=True).state == "discarded"
    with pytest.raises(Stale):  # somebody else began from what stood before
        actions.save_pictures(meeting.id, one.id, base, wanted, later, OLLE)
    with pytest.raises(NotFound):  # a picture of no slideshow of this meeting
        actions.save_pictures(meeting.id, one.id, one.revision, [PictureTexts(99_999, "x")], later, OLLE)
    with pytest.raises(Refused) as refused:
        actions.add_pictures(meeting.id, one.id, [a_picture()] * MOST_PICTURES, later, OLLE)
    assert refused.value.refusal.reason is ShowingReason.TOO_MANY_PICTURES
    with pytest.raises(NotFound):  # no poster on a slideshow, no pictures in a film
        actions.set_poster(meeting.id, one.id, a_picture(), later, OLLE)


def test_a_film_has_one_track_for_each_language_and_one_picture(app: Flask, clock: Clock) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    one = a_film(meeting)
    had = showing.tracks_of(one.id)[0].file_key

    actions.set_track(meeting.id, one.id, "sv", a_track(), NOW, OLLE)
    actions.set_track(meeting.id, one.id, "en", a_track(), NOW, OLLE)
    actions.set_poster(meeting.id, one.id, a_picture(), NOW, OLLE)

    assert [track.lang for track in showing.tracks_of(one.id)] == ["sv", "en"]
    assert len(showing.pictures_of(one.id)) == 1
    assert db.session.get_one(StoredFile, had, populate_existing=True).state == "discarded"
    assert queries.row(meeting.id, one.id).flaws == []
    actions.remove_track(meeting.id, one.id, "en", NOW, OLLE)
    actions.remove_track(meeting.id, one.id, "sv", NOW, OLLE)
    actions.remove_poster(meeting.id, one.id, NOW, OLLE)
    assert [str(flaw) for flaw in queries.row(meeting.id, one.id).flaws] == ["no-subtitles"]
    assert len(queries.keys_of(meeting.id, one.id)) == 1


@only_sqlite
def test_an_organiser_makes_a_slideshow_of_several_pictures(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    a_site()
    meeting = a_meeting()
    one = adding.add(meeting.id, MaterialKind.SLIDESHOW, Texts("Bildspel"), NOW, OLLE)
    desk = signed_in(browser, an_organiser())
    here = f"/arbetsytan/moten/{meeting.id}/material/{one.id}"

    page = desk.get(here).click("Lägg till bilder")
    empty = page.form("Lägg till").submit("Lägg till")
    assert (empty.status, empty.errors) == (422, ["Bilder: välj minst en bild."])
    refused = page.form("Lägg till")
    refused["pictures"] = [(b"<svg/>", "Bild.svg")]
    assert refused.submit("Lägg till").status == 422
    form = page.form("Lägg till")
    form["pictures"] = [(jpeg(), "Morgon.jpg"), (b"<svg/>", "Teckning.svg"), (jpeg("#b4492f"), "Kväll å ä ö.jpg")]
    page = form.submit("Lägg till")
    assert "Teckning.svg: Filen är av ett slag som inte tas emot" in page.text
    assert page.path == f"{here}/bilder"

    form = page.form("Spara bilderna")
    page = form.fill(**{"pictures-0-alt": "En ljus byggnad"}).submit("Spara bilderna")
    assert page.status == 422
    assert "Beskriv vad bilden visar, eller märk den som dekorativ." in page.text
    page = page.form("Spara bilderna")
    page = page.fill(**{"pictures-1-decorative": True, "pictures-1-order": "1", "pictures-0-order": "2"})
    page = page.submit("Spara bilderna")
    assert page.path == here
    assert [(p.alt, p.decorative) for p in showing.pictures_of(one.id)] == [("", True), ("En ljus byggnad", False)]
    assert "brist" not in desk.get(f"/arbetsytan/moten/{meeting.id}/material").main


@only_sqlite
def test_a_visitor_sees_pictures_in_a_list_and_only_what_is_shown(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    a_site()
    meeting = a_meeting()
    one = a_slideshow(meeting)
    hidden = showing.pictures_of(a_slideshow(meeting, pictures=1).id)[0].file_key
    here = f"/material/{one.id}-bildspel-fran-dagen"

    page = browser.get(here)
    pictures = [node.attributes for node in page.tree.css(".slide__picture")]
    sent = browser.get(str(pictures[0]["src"]), check=False)

    assert [one["alt"] for one in pictures] == ["Bild 1", "Bild 2", "Bild 3"]
    assert [one.get("loading") for one in pictures] == [None, "lazy", "lazy"]
    assert "Martin Berg" in page.main
    assert (sent.status, sent.headers["Content-Type"]) == (200, "image/jpeg")
    assert sent.headers["Cache-Control"] == "public, max-age=604800, immutable"
    assert sent.headers["Content-Security-Policy"].startswith("sandbox;")
    assert browser.get(f"/material/{one.id}/{hidden}", check=False).status == 404  # another material's
    publishing.withdraw(meeting.id, one.id, NOW, OLLE)
    assert browser.get(str(pictures[0]["src"]), check=False).status == 404
    assert browser.get(here).status == 410


@only_sqlite
def test_a_film_of_our_own_is_played_with_subtitles_and_one_elsewhere_is_only_led_to(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    clock.set(NOW)
    a_site()
    meeting = a_meeting()
    own = a_film(meeting)
    texts = Texts("Filmen", url="https://www.youtube.com/watch?v=x", credit="Sandra Goll-Rasmussen Nielsen")
    other = adding.add(meeting.id, MaterialKind.FILM, texts, NOW, OLLE)
    publishing.publish(meeting.id, other.id, None, other.revision, NOW, OLLE)

    page = browser.get(f"/material/{own.id}-dagen-pa-atta-sekunder")
    video, track = page.tree.css("video")[0].attributes, page.tree.css("track")[0].attributes
    part = browser.get(str(video["src"]), headers={"Range": "bytes=10-19"}, check=False)
    subtitles = browser.get(str(track["src"]), check=False)
    elsewhere = browser.get(f"/material/{other.id}-filmen")

    assert (video["preload"], "autoplay" in video, track["kind"], track["srclang"]) == (
        "none",
        False,
        "subtitles",
        "sv",
    )
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    assert (part.status, part.body) == (206, FILM[10:20])
    assert (subtitles.headers["Content-Type"], subtitles.body) == ("text/vtt; charset=utf-8", TRACK)
    assert "Vänersborg." in page.main
    assert "Filmen ligger hos YouTube. När du öppnar den gäller deras villkor" in elsewhere.main
    assert "media-src" not in elsewhere.headers["Content-Security-Policy"]
    assert elsewhere.links["Öppna filmen hos YouTube"] == "https://www.youtube.com/watch?v=x"
    loaded = [node.attributes.get("src") for node in elsewhere.tree.css("iframe, video, audio, img, script")]
    assert [src for src in loaded if src and "youtube" in src] == []


@only_sqlite
def test_an_organiser_gives_a_film_subtitles_and_a_picture(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    a_site()
    meeting = a_meeting()
    row = files.receive(io.BytesIO(FILM), "Dagen.webm", NOW, kinds=FOR_MATERIAL)
    one = adding.add(meeting.id, MaterialKind.FILM, Texts("Dagen"), NOW, OLLE, upload=Upload(row.key))
    desk = signed_in(browser, an_organiser())

    page = desk.get(f"/arbetsytan/moten/{meeting.id}/material/{one.id}").click("Undertexter och bild")
    form = page.form("Spara undertexterna")
    form["file"] = (jpeg(), "sv.jpg")
    assert form.submit("Spara undertexterna").status == 422
    form = page.form("Spara undertexterna")
    form["file"] = (TRACK, "undertexter.vtt")
    page = form.submit("Spara undertexterna")
    form = page.form("Spara bilden")
    form["pictures"] = (jpeg(), "Bild.jpg")
    page = form.submit("Spara bilden")

    assert "Bilden är sparad." in page.text
    assert desk.get(page.links["Svenska"], check=False).body == TRACK
    page = page.form("Ta bort bilden").submit("Ta bort bilden")
    assert showing.pictures_of(one.id) == []
    assert len(showing.tracks_of(one.id)) == 1
