"""What actors are mailed of their idea: the proof of it, and never what it says."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from meetings.audit.actions import Actor
from meetings.extensions import db
from meetings.ideas.actions import coauthors, writing
from meetings.ideas.actions.late import decide_late
from meetings.ideas.actions.lost import mail_lost_links
from meetings.ideas.actions.reminding import remind_due
from meetings.ideas.actions.submitting import submit
from meetings.ideas.rules.receipts import in_groups
from meetings.ideas.rules.receiving import Person, Sent, Way
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rendering import Letter, PlainLetterhead, rendered
from tests.databases import only_sqlite
from tests.ideas.builders import CLOSES, a_call, a_content, an_idea

HEAD = PlainLetterhead("Möten i Västsverige")


def said() -> dict[str, Any]:
    """Return the mails that were queued as they are read, the latest of each kind."""
    return {
        one.template: rendered(
            Letter(0, one.template, one.lang, one.to_name, one.to_address, "", one.values, None, "", "", 0), HEAD
        )
        for one in db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    }


@only_sqlite
def test_the_mails_about_an_idea(app: Flask, clock: Any) -> None:
    clock.set("2027-04-24 23:59:59")
    call = a_call(decision_by=CLOSES.date())
    person = Person("Maja Lind", "maja@example.se")
    version = submit(Sent(call.id, a_content(), person, "a"), clock.now())
    mail = said()["idea_receipt"]
    assert mail.subject == "Vi har tagit emot din idé: Digital lots för unga"
    for body in (mail.text, mail.html):
        flat = body.replace("\N{NO-BREAK SPACE}", " ")
        assert "den 24 april 2027 kl. 23.59.59" in flat
        assert in_groups(version.checksum) in flat
        assert version.reference in flat
        assert "Besked senast den 24 april 2027" in flat
        assert "/ide/bekrafta/" in flat
        assert "Unga lotsas" not in flat
    clock.set("2027-04-25 00:00:00")
    late = submit(Sent(call.id, a_content(), person, "b", late=True), clock.now())
    assert said()["idea_receipt"].subject.startswith("Din idé är lämnad som sent inkommen")
    decide_late(call.meeting_id, late.idea_id, 1, "Inget strömavbrott.", clock.now(), Actor("A"), accept=False)
    assert "Inget strömavbrott." in said()["idea_late_decided"].text
    mail_lost_links("maja@example.se", "form", clock.now())
    assert said()["idea_links"].text.count("/ide/") == 2
    draft = an_idea(call, state="draft", contact_email="bo@example.se", contact_email_key="bo@example.se")
    assert draft.id
    clock.set("2027-04-20 09:00")
    assert remind_due(clock.now())
    mail = said()["idea_reminder"]
    assert mail.subject == f"Din idé är inte inskickad: {call.meeting.title}"
    assert "senast den 24 april 2027" in mail.text.replace("\N{NO-BREAK SPACE}", " ")
    mail_lost_links("bo@example.se", "form-2", clock.now())
    coauthors.ask(draft.id, "Eva", "eva@example.se", "once", "sv", clock.now())
    writing.start(call.id, a_content(), Person("Ali", "ali@example.se"), Way(), "start", clock.now())
    about_drafts = [mail, *(said()[name] for name in ("idea_links", "idea_coauthor", "idea_draft"))]
    for one in about_drafts:  # organisers read them on the desk, and nothing of a draft
        assert "Digital lots" not in one.subject + one.text + one.html
    assert "Unga lotsas" not in mail.text
