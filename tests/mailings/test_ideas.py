"""A mailing to those who have sent in an idea: which of them, each address once, with their idea and their own link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from meetings.extensions import db
from meetings.ideas.mail.addresses import own_link
from meetings.ideas.models import Idea
from meetings.mailings import queries
from meetings.mailings.rules import About, Audience, Ideas, Why, audience_of, decided
from meetings.participants.queries import listing
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, set_facts
from tests.ideas.builders import a_call, a_content, an_idea
from tests.mailings.scenes import a_mailing, mails_of, make, send, some_people

SENT_IN = Audience(ideas=Ideas.RECEIVED)


def get_it(meeting: Meeting, audience: Audience, target: int | None = None) -> list[str]:
    ids = queries.recipients(listing.head(meeting.id), audience, target)
    return sorted(db.session.scalars(select(Idea.title).where(Idea.id.in_(ids))))


def by(call: Any, title: str, name: str = "", **facts: Any) -> Idea:
    """An idea with that title, of somebody's (a new contact's unless a name is given)."""
    if name:
        facts |= {
            "contact_name": name,
            "contact_email": f"{name}@example.se",
            "contact_email_key": f"{name.lower()}@example.se",
        }
    seeks = facts.pop("seeks", False)
    return an_idea(call, content=a_content(title=title, partners_sought=("public",) if seeks else ()), **facts)


def test_it_is_decided_who_may_get_it() -> None:
    for about in (About.MEETING, About.FOLLOW_UP):
        decision = decided(1, about, SENT_IN)
        assert (decision.why, decision.opt_ins_only, decision.audience) == (Why.IDEAS, False, SENT_IN)
    assert decided(1, About.OTHER, SENT_IN).opt_ins_only
    wanted = Audience(ideas=Ideas.SEEKING, unconfirmed=True)
    assert audience_of(wanted.kept()) == wanted
    assert audience_of({"states": ["confirmed"], "came": "all"}) == Audience()


def test_who_gets_it(app: Flask) -> None:
    meeting = a_meeting()
    call, other = a_call(meeting), a_call()
    some_people(meeting, "Anna")
    by(call, "Draft", state="draft")
    by(call, "Återtagen", state="withdrawn")
    by(call, "Sammanslagen", state="merged")
    by(call, "Sen", late=True)
    by(call, "Intagen", late=True, late_decision="accepted")
    by(call, "Uppföljd", state="follow_up")
    by(call, "Sökande", seeks=True)
    by(call, "Obekräftad", confirmed_at=None)
    by(call, "Raderad", contact_email="", contact_email_key="", erased_at=NOW)
    by(call, "Åsas första", "Asa")
    by(call, "Åsas andra", "Asa", state="follow_up")
    by(other, "Annat möte", "Asa")
    assert get_it(meeting, SENT_IN) == ["Intagen", "Sökande", "Uppföljd", "Åsas första"]
    assert get_it(meeting, Audience(ideas=Ideas.RECEIVED, unconfirmed=True)) == [
        "Intagen", "Obekräftad", "Sökande", "Uppföljd", "Åsas första",
    ]  # fmt: skip
    assert get_it(meeting, Audience(ideas=Ideas.FOLLOW_UP)) == ["Uppföljd", "Åsas andra"]
    assert get_it(meeting, Audience(ideas=Ideas.SEEKING)) == ["Sökande"]
    assert get_it(meeting, Audience(ideas=Ideas.RECEIVED, opted_in=True)) == [], "they were never asked about more"
    later = a_meeting(title="Uppföljning", slug="uppf", starts_at=meeting.starts_at + timedelta(days=50))
    set_facts(later, follows_id=meeting.id)
    set_facts(some_people(later, "Asa")[0], email="Asa@example.se", email_key="asa@example.se")
    assert "Åsas första" not in get_it(meeting, SENT_IN, later.id)
    chosen = queries.chosen(listing.head(meeting.id), SENT_IN, later.id)
    assert (chosen.number, chosen.skipped) == (3, 1)


def test_each_address_gets_one_mail_with_their_ideas_and_their_own_link(app: Flask) -> None:
    meeting = a_meeting(title="Framtid & jobb")
    call = a_call(meeting)
    first = by(call, "Lots", "Asa")
    by(call, "Kurs", "Asa")
    bo = by(call, "Praktik", "Bo", lang="en")
    mailing = a_mailing(
        meeting, audience=SENT_IN, subject_sv="Om [idé]", body_sv="Hej [namn]: [egen länk]", subject_en="On [idea]",
        body_en="See [own link]",
    )  # fmt: skip
    assert send(mailing) == 2
    make()
    by(call, "Efteråt")
    one, other = mails_of(mailing)
    assert (one.to_address, one.subject_ref, one.lang) == ("Asa@example.se", f"idea:{first.id}", "sv")
    assert one.values["subject_line"] == "Om Lots, Kurs"
    assert one.values["fields"]["own_link"] == own_link(first)
    assert (other.lang, other.values["subject_line"], other.key) == (
        "en", "On Praktik", f"mailing:{mailing.id}:idea-{bo.id}",
    )  # fmt: skip
    make()
    assert len(mails_of(mailing)) == 2


def test_the_desk_writes_previews_and_sends_it(desk: Browser) -> None:
    meeting = a_meeting()
    address = f"/arbetsytan/moten/{meeting.id}/utskick/nytt"
    assert "projektidé" not in desk.get(address).text
    assert "ideas" not in desk.get(address).form("Spara och granska").fields
    call = a_call(meeting)
    by(call, "Lots för unga", "Asa")
    by(call, "Kurs", "Bo")
    form = desk.get(address).form("Spara och granska")
    form.fill(subject_sv="Din idé [idé]", body_sv="I [workshop]?", ideas="De som har skickat in en idé", about="other")
    page = form.submit()
    assert page.status == 422
    assert any("bara mejl om mötet" in error for error in page.errors)
    assert any("[workshop] går inte att fylla i" in error for error in page.errors)
    page = page.form("Spara och granska").fill(about="meeting", body_sv="Läs mer: [egen länk]").submit()
    assert (page.status, "2 personer" in page.text, "för att kunna nås om sin idé" in page.text) == (200, True, True)
    shown = page.click("Förhandsgranska")
    assert "Din idé Kurs" in shown.text
    assert "/ide/[link]" in shown.text
    assert "Din idé Lots för unga" in desk.get(f"{shown.path}?q=asa").text
    page = page.form("Skicka till 2 personer").submit()
    make()
    assert "Asa@example.se" in desk.get(page.path).text
    form = desk.get(address).form("Spara och granska").fill(subject_sv="[idé]", body_sv="Hej")
    page = form.submit()
    assert any("[idé] går inte att fylla i" in error for error in page.errors)
