from __future__ import annotations

from typing import Any

import pytest

from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from meetings.registration import queries as registrations
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting
from tests.browser import Browser, Page, words
from tests.builders import a_meeting
from tests.participants.conftest import a_gathering, the_person


def desk(meeting: Meeting, rest: str = "") -> str:
    return f"/arbetsytan/moten/{meeting.id}{rest}"


def of_person(organiser: Browser, meeting: Meeting, name: str) -> Page:
    return organiser.get(desk(meeting, f"/deltagare/{the_person(meeting, name).id}"))


def test_a_person_s_page_tells_all(organiser: Browser):
    page = of_person(organiser, a_gathering(), "Åsa Öberg")
    assert page.heading == "Åsa Öberg"
    for said in (
        "asa@example.se",
        "Ale kommun",
        "Offentlig sektor",
        "Hörslinga",
        "Känslig uppgift",
        "”Visa mitt namn”",
    ):
        assert said in page.main
    assert "Bekräftelse" in page.main


def test_the_history_says_who_did_what(organiser: Browser):
    meeting = a_gathering()
    assert "Fick en plats från reservlistan" in of_person(organiser, meeting, "Bo Ek").main
    assert "Avanmälde sig" in of_person(organiser, meeting, "Ärla Ståhl").main


def test_a_person_of_another_meeting_is_not_found(organiser: Browser):
    meeting, other = a_gathering(), a_meeting()
    bo = the_person(meeting, "Bo Ek")
    for rest in ("", "/andra", "/avanmal"):
        assert organiser.get(desk(other, f"/deltagare/{bo.id}{rest}")).status == 404


def test_cancelling_somebody_gives_the_seat_to_the_first_in_line(organiser: Browser):
    meeting = a_gathering()
    page = of_person(organiser, meeting, "Åsa Öberg").click("Avanmäl Åsa Öberg")
    assert "får platsen direkt" in page.main
    page = page.form("Avanmäl").submit()
    assert "Åsa Öberg är avanmäld" in page.text
    assert "Zoë Åkesson har fått platsen." in page.text
    page = page.form("Anmäl igen").submit()
    assert "Åsa Öberg står på reservlistan igen" in page.text
    assert words(page.one(".desk-head .pill")) == "Reservplats 1"


def test_details_are_changed(organiser: Browser):
    meeting = a_gathering()
    page = of_person(organiser, meeting, "Bo Ek").click("Ändra uppgifter")
    page = page.form("Spara").fill(name="Bo Eek", email="bo.eek@example.se").submit()
    assert page.heading == "Bo Eek"
    assert "bo.eek@example.se" in page.main
    assert "E-postadress ändrad" in page.main


def test_a_known_address_is_refused_and_what_was_typed_stays(organiser: Browser):
    meeting = a_gathering()
    page = of_person(organiser, meeting, "Bo Ek").click("Ändra uppgifter")
    page = page.form("Spara").fill(name="Bo Eek", email="asa@example.se").submit()
    assert (page.status, page.errors) == (409, ["asa@example.se är redan anmäld."])
    assert page.form("Spara")["name"] == "Bo Eek"


def test_who_saves_second_is_shown_what_stands_and_loses_nothing(organiser: Browser):
    meeting = a_gathering()
    form = of_person(organiser, meeting, "Bo Ek").click("Ändra uppgifter").form("Spara")
    other = of_person(organiser, meeting, "Bo Ek").click("Ändra uppgifter").form("Spara")
    other.fill(organisation="Ek AB").submit()
    page = form.fill(name="Bo Eek").submit()
    assert page.status == 409
    assert "Ek AB" in page.main
    page = page.form("Spara").submit()
    assert page.heading == "Bo Eek"


def test_one_is_added_by_hand(organiser: Browser):
    meeting = a_gathering()
    form = organiser.get(desk(meeting, "/deltagare/lagg-till")).form("Lägg till")
    form.fill(name="Đorđe Šarić", email="dorde@example.se", organisation_type="Kommun", organisation="Ale kommun")
    page = form.submit()
    assert page.heading == "Đorđe Šarić"
    added = the_person(meeting, "Đorđe Šarić")
    assert added.added_by == "Karin Ek"
    assert added.sector_id == the_person(meeting, "Åsa Öberg").sector_id
    assert db.session.query(OutgoingMail).filter_by(to_address="dorde@example.se").count() == 1


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"name": "", "email": "a@example.se"}, "Fyll i namn"),
        ({"name": "Bo", "email": "bo"}, "det fattas ett @"),
        ({"name": "Bo", "email": "bo@example.se"}, "bo@example.se är redan anmäld."),
    ],
)
def test_what_cannot_be_added_says_why(organiser: Browser, typed, error):
    page = organiser.get(desk(a_gathering(), "/deltagare/lagg-till")).form("Lägg till").fill(typed).submit()
    assert page.status in {409, 422}
    assert error.lower() in " ".join(page.errors).lower()


def test_a_cancelled_meeting_takes_nobody(organiser: Browser):
    meeting = a_meeting(state="cancelled")
    assert "Mötet är inställt." in organiser.get(desk(meeting, "/deltagare/lagg-till")).main
    assert "Mötet är inställt." in organiser.get(desk(meeting, "/deltagare/klistra-in")).main


PASTED = """Namn;E-post;Organisation
Dan Alm;dan@example.se;Åmåls kommun
Bo Ek;bo@example.se;
Cia Dahl;cia@example;Ale kommun
Fel rad"""


def test_pasted_lines_are_shown_before_anybody_is_added(organiser: Browser):
    meeting = a_gathering()
    form = organiser.get(desk(meeting, "/deltagare/klistra-in")).form("Granska")
    page = form.fill(lines=PASTED).submit()
    assert page.status == 422
    assert [row[-1] for row in page.rows("Rader att rätta")[1:]] == ["4", "5"]
    assert "Det fattas något efter @" in page.main
    assert "Lägg till 1 person" not in page.main
    assert db.session.query(Registration).filter_by(meeting_id=meeting.id).count() == 5
    mended = PASTED.replace("cia@example;", "cia@example.se;").replace("\nFel rad", "")
    page = page.form("Granska igen").fill(lines=mended).submit("Granska igen")
    assert page.rows("2 personer att lägga till")[1][:3] == ["Dan Alm", "dan@example.se", "Åmåls kommun"]
    assert page.rows("1 är redan anmäld och hoppas över")[1][:2] == ["Bo Ek", "bo@example.se"]
    assert "de 2 sista hamnar på reservlistan" in page.main
    page = page.form("Lägg till 2 personer").fill(notify=False).submit("Lägg till 2 personer")
    assert page.heading == "Deltagare"
    assert "2 personer är tillagda." in page.text
    assert registrations.counts(meeting.id).waiting == 3
    assert db.session.query(OutgoingMail).filter_by(to_address="dan@example.se").count() == 0


def test_lines_that_were_changed_after_the_preview_are_shown_again(organiser: Browser):
    meeting = a_gathering()
    form = organiser.get(desk(meeting, "/deltagare/klistra-in")).form("Granska")
    page = form.fill(lines="Dan Alm, dan@example.se").submit()
    page = page.form("Lägg till 1 person").fill(lines="Eva Alm, eva@example.se").submit("Lägg till 1 person")
    assert page.heading == "Klistra in flera personer"
    assert "Eva Alm" in page.main
    assert registrations.known_addresses(meeting.id, {"eva@example.se", "dan@example.se"}) == set()


def test_too_many_lines_are_counted(organiser: Browser):
    lines = "\n".join(f"Person {number}, p{number}@example.se" for number in range(501))
    page = organiser.get(desk(a_gathering(), "/deltagare/klistra-in")).form("Granska").fill(lines=lines).submit()
    assert page.status == 422
    assert "501 rader" in page.errors[0]


def test_many_lines_are_added_at_once(organiser: Browser):
    meeting = a_meeting(seats=None)
    lines = "\n".join(f"Person {number}, p{number}@example.se, Ale kommun" for number in range(60))
    page = organiser.get(desk(meeting, "/deltagare/klistra-in")).form("Granska").fill(lines=lines).submit()
    page = page.form("Lägg till 60 personer").submit("Lägg till 60 personer")
    assert "60 personer är tillagda." in page.text
    assert db.session.query(OutgoingMail).filter_by(meeting_id=meeting.id).count() == 60


def test_a_meeting_is_cancelled_with_a_reason(organiser: Browser):
    meeting = a_gathering()
    page = organiser.get(desk(meeting, "/stall-in"))
    assert "4 personer" in page.main
    page = page.form("Ställ in mötet").submit()
    assert page.status == 422
    page = page.form("Ställ in mötet").fill(reason="Talarna har fått förhinder.").submit()
    assert "4 personer får ett mejl om det." in page.text
    assert db.session.get(Meeting, meeting.id).cancel_reason == "Talarna har fått förhinder."
    assert "Mötet är redan inställt." in organiser.get(desk(meeting, "/stall-in")).main


def test_a_meeting_is_copied_as_its_follow_up(organiser: Browser):
    meeting = a_gathering()
    form = organiser.get(desk(meeting, "/kopiera")).form("Skapa utkast")
    assert form["time"] == "9.00"
    page = form.fill(kind="Ett uppföljningsmöte till det här", day="9 maj 2027", time="13").submit()
    made = db.session.query(Meeting).order_by(Meeting.id.desc()).first()
    assert (page.status, page.path) == (200, desk(made, "/redigera"))
    assert (made.follows_id, made.starts_at.isoformat()) == (meeting.id, "2027-05-09T11:00:00+00:00")


def test_a_copy_needs_a_kind_and_a_day(organiser: Browser):
    page = organiser.get(desk(a_meeting(), "/kopiera")).form("Skapa utkast").fill(time="").submit()
    assert (page.status, len(page.errors)) == (422, 3)


PAGES = ["/deltagare", "/deltagare/utskrift", "/deltagare/lagg-till", "/deltagare/klistra-in", "/deltagare/kost",
         "/stall-in", "/kopiera"]  # fmt: skip


@pytest.mark.parametrize("rest", PAGES)
def test_a_draft_that_takes_no_sign_ups_has_all_the_pages(organiser: Browser, rest):
    from meetings import transaction
    from meetings.registration.models import Pool, SignUp

    meeting = a_meeting(state="draft")
    with transaction.write() as session:
        for table in (SignUp, Pool):
            session.query(table).filter_by(meeting_id=meeting.id).delete()
    assert organiser.get(desk(meeting, rest)).status == 200
    assert organiser.get("/en" + desk(meeting, rest)).status == 200


@pytest.mark.parametrize("rest", PAGES)
def test_nobody_else_sees_them(app, rest):
    visitor: Any = Browser(app)
    page = visitor.get(desk(a_gathering(), rest), follow=False)
    assert page.status in {303, 404}
    assert "Åsa" not in page.text
