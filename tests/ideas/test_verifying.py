"""Receipts held against their rows at the terminal; ideas entered for somebody; two that send at the same moment."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings import transaction
from meetings.audit.models import AuditEntry
from meetings.directory.actions import ensure_vocabularies
from meetings.errors import Stale
from meetings.extensions import db
from meetings.ideas.actions.submitting import submit
from meetings.ideas.models import Idea, IdeaVersion
from meetings.ideas.rules.receipts import in_groups, typed_checksum, typed_reference
from meetings.ideas.rules.receiving import Person, Sent
from meetings.outbox.models import OutgoingMail
from tests.browser import Browser
from tests.builders import NOW, a_site, an_organiser, signed_in
from tests.databases import only_sqlite
from tests.ideas.builders import a_call, a_content, an_idea


def test_what_is_typed_off_a_receipt_is_read() -> None:
    digest = "0123456789abcdef" * 4
    assert in_groups(digest).split(" ")[:2] == ["0123", "4567"]
    assert typed_checksum(in_groups(digest).upper()) == digest
    assert typed_checksum(digest[:-1]) is typed_checksum("g" * 64) is None
    assert typed_reference(" k7mx 3qpa") == "K7MX-3QPA"


def test_a_changed_row_is_found(app: Flask) -> None:
    call = a_call()
    versions = [
        submit(Sent(call.id, a_content(title=f"Idé {n}"), Person("Maja", "maja@example.se"), f"token-{n}"), NOW)
        for n in range(3)
    ]
    runner = app.test_cli_runner()
    one = versions[1]
    told = runner.invoke(args=["idea", "verify", one.reference.lower(), *in_groups(one.checksum).split(" ")])
    assert told.exit_code == 0, told.output
    assert "idea 2, version 1" in told.output
    assert "The contents are what was received." in told.output
    assert runner.invoke(args=["idea", "verify", "--all"]).output.startswith("3 versions verified, 0 changed")
    assert runner.invoke(args=["idea", "verify", one.reference, "ab" * 32]).exit_code == 1
    assert runner.invoke(args=["idea", "verify", one.reference, "ab"]).exit_code == 1
    assert runner.invoke(args=["idea", "verify", "AAAA-AAAA"]).exit_code == 1
    assert runner.invoke(args=["idea", "verify"]).exit_code == 2
    with transaction.write() as session:
        session.get_one(IdeaVersion, one.id).content = {**one.content, "budget": 7}
    told = runner.invoke(args=["idea", "verify", one.reference])
    assert told.exit_code == 1
    assert "changed" in told.output
    told = runner.invoke(args=["idea", "verify", "--all"])
    assert told.exit_code == 1
    assert one.reference in told.output
    assert "3 versions verified, 1 changed" in told.output


def test_two_that_send_at_the_same_moment(app: Flask) -> None:
    call, results = a_call(), []
    idea = an_idea(call, state="draft")
    twice = Sent(call.id, a_content(), Person("Maja", "maja@example.se"), "same")
    theirs = replace(twice, idea_id=idea.id, base=1, form_token="one", content=a_content(title="Den enas"))
    others = replace(theirs, form_token="two", content=a_content(title="Den andras"))
    start = threading.Barrier(4)

    def send(sent: Sent) -> None:
        with app.app_context():
            start.wait()
            try:
                results.append(submit(sent, NOW).reference)
            except Stale:
                results.append("stale")

    threads = [threading.Thread(target=send, args=(sent,)) for sent in (twice, twice, theirs, others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert len(results) == 4
    assert results.count("stale") == 1  # of the two devices one was first, the other is told
    assert len(set(results)) == 3  # the form that came twice is one version
    assert db.session.scalar(select(func.count(IdeaVersion.id))) == 2
    assert sorted(db.session.scalars(select(Idea.number))) == [1, 2]
    assert db.session.scalar(select(func.count()).where(OutgoingMail.template == "idea_receipt")) == 2


def test_the_secretariat_enters_an_idea(app: Flask, browser: Browser, clock: Any) -> None:
    a_site()
    ensure_vocabularies()
    clock.set("2027-04-25 09:00")
    call = a_call(required=["budget"])
    signed_in(browser, an_organiser("Cecilia Nilsson", "cecilia@example.se"))
    page = browser.get(f"/arbetsytan/moten/{call.meeting_id}/ideer").click("Lägg in en idé åt någon")
    assert "Idén märks som sent inkommen" in page.text
    page = page.form("Lägg in idén").submit()
    assert page.status == 422
    assert len(page.errors) >= 5
    form = page.form("Lägg in idén").fill(
        title="Verkstad i Åmål", role="join", organisation="Åmåls kommun", organisation_type="municipality",
        about="Vi vill vara med.", name="Ali Ek",
    )  # fmt: skip
    page = form.submit()
    assert page.heading.startswith("Verkstad i Åmål") or "Verkstad i Åmål" in page.text
    form.submit()  # pressed twice
    idea = db.session.scalars(select(Idea)).one()
    assert (idea.entered_by, idea.late, idea.late_decision, idea.contact_email) == ("Cecilia Nilsson", True, "", "")
    assert "Ta med idén" in page.text
    assert db.session.scalar(select(func.count(OutgoingMail.id))) == 0
    assert db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("ideas."))).all() == [
        "ideas.enter"
    ]


@only_sqlite
def test_an_old_form_with_something_else_in_it_undoes_nothing(app: Flask) -> None:
    call = a_call()
    sent = Sent(call.id, a_content(), Person("Maja", "maja@example.se"), "token-1")
    submit(sent, NOW)
    with pytest.raises(Stale):
        submit(replace(sent, content=a_content(title="Ändrad")), NOW)
