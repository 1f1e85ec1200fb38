"""Behörigheter: administrators invite, give, take, close; others do not get there."""

from __future__ import annotations

import pytest

from meetings.accounts import queries
from meetings.extensions import db
from meetings.outbox.models import OutgoingMail
from tests.browser import Browser
from tests.builders import a_meeting, a_site, an_organiser, signed_in


@pytest.fixture
def desk(browser: Browser) -> Browser:
    a_site()
    return signed_in(
        browser, an_organiser("Ada Lind", "ada@example.se", administrator=True, password="gröna fåglar i maj")
    )


def grants_of(email: str) -> list[tuple[str, int | None]]:
    account = queries.account_of(email)
    assert account is not None
    db.session.refresh(account)
    return [(grant.permission, grant.meeting_id) for grant in account.grants]


def test_everybody_is_listed_in_swedish_order_and_found(desk: Browser) -> None:
    for name in ("Östen", "Åsa", "Ärla", "Zoe"):
        an_organiser(name, f"{name[0].encode().hex()}@example.se")
    page = desk.get("/arbetsytan/behorigheter")
    assert page.all("tbody th a") == ["Ada Lind", "Zoe", "Åsa", "Ärla", "Östen"]
    page = page.form("Sök").fill(q="asa").submit()
    assert page.all("tbody th a") == ["Åsa"]
    assert "Ingen stämmer med det du sökte" in desk.get("/arbetsytan/behorigheter?q=x%25_").text


def test_an_organiser_is_invited_to_one_meeting(desk: Browser) -> None:
    meeting = a_meeting()
    page = desk.get("/arbetsytan/behorigheter").click("Bjud in en arrangör")
    page = page.form("Skicka inbjudan").submit()
    assert page.errors == [
        "Namn: skriv personens namn.",
        "E-postadress: skriv personens e-postadress.",
        "Behörighet: välj en behörighet.",
    ]
    form = page.form("Skicka inbjudan").fill(name="Åsa Öberg", email="asa@example.se")
    page = form.fill(permission="organiser", meeting=str(meeting.id)).submit()
    assert "Åsa Öberg får ett mejl med en länk för att välja lösenord." in page.text
    assert grants_of("asa@example.se") == [("organiser", meeting.id)]
    assert db.session.query(OutgoingMail).one().template == "invitation"
    page = desk.get("/arbetsytan/behorigheter/bjud-in").form("Skicka inbjudan")
    taken = page.fill(name="Åsa", email="ASA@example.se", permission="organiser").submit()
    assert (taken.status, taken.errors) == (409, ["Det finns redan ett konto med den e-postadressen."])


def test_an_administrator_is_one_for_all_meetings(desk: Browser) -> None:
    meeting = a_meeting()
    form = desk.get("/arbetsytan/behorigheter/bjud-in").form("Skicka inbjudan")
    form.fill(name="Bo", email="bo@example.se", permission="administrator", meeting=str(meeting.id)).submit()
    assert grants_of("bo@example.se") == [("administrator", None)]


def test_permissions_are_given_and_taken(desk: Browser) -> None:
    account = an_organiser(grants=False)
    path = f"/arbetsytan/behorigheter/{account.id}"
    page = desk.get(path).form("Ge behörigheten").fill(permission="organiser").submit()
    assert "Arrangör för alla möten" in page.text
    again = page.form("Ge behörigheten").fill(permission="organiser").submit()
    assert (again.status, again.errors) == (409, ["Kontot har redan den behörigheten."])
    page = again.form("Ta bort").submit()
    assert "Behörigheten är borttagen." in page.text
    assert grants_of(account.email) == []


def test_an_account_is_closed_and_opened(desk: Browser) -> None:
    account = an_organiser()
    theirs = signed_in(Browser(desk.app), account)
    page = desk.get(f"/arbetsytan/behorigheter/{account.id}").form("Stäng kontot").submit()
    assert "Kontot är stängt." in page.text
    assert theirs.get("/arbetsytan").path.startswith("/logga-in")
    page = page.form("Öppna kontot").submit()
    assert "Kontot är öppnat." in page.text
    page = page.form("Skicka ny inbjudan").submit()
    assert "En ny inbjudan är skickad." in page.text


def test_the_last_administrator_is_told_why_not(desk: Browser) -> None:
    page = desk.get("/arbetsytan/behorigheter/1")
    said = ["Det måste finnas minst en administratör. Ge någon annan behörigheten först."]
    for button in ("Stäng kontot", "Ta bort"):
        refused = page.form(button).submit()
        assert (refused.status, refused.errors) == (409, said)


def test_an_organiser_does_not_get_there(browser: Browser) -> None:
    a_site()
    signed_in(browser, an_organiser())
    assert browser.get("/arbetsytan/behorigheter").status == 403
    assert browser.get("/arbetsytan/webbplats").status == 403
