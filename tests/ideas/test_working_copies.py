"""Working copies: two devices, co-authors, saves that come twice, files: nothing is overwritten, nothing leaks."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from meetings import transaction
from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.ideas.models import Idea, IdeaAttachment, IdeaCoauthor, IdeaRevision
from meetings.ideas.queries import working
from meetings.ideas.views import editing
from meetings.links import queries as links
from meetings.outbox.models import OutgoingMail
from tests.browser import Browser
from tests.databases import only_sqlite
from tests.files.hostile import every
from tests.files.samples import pdf
from tests.ideas.builders import a_call, a_content, an_idea
from tests.ideas.test_writing import own, words

__all__ = ["words"]
JSON = {"Accept": "application/json"}


@pytest.fixture
def idea(app, clock, words):
    clock.set("2027-04-20 09:00")
    made = an_idea(a_call(), state="draft", content=a_content(about="en\ntvå", background="", target_groups=()))
    with transaction.write() as session:
        session.add(
            IdeaRevision(
                idea_id=made.id,
                number=1,
                content=made.draft,
                checksum="",
                author="",
                saved_at=clock.now(),
                kind="first",
            )
        )
    return made


def co(coauthor, what=""):
    return f"/ide/medforfattare/{links.make('idea-coauthor', coauthor.id, coauthor.version)}{what}"


def fresh(made):
    db.session.expire_all()
    return db.session.get(Idea, made.id)


def test_two_devices_write_at_once_and_a_stale_save_overwrites_nothing(app, browser, idea):
    one, other = browser.get(own(idea)).form("Spara utkast"), browser.get(own(idea)).form("Spara utkast")
    one.fill(about="ett\ntvå", title="Ny titel").submit("Spara utkast")
    page = other.fill(about="en\ntvå\ntre", purpose="Arbete").submit("Spara utkast")  # apart: both are there
    draft = fresh(idea).draft
    assert page.status == 200
    assert draft["about"] == "ett\ntvå\ntre"
    assert (draft["title"], draft["purpose"]) == ("Ny titel", "Arbete")
    page = other.fill(about="helt annat", title="Min titel", name="Bo").submit("Spara utkast")
    assert page.status == 409
    assert "Samma sak är ändrad" in page.text
    assert "Ny titel" in page.text
    assert fresh(idea).draft == draft
    assert idea.contact_name == "Maja Lind"
    form = page.form("Spara utkast")
    assert form["title"] == "Min titel"
    assert form["purpose"] == "Arbete"
    theirs = form.submit("Använd det som är sparat").form("Spara utkast")
    assert theirs["title"] == "Ny titel"
    assert theirs["name"] == "Bo"
    assert fresh(idea).draft == draft  # not before the button is pressed
    both = form.submit("Ha med bådas rader").form("Spara utkast")
    assert "ett" in both["about"].split()
    assert "annat" in both["about"].split()
    assert form.submit("Spara min version").status == 200
    assert (fresh(idea).draft["title"], idea.contact_name) == ("Min titel", "Bo")
    kinds = [row.kind for row in db.session.query(IdeaRevision).order_by(IdeaRevision.number)]
    assert kinds == ["first", "saved", "passing", "merged", "saved"]


def test_a_page_saves_by_itself_and_a_lost_answer_does_no_harm(app, browser, idea):
    form = browser.get(own(idea)).form("Spara utkast")

    def sent(**more):
        return browser.post(own(idea), form.values | {"base_revision": "1", "origin": "sida"} | more, headers=JSON)

    told = json.loads(sent(sequence="1", about="en\ntvå\ntre").html)
    assert told["revision"] == 2
    assert "body" not in told
    assert told["saved"] == "Sparat kl.\xa09.00"
    told = json.loads(sent(sequence="2", about="en\ntvå\ntre\nfyra").html)  # the first answer was lost
    assert told["revision"] == 3
    assert "body" not in told
    told = json.loads(sent(sequence="2", about="en").html)  # came twice
    assert told["revision"] == 3
    assert fresh(idea).draft["about"] == "en\ntvå\ntre\nfyra"
    told = json.loads(sent(sequence="3", about="en\ntvå", budget="mycket", email="maja@", title="Ny").html)
    assert "Skriv beloppet" in told["wrong"] or "E-post" in told["wrong"]
    assert fresh(idea).draft["title"] == "Ny"
    assert idea.draft["budget"] is None
    assert "@example.se" in idea.contact_email
    news = browser.get(own(idea, "nu") + "?revision=2", headers=JSON, check=False)
    assert json.loads(news.html)["body"]["title"] == ["Ny"]
    assert browser.get(own(idea, "nu") + f"?revision={idea.revision}", headers=JSON, check=False).status == 204
    other = browser.get(own(idea)).form("Spara utkast")
    other.fill(title="Titel på mobilen").submit("Spara utkast")
    answer = sent(sequence="4", base_revision="4", about="en\ntvå", title="Titel på datorn")
    assert answer.status == 409
    assert fresh(idea).draft["title"] == "Titel på mobilen"


def test_coauthors_write_by_links_of_their_own(app, browser, idea, clock):
    page = browser.get(own(idea, "medforfattare"))
    assert "Ingen skriver med dig än" in page.text
    page = page.form("Mejla en länk").fill(name="Bo Ek", email="bo@example.se").submit("Mejla en länk")
    assert "Bo Ek" in page.text
    assert "Länken är mejlad." in page.text
    page.form("Mejla en länk").fill(name="Ann", email="ann@example.se").submit("Mejla en länk")
    refused = page.form("Mejla en länk").fill(name="Jag", email=idea.contact_email.upper()).submit("Mejla en länk")
    assert refused.status == 409
    assert "Det är din egen adress" in refused.text
    bo = db.session.query(IdeaCoauthor).filter_by(email_key="bo@example.se").one()
    mail = db.session.query(OutgoingMail).filter_by(template="idea_coauthor", to_address="bo@example.se").one()
    assert mail.values["link"].endswith(co(bo))
    assert own(idea)[:20] not in str(mail.values)
    theirs, old = Browser(app), co(bo)
    page = theirs.get(old)
    for hidden in (idea.contact_email, "ann@example.se", links.make("idea", idea.id, 1)):
        assert hidden not in page.html
    form = page.form("Spara utkast")
    assert "email" not in form.fields
    assert "publish" not in form.fields
    assert "Du skriver som Bo Ek." in page.text
    mine = browser.get(own(idea)).form("Spara utkast")
    form.fill(purpose="Bos syfte").submit("Spara utkast")
    page = mine.fill(title="Majas titel").submit("Spara utkast")
    assert "Ändringar av Bo Ek har lagts till." in page.text
    assert "av Maja Lind" in page.one("[data-idea-state]")
    assert theirs.get(co(bo, "/nu") + "?revision=1", headers=JSON, check=False).status == 200
    page = theirs.get(co(bo)).form("Skicka in").submit("Skicka in")
    assert "Idén är inskickad" in page.text
    assert page.path.startswith(co(bo))
    assert fresh(idea).current == 1
    assert idea.draft["title"] == "Majas titel"
    assert theirs.get(co(bo).replace("/medforfattare", "") + "/medforfattare", check=False).status == 404
    page = browser.get(own(idea, "medforfattare"))
    gone = next(form for form in page.forms if form.action.endswith(f"/{bo.id}/ta-bort"))
    assert "Länken är stängd" in gone.submit().text
    assert theirs.get(page.path, check=False).status == 200
    assert theirs.get(old, check=False).status == 404
    browser.get(own(idea, "medforfattare")).form("Mejla en länk").fill(name="Bo", email="bo@example.se").submit()
    assert theirs.get(old, check=False).status == 404  # the old link stays closed
    assert theirs.get(co(bo)).status == 200


def test_a_draft_that_is_refused_at_the_deadline_stands_with_all_that_was_written(app, browser, idea, clock):
    mine = browser.get(own(idea)).form("Skicka in").fill(title="Sista stund", publish=True)
    browser.get(own(idea)).form("Spara utkast").fill(purpose="Bos syfte").submit("Spara utkast")
    clock.set("2027-04-25 00:00:00")
    page = mine.submit("Skicka in")
    assert page.status == 409
    assert "Det du skrev är sparat i utkastet." in page.text
    form = page.form("Lämna som sent inkommen")
    assert (form["title"], form["purpose"], form["publish"]) == ("Sista stund", "Bos syfte", True)
    page = form.fill(title="Efteråt").submit("Lämna som sent inkommen")  # no clash with what was just saved
    assert "/kvitto/1" in page.path
    assert (fresh(idea).draft["title"], idea.late, idea.publish_consent) == ("Efteråt", True, True)


def test_a_merged_idea_is_read_and_not_changed(app, browser, idea):
    form = browser.get(own(idea)).form("Spara utkast")
    with transaction.write():
        db.session.get(Idea, idea.id).state = "merged"
    page = form.fill(title="Ändrad").submit("Spara utkast")
    assert page.status == 409
    assert "Sekretariatet arbetar med idén" in page.text
    assert "slagits samman" not in page.text  # not told yet
    assert fresh(idea).draft["title"] != "Ändrad"


def test_a_passing_save_of_a_minute_gives_way(app, browser, idea, clock):
    form = browser.get(own(idea)).form("Spara utkast")
    for number, text in enumerate(("a", "ab", "abc"), 1):
        sent = form.values | {"about": text, "origin": "sida", "sequence": str(number), "base_revision": str(number)}
        assert browser.post(own(idea), sent, headers=JSON).status == 200
    assert [row.kind for row in db.session.query(IdeaRevision).order_by(IdeaRevision.number)] == [
        "first", "passing", "passing", "auto",
    ]  # fmt: skip
    clock.forward(minutes=90)
    browser.get(own(idea)).form("Spara utkast").fill(about="ny").submit("Spara utkast")
    assert [row.number for row in db.session.query(IdeaRevision).order_by(IdeaRevision.number)] == [1, 4, 5]
    assert working.nearest(idea.id, 3).number == 1
    assert fresh(idea).saved_at == clock.now()
    assert timedelta(0) == clock.now() - idea.saved_at


def test_an_earlier_version_is_read_and_taken_up_again(app, browser, idea):
    browser.get(own(idea)).form("Spara utkast").fill(title="Två", budget="500").submit("Spara utkast")
    page = browser.get(own(idea)).form("Spara utkast").fill(title="Tre", about="").submit("Spara utkast")
    page = page.click("Tidigare versioner")
    assert [row[1] for row in page.rows()[1:]] == ["Maja Lind"] * 3
    page = browser.get(own(idea, "tidigare/2"))
    assert "Två" in page.main
    form = page.form("Hämta in i formuläret").submit().form("Spara utkast")
    assert (form["title"], form["about"].splitlines()) == ("Två", ["en", "två"])
    assert fresh(idea).draft["title"] == "Tre"  # not before the button is pressed
    assert form.submit("Spara utkast").status == 200
    assert (fresh(idea).draft["title"], idea.draft["budget"], idea.revision) == ("Två", 500, 4)
    assert "Så står det i utkastet nu." in browser.get(own(idea, "tidigare/4")).text
    assert browser.get(own(idea, "tidigare/9"), check=False).status == 404


def files(made):
    return [one.name for one in working.live_attachments(made.id)]


def test_files_go_to_the_draft(app, browser, idea):
    page = browser.get(own(idea))
    assert page.form("Bifoga filen").submit("Bifoga filen").form("Bifoga filen").error("fil") == "Välj en fil först."
    form = page.form("Bifoga filen").fill(title="Skriven", fil=(pdf(), "Plan för åäö.pdf"))
    page = form.submit("Bifoga filen")
    assert "Filen är bifogad och texten är sparad." in page.text
    assert fresh(idea).draft["title"] == "Skriven"
    assert files(idea) == ["Plan för åäö.pdf"]
    sent = page.click("Plan för åäö.pdf", check=False)
    assert sent.body == pdf()
    assert sent.headers["Content-Disposition"].startswith("attachment")
    unsent = page.form("Skicka in").fill(about="", fil="annan.pdf").submit("Skicka in")
    assert unsent.status == 422
    assert "är vald men inte bifogad" in unsent.text
    page = page.form("Skicka in").fill(about="").submit("Skicka in")  # a document is enough
    assert "/kvitto/1" in page.path
    page = browser.get(own(idea))
    page = page.form("Spara").submit("Ta bort Plan för åäö.pdf")
    assert "Filen är borttagen" in page.text
    assert files(idea) == []
    kept = db.session.query(StoredFile).one()
    assert kept.state == "kept"
    assert kept.owner == f"ideas:{idea.call_id}:{idea.id}"
    page = page.form("Bifoga filen").fill(fil=(pdf(), "b.pdf")).submit("Bifoga filen")
    page.form("Spara").submit("Ta bort b.pdf")
    assert db.session.query(StoredFile).filter_by(name="b.pdf").one().state == "discarded"
    with transaction.write() as session:
        for number in range(10):
            session.add(
                IdeaAttachment(
                    idea_id=idea.id, file_key=f"k{number}", name="x.pdf", type="application/pdf", size=1, sha256="",
                    added_at=idea.created_at,
                )
            )  # fmt: skip
    assert "fil" not in browser.get(own(idea)).form("Spara")
    full = form.fill(fil=(pdf(), "c.pdf"), base_revision=str(fresh(idea).revision)).submit("Bifoga filen")
    assert full.status == 422
    assert "högst 10 bilagor" in full.text


def test_a_new_idea_with_a_file_becomes_a_draft_in_one_go(app, browser, idea):
    new = browser.get(f"/moten/{idea.call.meeting_id}/ideer/ny")
    page = new.form("Bifoga filen").fill(title="Ny", fil=(pdf(), "plan.pdf")).submit("Bifoga filen")
    made = db.session.query(Idea).order_by(Idea.id.desc()).first()
    assert page.status == 200
    assert page.path.startswith(own(made))
    assert files(made) == ["plan.pdf"]
    assert "Utkastet är sparat" in page.text
    assert made.draft["title"] == "Ny"


@only_sqlite
def test_hostile_files_are_refused_and_what_was_typed_stays(app, browser, idea, monkeypatch):
    form = browser.get(own(idea)).form("Bifoga filen")
    kinds = {}
    for file in every():
        if file.refused:
            kinds.setdefault(file.what.split()[0], file)
    assert len(kinds) > 20
    for file in [*kinds.values()][:40]:
        page = form.fill(about="Min text", fil=(file.body, file.name)).submit("Bifoga filen")
        assert page.status == 422, file.what
        assert page.form("Bifoga filen").error("fil"), file.what
        assert page.form("Bifoga filen")["about"] == "Min text"
    monkeypatch.setattr(editing, "MOST_BYTES", 1000)
    large = form.fill(fil=(pdf(b"0" * 1000), "stor.pdf")).submit("Bifoga filen")
    assert large.status == 422
    assert "Den får vara högst 0,001 MB" in large.text
    assert files(fresh(idea)) == []
    assert db.session.query(StoredFile).count() == 0
