"""Assessment as a story: criteria, assessors by link, scores, conflicts, stale saves, results, and who sees what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from meetings import transaction
from meetings.audit.actions import TERMINAL
from meetings.extensions import db
from meetings.ideas.actions import assessing as actions
from meetings.ideas.actions.assessing import Asked, Read
from meetings.ideas.mail.assessing import assessor_path
from meetings.ideas.models import Assessor, Idea, IdeaCall
from meetings.ideas.queries import assessing as reading
from meetings.ideas.queries import scores
from meetings.ideas.rules.assessing import Criterion, Marks
from tests.browser import Browser
from tests.builders import NOW, an_organiser, delivered_mails, signed_in
from tests.databases import listening, only_sqlite
from tests.ideas.builders import a_call, a_content, an_idea
from tests.site.test_queries import AT_MOST

CRITERIA = (Criterion(None, "Behov", "Finns behovet?", 5, 3), Criterion(None, "Räckvidd", "", 10, 1))


def an_assessed_call(**facts: Any) -> IdeaCall:
    call = a_call(**facts)
    actions.save_criteria(call.id, CRITERIA, call.revision, NOW, TERMINAL)
    return call


def an_assessor(call: IdeaCall, name: str = "Berit Ek", email: str = "") -> Assessor:
    return actions.ask(call.id, Asked(name, email or f"{name.split()[0].lower()}@example.se", "sv"), NOW, TERMINAL)


def assess(assessor: Assessor, idea: Idea, values: list[int], *, base: int = 0, now: Any = NOW, **more: Any) -> None:
    ids = [one.id for one in reading.criteria(idea.call_id)]
    marks = Marks(dict(zip(ids, values, strict=False)), **more)
    actions.assess(assessor.id, assessor.version, idea.number, marks, Read(base, idea.current), now)


def test_an_assessor_works_through_the_ideas_by_link(app, clock, browser):
    clock.set(NOW)
    call = an_assessed_call(assess_until=NOW + timedelta(days=3))
    first, second = an_idea(call), an_idea(call, content=a_content(title="Bussen som lär"))
    for state in ("withdrawn", "merged", "draft"):
        an_idea(call, state=state, content=a_content(title="Ska inte synas"))
    an_idea(call, late=True, content=a_content(title="Sen utan beslut"))
    an_idea(call, late=True, late_decision="accepted", content=a_content(title="Sen men godtagen"))
    boss = signed_in(Browser(app), an_organiser())
    desk = f"/arbetsytan/moten/{call.meeting_id}/ideer/bedomning"

    page = boss.get(f"{desk}/bedomare").form("Mejla länken").fill(name="Berit Ek", email="berit@example.se").submit()
    assert page.status == 200
    assert "Länken är mejlad till Berit Ek" in page.text
    again = page.form("Mejla länken").fill(name="Berit igen", email="BERIT@example.se").submit()
    assert again.status == 409
    assert "har redan den adressen" in again.errors[0]
    (mail,) = delivered_mails()
    body = mail.get_body(("plain",)).get_content()
    assert "3 idéer" in body
    assert mail["To"].addresses[0].addr_spec == "berit@example.se"
    assert "lots" not in body.casefold()
    assert "Maja" not in body
    path = "/bedom/" + body.split("/bedom/")[1].split()[0]

    page = browser.get(path)
    assert page.status == 200
    assert "0 av 3 klara" in page.text
    assert "Ska inte synas" not in page.text
    assert "Sen men godtagen" in page.text
    assert "Sen utan beslut" not in page.text
    page = page.click("Börja bedöma")
    assert page.heading == "Digital lots för unga"
    assert "Finns behovet?" in page.text
    need, reach = [f"c{one.id}" for one in reading.criteria(call.id)]
    page = page.form("Spara").fill(**{need: "4 – god", "comment": "Bra."}).submit("Spara")
    assert page.status == 200
    assert "0 av 3 klara" in page.text
    assert "Påbörjad" in page.text
    page = page.click("Digital lots för unga")
    form = page.form("Spara")
    assert form[need] == "4"
    assert form["comment"] == "Bra."
    page = form.fill(**{reach: "10 – mycket god"}).submit("Spara och gå till nästa")
    assert page.heading == "Bussen som lär"
    assert "Din bedömning av idé 1 är sparad" in page.text
    page = page.form("Spara").fill(conflict=True, **{need: "1 – mycket svag"}).submit("Spara")
    assert "2 av 3 klara" in page.text
    assert "Jäv" in page.text

    assert scores.table(call.id, reading.criteria(call.id))[1][1].result.conflicts == 1
    shown = boss.get(desk)
    assert "2 av 2" not in shown.text
    assert "1 av 2" in shown.text
    assert "85" in shown.text  # (3 * 4/5 + 10/10) / 4
    one = boss.get(f"{desk}/{first.id}")
    assert "Bra." in one.text
    assert "Berit Ek" in one.text
    assert boss.get(f"{desk}/{second.id}/som-bedomare").status == 200
    assert "Poäng och kommentarer" in boss.get(f"/arbetsytan/moten/{call.meeting_id}/ideer/{first.id}").text

    clock.set(NOW + timedelta(days=3))
    late = browser.get(path)
    assert "tog slut" in late.text
    token_form = browser.get(f"{path}/1").text
    assert "Tiden för att bedöma tog slut" in token_form
    assert browser.get(f"{path}/4").status != 200
    with pytest.raises(Exception, match="OVER"):
        assess(db.session.get(Assessor, 1), first, [1, 1], base=2, now=NOW + timedelta(days=3))


def test_two_tabs_never_overwrite_each_other(app, browser):
    call = an_assessed_call()
    idea = an_idea(call)
    path = f"{assessor_path(an_assessor(call))}/{idea.number}"
    need, reach = [f"c{one.id}" for one in reading.criteria(call.id)]

    old = browser.get(path).form("Spara")
    browser.get(path).form("Spara").fill(**{need: "5", reach: "9", "comment": "Den första"}).submit("Spara")
    page = old.fill(**{need: "2", reach: "3", "comment": "Den andra"}).submit("Spara")

    assert page.status == 409
    assert "Sparat någon annanstans" in page.text
    assert "Den första" in page.text
    form = page.form("Spara")
    assert (form[need], form["comment"]) == ("2", "Den andra")
    assert scores.words_on(idea.id)[0].marks.comment == "Den första"
    assert form.submit("Spara").status == 200
    assert [word.marks.comment for word in scores.words_on(idea.id)] == ["Den andra"]
    with transaction.write() as session:
        session.get(Idea, idea.id).state = "withdrawn"
    page = browser.post(path, {"comment": "Sent ute", "form_token": form["form_token"]})
    assert page.status in (404, 409)


def test_criteria_are_kept_in_order_and_locked_by_scores(app, clock):
    clock.set(NOW)
    call = a_call()
    boss = signed_in(Browser(app), an_organiser())
    desk = f"/arbetsytan/moten/{call.meeting_id}/ideer/bedomning"
    assert "Inga kriterier än" in boss.get(desk).text
    stale = boss.get(f"{desk}/kriterier").form("Spara kriterierna")
    page = boss.get(f"{desk}/kriterier").form("Spara kriterierna")
    page = page.fill(**{"criteria-0-label": "Nytta", "criteria-0-most": "11"}).submit("Spara kriterierna")
    assert page.status == 422
    page = page.form("Spara kriterierna").fill(**{"criteria-0-most": "4"}).submit("Lägg till kriterium")
    page = page.form("Spara kriterierna").fill(**{"criteria-1-label": "Behov", "criteria-1-order": "0"})
    assert page.submit("Spara kriterierna").status == 200
    assert [(one.label, one.most, one.weight) for one in reading.criteria(call.id)] == [
        ("Behov", 5, 1),
        ("Nytta", 4, 1),
    ]
    assert stale.fill(**{"criteria-0-label": "Annat"}).submit("Spara kriterierna").status == 409

    idea = an_idea(call)
    assess(an_assessor(call), idea, [5, 4])
    form = boss.get(f"{desk}/kriterier").form("Spara kriterierna")
    page = form.fill(**{"criteria-0-label": "Behovet", "criteria-0-most": "6"}).submit("Spara kriterierna")
    assert page.status == 409
    assert "Bedömningen har börjat" in page.errors[0]
    page = page.form("Spara kriterierna").fill(**{"criteria-0-most": "5"}).submit("Spara kriterierna")
    assert page.status == 200
    assert reading.criteria(call.id)[0].label == "Behovet"


def test_links_are_mailed_again_renewed_and_closed(app, clock):
    clock.set(NOW)
    call = an_assessed_call()
    an_idea(call)
    boss = signed_in(Browser(app), an_organiser())
    desk = f"/arbetsytan/moten/{call.meeting_id}/ideer/bedomning/bedomare"
    assessor = an_assessor(call)
    old, visitor = assessor_path(assessor), Browser(app)
    assert visitor.get(old).status == 200

    clock.forward(minutes=1)
    assert "en gång till" in boss.get(desk).form("Mejla länken igen").submit().text
    assert visitor.get(old).status == 200
    boss.get(desk).form("Ny länk").submit()
    assert visitor.get(old).status == 404
    new = assessor_path(db.session.get(Assessor, assessor.id))
    assert visitor.get(new).status == 200
    assert len(delivered_mails()) == 3
    assert "Länken är stängd" in boss.get(desk).form("Stäng länken").submit().text
    assert visitor.get(new).status == visitor.get(f"{new}/1").status == 404


def test_results_are_sorted_and_paged_and_flat(app, clock):
    clock.set(NOW)
    call = an_assessed_call()
    ideas = [an_idea(call, content=a_content(title=f"Idé {number}")) for number in range(3)]
    one, two = an_assessor(call), an_assessor(call, "Åsa Lind")
    assess(one, ideas[1], [5, 10])
    assess(two, ideas[1], [1, 1])
    assess(one, ideas[2], [5, 9], comment="Stark")
    boss = signed_in(Browser(app), an_organiser())
    desk = f"/arbetsytan/moten/{call.meeting_id}/ideer/bedomning"

    def titles(sort: str) -> list[str]:
        return [row[1].split()[1] for row in boss.get(f"{desk}?sortera={sort}").rows("Resultat")[1:]]

    assert titles("") == titles("nummer") == titles("konstigt") == ["0", "1", "2"]
    assert titles("betyg") == ["2", "1", "0"]
    assert titles("-betyg") == ["1", "2", "0"]
    assert titles("spridning") == ["1", "2", "0"]
    assert titles("-titel") == ["2", "1", "0"]
    assert titles(f"k{reading.criteria(call.id)[0].id}") == ["2", "1", "0"]


@only_sqlite
def test_others_are_named_unless_they_are_hidden(app, browser):
    call = an_assessed_call()
    first = an_assessor(call)
    an_assessor(call, "Åsa Lind")
    path = assessor_path(first)
    assert "Åsa Lind" in browser.get(path).text
    with transaction.write() as session:
        session.get(IdeaCall, call.id).hides_assessors = True
    assert "Åsa Lind".encode() not in browser.get(path).body


@only_sqlite
def test_pages_take_as_many_queries_whatever_they_hold(app, clock):
    clock.set(NOW)
    call = an_assessed_call(hides_actors=True)
    one = an_assessor(call)
    boss = signed_in(Browser(app), an_organiser())
    desk = f"/arbetsytan/moten/{call.meeting_id}/ideer"
    path = assessor_path(one)
    pages = [
        *((boss, f"{desk}/{page}") for page in ("bedomning", "bedomning/bedomare", "bedomning/1", "export")),
        *((Browser(app), address) for address in (path, f"{path}/1")),
    ]

    def queries() -> dict[str, int]:
        found = {}
        for visitor, address in pages:
            db.session.rollback()
            with listening() as statements:
                assert visitor.get(address).status == 200
            found[address] = len(statements)
        return found

    assess(one, an_idea(call), [3, 3])
    few = queries()
    for name in ("Bo Ek", "Åsa Lind", "Ove Alm"):
        an_assessor(call, name)
    for _number in range(60):
        assess(one, an_idea(call), [3, 3], comment="Bra")
    assert queries() == few
    assert {page: number for page, number in few.items() if number > AT_MOST} == {}
    assert "Visar 1–50 av 61" in boss.get(f"{desk}/bedomning").text
    assert "Visar 51–61 av 61" in Browser(app).get(f"{path}?sida=2").text
