"""Material of a project: it has all that a meeting's has, is shown and found with its project, and goes with it."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from meetings import transaction
from meetings.audit.models import AuditEntry
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.files import actions as files
from meetings.files import queries as stored_files
from meetings.files.rules import FOR_MATERIAL, FOR_TRACKS, FileReason
from meetings.materials import queries
from meetings.materials.actions import adding, editing, pictures, publishing, showing
from meetings.materials.actions.adding import Texts, Upload
from meetings.materials.actions.editing import Heading
from meetings.materials.models import Material, MaterialGroup, MaterialPicture
from meetings.materials.rules import MaterialKind, shelves
from meetings.materials.rules.shelves import Holder, Shelf, of_project
from meetings.materials.views import shown
from meetings.materials.views.shown import LONGEST_WORDS, OnPage
from meetings.projects.actions import editing as projects
from meetings.projects.actions import keeping
from meetings.projects.models import Project
from meetings.search.models import SearchRow
from meetings.search.queries import found, hits
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_programme_item, an_organiser, signed_in
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.materials.scenes import OLLE, an_upload, texts_of
from tests.materials.test_showing import FILM, TRACK, a_picture
from tests.projects.builders import a_content, a_project

PAGES = b"%PDF-1.4\n" + b" " * 350 + b"\n%%EOF\n"


def a_findable_project() -> Project:
    """A published project that the search knows."""
    with transaction.write():
        keeping.keep_searchable(project := a_project())
        return project


def on_page(app: Flask, of: shelves.Of, now: datetime = NOW) -> OnPage:
    """What a page of the project shows of its material."""
    with app.test_request_context():
        return shown.on_page(of, now)


def a_film(of: shelves.Of, **texts: str) -> Material:
    """A published film with subtitles, a still picture, a presenter and a transcript."""
    row = files.receive(io.BytesIO(FILM), "Film å ä ö.webm", NOW, kinds=FOR_MATERIAL)
    said = Texts("Vad projekten handlade om", **({"presenter": "Projektledare Sandra", "transcript": "Hej."} | texts))
    one = adding.add(of, MaterialKind.FILM, said, NOW, OLLE, upload=Upload(row.key))
    track = files.receive(io.BytesIO(TRACK), "sv.vtt", NOW, kinds=FOR_TRACKS)
    showing.set_track(of, one.id, "sv", track.key, NOW, OLLE)
    one = showing.set_poster(of, one.id, a_picture(), NOW, OLLE)
    return publishing.publish(of, one.id, None, one.revision, NOW, OLLE, "Ingen ljudbeskrivning.")


def a_slideshow(of: shelves.Of, title: str) -> Material:
    """A published slideshow of two pictures."""
    texts = Texts(title, credit="Bildspel och musik av Martin Berg")
    one = adding.add(of, MaterialKind.SLIDESHOW, texts, NOW, OLLE)
    one = showing.add_pictures(of, one.id, [a_picture(alt="Ett"), a_picture(alt="Två")], NOW, OLLE)
    return publishing.publish(of, one.id, None, one.revision, NOW, OLLE)


@pytest.mark.parametrize(
    ("meeting_id", "project_id", "shelf"),
    [(7, None, Shelf(Holder.MEETING, 7)), (None, 7, Shelf(Holder.PROJECT, 7)), (None, None, None), (7, 7, None)],
)
def test_material_has_one_holder(meeting_id: int | None, project_id: int | None, shelf: Shelf | None) -> None:
    if shelf is None:
        with pytest.raises(ValueError, match="meeting or to a project"):
            shelves.of_either(meeting_id, project_id)
        return
    got = shelves.of_either(meeting_id, project_id)
    name = "project" if project_id else "meeting"
    assert (got, got.at, got.whole, got.owner) == (shelf, {f"{name}_id": 7}, f"{name}:7", f"{name}:7:material")
    assert shelves.shelf(7) == Shelf(Holder.MEETING, 7)


def test_the_material_of_a_project_is_kept_in_order_shown_and_found_with_it(app: Flask) -> None:
    project, meeting = a_findable_project(), a_meeting()
    of, other = of_project(project.id), of_project(a_project(a_content(title="IT-Piloterna")).id)
    assert project.id == meeting.id, "the numbers are the same, so that nothing may mistake one for the other"
    version, was = project.version, meeting.version
    editing.save_groups(of, [Heading(None, "Film"), Heading(None, "Bildspel")], NOW, OLLE)
    first, second = queries.groups(of)
    film = a_film(of)
    pictures.make_due(NOW)
    small = db.session.scalars(select(MaterialPicture.small_key).where(MaterialPicture.material_id == film.id)).one()
    editing.save(of, film.id, texts_of(film, group_id=first.id), film.revision, NOW, OLLE)
    shows = [a_slideshow(of, f"Bildspel {number}") for number in (1, 2, 3)]
    for show in shows:
        editing.save(of, show.id, texts_of(show, group_id=second.id), show.revision, NOW, OLLE)
    editing.move(of, shows[2].id, NOW, OLLE, up=True)
    report = adding.add_file(of, Texts("Slutrapport"), an_upload(), NOW, OLLE)
    publishing.publish(of, report.id, NOW + timedelta(days=1), report.revision, NOW, OLLE, "Skannad.")
    assert (project.version > version, meeting.version, queries.public_material(meeting.id, NOW)) == (True, was, [])

    page = on_page(app, of)
    assert [one.heading for one in page.sections] == ["Film", "Bildspel"]
    (playing,) = page.sections[0].films
    assert (playing.one.presenter, playing.words) == ("Projektledare Sandra", "Hej.")
    assert (small is not None, playing.still) == (True, f"/material/{film.id}/{small}"), (
        "the small one: it comes at once"
    )
    assert [track["lang"] for track in playing.tracks] == ["sv"]
    assert [one.one.title for one in page.sections[1].slideshows] == ["Bildspel 1", "Bildspel 3", "Bildspel 2"]
    assert (page.plays, page.files) == (True, 1)
    assert [one.title for one in on_page(app, of, NOW + timedelta(days=1)).sections[-1].rows] == ["Slutrapport"]

    kept = {stored_files.stored(key).owner for key in queries.keys_of(of)}  # type: ignore[union-attr]
    assert kept == {f"project:{project.id}:material"}
    got = {(row.kind, row.within, row.whole) for row in hits(found("martin berg", NOW).rows)}
    assert (got, len(found("martin berg", NOW).rows)) == ({("material", project.id, "project")}, 3)
    assert found("slutrapport", NOW).kinds == {}
    assert found("slutrapport", NOW + timedelta(days=1)).kinds == {"material": 1}
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("materials.")))
    assert {(one.meeting_id, one.subject) for one in entries} == {(None, f"project:{project.id}")}

    for wrong in (other, meeting.id):
        with pytest.raises(NotFound):
            editing.save(wrong, film.id, texts_of(film), film.revision, NOW, OLLE)
        with pytest.raises(NotFound):
            adding.add_file(wrong, Texts("Under annans rubrik", group_id=first.id), an_upload(), NOW, OLLE)
    item = a_programme_item(meeting)
    with pytest.raises(NotFound):
        adding.add_file(of, Texts("Vid annans punkt", item_id=item.id), an_upload(), NOW, OLLE)
    with pytest.raises(IntegrityError), transaction.write() as session:
        session.add(MaterialGroup(heading="Ingens"))


@pytest.mark.settings(MEETING_UPLOAD_BYTES=400)
def test_a_draft_project_takes_its_material_along_and_has_room_of_its_own(app: Flask) -> None:
    project, meeting = a_project(state="draft"), a_meeting()
    of = of_project(project.id)
    assert project.id == meeting.id
    one = adding.add_file(of, Texts("Slutrapport"), an_upload("Ett.pdf", PAGES), NOW, OLLE)
    with pytest.raises(Refused) as full:
        adding.add_version(of, one.id, an_upload("Två.pdf", PAGES), NOW, OLLE)
    assert full.value.refusal.reason is FileReason.FULL
    adding.add_file(meeting.id, Texts("Mötets"), an_upload("Tre.pdf", PAGES), NOW, OLLE)
    publishing.publish(of, one.id, None, one.revision, NOW, OLLE, "Skannad.")
    assert found("slutrapport", NOW).kinds == {}, "its project is a draft"
    key = queries.fetched(one.id).file.key  # type: ignore[union-attr]

    projects.delete(project.id, NOW, OLLE)
    assert stored_files.stored(key) is None
    assert db.session.scalars(select(Material.title)).all() == ["Mötets"]
    assert db.session.scalar(select(func.count()).select_from(SearchRow).where(SearchRow.kind == "material")) == 0
    db.session.rollback()
    files.sweep(NOW)
    assert db.session.get(Project, project.id) is None


@only_sqlite
def test_an_editor_gives_a_project_a_film_that_visitors_play(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    project = a_findable_project()
    desk = f"/arbetsytan/projekt/{project.id}/material"
    visitor = Browser(app)
    assert browser.get(desk, follow=False).status == 303
    signed_in(browser, an_organiser(administrator=True))
    form = browser.get(f"{desk}/ny/film").form("Lägg till")
    assert "item" not in form
    assert "Deltagarna" not in form.options("audience")
    page = form.fill(title="Vad projekten handlade om", url="https://vimeo.com/1", presenter="Sandra").submit()
    assert page.status == 422 or page.heading == "Vad projekten handlade om"
    one = db.session.scalars(select(Material)).one()
    assert (one.project_id, one.meeting_id, one.presenter) == (project.id, None, "Sandra")
    assert browser.get(f"{desk}/{one.id}").form("Publicera").fill(when="now").submit().status == 200
    of = of_project(project.id)
    row = files.receive(io.BytesIO(FILM), "Utan text.webm", NOW, kinds=FOR_MATERIAL)
    bare = adding.add(of, MaterialKind.FILM, Texts("Utan text"), NOW, OLLE, upload=Upload(row.key))
    page = browser.get(f"{desk}/{bare.id}")
    assert "Filmen saknar undertexter." in page.text, "the editor is warned before it is published"
    page.form("Publicera ändå").fill(when="now", reason="Texten är beställd.").submit()
    for path in (
        "",
        "/rubriker",
        f"/{one.id}/redigera",
        f"/{one.id}/film",
        f"/{one.id}/ny-version",
        f"/{one.id}/ta-bort",
    ):
        assert browser.get(f"{desk}{path}").status == 200, path
    assert browser.get(f"{desk}/talare", check=False).status == 404, "projects ask no speakers"
    assert browser.get("/arbetsytan/otillgangligt-material").links["Utan text"] == f"{desk}/{bare.id}"

    page = visitor.get(f"/material/{one.id}-vad-projekten-handlade-om")
    assert page.heading == "Vad projekten handlade om"
    assert ("Sandra" in page.text, b"iframe" in page.body) == (True, False)
    assert page.links["Öppna filmen hos Vimeo"] == "https://vimeo.com/1"
    assert page.links["Till projektet"] == f"/projekt/{project.id}-{project.slug}"
    page = visitor.get("/sok?q=handlade")
    assert page.links[project.title] == f"/projekt/{project.id}-{project.slug}"
    assert page.links["Vad projekten handlade om"] == f"/material/{one.id}-vad-projekten-handlade-om"

    browser.get(f"{desk}/{one.id}/ta-bort").form("Ta bort").submit()
    page = visitor.get(f"/material/{one.id}-vad-projekten-handlade-om")
    assert (page.status, page.links["Gå till projektet"]) == (410, f"/projekt/{project.id}-{project.slug}")
    page = visitor.get(f"/projekt/{project.id}-{project.slug}")
    assert page.one("video[preload=none]") is not None
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    assert visitor.get(f"/projekt/{project.id}/material.zip", check=False).headers["Content-Type"] == "application/zip"


@only_sqlite
def test_long_words_of_a_film_stay_on_its_own_page(app: Flask) -> None:
    of = of_project(a_project().id)
    a_film(of, transcript="å" * (LONGEST_WORDS + 1))
    (film,) = on_page(app, of).sections[0].films
    assert (film.words, film.has_words) == ("", True)
