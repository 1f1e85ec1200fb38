"""Writing an idea: sent in one sitting, kept as a draft, previewed, and what stands in the way says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meetings import transaction
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.ideas.models import CallExtension, FundingRound, Idea, IdeaRevision, IdeaVersion, RoundCriterion
from meetings.links import queries as links
from meetings.outbox.models import OutgoingMail
from meetings.questions.models import Form, Question
from meetings.sparks.models import Spark
from tests.builders import NOW, a_registration, a_term
from tests.ideas.builders import CLOSES, a_call, an_idea

PUBLIC = (
    "När du skickar in blir idén en allmän handling. Vi publicerar den bara om du säger ja, "
    "men den som begär ut den kan få läsa den."
)


@pytest.fixture
def words(app):
    for vocabulary, code in (
        (Vocabulary.ORGANISATION_TYPE, "municipality"),
        (Vocabulary.SECTOR, "public"),
        (Vocabulary.SECTOR, "social-economy"),
        (Vocabulary.MUNICIPALITY, "vanersborg"),
        (Vocabulary.TARGET_GROUP, "young"),
    ):
        a_term(vocabulary, code)


def fill(form, **more):
    values = {
        "title": "Digital lots",
        "role": "lead",
        "organisation": "Vänersborgs kommun",
        "organisation_type": "municipality",
        "name": "Maja Lind",
        "email": "maja@example.se",
        "about": "Unga lotsas till arbete.",
    }
    return form.fill(**(values | more))


def mails():
    return db.session.query(OutgoingMail).filter(OutgoingMail.template == "idea_draft").all()


def path(call):
    return f"/moten/{call.meeting_id}/ideer/ny"


def own(idea, what="skriv"):
    return f"/ide/{links.make('idea', idea.id, idea.link_version)}/{what}"


def test_an_idea_is_written_and_sent_in_one_sitting(app, browser, clock, mailserver, words):
    clock.set("2027-04-24 23:59:59")
    with transaction.write() as session:
        found = FundingRound(title="Sommarens utlysning", created_at=NOW, updated_at=NOW)
        found.criteria = [RoundCriterion(position=1, label="Breda samverkansprojekt", field="partners_found")]
        session.add(found)
        session.flush()
        round_id = found.id
    call = a_call(round_id=round_id, required=["target_groups"])
    page = browser.get(path(call))
    assert page.heading == "Lämna en projektidé"
    assert PUBLIC in page.text
    assert "Det här är ett inspel, inte en ansökan." in page.text
    assert "Breda samverkansprojekt" in page.text
    form = page.form("Skicka in")
    assert form["publish"] is False
    page = fill(form, title="").submit("Skicka in")
    assert page.status == 422
    assert page.form("Skicka in").error("title") == "Skriv en titel på idén."
    assert "Välj minst en målgrupp." in page.text
    assert page.form("Skicka in")["about"] == "Unga lotsas till arbete."  # kept
    form = fill(page.form("Skicka in"), target_groups=["young"])
    form.submit("Förhandsgranska")
    page = form.submit("Skicka in")
    idea = db.session.query(Idea).one()
    assert page.status == 200
    assert "/kvitto/1" in page.path
    assert (idea.state, idea.current, idea.title, idea.contact_name) == ("received", 1, "Digital lots", "Maja Lind")
    assert not idea.publish_consent
    assert idea.draft["target_groups"] == ["young"]
    assert form.submit("Skicka in").path == page.path  # pressed twice: one idea, one receipt
    assert db.session.query(IdeaVersion).count() == 1
    again = form.fill(title="Digital lots i Väst").submit("Skicka in")  # back, changed, sent: a new version of it
    db.session.expire_all()
    assert "/kvitto/2" in again.path
    assert db.session.query(Idea).one().title == "Digital lots i Väst"


def test_after_the_deadline_nothing_is_thrown_away(app, browser, clock, words):
    clock.set("2027-04-24 23:59")
    call = a_call()
    form = fill(browser.get(path(call)).form("Skicka in"))
    clock.set("2027-04-25 00:00:00")
    page = form.submit("Skicka in")
    assert page.status == 409
    assert "Det du skrev är kvar" in page.text
    late = page.form("Lämna som sent inkommen")
    assert late["about"] == "Unga lotsas till arbete."
    assert "Skicka in" not in late.buttons
    assert db.session.query(Idea).count() == 0
    draft = late.submit("Spara utkast")  # kept as a draft, and can still be read
    assert draft.heading == "Skriv på utkastet"
    assert "Tiden har gått ut" in draft.text
    page = draft.form("Lämna som sent inkommen").submit("Lämna som sent inkommen")
    idea = db.session.query(Idea).one()
    assert "/kvitto/1" in page.path
    assert idea.late
    assert idea.late_decision == ""
    closed = browser.get(path(call))
    assert closed.heading == "Tiden är slut"
    assert closed.click("Skriv en sent inkommen idé").form("Lämna som sent inkommen")["title"] == ""
    coming = browser.get(path(a_call(opens_at=CLOSES + timedelta(days=1), closes_at=CLOSES + timedelta(days=9))))
    assert coming.heading == "Inspelet har inte öppnat än"


def test_a_draft_is_kept_by_a_link_that_is_shown_and_mailed(app, browser, clock, words):
    clock.set("2027-04-20 09:00")
    call = a_call()
    page = browser.get(path(call)).form("Spara utkast").submit("Spara utkast")
    assert page.status == 422
    assert "så finns det något att spara" in page.text
    page = page.form("Spara utkast").fill(title="Lots", budget="1,5 miljoner", starts_in="september 2027")
    page = page.submit("Spara utkast")
    idea = db.session.query(Idea).one()
    assert page.status == 200
    assert page.path.startswith(own(idea))
    assert own(idea) in page.text
    assert mails() == []
    assert idea.state == "draft"
    assert idea.draft["budget"] == 1_500_000
    assert idea.draft["starts_in"] == "2027-09"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    form = page.form("Spara utkast")
    assert form["budget"] == "1 500 000"
    assert form["starts_in"] == "2027-09"
    page = form.fill(email="maja@example.se", name="Maja", ends_in="hösten").submit("Spara utkast")
    assert page.status == 422
    assert "Skriv månaden som 2018-09" in page.text
    page = page.form("Spara utkast").fill(ends_in="2028-01").submit("Spara utkast")
    assert "Utkastet är sparat." in page.text
    (mail,) = mails()
    assert mail.to_address == "maja@example.se"
    assert mail.values["link"].endswith(own(idea))
    page.form("Spara utkast").fill(phone="0521-12 34 56").submit("Spara utkast")
    db.session.expire_all()
    assert len(mails()) == 1
    assert idea.contact_phone == "0521-12 34 56"
    assert [one.number for one in db.session.query(IdeaRevision)] == [1, 2]


def test_the_preview_reads_as_it_will_be_read_and_goes_on_with_what_was_typed(app, browser, clock, words):
    clock.set("2027-04-20 09:00")
    call = a_call()
    form = fill(browser.get(path(call)).form("Skicka in"), about="En rad\n\n- en punkt", partners_sought=["public"])
    page = form.submit("Förhandsgranska")
    assert page.heading == "Förhandsgranska"
    assert "en punkt" in page.text
    assert "public" in page.text
    assert db.session.query(Idea).count() == 0
    back = page.form("Ändra").submit("Ändra").form("Skicka in")
    assert back["about"].splitlines() == ["En rad", "", "- en punkt"]
    assert back["partners_sought"] == ["public"]
    page = page.form("Skicka in").submit("Skicka in")
    assert "/kvitto/1" in page.path
    assert db.session.query(Idea).one().draft["about"] == "En rad\n\n- en punkt"


def test_a_personal_number_is_warned_of_and_does_not_stop(app, browser, clock, words):
    clock.set("2027-04-20 09:00")
    form = fill(browser.get(path(a_call())).form("Skicka in"), background="Anna, 811228-9874, vill vara med.")
    page = form.submit("Skicka in")
    assert page.status == 200
    assert "Inget är inskickat än" in page.text
    assert db.session.query(Idea).count() == 0
    assert "/kvitto/1" in page.form("Skicka in").submit("Skicka in").path


def test_an_idea_grows_from_a_spark_a_sign_up_and_an_extension(app, browser, clock, words):
    clock.set("2027-04-20 09:00")
    call = a_call()
    meeting = call.meeting
    with transaction.write() as session:
        spark = Spark(
            meeting_id=meeting.id, text="Lots för unga", form_token="x", made_at=NOW, state="approved", name="Hemlig",
            email="hemlig@example.se",
        )  # fmt: skip
        hidden = Spark(meeting_id=meeting.id, text="Dold", form_token="y", made_at=NOW, state="hidden")
        more_time = CallExtension(
            call_id=call.id, kind="personal", until=CLOSES + timedelta(days=2), reason="Sjukdom", name="Åsa",
            email="asa@example.se", made_by="S", made_at=NOW,
        )  # fmt: skip
        session.add_all([spark, hidden, more_time])
    assert browser.get(f"{path(call)}?gnista={hidden.id}").form("Skicka in")["about"] == ""
    form = browser.get(f"{path(call)}?gnista={spark.id}").form("Skicka in")
    assert (form["title"], form["about"], form["name"]) == ("Lots för unga", "Lots för unga", "")
    fill(form).submit("Skicka in")
    assert db.session.query(Idea).one().spark_id == spark.id
    someone = a_registration(meeting, name="Bo Ek", email="bo@example.se", organisation="Restad gård")
    token = links.make("registration", someone.id, someone.link_version)
    page = browser.post(path(call), {"anmalan": token})
    form = page.form("Skicka in")
    assert page.status == 200
    assert (form["name"], form["email"], form["organisation"]) == ("Bo Ek", "bo@example.se", "Restad gård")
    fill(form, name="Bo Ek", email="bo@example.se").submit("Spara utkast")
    assert db.session.query(Idea).filter_by(registration_id=someone.id).count() == 1
    clock.set("2027-04-26 12:00")
    assert browser.get(path(call)).heading == "Tiden är slut"
    token = links.make("idea-extension", more_time.id, more_time.version)
    form = browser.get(f"{path(call)}?forlangning={token}").form("Skicka in")
    assert (form["name"], form["email"]) == ("Åsa", "asa@example.se")
    assert "/kvitto/1" in fill(form).submit("Skicka in").path
    assert db.session.query(Idea).filter_by(extension_id=more_time.id).one().late is False
    bad = browser.get(f"{path(call)}?forlangning={token[:-1]}x", check=False)
    assert bad.heading == "Tiden är slut"


def test_the_calls_own_questions_are_asked_and_kept(app, browser, clock, words):
    clock.set("2027-04-20 09:00")
    with transaction.write() as session:
        form = Form()
        form.questions = [
            Question(position=1, type="long_text", label_sv="Hur ingår digitalisering?", required=True),
            Question(position=2, type="date", label_sv="Vilken dag?"),
            Question(position=3, type="file", label_sv="En fil"),
        ]
        session.add(form)
        session.flush()
        form_id, first, second = form.id, form.questions[0].id, form.questions[1].id
    call = a_call(form_id=form_id)
    page = browser.get(path(call))
    assert "Hur ingår digitalisering?" in page.text
    assert "En fil" not in page.text
    page = fill(page.form("Spara utkast"), **{f"q{second}": "2027-09-01"}).submit("Spara utkast")
    idea = db.session.query(Idea).one()
    assert idea.draft["answers"] == {f"q{second}": "2027-09-01"}
    page = page.form("Skicka in").submit("Skicka in")
    assert page.status == 422
    form = page.form("Skicka in")
    assert form[f"q{second}"] == "2027-09-01"
    page = form.fill(**{f"q{first}": "I varje del."}).submit("Skicka in")
    assert "/kvitto/1" in page.path
    version = db.session.query(IdeaVersion).one()
    assert version.content["answers"][0] == {"asked": "Hur ingår digitalisering?", "text": "I varje del."}


def test_a_sent_idea_is_changed_until_the_deadline_and_completed_when_that_is_asked(app, browser, clock, words):
    clock.set("2027-04-20 09:00")
    call = a_call()
    idea = an_idea(call)
    page = browser.get(own(idea))
    assert page.heading == "Ändra idén"
    page = page.form("Spara").fill(title="Ny titel").submit("Spara")
    assert "ändringar som inte är inskickade" in page.text
    assert "/kvitto/2" in page.form("Skicka in ändringarna").submit("Skicka in ändringarna").path
    clock.set("2027-04-26 09:00")
    page = browser.get(own(idea))
    assert page.form("Lämna som sent inkommen")["title"] == "Ny titel"
    with transaction.write():
        db.session.get(Idea, idea.id).state = "incomplete"
    page = browser.get(own(idea)).form("Skicka in kompletteringen").fill(title="Komplett")
    assert "/kvitto/3" in page.submit("Skicka in kompletteringen").path
    old = own(idea)
    with transaction.write():
        db.session.get(Idea, idea.id).link_version += 1
    assert browser.get(old, check=False).status == 404
