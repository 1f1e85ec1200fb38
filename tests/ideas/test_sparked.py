"""From a spark to an idea: the link on the web while the call is open, and the desk's question to whoever left it."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.errors import Refused
from meetings.extensions import db
from meetings.ideas.actions.growing import invite_from_spark
from meetings.ideas.models import Idea
from meetings.ideas.rules.content import from_json
from meetings.ideas.rules.deadline import Phase
from meetings.ideas.rules.growing import InviteReason, begun_with, refusal_to_invite
from meetings.outbox.models import OutgoingMail
from meetings.sparks import actions as sparks
from meetings.sparks.rules import SparkState
from tests.browser import Browser
from tests.builders import NOW, an_organiser, delivered_mails, signed_in
from tests.conftest import Clock
from tests.ideas.builders import CLOSES, a_call, an_idea
from tests.sparks.scenes import OLLE, a_spark, an_open_meeting, approved


def test_who_is_asked() -> None:
    for phase, has_address, is_hidden, is_asked in product((None, *Phase), *[(False, True)] * 3):
        refusal = refusal_to_invite(phase, has_address=has_address, is_hidden=is_hidden, is_asked=is_asked)
        expected = (
            InviteReason.NO_CALL if phase is None
            else InviteReason.CLOSED if phase is Phase.CLOSED
            else InviteReason.HIDDEN if is_hidden
            else InviteReason.NO_ADDRESS if not has_address
            else InviteReason.ASKED if is_asked
            else None
        )  # fmt: skip
        assert (refusal.reason if refusal else None) is expected
    assert (begun_with("En lots").title, begun_with("En lots").about) == ("En lots", "En lots")
    assert begun_with("x" * 101).title == ""


def test_each_spark_on_the_web_leads_on_to_an_idea_while_the_call_is_open(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    meeting = an_open_meeting()
    (number,) = approved(meeting, "Digital lots")
    sparks.publish(meeting.id, NOW, OLLE)
    path = f"/moten/{meeting.id}-{meeting.slug}/gnistor"
    assert "Utveckla till en idé" not in browser.get(path).text
    a_call(meeting)
    page = browser.get(path)
    (address,) = [url for words, url in page.links.items() if words.startswith("Utveckla till en idé")]
    assert address == f"/moten/{meeting.id}/ideer/ny?gnista={number}"
    page = browser.get(address)
    assert "Digital lots" in page.html
    clock.set(CLOSES - timedelta(seconds=1))
    assert "Utveckla till en idé" in browser.get(path).text
    clock.set(CLOSES)
    assert "Utveckla till en idé" not in browser.get(path).text


def test_the_desk_asks_whoever_left_a_spark_once(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    desk = signed_in(browser, an_organiser())
    meeting = an_open_meeting()
    number = a_spark(meeting, "Digital lots", name="Åsa", email="Asa@example.se", lang="en")
    nameless = a_spark(meeting, "Utan adress")
    path = f"/arbetsytan/moten/{meeting.id}/gnistor"
    assert "Bjud in till att bli idé" not in desk.get(f"{path}/{number}").text
    call = a_call(meeting)
    assert "ingen e-postadress" in desk.get(f"{path}/{nameless}").text
    page = desk.get(f"{path}/{number}").form("Bjud in till att bli idé").submit()
    assert "länken är på väg till Asa@example.se" in page.text
    assert "fick frågan" in page.text
    assert "Bjud in till att bli idé" not in page.text
    idea = db.session.scalars(select(Idea)).one()
    assert (idea.state, idea.spark_id, idea.contact_email_key, idea.lang) == ("draft", number, "asa@example.se", "en")
    assert from_json(idea.draft).about == "Digital lots"
    (mail,) = db.session.scalars(select(OutgoingMail)).all()
    assert (mail.template, mail.to_address, mail.subject_ref) == ("idea_spark", "Asa@example.se", f"idea:{idea.id}")
    (sent,) = delivered_mails()
    link = next(word for word in str(sent.get_body(("plain",))).split() if "/ide/" in word)
    assert "Digital lots" in browser.get(link[link.index("/en/ide/") :]).html
    received = an_idea(call, spark_id=number)
    shown = desk.get(f"{path}/{number}")
    assert f"Idé {received.number}: Digital lots för unga" in shown.links


def test_nobody_is_asked_twice_or_of_a_hidden_spark(app: Flask) -> None:
    meeting = an_open_meeting()
    hidden, number = (a_spark(meeting, text, email="asa@example.se") for text in ("Dold", "Lots"))
    sparks.decide(meeting.id, [hidden], SparkState.HIDDEN, NOW, OLLE)
    for spark, reason in ((number, InviteReason.NO_CALL), (hidden, InviteReason.NO_CALL)):
        with pytest.raises(Refused) as refused:
            invite_from_spark(meeting.id, spark, NOW, OLLE)
        assert refused.value.refusal.reason is reason
    a_call(meeting)
    invite_from_spark(meeting.id, number, NOW, OLLE)
    for spark, now, reason in (
        (number, NOW, InviteReason.ASKED),
        (hidden, NOW, InviteReason.HIDDEN),
        (number, CLOSES, InviteReason.CLOSED),
    ):
        with pytest.raises(Refused) as refused:
            invite_from_spark(meeting.id, spark, now, OLLE)
        assert refused.value.refusal.reason is reason
    assert db.session.query(Idea).count() == db.session.query(OutgoingMail).count() == 1
