"""The desk's pages about material, and its addresses: what an organiser does, and what a visitor then gets."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask import Flask, url_for

from meetings.extensions import db
from meetings.links import queries as links
from meetings.materials import queries
from meetings.materials.actions import publishing
from meetings.materials.models import Material
from meetings.registration.models import Registration
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_programme_item, a_registration, a_site, an_organiser, signed_in
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.files import samples
from tests.materials.scenes import OLLE, a_material, an_upload, published

NAME = "Möjligheterna å ä ö.pdf"


@pytest.fixture
def desk(app: Flask, browser: Browser, clock: Clock) -> Browser:
    clock.set(NOW)
    a_site()
    return signed_in(browser, an_organiser())


def the_only() -> Material:
    db.session.rollback()
    return db.session.query(Material).one()


def test_an_organiser_adds_a_file_and_a_visitor_downloads_it(app: Flask, desk: Browser, clock: Clock) -> None:
    meeting = a_meeting()
    item = a_programme_item(meeting, title="Möjligheterna")
    here, public = f"/arbetsytan/moten/{meeting.id}/material", f"/moten/{meeting.id}-{meeting.slug}"
    visitor = Browser(app)
    assert "Material" not in visitor.get(public).main

    form = desk.get(here).click("Börja med rubrikerna: några är föreslagna").form("Spara rubrikerna")
    assert form["groups-0-heading"] == "Presentationer för dagen"
    assert form.submit("Spara rubrikerna").path == here
    form = desk.get(f"{here}/ny/fil").form("Lägg till")
    form["file"] = (samples.pdf(), NAME)
    form.fill(title="", credit="Martin Gellerstedt", group="Presentationer för dagen", item=str(item.id))
    page = form.submit("Lägg till")
    assert (page.status, page.errors) == (422, ["Titel: fyll i titel."])
    assert f"Vald fil: {NAME}" in page.text  # what was accepted need not be chosen again
    page = page.form("Lägg till").fill(title="Möjligheterna som digitalisering skapar").submit("Lägg till")
    assert page.heading == "Möjligheterna som digitalisering skapar"
    one = the_only()

    page = page.form("Publicera").fill(when="at", day="2027-03-01", time="12.00").submit("Publicera")
    assert "Materialet visas från den 1 mars 2027 kl. 12.00." in page.text.replace("\N{NO-BREAK SPACE}", " ")
    address = f"/material/{one.id}-mojligheterna-som-digitalisering-skapar"
    clock.set("2027-03-01 11:59:59")
    assert (visitor.get(address, check=False).status, visitor.get(public).all("#material")) == (404, [])
    clock.set("2027-03-01 12:00")
    shown = visitor.get(public)
    assert "Presentationer för dagen" in shown.text
    assert "Martin Gellerstedt" in shown.text
    assert shown.text.replace("\N{NO-BREAK SPACE}", " ").count("(PDF, 1 kB)") == 2  # in its group and at its item
    assert "Senast uppdaterad" in shown.text
    assert "2027-03-01 12.00" in shown.text.replace("\N{NO-BREAK SPACE}", " ")

    got = visitor.get(address, check=False)
    assert (got.status, got.headers["Content-Type"]) == (200, "application/pdf")
    assert "filename*=UTF-8''M%C3%B6jligheterna%20%C3%A5%20%C3%A4%20%C3%B6.pdf" in got.headers["Content-Disposition"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    part = visitor.get(address, headers={"Range": "bytes=0-4"}, check=False)
    assert (part.status, part.body) == (206, b"%PDF-")
    assert visitor.get(f"/material/{one.id}-fel", follow=False, check=False).status == 301

    desk.get(f"{here}/{one.id}").form("Visa det inte längre").submit()
    gone = visitor.get(address)
    assert (gone.status, gone.heading) == (410, "Materialet finns inte kvar")
    assert gone.click("Gå till mötet").heading == meeting.title


@only_sqlite
def test_a_refused_file_is_refused_at_its_field_and_what_was_typed_stays(desk: Browser) -> None:
    meeting = a_meeting()
    form = desk.get(f"/arbetsytan/moten/{meeting.id}/material/ny/fil").form("Lägg till")
    form["file"] = (b"<html><script>alert(1)</script></html>", "bild.pdf")
    page = form.fill(title="En titel").submit("Lägg till")
    form = page.form("Lägg till")
    assert (page.status, form["title"]) == (422, "En titel")
    assert form.error("file") != ""
    assert db.session.query(Material).count() == 0


@only_sqlite
@pytest.mark.settings(MATERIAL_BYTES=300, MEETING_UPLOAD_BYTES=250)
def test_too_much_is_refused_with_a_sentence(desk: Browser) -> None:
    meeting = a_meeting()
    here = f"/arbetsytan/moten/{meeting.id}/material/ny/fil"
    form = desk.get(here).form("Lägg till")
    form["file"] = (b"%PDF-1.4" + b" " * 400, "stor.pdf")
    page = form.fill(title="Stor").submit("Lägg till")
    assert page.status == 422
    assert "Filen är för stor. Den får vara högst 0,0003 MB." in page.text
    form = desk.get(here).form("Lägg till")
    form["file"] = (b"%PDF-1.4\n" + b" " * 260 + b"\n%%EOF\n", "lagom.pdf")
    page = form.fill(title="Lagom").submit("Lägg till")
    assert page.status == 409
    assert "Filerna får ta högst 0,00025 MB tillsammans." in page.text
    assert "Vald fil: lagom.pdf" in page.text


def test_links_and_films_need_an_address(desk: Browser) -> None:
    meeting = a_meeting()
    here = f"/arbetsytan/moten/{meeting.id}/material"
    page = desk.get(f"{here}/ny/film").form("Lägg till").fill(title="Filmen").submit("Lägg till")
    assert page.form("Lägg till").error("url") == "Skriv filmens adress, eller välj en fil."
    page = page.form("Lägg till").fill(url="video.example.se/1").submit("Lägg till")
    assert (page.heading, the_only().url) == ("Filmen", "https://video.example.se/1")
    page = (
        desk.get(f"{here}/ny/lank")
        .form("Lägg till")
        .fill(title="Arbetsförmedlingens sida", url="https://www.example.se/a")
    )
    page = page.submit("Lägg till")
    page = page.form("Publicera").submit("Publicera")
    assert "Materialet är publicerat." in page.text
    shown = Browser(desk.app).get(f"/moten/{meeting.id}-{meeting.slug}")
    assert shown.links["Arbetsförmedlingens sida"] == "https://www.example.se/a"
    assert "(example.se)" in shown.text


@only_sqlite
def test_somebody_who_saves_second_sees_what_the_first_saved(desk: Browser) -> None:
    one = a_material(a_meeting())
    here = f"/arbetsytan/moten/{one.meeting_id}/material/{one.id}/redigera"
    mine, theirs = desk.get(here).form("Spara"), desk.get(here).form("Spara")
    theirs.fill(title="Deras titel", audience="organisers").submit("Spara")
    page = mine.fill(title="Min titel").submit("Spara")
    assert (page.status, page.form("Spara")["title"]) == (409, "Min titel")
    assert page.rows("Det som skiljer")[1:] == [
        ["Titel", "Deras titel", "Min titel"],
        ["För vem är det?", "Arrangörerna", "Alla"],
    ]
    page.form("Spara").submit("Spara")
    assert the_only().title == "Min titel"

    publish = desk.get(f"/arbetsytan/moten/{one.meeting_id}/material/{one.id}").form("Publicera")
    desk.get(here).form("Spara").fill(credit="Någon").submit("Spara")
    page = publish.submit("Publicera")
    assert page.status == 409
    assert "Någon annan har ändrat materialet." in page.errors[0]
    assert page.form("Publicera").submit("Publicera").status == 200
    assert the_only().state == "published"


@only_sqlite
def test_a_flawed_file_is_published_with_a_reason_and_listed_for_the_statement(desk: Browser) -> None:
    meeting = a_meeting()
    one = a_material(meeting, upload=an_upload(flaws=("untagged", "no-title")))
    page = desk.get(f"/arbetsytan/moten/{meeting.id}/material/{one.id}")
    assert "PDF:en är inte taggad." in page.text
    page = page.form("Publicera ändå").submit("Publicera ändå")
    assert page.status == 409
    assert page.form("Publicera ändå").error("reason") == "Skriv varför, med en mening."
    page = page.form("Publicera ändå").fill(reason="En taggad är beställd.").submit("Publicera ändå")
    assert "Publicerat ändå: En taggad är beställd." in page.text

    page = desk.get("/arbetsytan/otillgangligt-material")
    assert page.rows("Känt otillgängligt material")[1][3] == "En taggad är beställd."
    assert "PDF:en är inte taggad. Filen har ingen titel. En taggad är beställd." in page.one("textarea")


@only_sqlite
def test_versions_are_listed_fetched_and_gone_back_to(desk: Browser) -> None:
    one = published(a_meeting())
    here = f"/arbetsytan/moten/{one.meeting_id}/material/{one.id}"
    form = desk.get(here).click("Ny version").form("Spara den nya versionen")
    form["file"] = (samples.pdf(b"2"), "Ny.pdf")
    page = form.fill(comment="Rättad").submit("Spara den nya versionen")
    versions = page.rows("Versioner")[1:]
    assert [row[4] for row in versions] == ["Aktuell", "Tidigare"]
    assert (versions[0][1], versions[0][3]) == ("Olle Organisatör", "Rättad")
    assert desk.get(f"{here}/version/1", check=False).headers["Content-Length"] != "0"
    assert desk.get(f"{here}/version/3", check=False).status == 404
    page = page.form("Gå tillbaka till den").submit()
    assert [row[4] for row in page.rows("Versioner")[1:]] == ["Tidigare", "Aktuell"]


@only_sqlite
def test_order_and_removal(desk: Browser) -> None:
    meeting = a_meeting()
    one, two = a_material(meeting, "Ett"), a_material(meeting, "Två")
    here = f"/arbetsytan/moten/{meeting.id}/material"
    page = desk.post(f"{here}/{two.id}/upp", {})
    assert "Tryck en gång till" in page.text
    page = desk.get(here).form("Upp Två").submit()
    assert [row.id for row in queries.materials(meeting.id)] == [two.id, one.id]
    assert desk.get(here).form("Ner Två").submit().path == here
    page = desk.get(f"{here}/{one.id}").click("Ta bort materialet")
    assert page.form("Ta bort").submit().path == here
    assert the_only().id == two.id


def behind(registration: Registration) -> str:
    """The address of the own page."""
    return f"/min-anmalan/{links.make('registration', registration.id, registration.link_version)}"


def test_participants_fetch_theirs_behind_their_link_and_others_do_not(app: Flask, clock: Clock) -> None:
    clock.set(NOW)
    meeting = a_meeting(seats=1)
    seat, line = a_registration(meeting, "Åsa"), a_registration(meeting, "Bo")
    ours, everybody = published(meeting, "Vårt", audience="participants"), published(meeting, "Allas")
    theirs, other = published(meeting, "Deras", audience="organisers"), published(a_meeting(title="Annat"))
    visitor = Browser(app)

    def statuses(before: str) -> list[int]:
        return [visitor.get(before.format(one.id), check=False).status for one in (ours, everybody, theirs, other)]

    assert statuses(behind(seat) + "/material/{}") == [200, 200, 404, 404]
    assert statuses(behind(line) + "/material/{}") == [404, 200, 404, 404]
    assert [visitor.get(f"/material/{one.id}-vart", check=False).status for one in (ours, theirs)] == [404, 404]
    got = visitor.get(f"{behind(seat)}/material/{ours.id}", check=False)
    assert got.headers["Cache-Control"] == "no-store"
    assert got.headers["Referrer-Policy"] == "no-referrer"
    publishing.withdraw(meeting.id, ours.id, NOW, OLLE)
    assert statuses(behind(seat) + "/material/{}")[0] == 410
    assert statuses(behind(line) + "/material/{}")[0] == 404


def names_in(answer: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(answer)) as packed:
        assert packed.testzip() is None
        return packed.namelist()


def test_everything_comes_in_one_zip_by_heading_for_whoever_asks(app: Flask, desk: Browser, clock: Clock) -> None:
    meeting = a_meeting(seats=5)
    desk_path = f"/arbetsytan/moten/{meeting.id}/material"
    desk.get(f"{desk_path}/rubriker").form("Spara rubrikerna").submit("Spara rubrikerna")
    group = queries.groups(meeting.id)[0]
    published(meeting, "Ett", group_id=group.id)
    published(meeting, "Två", upload=an_upload("Två.pdf"), audience="participants")
    a_material(meeting, "Tre", upload=an_upload("Tre.pdf"))
    seat = a_registration(meeting)
    visitor = Browser(app)

    def fetched(who: Browser, path: str) -> list[str]:
        answer = who.client.get(path)
        assert answer.mimetype == "application/zip"
        return names_in(answer.data)

    ett, others = f"Presentationer för dagen/{NAME}", ["Material/Två.pdf", "Material/Tre.pdf"]
    assert fetched(visitor, f"/moten/{meeting.id}/material.zip") == [ett]
    assert fetched(visitor, f"{behind(seat)}/material.zip") == [ett, others[0]]
    assert fetched(desk, f"{desk_path}.zip") == [ett, *others]
    empty, draft = a_meeting(title="Tomt"), a_meeting(title="Utkast", state="draft")
    published(draft)
    for other in (empty, draft):
        assert visitor.get(f"/moten/{other.id}/material.zip", check=False).status == 404


@only_sqlite
def test_the_preview_of_a_draft_shows_material_that_leads_nowhere_yet(app: Flask, desk: Browser) -> None:
    meeting = a_meeting(state="draft")
    one = published(meeting)
    page = desk.get(f"/forhandsvisning/{links.make('preview', meeting.id, meeting.preview_version)}")
    assert one.title in page.text
    assert one.title not in page.links
    assert desk.get(f"/material/{one.id}-x", check=False).status == 404
    with app.test_request_context():
        address = url_for("materials.desk_fetch", meeting_id=meeting.id, material_id=one.id)
    assert desk.get(address, check=False).status == 200
