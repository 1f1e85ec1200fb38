"""The story of 2018, with its clock: sign-up, meeting, spark, draft, the last second, too late, follow-up, project."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from meetings.clock import OFFSET
from meetings.directory.actions.vocabularies import ensure_vocabularies
from meetings.extensions import db
from meetings.ideas.actions.calls import create_call
from meetings.ideas.rules.calls import CallText, CallTimes
from meetings.schedule.models import Meeting
from meetings.sparks import actions as sparks
from meetings.sparks.models import Spark
from meetings.sparks.rules import SparkState
from tests.builders import a_meeting, an_organiser, ready_questions
from tests.chromium import PHONE, Chromium, assert_accessible, assert_fits
from tests.databases import only_sqlite
from tests.journeys.mails import link_in, mail_about
from tests.live import LiveServer
from tests.mailserver import MailServer
from tests.sparks.scenes import OLLE

pytestmark = [only_sqlite, pytest.mark.browser]

PASSWORD = "en lång fras om ekar"
BEFORE = datetime(2018, 2, 1, 9, tzinfo=UTC)
DAY = datetime(2018, 3, 23, 8, tzinfo=UTC)  # kl. 9.00
CLOSES = datetime(2018, 4, 24, 22, tzinfo=UTC)  # when 24 April is over
FOLLOW_UP = datetime(2018, 5, 9, 7, tzinfo=UTC)
SPARK = "Spel som lär unga hur en arbetsdag går till"
ABOUT = "Unga provar yrken i ett spel, och träffar sedan arbetsgivarna bakom det."


@dataclass
class Story:
    """The meeting and its follow-up, and the service that is set to one day after the other."""

    meeting: Meeting
    follow_up: Meeting
    server: LiveServer
    mail: MailServer
    windows: Chromium

    def comes_to(self, moment: str) -> None:
        """Go on living at `moment`, Swedish time with its zone: the web starts anew with that clock."""
        self.windows.wait_until_loaded()
        for part in ("web", "worker"):
            if self.server.is_running(part):
                self.server.kill(part)
        now = datetime.now(UTC)
        self.server.settings[OFFSET] = (datetime.fromisoformat(moment) - now).total_seconds()
        self.server.start("web")
        self.server.start("worker")


@pytest.fixture
def story(app: Flask, start_server: Callable[..., LiveServer], mailserver: MailServer, chromium: Chromium) -> Story:
    ensure_vocabularies()
    facts = {"created_at": BEFORE, "updated_at": BEFORE, "published_at": BEFORE}
    first = a_meeting(slug="vanersborg", title="Mobiliseringsmöte Digitalisering", starts_at=DAY, **facts)
    then = a_meeting(slug="uppfoljning", title="Uppföljningsmöte", starts_at=FOLLOW_UP, follows_id=first.id, **facts)
    ready_questions(first)
    an_organiser(password=PASSWORD)
    create_call(first.id, CallText(CallTimes(DAY, CLOSES)), BEFORE, OLLE)
    db.session.commit()
    server = start_server(web=False, worker=False, WEB_WORKERS=1, TRUSTED_PROXIES=1, **mailserver.settings)
    return Story(first, then, server, mailserver, chromium)


def test_the_whole_chain_of_2018(chromium: Chromium, story: Story) -> None:
    story.comes_to("2018-03-12T10:00:00+01:00")
    page = chromium.open(story.server, f"/moten/{story.meeting.id}", width=PHONE)
    _sign_up(page)

    story.comes_to("2018-03-23T14:00:00+01:00")
    _leave_a_spark(page, story)
    story.comes_to("2018-04-10T19:00:00+02:00")
    own = _write_a_draft(page, story)
    _send_at_once(page, story, "Digitala lotsar")

    story.comes_to("2018-04-25T00:00:01+02:00")
    _send_in_the_last_second(page, own, story)
    story.comes_to("2018-04-25T00:00:01+02:00")
    _send_too_late(page, story)

    story.comes_to("2018-04-26T09:00:00+02:00")
    desk = chromium.open(story.server, "/logga-in")
    _sign_in(desk)
    _take_in_the_late_one(desk, story)
    _put_three_on_the_programme(desk, story)

    story.comes_to("2018-05-09T10:30:00+02:00")
    desk.goto("/logga-in")
    _sign_in(desk)
    _one_becomes_a_project(desk, story)
    _everybody_is_told(desk, page, own)


def _sign_up(page: Page) -> None:
    page.get_by_role("link", name="Anmäl dig").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmäl dig")
    page.get_by_label("Namn", exact=True).fill("Maja Lind")
    page.get_by_label("E-post", exact=True).fill("maja@example.se")
    page.get_by_label("Organisation", exact=True).fill("Spelföreningen Väst")
    page.get_by_label("Typ av organisation").select_option(label="Ideell förening")
    page.get_by_label("Driva ett projekt").check()
    page.get_by_role("button", name="Anmäl mig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")


def _leave_a_spark(page: Page, story: Story) -> None:
    now = datetime(2018, 3, 23, 13, tzinfo=UTC)
    sparks.open_board(story.meeting.id, now, OLLE)
    page.goto(f"/g/{story.meeting.id}")
    page.get_by_label("Din idé").fill(SPARK)
    page.get_by_role("button", name="Skicka gnistan").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Lämna en gnista")
    db.session.rollback()
    spark = db.session.query(Spark).one()
    sparks.decide(story.meeting.id, [spark.id], SparkState.APPROVED, now, OLLE)
    sparks.publish(story.meeting.id, now, OLLE)


def _write_a_draft(page: Page, story: Story) -> str:
    page.goto(f"/moten/{story.meeting.id}-vanersborg/gnistor")
    page.get_by_role("link", name="Utveckla till en idé").click()
    expect(page.get_by_label("Idéns titel")).to_have_value(SPARK)
    _fill_in(page, "Spel som öppnar dörrar", "maja@example.se", "Maja Lind")
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.get_by_role("main")).to_contain_text("Utkastet är sparat")
    assert_accessible(page)
    assert_fits(page)
    return link_in(mail_about(story.mail, "maja@example.se", "Ditt utkast"), "/ide/")


def _fill_in(page: Page, title: str, email: str, name: str) -> None:
    page.get_by_label("Idéns titel").fill(title)
    page.get_by_label("Vi vill driva projektet").check()
    page.get_by_label("Berätta om idén").fill(ABOUT)
    page.get_by_label("Organisation", exact=True).fill("Spelföreningen Väst")
    page.get_by_label("Typ av organisation").select_option(label="Ideell förening")
    page.get_by_label("Kontaktperson").fill(name)
    page.get_by_label("E-post", exact=True).fill(email)


def _send_at_once(page: Page, story: Story, title: str) -> None:
    page.goto(f"/moten/{story.meeting.id}/ideer/ny")
    _fill_in(page, title, "bo@example.se", "Bo Ek")
    page.get_by_label("publicera idén").check()
    page.get_by_role("button", name="Skicka in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Idén är mottagen")


def _arrives_at(page: Page, moment: str, story: Story) -> None:
    """What comes from now on reached the trusted proxy at this moment, a while before it reached us."""
    at = datetime.fromisoformat(moment).timestamp() - float(story.server.settings[OFFSET])
    page.set_extra_http_headers({"X-Request-Start": f"t={at:.3f}"})


def _send_in_the_last_second(page: Page, own: str, story: Story) -> None:
    _arrives_at(page, "2018-04-24T23:59:50+02:00", story)
    page.goto(own)
    expect(page.get_by_label("Idéns titel")).to_have_value("Spel som öppnar dörrar")
    page.get_by_label("publicera idén").check()
    _arrives_at(page, "2018-04-24T23:59:59.900+02:00", story)
    page.get_by_role("button", name="Skicka in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Idén är mottagen")
    expect(page.get_by_role("main")).to_contain_text("den 24 april 2018 kl. 23.59.59")
    assert_accessible(page)
    page.set_extra_http_headers({})


def _send_too_late(page: Page, story: Story) -> None:
    _arrives_at(page, "2018-04-24T23:59:50+02:00", story)
    page.goto(f"/moten/{story.meeting.id}/ideer/ny")
    _fill_in(page, "E-handel som väg in", "cia@example.se", "Cia Dahl")
    _arrives_at(page, "2018-04-25T00:00:00.002+02:00", story)
    page.get_by_role("button", name="Skicka in", exact=True).click()
    late = page.get_by_role("button", name="Lämna som sent inkommen")
    expect(late).to_be_visible()
    expect(page.get_by_label("Idéns titel")).to_have_value("E-handel som väg in")
    assert_accessible(page)
    late.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sent inkommen")
    expect(page.get_by_role("main")).to_contain_text("den 25 april 2018 kl. 0.00.00")
    page.set_extra_http_headers({})


def _sign_in(desk: Page) -> None:
    desk.get_by_label("E-post").fill("olle@example.se")
    desk.get_by_label("Lösenord").fill(PASSWORD)
    desk.get_by_role("button", name="Logga in").click()
    expect(desk.get_by_role("heading", level=1)).not_to_have_text("Logga in")


def _take_in_the_late_one(desk: Page, story: Story) -> None:
    desk.goto(f"/arbetsytan/moten/{story.meeting.id}/ideer")
    desk.get_by_role("link", name="E-handel som väg in").click()
    desk.get_by_role("button", name="Ta med idén").click()
    expect(desk.get_by_role("main")).to_contain_text("Det sent inkomna tas med")


def _put_three_on_the_programme(desk: Page, story: Story) -> None:
    desk.goto(f"/arbetsytan/moten/{story.meeting.id}/ideer/publicering")
    for box in desk.get_by_role("checkbox").all():
        box.check()
    desk.get_by_role("button", name="Publicera de valda").click()
    expect(desk.get_by_role("main")).to_contain_text("idéer är publicerade")
    desk.goto(f"/arbetsytan/moten/{story.meeting.id}/ideer/uppfoljning")
    for title in ("Spel som öppnar dörrar", "Digitala lotsar", "E-handel som väg in"):
        desk.get_by_label(title).check()
    desk.get_by_role("button", name="Spara på programmet").click()
    expect(desk.get_by_role("main")).to_contain_text("Uppföljningens program är sparat")
    assert_accessible(desk)


def _one_becomes_a_project(desk: Page, story: Story) -> None:
    desk.goto(f"/arbetsytan/moten/{story.meeting.id}/ideer/uppfoljning")
    screen = desk.locator(".copyfield code").inner_text()
    desk.goto(screen)
    seen = []
    for turn in range(3):
        expect(desk.locator(".screen__turn")).to_contain_text(f"{turn + 1} av 3")
        seen.append(desk.get_by_role("heading", level=1).inner_text())
        if turn < 2:
            desk.get_by_role("link", name="Nästa").click()
    assert seen == ["Digitala lotsar", "Spel som öppnar dörrar", "Projektidé 3"], "in order, and the third unpublished"
    desk.goto(f"/arbetsytan/moten/{story.meeting.id}/ideer/uppfoljning")
    desk.get_by_role("link", name=re.compile("Notera utfall.*Spel som öppnar dörrar")).click()
    desk.get_by_label("Blev projekt").check()
    desk.get_by_label("Vad mötet kom fram till").fill("Tre kommuner är med, och ansökan lämnas i höst.")
    desk.get_by_role("button", name="Spara").click()
    expect(desk.get_by_role("main")).to_contain_text("Utfallet är sparat")


def _everybody_is_told(desk: Page, page: Page, own: str) -> None:
    page.goto(own.replace("/skriv", ""))
    expect(page.get_by_role("main")).to_contain_text("Mottagen")
    expect(page.get_by_role("main")).not_to_contain_text("Blev projekt")
    desk.get_by_role("link", name="Idéer", exact=True).click()
    desk.get_by_role("link", name="Publicera besked").first.click()
    desk.get_by_role("button", name=re.compile("^Publicera")).click()
    expect(desk.get_by_role("main")).to_contain_text("publicera")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Blev projekt")
    page.goto("/ideer")
    page.get_by_role("link", name="Spel som öppnar dörrar").click()
    expect(page.get_by_role("main")).to_contain_text("Tre kommuner är med")
    assert_accessible(page)
    assert_fits(page)
