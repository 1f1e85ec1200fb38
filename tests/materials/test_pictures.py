"""The pictures that the worker makes of material: once each, kept with it, shown to those who may see it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from meetings import transaction
from meetings.demo.materials import FILES
from meetings.extensions import db
from meetings.files import actions as files
from meetings.files.models import StoredFile
from meetings.materials import queries
from meetings.materials.actions import adding, publishing
from meetings.materials.actions import showing as showing_actions
from meetings.materials.actions.adding import Texts
from meetings.materials.actions.pictures import make_due
from meetings.materials.actions.showing import NewPicture
from meetings.materials.models import MaterialPicture, MaterialVersion
from meetings.materials.rules import MaterialKind
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_meeting
from tests.materials.scenes import OLLE, an_upload, published

SLIDES = (FILES / "Möjligheterna som digitalisering skapar.pdf").read_bytes()


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    return a_meeting()


def _picture_of(key: str | None) -> Image.Image:
    from meetings.files.store import store

    with store().open(str(key)) as file:
        return Image.open(io.BytesIO(file.read()))


def test_the_first_page_becomes_a_small_picture_once_and_the_page_is_made_anew(meeting: Meeting) -> None:
    one = published(meeting, upload=an_upload("Bilder.pdf", SLIDES))
    broken = published(meeting, "Trasig", upload=an_upload("Trasig.pdf"))
    db.session.refresh(meeting)
    version, updated_at = meeting.version, meeting.updated_at

    said = make_due(NOW)
    again = make_due(NOW)

    made = db.session.scalars(select(MaterialVersion).order_by(MaterialVersion.id)).all()
    picture = _picture_of(made[0].picture_key)
    db.session.refresh(meeting)
    assert (said, again) == ("2 files looked at", None)
    assert [row.picture_state for row in made] == ["made", "none"]
    assert (picture.format, max(picture.size)) == ("WEBP", 320)
    assert (meeting.version - version, meeting.updated_at) == (1, updated_at)
    kept = db.session.get_one(StoredFile, made[0].picture_key)
    assert (kept.state, kept.owner, kept.size < 12_000) == ("kept", f"meeting:{meeting.id}:material", True)
    assert queries.keys_of(meeting.id, one.id) == {made[0].file_key, made[0].picture_key}
    assert queries.keys_of(meeting.id, broken.id) == {made[1].file_key}


def test_what_is_removed_takes_its_pictures_along(meeting: Meeting) -> None:
    one = published(meeting, upload=an_upload("Bilder.pdf", SLIDES))
    make_due(NOW)

    publishing.remove(meeting.id, one.id, NOW, OLLE)
    files.sweep(NOW)

    assert db.session.scalars(select(StoredFile.key)).all() == []


def test_pictures_of_a_slideshow_get_two_sizes(meeting: Meeting, tmp_path: Path) -> None:
    sent = io.BytesIO()
    Image.new("RGB", (2000, 1250), "#0d4f52").save(sent, "JPEG")
    received = files.receive_picture(io.BytesIO(sent.getvalue()), "Hamn.jpg", NOW)
    show = adding.add(meeting.id, MaterialKind.SLIDESHOW, Texts("Bildspel"), NOW, OLLE)
    picture = NewPicture(received.row.key, received.width, received.height)
    showing_actions.add_pictures(meeting.id, show.id, [picture], NOW, OLLE)

    make_due(NOW)

    row = db.session.scalars(select(MaterialPicture)).one()
    assert (row.width, row.height, row.picture_state) == (2000, 1250, "made")
    assert [_picture_of(key).size for key in (row.medium_key, row.small_key)] == [(1600, 1000), (640, 400)]


def test_a_picture_whose_meeting_goes_meanwhile_is_left_to_the_sweep(meeting: Meeting, monkeypatch) -> None:
    published(meeting, upload=an_upload("Bilder.pdf", SLIDES))
    from meetings.materials.actions import pictures

    made = pictures._made

    def and_then_it_goes(*arguments):
        found = made(*arguments)
        with transaction.write() as session:
            version = session.scalars(select(MaterialVersion)).one()
            version.picture_state = "none"
        return found

    monkeypatch.setattr(pictures, "_made", and_then_it_goes)
    make_due(NOW)

    assert db.session.scalars(select(MaterialVersion.picture_key)).one() is None
    assert sorted(db.session.scalars(select(StoredFile.state))) == ["kept", "pending"]
