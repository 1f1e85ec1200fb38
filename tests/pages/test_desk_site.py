"""The site's settings and its pages: saved, previewed, and never lost to somebody else's save."""

from __future__ import annotations

import pytest

from meetings.audit.models import AuditEntry
from meetings.directory import actions
from meetings.directory.models import SitePage, Term
from meetings.directory.rules import PAGES
from meetings.extensions import db
from meetings.pages.site import PUBLIC_PAGES, difference
from tests.browser import Browser
from tests.builders import NOW, a_site, an_organiser, signed_in

PAGE = "/arbetsytan/sidor/how-it-works/sv"


@pytest.fixture
def desk(browser: Browser) -> Browser:
    a_site()
    actions.ensure_site_pages(NOW)
    return signed_in(browser, an_organiser(administrator=True))


def test_the_beginning_is_repeated_without_change(desk: Browser) -> None:
    for _time in range(2):
        actions.ensure_vocabularies()
        actions.ensure_site_pages(NOW)
    assert db.session.query(SitePage).count() == 2 * len(PAGES)
    words = db.session.query(Term)
    municipalities = [term.name_sv for term in words.filter_by(vocabulary="municipality").order_by(Term.position)]
    assert len(municipalities) == 57
    assert municipalities[0] == "Ale"
    assert municipalities[-4:] == ["Åmål", "Öckerö", "Hela regionen", "Annan kommun"]
    sectors = {term.code: term.parent.code for term in words.filter_by(vocabulary="organisation_type") if term.parent}
    assert sectors["university"] == "public"
    assert sectors["folk-high-school"] == "social-economy"
    assert len(sectors) == words.filter_by(vocabulary="organisation_type").count()


def test_what_an_organiser_changed_is_not_set_back(desk: Browser) -> None:
    form = desk.get(PAGE).form("Spara").fill(title="Hur vi gör", body="Egen text.")
    form.submit("Spara")
    actions.ensure_site_pages(NOW)
    assert desk.get("/sa-gar-det-till").heading == "Hur vi gör"


@pytest.mark.parametrize("code", PAGES)
def test_every_page_is_shown_in_both_languages(desk: Browser, code: str) -> None:
    path = {"accessibility": "/tillganglighet", "privacy": "/personuppgifter", "cookies": "/kakor"}.get(
        code, "/sa-gar-det-till"
    )
    swedish, english = Browser(desk.app).get(path), Browser(desk.app).get("/en" + path)
    assert swedish.heading != english.heading
    for page in (swedish, english):
        assert "{" not in page.text
        assert "[fyll i]" not in page.text or code != "cookies"
    assert code in PUBLIC_PAGES


def test_the_accessibility_statement_claims_nothing_unassessed(desk: Browser) -> None:
    text = desk.get("/tillganglighet").text
    for part in ("Ej bedömd", "digg.se/tdosanmalan", "(12 §)", "(9 §)", "Datum för bedömningen", "uppdaterades senast"):
        assert part in text or part in desk.get("/tillganglighet").html


def test_a_page_is_previewed_and_saved(desk: Browser) -> None:
    form = desk.get("/arbetsytan/sidor").click("Redigera Så går det till").form("Spara")
    page = form.fill(title="Hur vi gör", body="## Steg\n\n<script>x</script> **fet**").submit("Förhandsgranska")
    assert "Förhandsvisning. Inget är sparat." in page.text
    assert page.one(".prose strong") == "fet"
    assert Browser(desk.app).get("/sa-gar-det-till").heading == "Så går det till"
    page = page.form("Spara").submit("Spara")
    assert "Sidan är sparad." in page.text
    assert Browser(desk.app).get("/sa-gar-det-till").heading == "Hur vi gör"
    entry = db.session.query(AuditEntry).filter_by(action="site.edit_page").one()
    assert (entry.subject, entry.fields) == ("page:how-it-works.sv", ["title", "body"])


def test_a_save_from_an_old_reading_shows_the_difference_and_loses_nothing(desk: Browser) -> None:
    mine = desk.get(PAGE).form("Spara").fill(body="Min text.")
    other = signed_in(Browser(desk.app), an_organiser("Bo", "bo@example.se"))
    other.get(PAGE).form("Spara").fill(body="Bos text.").submit("Spara")
    page = mine.submit("Spara")
    assert page.status == 409
    assert "Någon annan har sparat under tiden" in page.text
    assert (page.one("del"), page.one("ins")) == ("Bos text.", "Min text.")
    assert page.form("Spara")["body"] == "Min text."
    assert "Sidan är sparad." in page.form("Spara").submit("Spara").text
    assert "Min text." in Browser(desk.app).get("/sa-gar-det-till").text


def test_an_empty_page_is_not_saved(desk: Browser) -> None:
    page = desk.get(PAGE).form("Spara").fill(title="", body="").submit("Spara")
    assert (page.status, page.errors) == (422, ["Rubrik: skriv en rubrik.", "Text: skriv sidans text."])
    assert desk.get("/arbetsytan/sidor/how-it-works/fi").status == 404
    assert desk.get("/arbetsytan/sidor/nothing/sv").status == 404


def test_the_site_is_renamed(desk: Browser) -> None:
    page = desk.get("/arbetsytan/webbplats").form("Spara")
    page.fill(name_sv="Nya namnet", contact_email="hej@example.se").submit()
    assert Browser(desk.app).get("/kakor").title.endswith("– Nya namnet")
    entry = db.session.query(AuditEntry).filter_by(action="site.change").one()
    assert entry.fields == ["name_sv", "contact_email"]


def test_the_difference_leaves_out_what_is_the_same() -> None:
    before = "\n".join(["a", "b", "c", "d", "e", "f", "x"])
    after = "\n".join(["a", "b", "c", "d", "e", "f", "y"])
    assert difference(before, after) == [
        ("same", "a"), ("same", "b"), ("gap", ""), ("same", "e"), ("same", "f"), ("del", "x"), ("ins", "y"),
    ]  # fmt: skip
