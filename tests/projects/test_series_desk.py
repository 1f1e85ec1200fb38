"""A series on the desk: made with a preview, added to, rewritten, saved by two at once; whose meeting it is."""

from __future__ import annotations

from flask import Flask

from meetings import transaction
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.projects.actions import choosing
from meetings.projects.models import ProjectMeeting
from meetings.projects.queries import series as queries
from meetings.projects.queries import series_lists
from meetings.questions.queries import asked
from meetings.registration.actions import Applicant
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_site, a_term, an_organiser, signed_in
from tests.clock import Clock
from tests.projects.builders import a_project
from tests.projects.series_scenes import a_series

DESK = "/arbetsytan/serier"
TEXTS = {"title": "Lokala kurser", "occasion_title": "Lokal kurs: {plats}", "summary": "It för alla."}


def test_a_series_is_made_on_the_desk(app: Flask, clock: Clock) -> None:
    clock.set("2018-04-01 12:00")
    a_site()
    project = a_project()
    with transaction.write():
        a_term(Vocabulary.MEETING_KIND, "course", "Kurs", "Course")
    browser = signed_in(Browser(app), an_organiser())
    page = browser.get("/arbetsytan").click("Kursserier").click("Ny serie")
    form = page.form("Visa tillfällena")
    page = form.fill(lines="Ale; snart; 9.00–12.00\nLerum; 2018-05-04; 9").submit("Visa tillfällena")
    assert page.status == 422
    told = " ".join(page.errors)
    assert "rad 1: skriv dagen" in told
    assert "Rad 2: skriv tiden" in told
    assert "vad serien heter" in told
    form = page.form("Visa tillfällena").fill(**TEXTS, kind="Kurs", arranged_by="IT-Lyftet: course")
    page = form.submit("Lägg till plats")
    form = page.form("Visa tillfällena")
    form.fill(lines="Lerum, Dergårdens bibliotek; 2018-05-04; 9.00–12.00; 15", state="published")
    form.fill(**{"places-0-town": "Ale", "places-0-seats": "12", "places-1-town": "Härryda"})
    form.fill(**{"days-0-day": "2018-05-02", "days-0-starts": "9", "days-0-ends": "12"})
    page = form.submit("Visa tillfällena")
    assert page.status == 200
    rows = page.rows("Tillfällen som görs")
    assert [row[1] for row in rows[1:]] == ["Lokal kurs: Ale", "Lokal kurs: Härryda", "Lokal kurs: Lerum"]
    form = page.form("Gör de förkryssade tillfällena")
    form["days-0-day"] = "2018-05-03"
    page = form.submit("Gör de förkryssade tillfällena")
    assert "3 maj 2018 kl. 9.00" in page.text, "what was changed after it was shown is shown again"
    form = page.form("Gör de förkryssade tillfällena")
    form["gors"] = ["0", "2"]
    page = form.submit("Gör de förkryssade tillfällena")
    assert "Serien är gjord, med 2 tillfällen." in page.text
    (series,) = series_lists.on_desk(NOW)
    held = queries.occasions(series.id)
    assert [(one.town, one.venue, one.pool.seats) for one in held] == [
        ("Ale", "", 12),
        ("Lerum", "Dergårdens bibliotek", 15),
    ]
    arranged = db.session.get_one(ProjectMeeting, held[0].meeting_id)
    assert arranged.activity_id == project.activities[0].id
    page = browser.get(f"{DESK}/{series.id}/fler")
    page = page.form("Visa tillfällena").fill(lines="Ale; 2018-05-03; 9–12").submit("Visa tillfällena")
    assert page.status == 422
    assert "finns redan i serien" in page.text


def test_the_texts_of_all_that_come_are_changed_at_once(app: Flask, clock: Clock) -> None:
    clock.set("2018-05-02 13:00")  # the first day's have been
    series, _project = a_series(2, 2), a_project()
    browser = signed_in(Browser(app), an_organiser())
    page = browser.get(f"{DESK}/{series.id}").click("Texter")
    stale = page.form("Spara")
    form = page.form("Spara").fill(occasion_title="Kurs i {plats}", summary="Ny text.", meetings_too=True)
    page = form.submit("Spara")
    rows = page.rows("Det som ändras")
    assert [row[0] for row in rows[1:]] == ["Sammanfattning", "Rubrik, 2018-05-03", "Rubrik, 2018-05-03"]
    assert rows[1][1:] == ["It för alla.", "Ny text.", "2"]
    page = page.form("Spara").fill(arranged_by="IT-Lyftet").submit("Spara")
    assert "Sparat. 2 tillfällen ändrades." in page.text
    assert [one.title for one in queries.occasions(series.id)][1:3] == ["Lokal kurs: Härryda", "Kurs i Ale"]
    page = stale.fill(summary="Min text.").submit("Spara")
    assert page.status == 409
    assert ["Sammanfattning", "Ny text.", "Min text.", "1"] in page.rows("Det som skiljer sig")
    assert page.rows("Det som skiljer sig")[-1][1:3] == ["IT-Lyftet", "Inget projekt"]
    page = page.form("Spara").submit("Spara")
    assert "Sparat." in page.text
    assert queries.series(series.id).summary == "Min text."


def test_people_across_the_series_and_who_arranges(app: Flask, clock: Clock) -> None:
    clock.set("2018-04-01 12:00")
    series = a_series(2, 1, published=False)
    browser = signed_in(Browser(app), an_organiser())
    page = browser.get(f"{DESK}/{series.id}").form("Publicera 2 utkast").submit()
    assert "2 tillfällen är publicerade." in page.text
    assert "2 tillfällen till står bland kursserierna" in browser.get("/arbetsytan").links
    first, second = queries.occasions(series.id)
    for held, name, address in ((first, "Åsa", "asa"), (second, "Åsa", "asa"), (second, "Bo", "bo")):
        someone = Applicant(name, f"{address}@example.se")
        choosing.sign_up(series.id, held.meeting_id, someone, f"{address}-{held.meeting_id}", clock.now(), "sv")
    page = browser.get(f"{DESK}/{series.id}/deltagare")
    assert "3 anmälningar gäller. De är från 2 personer." in page.text
    assert [row[0] for row in page.rows("Deltagare")[1:]] == ["Bo", "Åsa", "Åsa"]
    narrow = browser.get(f"{DESK}/{series.id}/deltagare?q=bo@")
    assert [row[0] for row in narrow.rows("Deltagare")[1:]] == ["Bo"]
    project, meeting = a_project(), a_meeting()
    page = browser.get(f"/arbetsytan/moten/{meeting.id}")
    assert "Inget projekt arrangerar mötet." in page.text
    version = project.version
    page = page.click("Ändra projekt").form("Spara").fill(arranged_by="IT-Lyftet: course").submit("Spara")
    assert "Arrangeras av IT-Lyftet. Räknas till aktiviteten" in page.text
    assert project.version == version + 1
    assert "IT-Lyftet" in browser.get(f"/moten/{meeting.id}-{meeting.slug}").links
    page = browser.get(f"/arbetsytan/moten/{meeting.id}/arrangerande-projekt")
    page.form("Spara").fill(arranged_by="Inget projekt").submit("Spara")
    assert db.session.get(ProjectMeeting, meeting.id) is None
    held = db.session.get_one(Meeting, first.meeting_id)
    browser = signed_in(Browser(app), an_organiser("Bo", "bo@example.se", meeting=held))
    desk = f"/arbetsytan/moten/{held.id}"
    assert "Ändra projekt" not in browser.get(desk).links
    assert browser.get(f"{desk}/arrangerande-projekt").status == 403, "projects are not one meeting's"
    questions = browser.get(f"{desk}/fragor")
    assert "Lägg till fråga" not in questions.links
    assert questions.form("Spara ordningen").submit().status == 403, "what the other meetings ask too"
    question_id = asked(series.form_id, "sv")[0].id
    for path in ("ny", "ny/text", f"{question_id}", f"{question_id}/ta-bort", "kopiera"):
        assert browser.get(f"{desk}/fragor/{path}").status == 403, path
    assert browser.get(f"{desk}/fragor/forhandsgranska").status == 200
