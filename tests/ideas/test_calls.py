"""Calls on the desk and on the web: their times, what moving them means, more time, rounds, own questions."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import TERMINAL
from meetings.directory.rules import Vocabulary
from meetings.errors import NotFound, Refused, Stale
from meetings.extensions import db
from meetings.ideas.actions import calls, extending, rounds
from meetings.ideas.models import CallExtension, IdeaCall
from meetings.ideas.queries import calls as queries
from meetings.ideas.rules.calls import CallText, CallTimes, Extended
from meetings.ideas.rules.deadline import Phase, phase
from meetings.ideas.rules.rounds import CriterionText, RoundReason, RoundText
from meetings.links.queries import check
from meetings.outbox.models import OutgoingMail
from meetings.reminders.queries import occasion
from meetings.schedule.models import Meeting, MeetingRevision
from meetings.web.typed import instant, until
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_term, an_organiser, signed_in
from tests.databases import only_sqlite
from tests.ideas.builders import CLOSES, a_call, an_idea

DAY = timedelta(days=1)
TEXT = CallText(CallTimes(None, CLOSES, instant(date(2027, 4, 24), time(16)), date(2027, 5, 9)), None, "Skriv en idé")


def _meeting(meeting: Meeting) -> Meeting:
    db.session.expire_all()
    return db.session.get_one(Meeting, meeting.id)


def test_the_call_owns_the_deadline_and_the_meeting_has_a_copy(app: Flask) -> None:
    meeting = a_meeting()
    version = meeting.version

    made = calls.create_call(meeting.id, TEXT, NOW, TERMINAL)
    assert (_meeting(meeting).ideas_until, _meeting(meeting).version) == (CLOSES, version + 1)
    with pytest.raises(Refused, match="IS_THERE"):
        calls.create_call(meeting.id, TEXT, NOW, TERMINAL)

    sooner = CallText(CallTimes(None, CLOSES - DAY), None, "Skriv en idé")
    calls.save_call(meeting.id, sooner, 1, NOW + DAY, TERMINAL)
    found = _meeting(meeting)
    assert (found.ideas_until, found.version, found.updated_at) == (CLOSES - DAY, version + 2, NOW + DAY)
    assert occasion(meeting.id).ideas_until == CLOSES - DAY
    (moved,) = queries.extensions_of(made.id)
    assert (moved.kind, moved.before, moved.until, moved.made_by) == ("moved", CLOSES, CLOSES - DAY, TERMINAL.name)
    with pytest.raises(Stale):
        calls.save_call(meeting.id, TEXT, 1, NOW, TERMINAL)
    calls.save_call(meeting.id, sooner, 2, NOW + 2 * DAY, TERMINAL)
    assert _meeting(meeting).version == version + 2  # nothing changed

    idea = an_idea(queries.call_of(meeting.id), state="draft")
    with pytest.raises(Refused, match="IN_USE"):
        calls.remove_call(meeting.id, NOW, TERMINAL)
    db.session.rollback()
    assert idea.call_id == made.id
    other = a_meeting()
    a_call(other)
    calls.remove_call(other.id, NOW, TERMINAL)
    assert (_meeting(other).ideas_until, queries.call_of(other.id)) == (None, None)


def test_everybody_gets_more_time_also_after_an_outage_and_one_actor_by_a_link(app: Flask) -> None:
    call = a_call()
    meeting = call.meeting
    idea = an_idea(call, state="draft")
    outage = CLOSES + timedelta(minutes=10)

    one = extending.extend_for_one(
        meeting.id, Extended("Åsa Öberg", "asa@example.se", CLOSES + 3 * DAY, "Sjuk"), NOW, TERMINAL
    )
    extending.extend_for_all(meeting.id, CLOSES + DAY, "webbplatsen låg nere", outage, TERMINAL)
    found = queries.call_of(meeting.id)
    assert (found.closes_at, _meeting(meeting).ideas_until) == (CLOSES + DAY, CLOSES + DAY)
    assert phase(queries.times_of(found, idea), outage) is Phase.OPEN
    assert queries.latest_for_all(found.id).reason == "webbplatsen låg nere"
    with pytest.raises(Refused, match="NOT_LATER"):
        extending.extend_for_all(meeting.id, CLOSES + DAY, "igen", outage, TERMINAL)
    db.session.rollback()

    (mail,) = db.session.scalars(select(OutgoingMail).where(OutgoingMail.template == "idea_extension"))
    link = check("idea-extension", mail.values["link"].rsplit("/", 1)[1])
    opened = queries.personal_extension(link.id, link.version)
    assert phase(queries.times_with(found, opened), CLOSES + 3 * DAY - timedelta(seconds=1)) is Phase.OPEN
    assert phase(queries.times_with(found, opened), CLOSES + 3 * DAY) is Phase.CLOSED
    its_own = an_idea(queries.call_of(meeting.id), state="draft", extension_id=one.id)
    assert phase(queries.times_of(found, its_own), CLOSES + 2 * DAY) is Phase.OPEN
    assert phase(queries.times_of(found, idea), CLOSES + 2 * DAY) is Phase.CLOSED

    extending.revoke(meeting.id, one.id, NOW, TERMINAL)
    with pytest.raises(NotFound):
        queries.personal_extension(link.id, link.version)
    db.session.expire_all()
    assert phase(queries.times_of(found, its_own), CLOSES + 2 * DAY) is Phase.CLOSED


def test_a_round_is_changed_with_its_revision_and_the_pages_of_its_calls_follow(app: Flask) -> None:
    a_term(Vocabulary.PROGRAMME_AREA, "po2")
    text = RoundText("Sommaren", programme_area="po2", criteria=(CriterionText("A", "x", "places"), CriterionText("B")))
    made = rounds.create_round(text, NOW, TERMINAL)
    call = a_call(round_id=made.id)
    version = _meeting(call.meeting).version
    first, second = (one.id for one in made.criteria)

    swapped = RoundText("Sommaren", amount=60_000_000, criteria=(CriterionText("B2", key=second), CriterionText("C")))
    rounds.save_round(made.id, swapped, 1, NOW + DAY, TERMINAL)
    db.session.expire_all()
    criteria = queries.call_of(call.meeting_id).round.criteria
    assert [one.label for one in criteria] == ["B2", "C"]
    assert criteria[0].id == second
    assert first not in [one.id for one in criteria]
    assert _meeting(call.meeting).version == version + 1
    with pytest.raises(Stale):
        rounds.save_round(made.id, swapped, 1, NOW, TERMINAL)
    with pytest.raises(Refused) as refused:
        rounds.remove_round(made.id, NOW, TERMINAL)
    assert refused.value.refusal.reason is RoundReason.IN_USE
    db.session.rollback()
    late = RoundText("X", starts_on=date(2019, 1, 1), ends_on=date(2018, 12, 1))
    with pytest.raises(Refused, match="ENDS_BEFORE"):
        rounds.create_round(late, NOW, TERMINAL)


@only_sqlite
def test_an_organiser_makes_a_call_moves_it_after_a_warning_and_extends_it(browser: Browser, clock) -> None:
    clock.set("2027-03-25 12:00")
    meeting = a_meeting()
    path = f"/arbetsytan/moten/{meeting.id}/ideer/inspel"
    signed_in(browser, an_organiser(administrator=True))
    browser.get("/arbetsytan/utlysningar/ny").form("Spara").fill(
        title="Utlysning sommaren 2027", amount="60 miljoner", cofinancing_percent="53", starts_in="2028-01",
        **{"criteria-0-label": "Målgruppen", "criteria-0-text": "Säg hur den nås.", "criteria-0-beside": "results"},
    ).submit("Spara")  # fmt: skip

    page = browser.get(path).form("Skapa inspelet").fill(closes_day="", decision_by="i morgon").submit()
    assert page.status == 422
    page = page.form("Skapa inspelet").fill(
        closes_day="24 april 2027", decision_by="2027-05-09", answers_time="16", round="Utlysning sommaren 2027",
        required=["Väntat resultat"], intro="Vi söker **nya** idéer.",
    ).submit()  # fmt: skip
    assert "Inspelet är skapat." in page.text
    call = queries.call_of(meeting.id)
    assert (call.closes_at, call.required, call.round.title) == (CLOSES, ["results"], "Utlysning sommaren 2027")

    page = browser.get(path).form("Spara").fill(closes_day="2027-04-20", answers_time="").submit()
    assert "Inspelet stänger tidigare än vad som har stått på webben." in page.text
    assert queries.call_of(meeting.id).closes_at == CLOSES
    page = page.form("Spara").submit()
    assert "Inspelet är sparat." in page.text
    db.session.expire_all()
    assert queries.call_of(meeting.id).closes_at == CLOSES - 4 * DAY

    page = (
        browser.get(f"{path}/tid").form("Förläng för alla").fill(**{"alla-day": "2027-04-26", "alla-at": "12"}).submit()
    )
    assert (page.status, page.errors) == (
        422,
        ["Tiden förlängs därför att: skriv varför tiden förlängs. Det visas på webben."],
    )
    assert page.form("Förläng för alla")["alla-day"] == "2027-04-26"
    page = page.form("Förläng för alla").fill(**{"alla-reason": "webbplatsen låg nere."}).submit()
    assert page.rows("Ändringar av tiden")[1][3:] == ["webbplatsen låg nere.", "Olle Organisatör"]
    page = (
        page.form("Mejla länken")
        .fill(**{"en-name": "Bo Ek", "en-email": "bo@example.se", "en-day": "2027-04-30", "en-reason": "Sjuk"})
        .submit()
    )
    assert "Länken är mejlad till Bo Ek." in page.text
    assert "Länken är återkallad." in page.form("Återkalla").submit().text

    visitor = Browser(browser.app)
    page = visitor.get(f"/moten/{meeting.id}")
    assert "Tiden är förlängd till den 26 april 2027 kl. 12.00, därför att webbplatsen låg nere." in page.text
    page = visitor.get(f"/moten/{meeting.id}/ideer")
    for words in ("före kl. 12.00 den 26 april 2027", "32 dagar kvar", "Besked senast den 9 maj 2027", "60 000 000",
                  "53 %", "Säg hur den nås.", "Väntat resultat"):  # fmt: skip
        assert words in page.text, words
    assert page.link("Lämna en projektidé") == f"/moten/{meeting.id}/ideer/ny"


@only_sqlite
def test_a_call_asks_its_own_questions_and_the_next_copies_its_settings(browser: Browser, clock) -> None:
    clock.set("2027-03-25 12:00")
    call = a_call(intro="Kom med idéer", required=["results"])
    signed_in(browser, an_organiser(administrator=True))
    path = f"/arbetsytan/moten/{call.meeting_id}/ideer/inspel"
    page = browser.get(f"{path}/fragor")
    assert "Inspelet ställer inga egna frågor" in page.text
    page = page.click("Lägg till fråga")
    assert "Färdiga frågor" not in page.text
    assert browser.get(f"{path}/fragor/ny/file").status == 404
    page = browser.get(f"{path}/fragor/ny/yes_no").form("Lägg till frågan").fill(label_sv="Har ni sökt förut?").submit()
    assert "är tillagd sist i formuläret" in page.text
    assert "Har ni sökt förut?" in browser.get(f"/moten/{call.meeting_id}/ideer").text
    page = page.click("Ändra Har ni sökt förut?").form("Spara").fill(label_sv="Har ni sökt tidigare?").submit()
    assert "Har ni sökt tidigare?" in browser.get(f"/moten/{call.meeting_id}/ideer").text
    page = page.click("Ta bort Har ni sökt tidigare?").form("Ta bort frågan").submit()
    page = page.form("Ta tillbaka").submit()
    assert "ställs igen" in page.text

    upcoming = a_meeting()
    page = browser.get(f"/arbetsytan/moten/{upcoming.id}/ideer/inspel").click(
        "Kopiera inställningarna från förra inspelet"
    )
    form = page.form("Skapa inspelet")
    assert (form["intro"], form["required"], form["closes_day"]) == ("Kom med idéer", ["results"], "")
    form.fill(closes_day="2027-06-01").submit()
    copied = queries.call_of(upcoming.id)
    assert copied.closes_at == until(date(2027, 6, 1), None)
    assert "Har ni sökt tidigare?" in browser.get(f"/moten/{upcoming.id}/ideer").text
    assert copied.form_id != call.form_id


@only_sqlite
def test_the_public_page_goes_by_the_clock_to_the_second(browser: Browser, clock) -> None:
    call = a_call(opens_at=datetime(2027, 3, 23, 14, 30, tzinfo=UTC))
    path = f"/moten/{call.meeting_id}/ideer"
    for moment, words in (
        ("2027-03-23 15:29:59", "Inspelet öppnar den 23 mars 2027 kl. 15.30."),
        ("2027-03-23 15:30:00", "32 dagar kvar."),
        ("2027-04-23 23:59:59", "1 dag kvar."),
        ("2027-04-24 18:30", "Stänger om 5 timmar."),
        ("2027-04-24 23:59:59", "Stänger om 1 minut."),
        ("2027-04-25 00:00", "Tiden är slut"),
    ):
        clock.set(moment)
        for address in (path, f"/moten/{call.meeting_id}"):
            page = browser.get(address)
            assert words in page.text or (words == "Tiden är slut" and "Idéer skulle lämnas" in page.text), moment
            offered = "2027-03-23 15:30:00" <= moment < "2027-04-25"
            assert ("Lämna en projektidé" in page.links) is offered, (moment, address)
    assert browser.get(f"/moten/{a_call(a_meeting(state='draft')).meeting_id}/ideer").status == 404
    assert browser.get(f"/moten/{a_meeting().id}/ideer").status == 404
    cancelled = a_call(a_meeting(state="cancelled", cancel_reason="Sjukdom"))
    assert "Mötet är inställt" in browser.get(f"/moten/{cancelled.meeting_id}/ideer").text


@only_sqlite
def test_the_link_of_an_extension_says_until_when_and_leads_to_the_form(browser: Browser, clock) -> None:
    call = a_call()
    who = Extended("Bo Ek", "bo@example.se", CLOSES + DAY, "Sjuk", "sv")
    made = extending.extend_for_one(call.meeting_id, who, NOW, TERMINAL)
    (mail,) = db.session.scalars(select(OutgoingMail).where(OutgoingMail.template == "idea_extension"))
    path = "/" + mail.values["link"].split("/", 3)[3]
    clock.set(CLOSES)
    page = browser.get(path)
    assert "senast den 25 april 2027 (kl. 23.59)" in page.text
    assert page.link("Lämna en projektidé") == f"/moten/{call.meeting_id}/ideer/ny?forlangning={path.rsplit('/', 1)[1]}"
    an_idea(db.session.get_one(IdeaCall, call.id), state="draft", extension_id=made.id)
    assert "Lämna en projektidé" not in browser.get(path).links
    clock.set(CLOSES + DAY)
    assert browser.get(path).heading == "Tiden är slut"
    extending.revoke(call.meeting_id, made.id, CLOSES, TERMINAL)
    assert browser.get(path).status == 404
    assert db.session.get_one(CallExtension, made.id).revoked_at == CLOSES


def test_old_revisions_of_a_meeting_are_read_and_restored_without_touching_its_call(browser: Browser, clock) -> None:
    clock.set("2027-03-25 12:00")
    meeting = a_meeting(title="Mötet")
    a_call(meeting)
    signed_in(browser, an_organiser())
    path = f"/arbetsytan/moten/{meeting.id}"
    browser.get(f"{path}/redigera").form("Spara").fill(title="Nytt namn").submit()
    with transaction.write() as session:
        first = session.scalar(select(MeetingRevision).where(MeetingRevision.number == 1))
        taken_over = {"ideas_until": CLOSES.isoformat(), "ideas_text": "Lämna inspel"}
        first.content = {**first.content, **taken_over}

    page = browser.get(f"{path}/historik")
    assert "Projektidéer tas emot" not in page.text  # it moved to the call, nobody took it away
    page = browser.get(f"{path}/historik/1")
    assert page.status == 200
    page.form("Återställ den här versionen").submit()
    found = _meeting(meeting)
    assert (found.title, found.ideas_until) == ("Mötet", CLOSES)
