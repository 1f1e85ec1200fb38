"""A picture is stored as its points alone: nobody learns from it where it was taken, by whom, with what."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image, ImageCms

from meetings.errors import Refused
from meetings.files import actions, pictures
from meetings.files.rules import FileReason
from meetings.files.store import store
from tests.builders import NOW
from tests.databases import only_sqlite
from tests.files.samples import pdf, png

pytestmark = only_sqlite

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112
SECRET = b"Kamera hos Kim"


def a_picture(kind: str, size: tuple[int, int] = (40, 20), *, orientation: int = 1, mode: str = "RGB") -> bytes:
    """A picture that is red to the left and blue to the right, with all that a phone notes in it."""
    picture = Image.new(mode, size, 0 if mode != "RGB" else (0, 0, 255))
    if mode == "RGB":
        picture.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    noted = Image.Exif()
    noted[MAKE], noted[ORIENTATION] = SECRET.decode(), orientation
    noted.get_ifd(GPS).update({1: "N", 2: (56.0, 2.0, 43.0), 3: "E", 4: (14.0, 9.0, 1.0)})
    options: dict[str, Any] = {"exif": noted}
    if kind == "JPEG":
        options["comment"] = SECRET
    if kind == "WEBP":
        options |= {"xmp": SECRET, "lossless": True}
    if mode == "RGB":
        options["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def stored(body: bytes, name: str) -> tuple[actions.Picture, bytes]:
    picture = actions.receive_picture(io.BytesIO(body), name, NOW)
    with store().open(picture.row.key) as file:
        return picture, file.read()


@pytest.mark.parametrize(("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_where_and_by_whom_goes_and_the_picture_stays_upright(app: Flask, kind: str, ending: str) -> None:
    body = a_picture(kind, orientation=6)
    before = Image.open(io.BytesIO(body))
    assert before.getexif().get_ifd(GPS)
    assert SECRET in body
    picture, after = stored(body, f"bild.{ending}")
    assert SECRET not in after
    opened = Image.open(io.BytesIO(after))
    assert not opened.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp", "XML:com.adobe.xmp"} & set(opened.info)
    assert (opened.format, opened.size) == (kind, (20, 40)), "turned as the camera was held"
    red, _green, blue = opened.convert("RGB").getpixel((10, 4))
    assert red > 200 > 60 > blue
    assert (picture.width, picture.height) == (20, 40)
    assert picture.row.size == len(after)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_points_of_every_sort_are_kept(app: Flask, mode: str) -> None:
    picture, after = stored(a_picture("PNG", (9, 7), mode=mode), "bild.png")
    assert Image.open(io.BytesIO(after)).size == (9, 7) == (picture.width, picture.height)


def test_what_is_seen_through_stays_so_and_print_colours_become_those_of_a_screen(app: Flask) -> None:
    made = io.BytesIO()
    Image.new("RGBA", (5, 5), (255, 0, 0, 0)).save(made, "PNG")
    assert Image.open(io.BytesIO(stored(made.getvalue(), "a.png")[1])).getpixel((1, 1))[3] == 0
    made = io.BytesIO()
    Image.new("CMYK", (5, 5)).save(made, "JPEG")
    assert Image.open(io.BytesIO(stored(made.getvalue(), "a.jpg")[1])).mode == "RGB"


def test_a_large_picture_is_made_smaller(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_SIDE", 100)
    for kind, ending in (("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")):
        picture, after = stored(a_picture(kind, (400, 200)), f"a.{ending}")
        assert Image.open(io.BytesIO(after)).size == (100, 50) == (picture.width, picture.height)


def test_what_is_no_picture_or_unpacks_to_too_much_is_refused(app: Flask) -> None:
    palette = io.BytesIO()
    Image.new("1", (5100, 5000)).save(palette, "PNG")
    webp = io.BytesIO()
    Image.new("L", (5100, 5000)).save(webp, "WEBP", lossless=True, method=0)
    for body, name, reason in (
        (pdf(), "a.pdf", FileReason.NOT_TAKEN),
        (png(width=50_000, height=50_000), "a.png", FileReason.TOO_MANY_PIXELS),
        (palette.getvalue(), "a.png", FileReason.TOO_MANY_PIXELS),
        (webp.getvalue(), "a.webp", FileReason.TOO_MANY_PIXELS),
        (png(width=4, height=4), "a.png", FileReason.BROKEN),
    ):
        with pytest.raises(Refused) as refused:
            actions.receive_picture(io.BytesIO(body), name, NOW)
        assert refused.value.refusal.reason is reason, name
