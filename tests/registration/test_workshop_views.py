"""Workshops over HTTP: chosen at sign-up and on the own page, set and given out at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.extensions import db
from meetings.registration.actions.publishing import publish_asked
from meetings.registration.mail import own_path
from meetings.registration.models import Registration
from meetings.registration.queries import choices
from tests.browser import Browser, Page
from tests.builders import (
    NOW,
    a_meeting,
    a_programme_item,
    a_registration,
    an_organiser,
    delivered_mails,
    organisation_types,
    signed_in,
)
from tests.clock import Clock
from tests.databases import only_sqlite
from tests.registration.workshop_scenes import (
    a_block,
    a_ranked_meeting,
    block_of,
    in_workshops,
    many_wishers,
    pools,
    wants,
    wished,
)


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    clock.set(NOW)


@pytest.fixture
def desk(browser: Browser) -> Browser:
    """An organiser's browser."""
    return signed_in(browser, an_organiser())


def signing_up(browser: Browser, meeting, name: str = "Cia", **filled: object) -> Page:
    """Fill in the form and send it."""
    organisation_types()
    form = browser.get(f"/moten/{meeting.id}/anmalan").form("Anmäl mig")
    form["organisation_type"] = "Privatperson"
    return form.fill(name=name, email=f"{name.lower()}@example.se", **filled).submit("Anmäl mig")


def at(meeting, hours: int) -> dict[str, object]:
    """An hour, so many hours after the start."""
    starts_at = meeting.starts_at + timedelta(hours=hours)
    return {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}


def newest() -> Registration:
    return db.session.scalars(select(Registration).order_by(Registration.id.desc()).limit(1)).one()


class TestSigningUp:
    def test_the_form_offers_the_workshops_with_their_seats(self, browser):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 12, "C": None})
        wants(meeting, "Åsa", block, "A")
        wants(meeting, "Bo", block, "A")
        page = browser.get(f"/moten/{meeting.id}/anmalan")
        assert "Workshop kl. 13.00–14.00" in page.text
        assert [one.text().strip() for one in page.tree.css(".choice__right")] == [
            "Fullt: ställ dig i kö efter 1",
            "12 platser kvar",
        ]

    def test_the_kept_form_shows_the_seats_as_they_are_now(self, browser):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 2})
        for left in ("2 platser kvar", "1 plats kvar", "Fullt: ställ dig i kö"):
            assert left in browser.get(f"/moten/{meeting.id}/anmalan").text
            wants(meeting, f"Person {left[:2]}", block, "A")

    def test_somebody_stands_in_line_for_a_full_one_and_has_another_meanwhile(self, browser):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 5})
        wants(meeting, "Åsa", block, "A")
        name, by_title = f"block_{block.id}", pools(block)
        page = signing_up(browser, meeting, **{name: str(by_title["A"]), f"{name}_else": str(by_title["B"])})
        assert page.heading == "Du har en plats"
        assert in_workshops(newest()) == {"A": "waiting", "B": "confirmed"}
        assert "Plats 1 i kön" in page.text
        mail = delivered_mails()[-1].get_body(("plain",)).get_content()
        assert "A, Sal A (du står i kö)" in mail

    def test_one_may_choose_none(self, browser):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1})
        signing_up(browser, meeting, **{f"block_{block.id}": "0"})
        assert in_workshops(newest()) == {}

    def test_where_one_must_choose_the_form_asks_for_it(self, browser):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 5}, required=True)
        page = signing_up(browser, meeting)
        assert (page.status, page.errors) == (422, ["Workshop kl. 13.00–14.00: välj en workshop."])
        wants(meeting, "Åsa", block, "A")
        name, by_title = f"block_{block.id}", pools(block)
        page = signing_up(browser, meeting, **{name: str(by_title["A"])})
        assert (page.status, page.errors) == (
            422,
            ["Om den är full: workshoppen är full. Välj också en där det finns plats."],
        )

    def test_a_workshop_that_is_full_and_has_no_line_is_refused(self, browser):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 5}, lines=False)
        organisation_types()
        form = browser.get(f"/moten/{meeting.id}/anmalan").form("Anmäl mig")
        wants(meeting, "Åsa", block, "A")
        form["organisation_type"] = "Privatperson"
        form[f"block_{block.id}"] = str(pools(block)["A"])
        page = form.fill(name="Cia", email="cia@example.se").submit("Anmäl mig")
        assert page.status == 422
        assert "”A” har blivit full. Välj en annan workshop." in page.errors[0]

    def test_wishes_are_ranked(self, browser):
        meeting, block = a_ranked_meeting(ranks=2)
        name, by_title = f"block_{block.id}", {title: str(pool) for title, pool in pools(block).items()}
        page = signing_up(browser, meeting, **{f"{name}_1": by_title["B"], f"{name}_2": by_title["B"]})
        assert page.status == 422
        assert page.errors == [
            "Andrahandsval: den har du redan valt högre upp. Välj en annan, eller lämna fältet tomt."
        ]
        page = signing_up(browser, meeting, **{f"{name}_1": by_title["B"], f"{name}_2": by_title["A"]})
        assert wished(newest()) == ["B", "A"]
        assert "Du får ett mejl när platserna är fördelade" in page.text

    def test_when_wishes_have_closed_the_form_says_so(self, browser, clock):
        meeting, _block = a_ranked_meeting(wishes_until=NOW + timedelta(days=1))
        clock.set(NOW + timedelta(days=1))
        assert "Önskemålen har stängt." in browser.get(f"/moten/{meeting.id}/anmalan").text
        assert signing_up(browser, meeting).heading == "Du har en plats"


class TestOwnPage:
    def test_one_changes_and_leaves_the_line(self, browser):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 5, "C": 5})
        wants(meeting, "Åsa", block, "A")
        own = wants(meeting, "Bo", block, "A", "B")
        page = browser.get(own_path(own))
        assert "Dina workshoppar" in page.text
        page = page.click("Byt workshop Workshop kl. 13.00–14.00")
        form = page.form("Spara")
        assert form[f"block_{block.id}"] == str(pools(block)["A"])
        form[f"block_{block.id}_else"] = str(pools(block)["C"])
        page = form.submit("Spara")
        assert "Ditt val av workshop är sparat." in page.text
        assert in_workshops(own) == {"A": "waiting", "C": "confirmed"}
        (mail,) = [mail for mail in delivered_mails() if mail["Subject"].startswith("Din workshop är ändrad")]
        text = mail.get_body(("plain",)).get_content().replace("\r", "")
        assert "Ditt val av workshop är sparat. Så här är det nu." in text
        assert "Du har en plats här:\n- C\n" in text
        (entry,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        assert "C" in entry.get_content().partition("DESCRIPTION:")[2]
        page = page.click("Lämna kön till A").form("Lämna kön").submit()
        assert in_workshops(own) == {"C": "confirmed"}

    def test_who_only_asks_for_a_full_one_keeps_what_they_have(self, browser):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 5})
        wants(meeting, "Åsa", block, "A")
        own = wants(meeting, "Bo", block, "B")
        form = browser.get(f"{own_path(own)}/workshoppar/{block.id}").form("Spara")
        form[f"block_{block.id}"] = str(pools(block)["A"])
        form.submit("Spara")
        assert in_workshops(own) == {"A": "waiting", "B": "confirmed"}

    def test_after_the_moment_one_reads_why_nothing_can_be_changed(self, browser, clock):
        meeting = a_meeting()
        until = NOW + timedelta(days=1)
        block = a_block(meeting, {"A": 5, "B": 5}, changes_until=until)
        own = wants(meeting, "Bo", block, "B")
        assert "Du kan byta före kl. 10.00 den 2 mars 2027." in browser.get(own_path(own)).text
        form = browser.get(f"{own_path(own)}/workshoppar/{block.id}").form("Spara")
        clock.set(until)
        page = form.submit("Spara")
        assert page.status == 409
        assert "Workshoppar kunde väljas om till den 2 mars 2027 kl. 10.00." in page.text
        assert "Byt workshop" not in browser.get(own_path(own)).text

    def test_wishes_are_changed(self, browser):
        meeting, block = a_ranked_meeting()
        own = wants(meeting, "Bo", block, "A", "B")
        page = browser.get(own_path(own)).click("Ändra önskemål Workshop kl. 13.00–14.00")
        form = page.form("Spara")
        form[f"block_{block.id}_1"] = "C"
        form.submit("Spara")
        assert wished(own) == ["C", "B"]


class TestDesk:
    def test_the_blocks_of_the_programme_and_the_warning(self, desk):
        meeting = a_meeting(seats=120)
        a_block(meeting, {"A": 30, "B": 40}, hour=1)
        a_programme_item(meeting, kind="workshop", title="C", **at(meeting, 5))
        page = desk.get(f"/arbetsytan/moten/{meeting.id}/workshoppar")
        assert page.heading == "Workshoppar"
        assert "Workshopparna har 70 platser, mötet 120." in page.text
        assert [one for one in page.all("h2") if one.startswith("Kl.")] == ["Kl. 10.00–11.00", "Kl. 14.00–15.00"]
        assert "Här väljer man ingenting." in page.text

    def test_a_block_is_set_by_its_form(self, desk):
        meeting = a_meeting()
        items = [
            a_programme_item(meeting, kind="workshop", title=title, starts_at=meeting.starts_at, position=place)
            for place, title in enumerate("AB")
        ]
        page = desk.get(f"/arbetsytan/moten/{meeting.id}/workshoppar").click("Bestäm platser och val kl. 9.00–10.00")
        form = page.form("Spara")
        form["mode"] = "Önskemål i ordning"
        form[f"seats_{items[0].id}"] = "tolv"
        page = form.fill(wishes_day="2027-03-10", ranks="2", required=True).submit("Spara")
        assert (page.status, page.errors) == (422, ["Platser: skriv antalet med siffror, till exempel 25."])
        form = page.form("Spara")
        form[f"seats_{items[0].id}"] = "12"
        page = form.submit("Spara")
        assert "Workshopparna kl. 9.00–10.00 är sparade." in page.text
        block = block_of(meeting, items[0].id)
        assert (block.mode, block.ranks, block.required) == ("ranked", 2, True)
        assert [one.pool.seats for one in block.workshops] == [12, None]
        assert block.wishes_until.isoformat() == "2027-03-10T23:00:00+00:00"

    def test_somebody_else_saved_meanwhile(self, desk):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 10})
        form = desk.get(f"/arbetsytan/moten/{meeting.id}/workshoppar/block/{block.item_ids[0]}").form("Spara")
        other = desk.get(f"/arbetsytan/moten/{meeting.id}/workshoppar/block/{block.item_ids[0]}").form("Spara")
        other[f"seats_{block.item_ids[0]}"] = "11"
        other.submit("Spara")
        form[f"seats_{block.item_ids[0]}"] = "12"
        page = form.submit("Spara")
        assert page.status == 409
        assert "Någon annan sparade under tiden" in page.text
        page.form("Spara").submit("Spara")
        assert block_of(meeting, block.item_ids[0]).workshops[0].pool.seats == 12

    def test_the_proposal_is_seen_pinned_lotted_and_published(self, desk):
        meeting, block = a_ranked_meeting({"A": 1, "B": 1})
        first, second = many_wishers(meeting, block, [["A", "B"], ["A", "B"]])
        page = desk.get(f"/arbetsytan/moten/{meeting.id}/workshoppar").click("Fördela platserna kl. 13.00–14.00")
        figures = page.all(".figures dd")
        assert figures == ["2", "1", "1", "0", "0"]
        form = page.form("Spara för Person 00002")
        form["workshop"] = "B"
        page = form.submit()
        assert "Fästa personer" in page.text
        assert choices.pins_of(block.id) == {second.id: pools(block)["B"]}
        page = page.form("Lotta om").submit()
        assert "Nya lotter är dragna." in page.text
        page = page.form("Publicera och mejla alla").submit()
        assert page.heading == "Platserna kl. 13.00–14.00 publiceras"
        assert "Platserna delas ut." in page.text
        assert "Tjänstens arbetare har inte hörts av på ett tag." in page.text
        at_work = desk.get(page.path.removesuffix("/publicering"))
        assert at_work.path == page.path, "whoever comes back finds how far it has come"
        publish_asked(lambda: NOW)
        page = page.click("Uppdatera")
        assert page.heading == "Platserna kl. 13.00–14.00 är publicerade"
        assert "2 personer har fått en plats." in page.text
        page = page.click("Till workshopparna")
        assert page.heading == "Workshoppar"
        assert (in_workshops(first), in_workshops(second)) == ({"A": "confirmed"}, {"B": "confirmed"})
        subjects = {mail["To"]: mail["Subject"] for mail in delivered_mails() if "workshop" in mail["Subject"]}
        assert sorted(subjects.values()) == ["Din workshop: A", "Din workshop: B"]
        again = desk.get(f"/arbetsytan/moten/{meeting.id}/workshoppar/fordelning/{block.id}")
        assert again.path == f"/arbetsytan/moten/{meeting.id}/workshoppar"
        assert page.click("Så gick det att publicera platserna kl. 13.00–14.00").status == 200

    def test_each_change_by_an_organiser_is_mailed_unless_they_say_no(self, desk):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 1})
        ranked = a_block(meeting, {"X": 1, "Y": 1}, hour=1, mode="ranked")
        one, other = wants(meeting, "Åsa", block, "A"), wants(meeting, "Bo", block, "B")

        def place(block_id, *said, notify=True, **wanted):
            page = desk.get(f"/arbetsytan/moten/{meeting.id}/deltagare/{one.id}/workshoppar/{block_id}")
            page = page.form("Spara").fill(notify=notify, **wanted).submit("Spara")
            assert all(words in page.text for words in said), page.text

        first, second = f"block_{block.id}", f"block_{ranked.id}_"
        place(block.id, "Valet av workshop är sparat, och personen får ett mejl.", **{first: "B"})
        place(block.id, "Inget ändrades, så inget mejl har skickats.", **{first: "B"})
        place(block.id, "Valet av workshop är sparat. Inget mejl har skickats.", notify=False, **{first: "A"})
        place(block.id, "personen får ett mejl.", **{first: "B"})
        place(ranked.id, "personen får ett mejl.", **{f"{second}1": "Y", f"{second}2": "X"})
        place(block.id, "personen får ett mejl.", **{first: "Ingen workshop", f"{first}_else": ""})
        bodies = [
            mail.get_body(("plain",)).get_content().replace("\r", "")
            for mail in delivered_mails()
            if mail["Subject"].startswith("Din workshop är ändrad")
        ]
        assert len(bodies) == 4
        has = "Du har en plats här:\n- A\n\nDu står i kö till:\n- B\n"
        wishes = "Du önskar, i den här ordningen:\n- Y\n- X\n"
        told = sorted((has in body, "Du har en plats här" in body, wishes in body) for body in bodies)
        assert told == [(False, False, True), (True, True, False), (True, True, False), (True, True, True)]
        assert in_workshops(other) == {"B": "confirmed"}

    def test_a_publication_is_taken_back(self, desk):
        meeting, block = a_ranked_meeting()
        one, *_others = many_wishers(meeting, block, [["A"]])
        path = f"/arbetsytan/moten/{meeting.id}/workshoppar/fordelning/{block.id}"
        page = desk.get(path).form("Publicera och mejla alla").submit()
        form = page.form("Avbryt publiceringen")
        page = form.submit()
        assert (page.path, page.text.count("Publiceringen är avbruten.")) == (path, 1)
        assert desk.get(f"{path}/publicering").path == path
        page.form("Publicera och mejla alla").submit()
        publish_asked(lambda: NOW)
        assert "Platserna är redan publicerade." in form.submit().text
        assert in_workshops(one) == {"A": "confirmed"}

    def test_an_old_proposal_is_not_published(self, desk):
        meeting, block = a_ranked_meeting()
        many_wishers(meeting, block, [["A"]])
        form = desk.get(f"/arbetsytan/moten/{meeting.id}/workshoppar/fordelning/{block.id}").form(
            "Publicera och mejla alla"
        )
        wants(meeting, "Cia", block, "B")
        form.submit()
        publish_asked(lambda: NOW)
        page = desk.get(f"/arbetsytan/moten/{meeting.id}/workshoppar").click("Fördela platserna kl. 13.00–14.00")
        assert "blev inte av." in page.text
        page = page.click("Se varför")
        assert page.heading == "Platserna kl. 13.00–14.00 är inte publicerade"
        assert "Något har ändrats sedan du såg förslaget." in page.text
        assert "Hur många som ska få plats: 1 då, 2 nu." in page.text
        assert "Vad de önskar." in page.text
        assert "Lottnumret:" not in page.text
        assert form.submit().heading == "Platserna kl. 13.00–14.00 publiceras", "one may ask again"

    def test_people_are_found_by_name_and_by_what_they_get(self, desk):
        meeting, block = a_ranked_meeting({"A": 1, "B": 1})
        many_wishers(meeting, block, [["A"], ["A"], ["A"]])
        path = f"/arbetsytan/moten/{meeting.id}/workshoppar/fordelning/{block.id}"
        assert len(desk.get(f"{path}?q=00002").rows("Vem går vart")) == 2
        assert len(desk.get(f"{path}?utfall=utan").rows("Vem går vart")) == 2
        assert len(desk.get(f"{path}?utfall=1").rows("Vem går vart")) == 2
        assert "Ingen passar in." in desk.get(f"{path}?q=ingen").text

    def test_how_many_have_not_chosen_where_all_must(self, desk):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 10}, required=True)
        wants(meeting, "Åsa", block, "A")
        a_registration(meeting, "Bo")
        page = desk.get(f"/arbetsytan/moten/{meeting.id}/workshoppar")
        assert "1 som har en plats på mötet har inte valt." in page.text

    def test_an_organiser_changes_somebodys_workshop_after_the_moment(self, desk, clock):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 1}, changes_until=NOW + timedelta(minutes=5))
        one = wants(meeting, "Åsa", block, "A")
        clock.forward(hours=1)
        page = desk.get(f"/arbetsytan/moten/{meeting.id}/deltagare/{one.id}")
        form = page.click("Byt workshop Workshop kl. 13.00–14.00").form("Spara")
        form[f"block_{block.id}"] = "B"
        page = form.submit("Spara")
        assert "Valet av workshop är sparat, och personen får ett mejl." in page.text
        assert in_workshops(one) == {"B": "confirmed"}
        (mail,) = [mail for mail in delivered_mails() if mail["Subject"].startswith("Din workshop är ändrad")]
        assert "Du har en plats här:\n- B\n" in mail.get_body(("plain",)).get_content().replace("\r", "")
        other = a_meeting(title="Ett annat")
        path = f"/arbetsytan/moten/{other.id}/deltagare/{one.id}/workshoppar/{block.id}"
        assert desk.get(path).status == 404


class TestList:
    def test_the_list_of_a_workshop_on_screen_and_paper(self, desk):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1, "B": 5})
        for name in ("Örjan", "Åsa", "Bo"):
            wants(meeting, name, block, "A")
        path = f"/arbetsytan/moten/{meeting.id}/workshoppar/{pools(block)['A']}"
        page = desk.get(path)
        assert [row[0] for row in page.rows("Deltagare i workshoppen")[1:]] == ["Örjan", "Åsa", "Bo"]
        assert [row[3] for row in page.rows("Deltagare i workshoppen")[1:]] == [
            "Har plats", "Plats 1 i kön", "Plats 2 i kön",
        ]  # fmt: skip
        assert len(desk.get(f"{path}?status=reservlista").rows("Deltagare i workshoppen")) == 3
        assert len(page.click("Skriv ut listan").rows("Deltagare i workshoppen")) == 4
        assert desk.get(f"/arbetsytan/moten/{meeting.id}/workshoppar/999").status == 404

    def test_who_came_is_ticked(self, desk, clock):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 5})
        one, other = wants(meeting, "Åsa", block, "A"), wants(meeting, "Bo", block, "A")
        path = f"/arbetsytan/moten/{meeting.id}/workshoppar/{pools(block)['A']}"
        assert "Spara närvaro" not in desk.get(path).text
        clock.set(meeting.starts_at + timedelta(hours=4))
        desk = signed_in(desk, an_organiser("Olga", "olga@example.se"))
        page = desk.get(path)
        form = page.form("Spara närvaro")
        form["came"] = [str(one.id)]
        page = form.submit()
        assert "1 person har deltagit." in page.text
        assert page.form("Spara närvaro")["came"] == [str(one.id)]
        assert other.attended_at is None

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_the_list_is_exported(self, desk, kind):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 1})
        wants(meeting, "=Åsa", block, "A")
        wants(meeting, "Bo", block, "A")
        form = desk.get(f"/arbetsytan/moten/{meeting.id}/workshoppar/{pools(block)['A']}").form("Exportera")
        form["format"] = kind
        page = form.submit()
        assert page.headers["Content-Disposition"].endswith(f"workshop-a-2027-03-18.{kind}")
        if kind == "csv":
            lines = page.body.decode("utf-8-sig").splitlines()
            assert lines[0].startswith("Referens;Namn;E-post;Organisation;Status;Plats i kön")
            assert [line.split(";")[1] for line in lines[1:]] == ["'=Åsa", "Bo"]
            assert [line.split(";")[4:6] for line in lines[1:]] == [["Anmäld", ""], ["Reservlista", "1"]]


class TestMeetingPage:
    def test_the_programme_shows_the_seats_and_changes_with_them(self, browser):
        meeting = a_meeting()
        block = a_block(meeting, {"A": 2, "B": None})
        path = f"/moten/{meeting.id}-digitalisering"
        assert "2 platser kvar" in browser.get(path).text
        wants(meeting, "Åsa", block, "A")
        assert "1 plats kvar" in browser.get(path).text
        for name in ("Bo", "Cia"):
            wants(meeting, name, block, "A")
        assert "Fullbokat, 1 på reservlistan" in browser.get(path).text

    def test_of_ranked_ones_it_says_how_many_seats_there_are(self, browser):
        meeting, _block = a_ranked_meeting({"A": 2})
        assert "2 platser, önskas i anmälan" in browser.get(f"/moten/{meeting.id}-digitalisering").text


@only_sqlite
def test_who_has_cancelled_sees_no_workshops(browser):
    meeting = a_meeting()
    block = a_block(meeting, {"A": 2})
    own = wants(meeting, "Åsa", block, "A")
    browser.get(f"{own_path(own)}/avanmal").form("Avanmäl mig").submit()
    assert "Dina workshoppar" not in browser.get(own_path(own)).text
    assert a_registration(meeting, "Bo") is not None
