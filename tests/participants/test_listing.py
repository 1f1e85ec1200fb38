from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from meetings import transaction
from meetings.accounts.queries import account_of
from meetings.participants.queries import listing
from meetings.participants.queries.listing import Spread
from meetings.participants.queries.overview import Overview, overview
from meetings.participants.rules.listing import Order, Sort, Wanted, order, parameters, wanted
from meetings.questions.models import Form
from meetings.registration.models import SignUp
from meetings.registration.rules import PlaceState
from tests.bench.crowd import a_crowd
from tests.browser import Browser, words
from tests.builders import a_meeting, signed_in
from tests.databases import listening
from tests.participants.conftest import a_gathering, a_person, given, the_person


def names(meeting: Any, asked: Wanted = Wanted(), by: Order = Order()) -> list[str]:  # noqa: B008
    of = listing.head(meeting.id)
    found = [person.name for person in seen(meeting, asked, by).rows]
    assert found == [person.name for person in listing.people(of, asked, by, first=0, at_most=50)]
    return found


def seen(meeting: Any, asked: Wanted = Wanted(), by: Order = Order(), **facts: Any) -> Overview:  # noqa: B008
    return overview(listing.head(meeting.id), asked, by, "sv", **facts)


def spread(meeting: Any, asked: Wanted = Wanted()) -> Spread:  # noqa: B008
    return seen(meeting, asked).spread


def test_the_list_is_in_swedish_order(app):
    meeting = a_gathering()
    assert names(meeting) == ["Bo Ek", "Zoë Åkesson", "Åsa Öberg", "Ärla Ståhl", "Örjan Ek"]
    assert names(meeting, by=Order(Sort.NAME, descending=True))[0] == "Örjan Ek"


def test_the_list_is_sorted_by_organisation_and_by_arrival(app):
    meeting = a_gathering()
    assert names(meeting, by=Order(Sort.ORGANISATION))[-2:] == ["Bo Ek", "Örjan Ek"]  # Ek & Co, Åmåls kommun
    assert names(meeting, by=Order(Sort.ARRIVAL)) == ["Åsa Öberg", "Örjan Ek", "Ärla Ståhl", "Bo Ek", "Zoë Åkesson"]


@pytest.mark.parametrize("typed", ["asa", "ÅSA", "asa oberg", "ale", "asa@example.se"])
def test_words_find_whatever_case_and_diacritics(app, typed):
    assert names(a_gathering(), Wanted(words=typed)) == ["Åsa Öberg"]


def test_signs_that_mean_something_to_the_database_are_just_signs(app):
    meeting = a_gathering()
    assert names(meeting, Wanted(words="%")) == []
    assert names(meeting, Wanted(words="_")) == []
    assert names(meeting, Wanted(words="&")) == ["Bo Ek"]


def test_conditions_hold_together(app):
    meeting = a_gathering()
    asa = the_person(meeting, "Åsa Öberg")
    assert names(meeting, Wanted(state=PlaceState.CONFIRMED)) == ["Bo Ek", "Åsa Öberg", "Örjan Ek"]
    assert names(meeting, Wanted(state=PlaceState.WAITING)) == ["Zoë Åkesson"]
    assert names(meeting, Wanted(sector=asa.sector_id)) == ["Åsa Öberg", "Örjan Ek"]
    assert names(meeting, Wanted(organisation_type=asa.organisation_type_id, words="ale")) == ["Åsa Öberg"]
    assert names(meeting, Wanted(sector=asa.sector_id, state=PlaceState.WAITING)) == []


def test_interest_filters_and_counts(app):
    meeting = a_gathering()
    first, second, third = seen(meeting).interests
    assert [first.count, second.count, third.count] == [1, 1, 0]
    assert names(meeting, Wanted(interest=first.id)) == ["Åsa Öberg"]
    assert [word.count for word in seen(meeting, Wanted(words="orjan")).interests] == [0, 1, 0]
    asked = Wanted(interest=first.id, state=PlaceState.CONFIRMED)
    assert [word.count for word in seen(meeting, asked).interests] == [1, 1, 0]


def test_answers_at_other_meetings_with_the_same_form_are_not_counted(app):
    meeting, other = a_gathering(), a_meeting()
    with transaction.write() as session:
        form = session.get_one(Form, session.get_one(SignUp, meeting.id).form_id)
        session.get_one(SignUp, other.id).form_id = form.id
    first, second, _third = (choice.label_sv for choice in form.questions[0].choices)
    for number, answer in enumerate((first, first, second)):
        a_person(other, f"Ove {number}", f"ove{number}@example.se", given=given(form, "interest", answer))

    for asked in (Wanted(), Wanted(interest=seen(meeting).interests[0].id), Wanted(words="example")):
        assert [word.count for word in seen(meeting, asked).interests] == [1, 1, 0]
        assert [word.count for word in seen(other, asked).interests] == [2, 1, 0]


@pytest.mark.parametrize("by", [Order(sort, way) for sort in Sort for way in (False, True)], ids=lambda by: by.code)
def test_page_after_page_shows_everybody_in_order(app, by):
    meeting = a_crowd(23)
    everybody = names(meeting, by=by)
    assert len(everybody) == 23
    for at_most in (1, 4, 10):
        pages = [seen(meeting, by=by, page=page + 1, at_most=at_most) for page in range(-(-23 // at_most))]
        assert [person.name for page in pages for person in page.rows] == everybody


def test_a_page_far_down_is_the_last_one(app):
    meeting = a_gathering()
    for asked in (Wanted(), Wanted(words="e")):
        assert [seen(meeting, asked, page=page, at_most=2).page for page in (1, 2, 3, 99)] == [1, 2, 3, 3]
        last = seen(meeting, asked, page=99, at_most=2)
        assert ([row.name for row in last.rows], last.pages) == (["Örjan Ek"], 3)
    nobody = seen(meeting, Wanted(words="zzz"), page=7)
    assert (nobody.rows, nobody.page, nobody.pages, nobody.spread.total) == ([], 1, 1, 0)


def test_the_spread_counts_what_each_pill_would_show(app):
    meeting = a_gathering()
    asa = the_person(meeting, "Åsa Öberg")
    everybody = spread(meeting)
    assert everybody.states == {PlaceState.CONFIRMED: 3, PlaceState.WAITING: 1, PlaceState.CANCELLED: 1}
    assert everybody.sectors == {asa.sector_id: 2, None: 3}
    assert everybody.total == 5
    for asked in (Wanted(state=PlaceState.CONFIRMED), Wanted(sector=asa.sector_id), Wanted(words="ek")):
        made_up = spread(meeting, asked)
        assert made_up.total == len(names(meeting, asked))
        for state in PlaceState:
            assert made_up.states.get(state, 0) == len(names(meeting, asked.having(state=state)))
        assert made_up.sectors.get(asa.sector_id, 0) == len(names(meeting, asked.having(sector=asa.sector_id)))


def test_place_in_line_counts_those_who_wait(app):
    meeting = a_gathering(seats=1)
    of = listing.head(meeting.id)
    rows = listing.people(of, Wanted(state=PlaceState.WAITING), Order(Sort.ARRIVAL), first=0, at_most=50)
    assert [(row.name, row.in_line) for row in rows] == [("Örjan Ek", 1), ("Bo Ek", 2), ("Zoë Åkesson", 3)]


def test_a_list_of_a_meeting_holds_nobody_of_another(app):
    meeting, other = a_gathering(), a_meeting()
    assert names(other) == []
    assert spread(other).total == 0
    assert spread(meeting).total == 5


@pytest.mark.parametrize("nonsense", [{}, {"status": "x"}, {"sektor": "-1"}, {"typ": "²"}, {"intresse": "1" * 40}])
def test_an_address_that_makes_no_sense_asks_for_everybody(nonsense):
    assert wanted(nonsense).everybody
    assert order({"ordning": "x"}) == Order()


def test_an_address_says_what_it_asks_for():
    asked = Wanted("åsa", PlaceState.WAITING, 1, 2, 3)
    by = Order(Sort.ARRIVAL, descending=True)
    assert (wanted(parameters(asked, by)), order(parameters(asked, by))) == (asked, by)


def test_the_page_shows_people_pills_and_counts(organiser: Browser):
    meeting = a_gathering()
    page = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare")
    assert page.heading == "Deltagare"
    assert [row[0] for row in page.rows("Deltagare")[1:]] == [
        "Bo Ek", "Zoë Åkesson", "Åsa Öberg", "Ärla Ståhl", "Örjan Ek",
    ]  # fmt: skip
    assert [words(pill) for pill in page.all(".pill")] == ["Anmäld", "Reservplats 1", "Anmäld", "Avanmäld", "Anmäld"]
    assert "Alla 5" in page.links
    assert "Offentlig sektor 2" in page.links


def test_a_filter_is_a_pill_that_can_be_taken_away(organiser: Browser):
    meeting = a_gathering()
    page = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare", {"q": "asa"})
    assert len(page.rows("Deltagare")) == 2
    page = page.click("Ta bort filtret: Sök: asa")
    assert len(page.rows("Deltagare")) == 6
    page = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare", {"status": "reservlista"})
    assert [row[0] for row in page.rows("Deltagare")[1:]] == ["Zoë Åkesson"]


def test_nobody_fits_is_told_apart_from_nobody_there(organiser: Browser):
    meeting = a_gathering()
    assert "Ingen passar in" in organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare?q=finns+inte").text
    assert "Ingen är anmäld än" in organiser.get(f"/arbetsytan/moten/{a_meeting().id}/deltagare").text


def test_the_list_has_an_english_side(organiser: Browser):
    page = organiser.get(f"/en/arbetsytan/moten/{a_gathering().id}/deltagare")
    assert page.language == "en"


def test_pages_are_of_fifty(organiser: Browser):
    meeting = a_crowd(120)
    page = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare")
    assert len(page.rows("Deltagare")) == 51
    assert "Visar 1–50 av 120" in page.text
    page = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare?sida=99")
    assert "Visar 101–120 av 120" in page.text


def test_a_long_list_takes_no_more_queries_than_a_short_one(organiser: Browser):
    counted = []
    for people in (1, 300):
        meeting = a_crowd(people)
        with listening() as statements:
            for query in ("", "?q=a", "?status=anmalda"):
                organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare{query}")
        counted.append(len(statements) / 3)
    assert counted[0] == counted[1]
    assert counted[0] <= 12


def test_attendance_is_saved_for_the_page_and_can_be_undone(organiser: Browser, clock: Any):
    meeting = a_gathering()
    path = f"/arbetsytan/moten/{meeting.id}/deltagare"
    assert "Spara närvaro" not in organiser.get(path).text
    clock.set(meeting.starts_at - timedelta(hours=1))
    _sign_in_again(organiser)
    form = organiser.get(path).form("Spara närvaro")
    asa, orjan = the_person(meeting, "Åsa Öberg"), the_person(meeting, "Örjan Ek")
    form["came"] = [str(asa.id), str(orjan.id)]
    page = form.submit()
    assert "2 personer har deltagit." in page.text
    assert the_person(meeting, "Åsa Öberg").attended_at == clock.now()
    form = page.form("Spara närvaro")
    form["came"] = [str(orjan.id)]
    assert "1 kryss är borttaget." in form.submit().text
    assert the_person(meeting, "Åsa Öberg").attended_at is None
    assert "Inget var ändrat." in organiser.get(path).form("Spara närvaro").submit().text


def test_who_waits_cannot_be_ticked(organiser: Browser, clock: Any):
    meeting = a_gathering()
    clock.set(meeting.starts_at)
    _sign_in_again(organiser)
    page = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare")
    assert len(page.tree.css("input[name=came]")) == 3


def test_the_list_for_paper_holds_everybody(organiser: Browser):
    page = organiser.get(f"/arbetsytan/moten/{a_crowd(120).id}/deltagare/utskrift")
    assert len(page.rows("Deltagare")) == 121


def _sign_in_again(browser: Browser) -> None:
    """The clock has moved on by weeks: sign in anew."""
    account = account_of("karin@example.se")
    assert account is not None
    signed_in(browser, account)
