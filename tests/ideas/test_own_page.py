"""The page behind an idea's link: receipts, withdrawing, leave, confirming, lost links; late things decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.extensions import db
from meetings.ideas.actions.submitting import submit
from meetings.ideas.mail.addresses import own_path
from meetings.ideas.models import Idea, IdeaHistory, IdeaVersion
from meetings.ideas.rules.content import to_json
from meetings.ideas.rules.receipts import in_groups
from meetings.ideas.rules.receiving import Person, Sent, Way
from meetings.outbox.models import OutgoingMail
from tests.browser import Browser
from tests.builders import a_site, an_organiser, signed_in
from tests.databases import only_sqlite
from tests.ideas.builders import CLOSES, a_call, a_content

MOMENT = "2027-04-24 23:59:58"


def received(call: Any, now: Any, **facts: Any) -> IdeaVersion:
    values: dict[str, Any] = {
        "content": a_content(budget=1_500_000, starts_in="2027-09", ends_in="2029-08"),
        "person": Person("Maja Lind", "maja@example.se"),
        "form_token": "token-1",
    }
    return submit(Sent(call_id=call.id, **(values | facts)), now)


def mail_of(template: str) -> OutgoingMail:
    return db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.template == template).order_by(OutgoingMail.id.desc()).limit(1)
    ).one()


def path_in(address: str) -> str:
    return address.split("//", 1)[-1].split("/", 1)[-1].join(["/", ""])


def test_the_receipt_proves_what_was_received(app: Flask, browser: Browser, clock: Any) -> None:
    clock.set(MOMENT)
    call = a_call(decision_by=CLOSES.date() + timedelta(days=7))
    version = received(call, clock.now())
    own = own_path(version.idea)
    page = browser.get(f"{own}/kvitto/1")
    assert page.heading == "Idén är mottagen"
    for words in (
        "den 24 april 2027 kl. 23.59.58", version.reference, in_groups(version.checksum),
        "Besked senast den 1 maj 2027", "maja@example.se", "Digital lots för unga",
        "1 500 000 kronor", "september 2027–augusti 2029", "senast den 24 april 2027",
    ):  # fmt: skip
        assert words in page.text.replace("\N{NO-BREAK SPACE}", " "), words
    assert browser.get(f"{own}/kvitto/2").status == 404
    assert "no-store" in page.headers["Cache-Control"]
    pdf = browser.get(f"{own}/kvitto/1.pdf", check=False)
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert version.reference in pdf.headers["Content-Disposition"]
    assert browser.get("/ide/1-1-aaaaaaaaaaaaaaaaaaaaaaaaaaa").heading == "Länken gäller inte längre"


def test_withdrawn_taken_up_again_and_leave(app: Flask, browser: Browser, clock: Any) -> None:
    clock.set("2027-04-20 10:00")
    call = a_call()
    version = received(call, clock.now(), publish=True, wording="Ja, visa")
    idea, own = version.idea, own_path(version.idea)
    with transaction.write():
        idea.state = "follow_up"
    page = browser.get(own)
    assert page.heading == "Digital lots för unga"
    assert "Mottagen" in page.text
    assert "Till uppföljnings" not in page.text
    assert "Ja, visa" in page.text
    page = page.form("Ta tillbaka mitt ja").submit()
    assert "Idén publiceras inte." in page.text
    assert not idea.publish_consent
    page = page.form("Ja, publicera gärna idén").submit()
    assert idea.publish_consent
    with transaction.write():
        idea.publish_consent_at = None  # of an idea that was brought in without it
    assert browser.get(own).form("Ta tillbaka mitt ja")
    assert idea.publish_wording.startswith("Ja, ni får publicera")
    page = page.click("Ta tillbaka idén").form("Ta tillbaka idén").submit()
    assert "Återtagen" in page.text
    assert idea.state == "withdrawn"
    assert browser.get(f"{own}/ta-tillbaka").errors
    page = page.form("Ångra återtagandet").submit()
    assert idea.state == "follow_up"
    assert idea.withdrawn_at is None
    browser.get(f"{own}/ta-tillbaka").form("Ta tillbaka idén").submit()
    page = browser.get(own)
    form = page.form("Ångra återtagandet")
    clock.set("2027-04-25 00:00")
    assert form.submit().status == 409
    assert idea.state == "withdrawn"
    told = db.session.scalars(select(IdeaHistory.action).order_by(IdeaHistory.id)).all()
    assert told == [
        "leave_given", "received", "leave_taken", "leave_given", "withdrawn", "returned", "withdrawn",
    ]  # fmt: skip


@only_sqlite
def test_no_program_that_opens_links_confirms_an_address(app: Flask, browser: Browser, clock: Any) -> None:
    clock.set("2027-04-20 10:00")
    idea = received(a_call(), clock.now()).idea
    link = path_in(mail_of("idea_receipt").values["confirm_link"])
    page = browser.get(link)
    db.session.refresh(idea)
    assert page.heading == "Bekräfta din adress"
    assert idea.confirmed_at is None
    page = page.form("Bekräfta adressen").submit()
    db.session.refresh(idea)
    assert idea.confirmed_at == clock.now()
    assert "Adressen är bekräftad." in page.text
    assert browser.get(link).heading == "Adressen är bekräftad"


@only_sqlite
def test_the_working_copy_is_told_apart_from_what_was_sent(app: Flask, browser: Browser, clock: Any) -> None:
    clock.set("2027-04-20 10:00")
    idea = received(a_call(), clock.now()).idea
    assert "inte är inskickade" not in browser.get(own_path(idea)).text
    with transaction.write():
        idea.draft = to_json(a_content(title="Nytt"))
    assert "Du har ändringar som inte är inskickade" in browser.get(own_path(idea)).text


@only_sqlite
def test_a_lost_link_is_answered_the_same_whoever_asks(app: Flask, browser: Browser, clock: Any) -> None:
    clock.set("2027-04-20 10:00")
    call = a_call()
    idea = received(call, clock.now()).idea
    seen = []
    for address in ("Maja@Example.se", "ingen@example.se"):
        page = browser.get(f"/moten/{call.meeting_id}/ideer/lank").form("Mejla mig länken").fill(email=address).submit()
        seen.append(page.text)
    assert seen[0] == seen[1]
    mail = mail_of("idea_links")
    assert [path_in(one["link"]) for one in mail.values["links"]] == [own_path(idea)]
    for _more in range(4):
        browser.get("/ide/lank").form("Mejla mig länken").fill(email="maja@example.se").submit()
    sent = db.session.scalars(select(OutgoingMail.id).where(OutgoingMail.template == "idea_links")).all()
    assert len(sent) == 3


@pytest.mark.parametrize("accept", [True, False])
def test_the_secretariat_decides_on_what_came_late(app: Flask, browser: Browser, clock: Any, accept: bool) -> None:
    clock.set("2027-04-25 00:00:00")
    a_site()
    call = a_call()
    whole = received(call, clock.now(), late=True).idea
    receipt = browser.get(f"{own_path(whole)}/kvitto/1")
    assert receipt.heading == "Idén är lämnad som sent inkommen"
    assert "Sent inkommen, inte avgjord" in browser.get(own_path(whole)).text
    signed_in(browser, an_organiser())
    desk = f"/arbetsytan/moten/{call.meeting_id}/ideer"
    assert "Digital lots" in browser.get(f"{desk}?sen=1").text
    page = browser.get(f"{desk}/{whole.id}")
    form = page.form("Ta med idén")
    button = "Ta med idén" if accept else "Ta inte med den"
    if not accept:
        page = form.submit(button)
        assert "Skriv varför" in page.text
        assert whole.late_decision == ""
        form = page.form("Ta med idén")
    name = next(name for name in form.fields if name.endswith("reason"))
    page = form.fill(**{name: "Webbplatsen låg nere"}).submit(button)
    assert whole.late_decision == ("accepted" if accept else "declined")
    mail = mail_of("idea_late_decided")
    assert (mail.values["accepted"], mail.values["reason"]) == (accept, "Webbplatsen låg nere")
    assert ("tas med" if accept else "tas inte med") in browser.get(own_path(whole)).text
    page = browser.post(f"{desk}/{whole.id}/sent-inkommen", {"beslut": "ja"})
    assert db.session.scalars(select(OutgoingMail).where(OutgoingMail.template == "idea_late_decided")).one()


@only_sqlite
def test_a_late_version_beside_counts_when_it_is_accepted(app: Flask, browser: Browser, clock: Any) -> None:
    from meetings.audit.actions import Actor
    from meetings.ideas.actions.late import decide_late

    clock.set("2027-04-24 23:59:59")
    call = a_call()
    idea = received(call, clock.now()).idea
    clock.forward(seconds=1)
    content = a_content(title="Sen men bättre")
    late = received(call, clock.now(), idea_id=idea.id, form_token="b", content=content, late=True)
    assert "den version som kom in i tid" in browser.get(f"{own_path(idea)}/kvitto/2").text
    decide_late(call.meeting_id, idea.id, late.number, "", clock.now(), Actor("A"), accept=True)
    assert (idea.title, idea.current, idea.late) == ("Sen men bättre", 2, False)
    entered = received(call, clock.now(), form_token="c", way=Way(entered_by="Cecilia"), person=Person("Bo"))
    assert "Inlagd av" in browser.get(f"{own_path(entered.idea)}/kvitto/1").text
    assert db.session.get_one(Idea, entered.idea_id).late
