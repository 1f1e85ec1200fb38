"""Bad input: each is answered with what is wrong, in words, and everything that was typed stands there still.

The sign-up form has its own tests of this (tests/registration/test_views.py); here are the other forms, and addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import itsdangerous
import pytest
from flask import Flask

from meetings.audit.models import AuditEntry
from meetings.directory.actions import ensure_site_pages, ensure_vocabularies
from meetings.extensions import db
from meetings.registration.mail import own_path
from meetings.registration.models import Registration
from meetings.schedule import queries
from tests.browser import Browser, Form, Page
from tests.builders import (
    a_meeting,
    a_programme_item,
    a_registration,
    a_site,
    an_organiser,
    organisation_types,
    signed_in,
)
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.live import LiveServer

PERSONAL_NUMBER = "19121212-1212"
URLENCODED = "application/x-www-form-urlencoded"
BAD = {
    "Å" * 10_000: "Texten är 10000 tecken.",
    "Åsa\x00Öberg": "styrtecken som inte går att spara",
    "Åsa\ud800Öberg": "trasigt tecken",
    "Åsa\u202eÖberg": "osynligt tecken som vänder läsriktningen",
    "Åsa\u200fÖberg": "osynligt tecken som vänder läsriktningen",
}
BAD_ADDRESSES = {
    "asa@example.se\r\nBcc: alla@example.se": "utan radbrytning",
    "asa@example.se\x00": "styrtecken",
    "asa\u202e@example.se": "osynligt tecken",
    "asa@@example.se": "inte ut som en e-postadress",
    "å" * 10_000 + "@example.se": "Texten är 10011 tecken.",
}


@dataclass(frozen=True)
class Case:
    """A form: where it is, its button, a field of free text, one for an address, and what else is typed."""

    path: str
    button: str
    text: str
    address: str = ""
    typed: dict[str, str] = field(default_factory=dict)


FORMS = {
    "change": Case("{own}/andra", "Spara", "name", typed={"organisation": "Åmåls kommun"}),
    "forgotten": Case("/glomt-losenord", "Mejla mig länken", "", "email"),
    "new meeting": Case("/arbetsytan/moten/nytt", "Skapa utkastet", "title", typed={"town": "Åmål", "day": "snart"}),
    "meeting": Case("{desk}/redigera", "Spara", "title", "contacts-0-email", {"body": "Min text", "town": "Åmål"}),
    "programme": Case("{desk}/program", "Spara programmet", "items-0-title", typed={"items-0-room": "Sal Å"}),
    "question": Case("{desk}/fragor/ny/short_text", "Lägg till frågan", "label_sv", typed={"help_sv": "Min hjälptext"}),
    "sign-up": Case("{desk}/anmalan", "Spara", "notice", typed={"seats": "77"}),
    "add": Case("{desk}/deltagare/lagg-till", "Lägg till", "name", "email", {"organisation": "Åmåls kommun"}),
    "person": Case("{desk}/deltagare/{person}/andra", "Spara", "name", "email", {"organisation": "Åmåls kommun"}),
    "cancel": Case("{desk}/stall-in", "Ställ in mötet", "reason"),
    "site page": Case("/arbetsytan/sidor/privacy/sv", "Spara", "title", typed={"body": "Min text"}),
    "site": Case("/arbetsytan/webbplats", "Spara", "name_sv", "contact_email", {"name_en": "Meetings"}),
    "invite": Case("/arbetsytan/behorigheter/bjud-in", "Skicka inbjudan", "name", "email", {}),
    "account": Case("/arbetsytan/konto", "Spara", "name"),
}
every_form = pytest.mark.parametrize("case", FORMS.values(), ids=FORMS)


@dataclass
class Scene:
    """A meeting with one person, and an administrator who is signed in."""

    browser: Browser
    places: dict[str, Any]

    def form(self, case: Case) -> Form:
        """Return the form with what is typed in it rightly."""
        form = self.browser.get(case.path.format_map(self.places)).form(case.button)
        for name, typed in case.typed.items():
            form[name] = typed
        return form


@pytest.fixture
def scene(app: Flask, browser: Browser, clock: Clock) -> Scene:
    clock.set("2027-03-01 10:00")
    a_site()
    ensure_vocabularies()
    ensure_site_pages(clock.now())
    meeting = a_meeting()
    a_programme_item(meeting)
    person = a_registration(meeting, organisation_type_id=organisation_types()["municipality"].id)
    signed_in(browser, an_organiser(administrator=True))
    places = {"desk": f"/arbetsytan/moten/{meeting.id}", "meeting": meeting.id, "own": own_path(person)}
    return Scene(browser, places | {"person": person.id})


def sent(form: Form, values: dict[str, str], leave_out: tuple[str, ...] = ()) -> Page:
    """Post the form as it stands but for these values, byte by byte: half a character goes as its three bytes."""
    pairs = [(name, str(one)) for name, found in form.values.items() if name not in leave_out for one in found]
    pairs = [pair for pair in pairs if pair[0] not in values] + list(values.items())
    body = urlencode(pairs, errors="surrogatepass").encode()
    return form.page.browser.open("POST", form.action, data=body, content_type=URLENCODED)


def kept_as_typed(case: Case, page: Page) -> dict[str, str]:
    again = page.form(case.button)
    return {name: again[name] for name in case.typed}


def said(page: Page, name: str, button: str) -> str:
    return page.form(button).error(name).removeprefix("Fel:").strip()


def changes() -> int:
    db.session.rollback()
    return db.session.query(AuditEntry).count()


@every_form
def test_what_cannot_be_kept_is_said_at_its_field_and_the_rest_stands(scene: Scene, case: Case) -> None:
    before = changes()
    for name, values in ((case.text, BAD), (case.address, BAD_ADDRESSES)):
        for value, words in values.items() if name else ():
            page = sent(scene.form(case), {name: value})
            assert page.status == 422, (name, value[:20], page)
            assert words in said(page, name, case.button), (name, value[:20])
            assert page.errors, "the summary at the top says it too"
            assert kept_as_typed(case, page) == case.typed
    assert changes() == before


@every_form
@only_sqlite
def test_a_form_without_its_token_or_with_an_old_one_keeps_all_and_is_sent_again(
    scene: Scene, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = case.typed | ({case.text: "Ny text"} if case.text else {}) | ({case.address: "ny@example.se"})
    typed.pop("", None)
    for spoil in (_missing, _made_up, _of_yesterday):
        form = scene.form(case)
        page = spoil(scene, case, form, typed, monkeypatch)
        assert page.status == 422, (spoil.__name__, page)
        assert any("Formuläret har legat öppet för länge." in line for line in page.errors), page.errors
        again = page.form(case.button)
        assert {name: again[name] for name in typed} == typed
    final = again.submit(case.button)
    assert not any("legat öppet" in line for line in final.errors), "the token that came with the errors is good"


def _token(form: Form) -> str:
    return "form_token" if "form_token" in form else "csrf_token"


def _missing(_scene: Scene, _case: Case, form: Form, typed: dict[str, str], _patch: object) -> Page:
    return sent(form, typed, leave_out=(_token(form),))


def _made_up(_scene: Scene, _case: Case, form: Form, typed: dict[str, str], _patch: object) -> Page:
    return sent(form, typed | {_token(form): "made-up.token"})


def _of_yesterday(scene: Scene, case: Case, _form: Form, typed: dict[str, str], patch: pytest.MonkeyPatch) -> Page:
    """The form was opened 25 hours ago."""
    stamp = itsdangerous.TimestampSigner.get_timestamp
    ages = {b"public form": 25 * 3600, b"wtf-csrf-token": 25 * 3600}
    with patch.context() as then:
        then.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda self: stamp(self) - ages.get(self.salt, 0))
        old = scene.form(case)
    return sent(old, typed)


def test_a_personal_identity_number_in_a_change_is_warned_of_and_sent_when_one_insists(scene: Scene) -> None:
    case = FORMS["change"]
    form = scene.form(case)
    form["organisation"] = f"Eget, {PERSONAL_NUMBER}"
    page = form.submit(case.button)
    assert page.status == 422
    assert "personnummer" in said(page, "organisation", case.button)
    again = page.form(case.button)
    assert again["organisation"] == f"Eget, {PERSONAL_NUMBER}"
    assert again.fill(send_anyway=True).submit(case.button).status == 200
    assert db.session.get_one(Registration, scene.places["person"]).organisation_typed == f"Eget, {PERSONAL_NUMBER}"


def test_a_personal_identity_number_in_the_programme_is_saved_with_a_warning(scene: Scene) -> None:
    case = FORMS["programme"]
    page = scene.form(case).fill({"items-0-summary": f"Ring {PERSONAL_NUMBER}"}).submit(case.button)
    assert page.status == 200
    assert "personnummer" in page.main
    item = queries.meeting(scene.places["meeting"]).items[0]
    assert item.summary == f"Ring {PERSONAL_NUMBER}"


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("meeting", {"ends_day": "2027-03-17"}, "Mötet slutar innan det börjar."),
        ("meeting", {"ends_time": "8.00"}, "Mötet slutar innan det börjar."),
        ("programme", {"items-0-starts": "10.00", "items-0-ends": "9.30"}, "slutar innan"),
        ("sign-up", {"opens_day": "2027-03-10", "closes_day": "2027-03-05"}, "öppnar"),
    ],
)
def test_what_ends_before_it_begins_is_refused_and_kept(
    scene: Scene, name: str, wrong: dict[str, str], words: str
) -> None:
    case = FORMS[name]
    before = changes()
    page = scene.form(case).fill(wrong).submit(case.button)
    assert page.status in (409, 422)
    assert words in " ".join(page.errors)
    again = page.form(case.button)
    expected = case.typed | wrong
    assert {field: again[field] for field in expected} == expected
    assert changes() == before


@pytest.mark.parametrize(
    "path",
    [
        *("/moten/99999999999999999999999", "/m/99999999999999999999999", "/moten/9223372036854775808-x"),
        *(
            "/moten/2147483648/anmalan",
            "/moten/9223372036854775808/kalender.ics",
            "/moten/77-%00",
            "/moten/77-%ED%A0%80",
        ),
        *("/arbetsytan/moten/9223372036854775808", "/arbetsytan/moten/2147483648/deltagare"),
        *(
            "{desk}/deltagare/9223372036854775808",
            "{desk}/historik/99999999999999999999",
            "/arbetsytan/mejl/2147483648",
        ),
        *("/arbetsytan/behorigheter/9223372036854775808", "/arbetsytan/sidor/%00/sv", "/losenord/%00", "/%00", "/%FF"),
        *("/min-anmalan/zzzzzzzzzzzz-1-abcdefghijklmnopqrstuvwxyz0", "/forhandsvisning/%00", "/demo/mejl/%00.eml"),
    ],
)
def test_an_address_that_cannot_be_is_not_found(scene: Scene, path: str) -> None:
    page = scene.browser.get(path.format_map(scene.places))
    assert page.status == (400 if "%00" in path else 404)
    assert page.links, "it says where to go on"


@pytest.mark.parametrize("path", ["/sok", "/", "{desk}/deltagare", "/arbetsytan/behorigheter", "/arbetsytan/mejl"])
def test_odd_words_in_an_address_are_looked_for_or_passed_over(scene: Scene, path: str) -> None:
    path = path.format_map(scene.places)
    for query in (
        *("q=%00", "q=%ED%A0%80", "q=%E2%80%AE", "q=" + "%C3%85" * 5_000, "q=%25_%27%22%5C*", "q=AND+OR+NOT+%22(*"),
        *(
            "sida=0",
            "sida=-1",
            "sida=x",
            "sida=99999999999999999999",
            "sida=%00",
            "status=%00&typ=99999999999999999999",
        ),
    ):
        page = scene.browser.get(f"{path}?{query}")
        assert page.status in (200, 404), (query[:40], page)


@only_sqlite
def test_a_post_that_is_too_large_is_told_the_limit_over_real_http(
    app: Flask, start_server: Callable[..., Any]
) -> None:
    a_site()
    meeting = a_meeting()
    server: LiveServer = start_server(worker=False, WEB_WORKERS=1)
    path = f"/moten/{meeting.id}/anmalan"
    for content_type, body in _five_megabytes():
        visitor = server.browser()
        page = visitor.open("POST", path, data=body, content_type=content_type)
        assert page.status == 413
        assert page.heading == "Det du skickade är för stort"
        assert "Gränsen är 1 MB." in page.text
        assert visitor.get("/healthz", check=False).status == 200
        visitor.close()


def _five_megabytes() -> Iterator[tuple[str, bytes]]:
    yield URLENCODED, b"name=" + b"x" * 5_000_000
    part = (
        b'--b\r\nContent-Disposition: form-data; name="name"; filename="a"\r\n\r\n'
        + b"x" * 5_000_000
        + b"\r\n--b--\r\n"
    )
    yield "multipart/form-data; boundary=b", part
