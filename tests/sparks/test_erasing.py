"""Who wrote a spark goes with the meeting's contact data, or when they ask; the idea stays."""

from __future__ import annotations

from flask import Flask

from meetings.links.queries import make
from meetings.privacy.actions.erasing import erase
from meetings.privacy.queries.selecting import Scope
from meetings.questions.rules import Retention
from tests.browser import Browser
from tests.builders import NOW, a_registration, set_facts
from tests.sparks.scenes import a_spark, an_open_meeting, spark_of


def test_one_person_s_sparks_lose_their_name_and_nobody_else_s(app: Flask) -> None:
    meeting, other = an_open_meeting(), an_open_meeting(slug="annat")
    person = a_registration(meeting, "Åsa Öberg", "asa@example.se")
    mine = a_spark(meeting, "Lots", name="Åsa", email="Asa@Example.se")
    rest = [
        a_spark(meeting, "Kurs", name="Bo", email="bo@example.se"),
        a_spark(meeting, "Praktik", name="Utan adress"),
        a_spark(other, "Annat möte", name="Åsa", email="asa@example.se"),
    ]
    erase(Scope(meeting.id, person.id, forced=True, words=("Åsa Öberg",)), Retention.CONTACT, NOW)
    assert (spark_of(mine).text, spark_of(mine).name, spark_of(mine).email) == ("Lots", "", "")
    assert [spark_of(number).name for number in rest] == ["Bo", "Utan adress", "Åsa"]
    assert erase(Scope(meeting.id), Retention.CONTACT, NOW)["sparks"] == 2
    assert [spark_of(number).name for number in rest] == ["", "", "Åsa"]


def test_one_s_own_data_hold_the_sparks_of_a_confirmed_address(browser: Browser) -> None:
    """Anybody can sign up with another's address; what was left with it is not for them."""
    meeting = an_open_meeting()
    person = a_registration(meeting, "Åsa Öberg", "asa@example.se")
    a_spark(meeting, "Lots på biblioteket", email="asa@example.se")
    a_spark(meeting, "En annans")
    path = f"/min-anmalan/{make('registration', person.id, person.link_version)}/uppgifter"
    assert "Lots på biblioteket" not in browser.get(path).text
    set_facts(person, address_confirmed_at=NOW)
    page = browser.get(path)
    assert "Lots på biblioteket" in page.text
    assert "En annans" not in page.text
