"""The desk's editor: three questions, all fields, refusals, and two who edit at once."""

from __future__ import annotations

import pytest

from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.schedule import queries
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import a_meeting, a_programme_item, a_site, a_term
from tests.databases import only_sqlite
from tests.schedule.desk import at_the_desk


@pytest.fixture
def desk(browser):
    a_site()
    a_term(Vocabulary.MEETING_KIND, "mobilisation", "Mobiliseringsmöte", "Mobilisation meeting")
    return at_the_desk(browser)


def edited(meeting) -> str:
    return f"/arbetsytan/moten/{meeting.id}/redigera"


def test_three_answers_lead_to_a_draft(desk):
    form = desk.get("/arbetsytan/moten/nytt").form("Skapa utkastet")
    form.fill(title="Digitalisering i Åmål", day="18 mars 2027", starts_time="9", ends_time="kl. 15.30", town="Åmål")
    page = form.submit()
    assert page.heading == "Uppgifter och texter"
    meeting = db.session.query(Meeting).one()
    assert page.path == edited(meeting)
    assert page.form("Spara")["starts_day"] == "2027-03-18"
    assert page.form("Spara")["ends_time"] == "15.30"
    assert page.form("Spara")["organisers-0-name"] == "Strukturfondspartnerskapet Västsverige"


@only_sqlite
def test_answers_that_do_not_hold_stay_in_the_form_with_what_to_do(desk):
    form = desk.get("/arbetsytan/moten/nytt").form("Skapa utkastet")
    page = form.fill(title="", day="i morgon", starts_time="9", ends_time="25", town="Åmål").submit()
    assert page.status == 422
    assert page.errors == [
        "Vad handlar mötet om? Skriv vad mötet handlar om.",
        "Dag: skriv dagen som 2018-04-24 eller 24 april 2018.",
        "Slutar kl. Skriv tiden som 9.00 eller 15.30.",
    ]
    again = page.form("Skapa utkastet")
    assert (again["day"], again["ends_time"], again["town"]) == ("i morgon", "25", "Åmål")


@only_sqlite
def test_a_meeting_that_ends_before_it_begins_is_refused_with_the_form_kept(desk):
    form = desk.get("/arbetsytan/moten/nytt").form("Skapa utkastet")
    page = form.fill(title="Möte", day="2027-03-18", starts_time="15", ends_time="9").submit()
    assert page.status == 409
    assert page.errors == ["Mötet slutar innan det börjar. Ändra sluttiden."]
    assert page.form("Skapa utkastet")["title"] == "Möte"


def test_the_form_saves_what_it_shows_and_saving_untouched_changes_nothing(desk):
    meeting = a_meeting(conclusions="Talarna enades", reported_number=100, reported_qualifier="over")
    before = queries.details_of(queries.meeting(meeting.id))
    page = desk.get(edited(meeting)).form("Spara").submit()
    assert (page.status, page.heading) == (200, "Uppgifter och texter")
    assert queries.details_of(queries.meeting(meeting.id)) == before
    assert queries.meeting(meeting.id).revision == 1


def test_all_fields_are_saved(desk):
    meeting = a_meeting()
    a_term(Vocabulary.TARGET_GROUP, "young", "Unga")
    a_term(Vocabulary.PROGRAMME_AREA, "2", "Programområde 2")
    before = a_meeting(title="Det första mötet")
    form = desk.get(edited(meeting)).form("Spara")
    form.fill(
        title="Ny rubrik", ends_day="2027-03-19", online_url="video.example.se/mote", attendance="both",
        reported_number="1 100", reported_qualifier="över", diarienummer="RUN 1",
        follows=str(before.id), programme_area="2", target_groups=["young"], eu_funded=True,
    )  # fmt: skip
    form["contacts-0-phones"] = "031-335 50 25, 0700-85 73 00"
    page = form.submit()
    assert page.errors == []
    saved = queries.meeting(meeting.id)
    assert (saved.title, saved.slug, saved.online_url) == ("Ny rubrik", "ny-rubrik", "https://video.example.se/mote")
    assert (saved.reported_number, saved.reported_qualifier, saved.follows_id) == (1100, "over", before.id)
    assert saved.contacts[0].phones == ["031-335 50 25", "0700-85 73 00"]


def test_rows_are_added_moved_and_taken_away_without_scripts(desk):
    meeting = a_meeting()
    form = desk.get(edited(meeting)).form("Spara")
    form["title"] = "Inte sparat än"
    page = form.submit("Lägg till arrangör")
    assert page.status == 200
    form = page.form("Spara")
    assert form["title"] == "Inte sparat än"
    form["organisers-1-name"] = "Region Halland"
    form["organisers-1-order"] = "0"
    form = form.submit("Lägg till kontaktperson").form("Spara")
    form["contacts-1-email"] = "info@example.se"
    form["contacts-0-remove"] = True
    form.submit()
    saved = queries.meeting(meeting.id)
    assert [one.organisation.name for one in saved.organisers] == [
        "Region Halland",
        "Strukturfondspartnerskapet Västsverige",
    ]
    assert [one.email for one in saved.contacts] == ["info@example.se"]


@only_sqlite
def test_what_does_not_hold_is_said_and_kept_in_every_row(desk):
    meeting = a_meeting()
    form = desk.get(edited(meeting)).form("Spara")
    form.fill(title="", reported_number="många", body="Kvar")
    form["contacts-0-email"] = "cecilia"
    page = form.submit()
    assert page.status == 422
    assert page.errors == [
        "Rubrik: skriv en rubrik.",
        "E-post: det fattas ett @ i adressen.",
        "Antal deltagare: skriv ett helt tal, till exempel 100.",
    ]
    again = page.form("Spara")
    assert (again["reported_number"], again["contacts-0-email"], again["body"]) == ("många", "cecilia", "Kvar")


@only_sqlite
@pytest.mark.parametrize(
    "bad", ["Möte\x00", "Mo\u202ete", "x" * 201], ids=["NUL", "right-to-left mark", "far too long"]
)
def test_a_title_that_cannot_be_kept_is_refused_in_words(desk, bad):
    meeting = a_meeting()
    form = desk.get(edited(meeting)).form("Spara")
    page = form.fill(title=bad).submit()
    assert page.status == 422
    assert len(page.errors) == 1
    assert queries.meeting(meeting.id).title == "Digitalisering som öppnar vägen till arbete"


@only_sqlite
def test_a_form_with_an_old_token_keeps_what_was_typed(desk):
    meeting = a_meeting()
    form = desk.get(edited(meeting)).form("Spara")
    page = form.fill(title="Ny rubrik", csrf_token="old").submit()
    assert page.status == 422
    assert page.form("Spara")["title"] == "Ny rubrik"
    assert page.form("Spara").submit().errors == []
    assert queries.meeting(meeting.id).title == "Ny rubrik"


@only_sqlite
def test_a_personal_identity_number_in_a_text_is_saved_with_a_warning(desk):
    meeting = a_meeting()
    page = desk.get(edited(meeting)).form("Spara").fill(body="Ring 19811218-9876").submit()
    assert "personnummer" in page.main
    assert queries.meeting(meeting.id).body == "Ring 19811218-9876"


def test_the_second_of_two_editors_sees_what_changed_and_loses_nothing(app, desk):
    meeting = a_meeting(theme="Digitalisering")
    hers = desk.get(edited(meeting)).form("Spara")
    alex = at_the_desk(Browser(app), "Alex Bergström")
    alex.get(edited(meeting)).form("Spara").fill(title="Alex rubrik", town="Åmål").submit()
    page = hers.fill(title="Min rubrik", theme="Livsmedel").submit()
    assert page.status == 409
    assert "Alex Bergström sparade medan du skrev" in page.all("h2")
    rows = {row[0]: row[1:] for row in page.rows("Vad som har ändrats")[1:]}
    assert rows == {
        "Rubrik": ["Digitalisering som öppnar vägen till arbete", "Alex rubrik", "Min rubrik", "ditt"],
        "Ort": ["Vänersborg", "Åmål", "Vänersborg", "det som är sparat"],
    }
    assert queries.meeting(meeting.id).title == "Alex rubrik"
    again = page.form("Spara")
    assert (again["title"], again["theme"], again["town"]) == ("Min rubrik", "Livsmedel", "Åmål")
    assert again.submit().status == 200
    saved = queries.meeting(meeting.id)
    assert (saved.title, saved.theme, saved.town) == ("Min rubrik", "Livsmedel", "Åmål")


@only_sqlite
def test_a_meeting_that_moves_says_that_its_programme_moved_along(desk):
    meeting = a_meeting()
    a_programme_item(meeting)
    page = desk.get(edited(meeting)).form("Spara").fill(starts_day="2027-04-08", ends_day="").submit()
    assert "Programmet följde med till den nya dagen." in page.main


@only_sqlite
def test_the_editor_speaks_english(desk):
    assert desk.get("/en" + edited(a_meeting())).language == "en"


@only_sqlite
def test_an_organiser_of_another_meeting_does_not_get_in(app, browser):
    mine, other = a_meeting(), a_meeting()
    at_the_desk(browser, meeting_id=mine.id)
    assert browser.get(edited(mine)).status == 200
    for path in ("redigera", "program", "publicera", "historik", "forhandslank", "ta-bort"):
        assert browser.get(f"/arbetsytan/moten/{other.id}/{path}").status in (403, 404)
