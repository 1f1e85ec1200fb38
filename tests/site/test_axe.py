"""axe finds nothing on any page, in either language, on a phone and on a desk, in light and dark; and no page is wide.

`PAGES` names every route that shows a page: a new one without an entry fails the first test here.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from meetings import clock
from meetings.accounts import actions as accounts
from meetings.accounts.actions import NewAccount, NewGrant
from meetings.accounts.mail import password_link
from meetings.accounts.models import Account
from meetings.accounts.rules import Permission
from meetings.app import create_app
from meetings.audit.actions import TERMINAL
from meetings.demo import load
from meetings.extensions import db
from meetings.links.queries import make
from meetings.outbox import transport
from meetings.outbox.delivery import deliver_due
from meetings.outbox.models import OutgoingMail
from meetings.participants import actions as participants
from meetings.registration import actions as registration
from meetings.registration.mail import own_path
from meetings.registration.models import Place, Registration
from meetings.schedule import actions as schedule
from meetings.schedule.actions import CopyKind
from meetings.schedule.models import Meeting
from meetings.schedule.rules.content import NewMeeting
from tests.browser import Browser
from tests.builders import signed_in
from tests.chromium import DESKTOP, PHONE, Chromium, assert_accessible, assert_fits
from tests.conftest import SETTINGS, close_database
from tests.databases import Databases, only_sqlite
from tests.live import LiveServer

NARROWEST = 320
ADMINISTRATOR, ORGANISER, VISITOR = "administrator", "organiser", "visitor"
DESK = "/arbetsytan/moten/{ahead}"

# Every route that shows a page, and where to see it: path, and the status when it is not 200. In braces: see `_places`.
PAGES: dict[str, list[str | tuple[str, int]]] = {
    "pages.home": ["/", ("/sidan-finns-inte", 404)],
    "pages.short": ["/m/{online}"],
    "pages.by_number": ["/moten/{now}"],
    "pages.meeting": ["/moten/{past}-x", "/moten/{ahead}-x", "/moten/{small}-x", "/moten/{cancelled}-x"],
    "pages.search": ["/sok", "/sok?q=digitalisering", "/sok?q=finns-inte-alls"],
    "pages.how_it_works": ["/sa-gar-det-till"],
    "pages.accessibility": ["/tillganglighet"],
    "pages.privacy": ["/personuppgifter"],
    "pages.cookies": ["/kakor"],
    "pages.preview": ["/forhandsvisning/{preview}"],
    "registration.sign_up": ["/moten/{ahead}/anmalan", "/moten/{small}/anmalan", "/moten/{past}/anmalan"],
    "registration.mail_sent": ["/moten/{ahead}/anmalan/mejl"],
    "registration.public_list": ["/moten/{ahead}/deltagarlista"],
    "registration.own_page": [
        *("{confirmed}", "{confirmed}?klart=anmald", "{waiting}?klart=anmald", "{withdrawn}?klart=avanmald"),
        *("{was_there}", "{of_cancelled}", ("/min-anmalan/1-1-abc", 404)),
    ],
    "registration.change": ["{confirmed}/andra", ("{was_there}/andra", 200)],
    "registration.withdraw": ["{confirmed}/avanmal", "{waiting}/avanmal"],
    "registration.sign_up_again": ["{withdrawn}/anmal-igen"],
    "registration.opt_ins": ["{confirmed}/val"],
    "accounts.sign_in": ["/logga-in"],
    "accounts.forgotten": ["/glomt-losenord"],
    "accounts.set_password": ["{password}", ("/losenord/1-1-abc", 404)],
    "accounts.own": ["/arbetsytan/konto"],
    "accounts.own_password": ["/arbetsytan/konto/losenord"],
    "pages.desk": ["/arbetsytan"],
    "pages.desk_meeting": [DESK, "/arbetsytan/moten/{draft}", "/arbetsytan/moten/{past}", "/arbetsytan/moten/{small}"],
    "pages.meeting_audit": [f"{DESK}/logg"],
    "pages.audit": ["/arbetsytan/logg"],
    "pages.outbox": ["/arbetsytan/mejl"],
    "pages.outbox_mail": ["/arbetsytan/mejl/{outgoing}"],
    "pages.people": ["/arbetsytan/behorigheter", "/arbetsytan/behorigheter?q=ingen"],
    "pages.one_of_the_people": ["/arbetsytan/behorigheter/{account}", "/arbetsytan/behorigheter/{invited}"],
    "pages.invite": ["/arbetsytan/behorigheter/bjud-in"],
    "pages.site_pages": ["/arbetsytan/sidor"],
    "pages.edit_site_page": ["/arbetsytan/sidor/privacy/sv", "/arbetsytan/sidor/cookies/en"],
    "pages.site_settings": ["/arbetsytan/webbplats"],
    "registration.settings": [f"{DESK}/anmalan", "/arbetsytan/moten/{draft}/anmalan"],
    "participants.people": [
        *(f"{DESK}/deltagare", f"{DESK}/deltagare?q=ingen+alls", f"{DESK}/deltagare?sida=2"),
        *("/arbetsytan/moten/{past}/deltagare", "/arbetsytan/moten/{draft}/deltagare"),
    ],
    "participants.person": [f"{DESK}/deltagare/{{person}}", "/arbetsytan/moten/{small}/deltagare/{left}"],
    "participants.edit_person": [f"{DESK}/deltagare/{{person}}/andra"],
    "participants.cancel_person": [f"{DESK}/deltagare/{{person}}/avanmal"],
    "participants.add": [f"{DESK}/deltagare/lagg-till"],
    "participants.paste": [f"{DESK}/deltagare/klistra-in"],
    "participants.diet": [f"{DESK}/deltagare/kost"],
    "participants.print_list": [f"{DESK}/deltagare/utskrift"],
    "participants.copy": [f"{DESK}/kopiera"],
    "participants.cancel_meeting": [f"{DESK}/stall-in"],
    "schedule.new": ["/arbetsytan/moten/nytt"],
    "schedule.edit": [f"{DESK}/redigera"],
    "schedule.programme": [f"{DESK}/program", "/arbetsytan/moten/{bare}/program"],
    "schedule.publish": ["/arbetsytan/moten/{draft}/publicera", "/arbetsytan/moten/{bare}/publicera"],
    "schedule.preview_link": ["/arbetsytan/moten/{draft}/forhandslank"],
    "schedule.delete_draft": ["/arbetsytan/moten/{draft}/ta-bort"],
    "schedule.history": ["/arbetsytan/moten/{past}/historik"],
    "schedule.revision": ["/arbetsytan/moten/{past}/historik/2"],
    "demo.mails": ["/demo/mejl", "/demo/mejl?q=ingen"],
    "demo.mail": ["/demo/mejl/{mail}"],
}
# Shown to somebody without the right, in the look of the desk's error page.
REFUSED = [(ORGANISER, "/arbetsytan/behorigheter", 403), (ADMINISTRATOR, "/arbetsytan/moten/99999", 404)]
# Files and what machines read; the HTML of a mail is looked at below, outside its sandbox.
NO_PAGES = {
    *("pages.calendar", "pages.feed", "pages.healthz", "pages.robots", "pages.sitemap", "registration.own_calendar"),
    *("demo.mail_html", "demo.mail_calendar", "assets.static"),
}
ELSEWHERE = {"pages.setup": "tests/journeys/test_first_start.py looks at it, in its own mode"}

# Forms as they come back: where, what is typed (all other texts are emptied), the button pressed, the status.
MISTAKES: list[tuple[str, dict[str, str], str, int]] = [
    ("/moten/{ahead}/anmalan", {"email": "åsa", "name": "x" * 300}, "", 422),
    ("{confirmed}/andra", {}, "", 422),
    ("/logga-in", {"email": "demo@moten.example", "password": "fel"}, "", 422),
    ("/glomt-losenord", {}, "", 422),
    ("{password}", {"password": "kort"}, "", 422),
    ("/arbetsytan/konto", {}, "", 422),
    ("/arbetsytan/konto/losenord", {"old": "fel", "new": "kort"}, "", 422),
    ("/arbetsytan/behorigheter/bjud-in", {}, "", 422),
    ("/arbetsytan/sidor/privacy/sv", {}, "", 422),
    ("/arbetsytan/webbplats", {"contact_email": "fel"}, "", 422),
    ("/arbetsytan/moten/nytt", {"day": "i morgon", "starts_time": "25"}, "", 422),
    ("/arbetsytan/moten/nytt", {"title": "X", "day": "2027-03-18", "starts_time": "15", "ends_time": "9"}, "", 409),
    (f"{DESK}/redigera", {"reported_number": "många", "contacts-0-email": "cecilia", "starts_day": "snart"}, "", 422),
    (f"{DESK}/program", {"items-0-starts": "tidigt", "items-1-ends": "sent"}, "", 422),
    (f"{DESK}/anmalan", {"seats": "många", "opens_day": "snart", "closes_time": "sent"}, "", 422),
    (f"{DESK}/deltagare/lagg-till", {"email": "fel"}, "", 422),
    (f"{DESK}/deltagare/{{person}}/andra", {}, "", 422),
    (f"{DESK}/deltagare/klistra-in", {"lines": "Åsa, fel\nBo, bo@example.se\nBo, bo@example.se"}, "review", 422),
    (f"{DESK}/deltagare/klistra-in", {"lines": "Bo Ek, bo@example.se, Åmål"}, "review", 200),
    (f"{DESK}/kopiera", {"day": "snart"}, "", 422),
    (f"{DESK}/stall-in", {"reason": "x" * 5000}, "", 422),
]


@only_sqlite
def test_every_page_is_looked_at(app: Flask) -> None:
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert shown - set(PAGES) - NO_PAGES - set(ELSEWHERE) == set(), "say in PAGES where this can be seen"
    assert set(PAGES) - shown == set(), "these routes are gone"


@dataclass
class Served:
    """The demonstration as it is served, what stands where, and the cookies of those who are signed in."""

    server: LiveServer
    places: dict[str, Any]
    cookies: dict[str, str]
    mails: list[str]


@pytest.fixture(scope="module")
def served(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration with a meeting of each state, loaded once for this file and only read by it."""
    folder = tmp_path_factory.mktemp("axe")
    url = databases.new("sqlite")
    server = LiveServer({**SETTINGS, "DATABASE_URL": url, "WEB_WORKERS": 1, "BASE_URL": "http://localhost"}, folder)
    app = create_app({**SETTINGS, "DATABASE_URL": url, "INSTANCE": str(server.instance)})
    with app.app_context():
        load.load(clock.now())
        places = _places()
        mails = _mails()
        cookies = {ADMINISTRATOR: _cookie(app, places["account"]), ORGANISER: _cookie(app, places["organiser"])}
        close_database()
    server.start("web")
    yield Served(server, places | {"mail": transport_name(mails)}, cookies, [html for _name, html in mails])
    server.stop()
    databases.drop(url)


def _places() -> dict[str, Any]:
    """Add what the demonstration lacks, and return what the braces of `PAGES` stand for."""
    now = clock.now()
    past, _its_follow_up, ahead, small, follow_up = db.session.scalars(select(Meeting).order_by(Meeting.id))
    draft = participants.copy_meeting(past.id, CopyKind.FOLLOW_UP, now + timedelta(days=90), now, TERMINAL)
    cancelled = participants.copy_meeting(small.id, CopyKind.NEXT, now + timedelta(days=50), now, TERMINAL)
    running = participants.copy_meeting(small.id, CopyKind.NEXT, now - timedelta(minutes=20), now, TERMINAL)
    schedule.publish(cancelled.id, now, TERMINAL)
    schedule.publish(running.id, now, TERMINAL)
    someone = registration.Applicant("Åsa Öberg", "asa@example.se")
    of_cancelled = registration.register(cancelled.id, someone, "axe-1", now, "sv").registration
    participants.cancel_meeting(
        cancelled.id, "Lokalen är inte tillgänglig. Vi återkommer med en ny dag.", now, TERMINAL
    )
    bare = schedule.create_meeting(
        NewMeeting("Ett utkast", "network", now + timedelta(days=9), now + timedelta(days=9, hours=2)),
        now,
        TERMINAL,
    )
    left = _one(small, "confirmed")
    registration.withdraw(left.id, now)
    grant = (NewGrant(Permission.ORGANISER),)
    organiser = accounts.add(NewAccount("Olle", "olle@example.se", grants=grant), now, TERMINAL, password=_a_password())
    invited = accounts.invite(NewAccount("Inga Bjuden", "inga@example.se", grants=grant), now, TERMINAL)
    confirmed = _one(ahead, "confirmed")
    return {
        "past": past.id,
        "ahead": ahead.id,
        "small": small.id,
        "now": running.id,
        "online": follow_up.id,
        "draft": draft.id,
        "bare": bare.id,
        "cancelled": cancelled.id,
        "person": confirmed.id,
        "left": left.id,
        "confirmed": own_path(confirmed),
        "withdrawn": own_path(left),
        "waiting": own_path(_one(small, "waiting")),
        "was_there": own_path(_one(past, "confirmed")),
        "of_cancelled": own_path(of_cancelled),
        "preview": make("preview", draft.id, draft.preview_version),
        "password": urlsplit(password_link(invited)).path,
        "invited": invited.id,
        "organiser": organiser.id,
        "account": db.session.scalars(select(Account.id).where(Account.email == load.ORGANISER_EMAIL)).one(),
        "outgoing": db.session.scalars(select(OutgoingMail.id).where(OutgoingMail.state == "queued").limit(1)).one(),
    }


def _one(meeting: Meeting, state: str) -> Registration:
    """Return the first who has a place in this state."""
    wanted = select(Registration).join(Place).where(Registration.meeting_id == meeting.id, Place.state == state)
    return db.session.scalars(wanted.order_by(Registration.arrival).limit(1)).one()


def _a_password() -> str:
    return secrets.token_urlsafe(16)


def _mails() -> list[tuple[str, str]]:
    """Deliver the mails, and return a name and the HTML of one of each kind, in each language there is."""
    while deliver_due(clock.now, "test"):
        pass
    found: dict[str, tuple[str, str]] = {}
    for name in transport.delivered_names():
        message = transport.delivered(name)
        body = message.get_body(("html",))
        if body is not None:
            found.setdefault(str(message["Subject"]).split(":")[0][:12], (name, str(body.get_content())))
    return list(found.values())


def transport_name(mails: list[tuple[str, str]]) -> str:
    """Return the name of one delivered mail."""
    return mails[0][0]


def _cookie(app: Flask, account_id: int) -> str:
    browser = signed_in(Browser(app), db.session.get_one(Account, account_id))
    cookie = browser.client.get_cookie("moten")
    assert cookie is not None
    return cookie.value


class Visit:
    """Windows of an administrator, an organiser and a visitor, used for page after page."""

    def __init__(self, chromium: Chromium, served: Served, width: int, prefix: str) -> None:
        self.served, self.prefix = served, prefix
        self.faults: list[str] = []
        self.windows: dict[str, Page] = {}
        for who in (VISITOR, ORGANISER, ADMINISTRATOR):
            page = chromium.open(served.server, "/kakor", width=width)
            if who in served.cookies:
                cookie = {"name": "moten", "value": served.cookies[who], "url": served.server.url}
                page.context.add_cookies([cookie])
            self.windows[who] = page

    def window(self, path: str) -> Page:
        """Return the window in which the path is opened."""
        return self.windows[ADMINISTRATOR if path.startswith("/arbetsytan") else VISITOR]

    def open(self, path: str, status: int = 200, who: str = "") -> Page:
        """Go to a page that answers with this status."""
        page = self.windows[who] if who else self.window(path)
        path = self.prefix + path.format_map(self.served.places)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path} answers {answer.status}, not {status}"
        return page

    def look(self, page: Page, *checks: Any) -> None:
        """Check the page, and go on to the next one all the same."""
        for check in checks:
            try:
                check(page)
            except AssertionError as fault:
                self.faults.append(str(fault))

    def done(self) -> None:
        """Fail with all that was found."""
        assert not self.faults, "\n\n".join(self.faults)


def entries() -> Iterator[tuple[str, str, int]]:
    """Yield the endpoint, path and status of every entry of `PAGES`."""
    for endpoint, paths in PAGES.items():
        for entry in paths:
            path, status = entry if isinstance(entry, tuple) else (entry, 200)
            yield endpoint, path, status


def fits_at_the_narrowest(page: Page) -> None:
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    assert_fits(page)
    page.set_viewport_size({"width": PHONE, "height": 640})


@pytest.mark.browser
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["swedish", "english"])
def test_every_page_on_a_phone(chromium: Chromium, served: Served, prefix: str) -> None:
    visit = Visit(chromium, served, PHONE, prefix)
    for _endpoint, path, status in entries():
        visit.look(visit.open(path, status), assert_accessible, assert_fits, fits_at_the_narrowest)
    for who, path, status in REFUSED:
        visit.look(visit.open(path, status, who), assert_accessible, assert_fits)
    visit.done()


@pytest.mark.browser
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["swedish", "english"])
def test_every_form_with_its_errors_on_a_phone(chromium: Chromium, served: Served, prefix: str) -> None:
    visit = Visit(chromium, served, PHONE, prefix)
    for path, typed, button, status in MISTAKES:
        page = visit.open(path)
        with page.expect_navigation() as sent:
            page.evaluate(FILL_IN, [typed, button])
        answer = sent.value
        assert answer is not None
        assert (path, answer.status) == (path, status)
        visit.look(page, assert_accessible, assert_fits, fits_at_the_narrowest)
    visit.done()


FILL_IN = """([typed, button]) => {
  const form = document.querySelector("main form[method=post]");
  for (const field of form.querySelectorAll("input, textarea")) {
    if (["hidden", "radio", "checkbox", "submit"].includes(field.type)) continue;
    field.type === "date" && field.name in typed && (field.type = "text");
    if (!field.closest("[data-repeat]")) field.value = "";
  }
  for (const [name, value] of Object.entries(typed)) form.elements[name].value = value;
  form.requestSubmit(button ? form.elements[button] : undefined);
}"""


@pytest.mark.browser
def test_one_page_of_each_kind_at_a_desk_and_in_the_dark(chromium: Chromium, served: Served) -> None:
    visit = Visit(chromium, served, DESKTOP, "")
    for page in visit.windows.values():
        page.emulate_media(color_scheme="dark")  # in the light they are read on the phone
    seen: set[str] = set()
    for endpoint, path, status in entries():
        if endpoint not in seen:
            seen.add(endpoint)
            visit.look(visit.open(path, status), assert_accessible, assert_fits)
    visit.done()


@pytest.mark.browser
def test_every_mail(chromium: Chromium, served: Served) -> None:
    page = chromium.browser.new_page()
    assert len(served.mails) >= 4
    for html in served.mails:
        page.set_content(html)
        assert_accessible(page, without=("region", "landmark-one-main"))
    page.close()
