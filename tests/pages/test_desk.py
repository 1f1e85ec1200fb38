"""The desk: all meetings with their seats, what needs attention, and one meeting at a glance."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from meetings import transaction
from meetings.accounts.models import Account
from meetings.jobs.models import JobRun
from meetings.outbox.models import OutgoingMail
from meetings.registration.models import Pool
from tests.browser import Browser, Page
from tests.builders import NOW, a_meeting, a_registration, a_site, an_organiser, organisation_types, signed_in
from tests.databases import listening


@pytest.fixture(autouse=True)
def _a_day_in_march(clock) -> None:  # type: ignore[no-untyped-def]
    clock.set(NOW)


@pytest.fixture
def desk(browser: Browser) -> Browser:
    a_site()
    return signed_in(browser, an_organiser())


def attention(page: Page) -> list[str]:
    return page.all(".attention li")


def backed_up(at: datetime) -> None:
    with transaction.write() as session:
        session.add(JobRun(name="backup", due_at=at, succeeded_at=at))


def test_a_new_service_invites_to_the_first_meeting(desk: Browser) -> None:
    page = desk.get("/arbetsytan")
    assert page.heading == "Alla möten"
    assert page.click("Skapa ditt första möte").path == "/arbetsytan/moten/nytt"


def test_meetings_stand_under_coming_drafts_and_past(desk: Browser) -> None:
    meeting = a_meeting(seats=2, title="Kommande", starts_at=NOW + timedelta(days=3))
    for name in ("Ada", "Bo", "Cecilia"):
        a_registration(meeting, name, organisation_type_id=organisation_types()["municipality"].id)
    a_meeting(title="Påbörjat", state="draft", starts_at=NOW + timedelta(days=90))
    a_meeting(title="Längesen", starts_at=NOW - timedelta(days=90))
    a_meeting(title="Inställt", state="cancelled", starts_at=NOW + timedelta(days=5), seats=None)
    page = desk.get("/arbetsytan")
    _head, *coming = page.rows("Kommande möten")
    assert [row[2:] for row in coming] == [
        ["Publicerat", "2", "1", "2"],
        ["Inställt", "0", "0", "ingen gräns"],
    ]
    assert len(page.rows("Utkast")) == 2
    assert len(page.rows("Tidigare möten")) == 2
    assert "i dag" not in page.text
    assert "om 3 dagar" in page.text


def test_an_organiser_of_one_meeting_sees_that_one(app: Flask, browser: Browser) -> None:
    own, other = a_meeting(title="Mitt"), a_meeting(title="Annans")
    signed_in(browser, an_organiser(meeting=own))
    page = browser.get("/arbetsytan")
    assert ("Mitt" in page.text, "Annans" in page.text, "Nytt möte" in page.text) == (True, False, False)
    assert [word for word in ("Mejl", "Sidor", "Behörigheter", "Webbplatsen") if word in page.links] == []
    assert browser.get(f"/arbetsytan/moten/{own.id}").heading == "Mitt"
    assert browser.get(f"/arbetsytan/moten/{other.id}").status == 404


def test_past_meetings_are_paged(desk: Browser) -> None:
    for days in range(1, 28):
        a_meeting(title=f"Möte {days}", starts_at=NOW - timedelta(days=days))
    page = desk.get("/arbetsytan")
    assert len(page.rows("Tidigare möten")) == 1 + 25
    assert "Visar 1–25 av 27" in page.text
    assert len(page.click("Nästa").rows("Tidigare möten")) == 1 + 2


def test_many_meetings_take_as_many_queries_as_few(desk: Browser) -> None:
    counted: list[int] = []
    for more in (1, 30):
        for _time in range(more):
            a_meeting(starts_at=NOW + timedelta(days=2))
            a_meeting(state="draft", starts_at=NOW + timedelta(days=2))
            a_meeting(starts_at=NOW - timedelta(days=2))
        with listening() as asked:
            desk.get("/arbetsytan")
        counted.append(len(asked))
    assert counted[0] == counted[1]
    assert counted[0] <= 14


def test_the_service_says_what_needs_attention(desk: Browser) -> None:
    backed_up(NOW - timedelta(hours=2))
    a_meeting(title="Snart", state="draft", starts_at=NOW + timedelta(days=9))
    a_meeting(title="Sedan", state="draft", starts_at=NOW + timedelta(days=99))
    a_meeting(title="Igår", state="draft", starts_at=NOW - timedelta(days=1))
    page = desk.get("/arbetsytan")
    assert attention(page) == [
        "Utkastet ”Igår” har ett datum som har passerat. Gör klart",
        "Utkastet ”Snart” är tänkt till om 9 dagar. Gör klart",
    ]
    assert "Senaste säkerhetskopian gjordes den 1 mars 2027 kl. 8.00." in page.text


def test_mails_that_failed_or_stay_are_told(desk: Browser) -> None:
    backed_up(NOW)
    with transaction.write() as session:
        for number, state in enumerate(("failed", "failed", "queued")):
            at = NOW - timedelta(minutes=10)
            session.add(
                OutgoingMail(
                    key=str(number), template="test", lang="sv", to_name="", to_address="a@example.se", values={},
                    message_id=str(number), state=state, queued_at=at, due_at=at,
                )
            )  # fmt: skip
    assert attention(desk.get("/arbetsytan")) == [
        "2 mejl kom inte fram. Rätta",
        "Mejl ligger kvar sedan den 1 mars 2027 kl. 9.50. Se efter att arbetaren är i gång. Visa mejlen",
    ]


@pytest.mark.parametrize(
    ("hours", "said"), [(None, "Ingen säkerhetskopia är gjord ännu."), (37, "Senaste säkerhetskopian är från")]
)
def test_a_missing_backup_is_told(desk: Browser, hours: int | None, said: str) -> None:
    if hours is not None:
        backed_up(NOW - timedelta(hours=hours))
    assert attention(desk.get("/arbetsytan"))[0].startswith(said)


@pytest.mark.settings(BACKUP_DAYS=0)
def test_no_backup_is_asked_for_where_none_is_made(desk: Browser) -> None:
    assert attention(desk.get("/arbetsytan")) == []


def test_a_waiting_list_beside_free_seats_is_told(desk: Browser) -> None:
    backed_up(NOW)
    meeting = a_meeting(title="Fullt", seats=1)
    a_registration(meeting, "Ada")
    a_registration(meeting, "Bo")
    assert attention(desk.get("/arbetsytan")) == []
    with transaction.write() as session:
        session.query(Pool).update({"seats": 3})
    assert attention(desk.get("/arbetsytan")) == [
        "1 står på reservlistan till ”Fullt” fast det finns lediga platser. Visa dem"
    ]
    assert attention(desk.get(f"/arbetsytan/moten/{meeting.id}")) == [
        "1 står på reservlistan fast det finns lediga platser. Visa dem"
    ]


def test_a_meeting_at_a_glance(desk: Browser, clock) -> None:  # type: ignore[no-untyped-def]
    meeting = a_meeting(seats=2)
    types = organisation_types()
    for days, name in ((3, "Ada"), (1, "Bo"), (0, "Cecilia")):
        a_registration(
            meeting,
            name,
            now=NOW - timedelta(days=days, minutes=18),
            organisation_type_id=types["municipality"].id,
            organisation="Vänersborgs kommun",
        )
    page = desk.get(f"/arbetsytan/moten/{meeting.id}")
    assert page.heading == "Digitalisering som öppnar vägen till arbete"
    assert page.one(".eyebrow") == "Mobiliseringsmöte · 18 mars 2027 · om 17 dagar"
    assert "0 platser kvar. 1 står på reservlistan." in page.text
    _head, *shown = page.rows("Senast anmälda")
    assert [[row[0], *row[3:]] for row in shown] == [
        ["Cecilia", "Reservlista", "i dag 9.42"],
        ["Bo", "Anmäld", "i går 9.42"],
        ["Ada", "Anmäld", "2027-02-26"],
    ]
    assert page.rows("Anmälningar över tid")[1:] == [["2027-02-26", "1"], ["2027-02-28", "2"], ["2027-03-01", "2"]]


def test_a_meeting_nobody_has_signed_up_to_says_what_will_be_here(desk: Browser) -> None:
    page = desk.get(f"/arbetsytan/moten/{a_meeting().id}")
    assert "Ingen har anmält sig ännu" in page.text


def test_a_draft_says_what_is_missing_before_it_can_be_published(desk: Browser) -> None:
    meeting = a_meeting(state="draft", summary="", venue="", town="")
    page = desk.get(f"/arbetsytan/moten/{meeting.id}")
    assert attention(page) == [
        "Skriv en kort sammanfattning innan du publicerar mötet. Fyll i",
        "Skriv var mötet hålls innan du publicerar det. Fyll i",
    ]
    assert "Publicera" not in page.all("button")
    address = page.one(".copyfield code")
    assert Browser(desk.app).get(address.removeprefix("http://localhost")).heading == meeting.title


def test_a_whole_draft_is_published_from_its_overview(desk: Browser) -> None:
    meeting = a_meeting(state="draft")
    page = desk.get(f"/arbetsytan/moten/{meeting.id}")
    page.form("Publicera").submit()
    assert "Visa sidan" in desk.get(f"/arbetsytan/moten/{meeting.id}").links


def test_a_meeting_that_is_not_there(desk: Browser) -> None:
    assert desk.get("/arbetsytan/moten/99").status == 404


def test_the_rail_marks_where_one_is(desk: Browser) -> None:
    meeting = a_meeting()
    for path, label in (
        ("/arbetsytan", "Alla möten"),
        (f"/arbetsytan/moten/{meeting.id}", "Översikt"),
        (f"/arbetsytan/moten/{meeting.id}/logg", "Logg"),
        (f"/arbetsytan/moten/{meeting.id}/deltagare/lagg-till", "Deltagare 0"),
        ("/arbetsytan/konto/losenord", "Ditt konto"),
    ):
        marked = set(desk.get(path).all(".rail-list [aria-current=page]"))
        assert marked == {label}


def test_the_desk_speaks_english(desk: Browser) -> None:
    meeting = a_meeting()
    for path in ("/en/arbetsytan", f"/en/arbetsytan/moten/{meeting.id}", "/en/arbetsytan/sidor", "/en/arbetsytan/logg"):
        assert desk.get(path).language == "en"


def test_an_account_without_permissions_sees_an_empty_desk(browser: Browser) -> None:
    a_site()
    account: Account = an_organiser(grants=False)
    page = signed_in(browser, account).get("/arbetsytan")
    assert "Du har inte hand om något möte ännu." in page.text
