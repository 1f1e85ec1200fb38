"""Certificates: who may have one, what stands on the paper, and whether its address vouches for it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.audit.models import AuditEntry
from meetings.errors import Stale
from meetings.extensions import db
from meetings.participants import actions
from meetings.participants.actions import Wording
from meetings.participants.models import MeetingCertificate
from meetings.participants.queries import certificates as queries
from meetings.participants.rules.certificates import (
    AT_ONCE,
    Candidate,
    CertificateReason,
    hours_text,
    minutes_typed,
    refusal_to_certify,
)
from meetings.participants.views import certificates as views
from meetings.participants.views.certificate_sheets import check_path
from meetings.registration import actions as registration
from meetings.registration.mail import own_path
from meetings.registration.models import Registration
from meetings.schedule.actions import CopyKind
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_registration, an_organiser, signed_in
from tests.databases import only_sqlite
from tests.participants.conftest import KARIN

MAY = Candidate(
    offered=True, cancelled=False, withdrawn=False, over=True, taken=True, attended=True, erased=False, printable=True
)
AFTER = NOW + timedelta(days=30)
WORDING = Wording(True, 390, "Grunderna i digitala verktyg.", "Cecilia Nilsson", "projektledare")


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (MAY, None),
        (replace(MAY, offered=False), CertificateReason.NOT_OFFERED),
        (replace(MAY, offered=False, attended=False), CertificateReason.NOT_OFFERED),
        (replace(MAY, cancelled=True), CertificateReason.CANCELLED),
        (replace(MAY, cancelled=True, over=False), CertificateReason.CANCELLED),
        (replace(MAY, erased=True), CertificateReason.ERASED),
        (replace(MAY, erased=True, printable=False), CertificateReason.ERASED),
        (replace(MAY, withdrawn=True), CertificateReason.WITHDRAWN),
        (replace(MAY, over=False), CertificateReason.NOT_OVER),
        (replace(MAY, over=False, taken=False, attended=False), CertificateReason.NOT_OVER),
        (replace(MAY, taken=False, attended=False), CertificateReason.NOT_TAKEN),
        (replace(MAY, attended=False), CertificateReason.NOT_ATTENDED),
        (replace(MAY, attended=False, printable=False), CertificateReason.NOT_ATTENDED),
        (replace(MAY, printable=False), CertificateReason.UNPRINTABLE),
    ],
)
def test_who_may_have_one(candidate: Candidate, reason: CertificateReason | None) -> None:
    refusal = refusal_to_certify(candidate)
    assert (refusal.reason if refusal else None) is reason


@pytest.mark.parametrize(
    ("typed", "minutes", "shown"),
    [
        ("6", 360, "6"), ("6,5", 390, "6,5"), ("6.25", 375, "6,25"), (" 1 000 ", 60_000, "1000"), ("0,33", 20, "0,33"),
        ("0,1", 5, "0,08"), ("0", None, ""), ("0,01", None, ""), ("1001", None, ""), ("6,555", None, ""),
        ("sex", None, ""), ("-1", None, ""), ("٦", None, ""),
    ],
)  # fmt: skip
def test_hours_are_read_as_they_are_written(typed: str, minutes: int | None, shown: str) -> None:
    assert minutes_typed(typed) == minutes
    if minutes is not None:
        assert hours_text(minutes) == shown
        assert minutes_typed(hours_text(minutes)) == minutes


def a_course(clock: Any, *names: str, **facts: Any) -> tuple[Meeting, list[Registration]]:
    """A meeting that has been, whose certificates say `WORDING`, with people of these names who attended."""
    clock.set(NOW)
    meeting = a_meeting(**facts)
    people = [a_registration(meeting, name, f"p{n}@example.se") for n, name in enumerate(names)]
    clock.set(AFTER)
    for one in people:
        registration.mark_attended(one.id, AFTER, KARIN)
    actions.save_certificates(meeting.id, WORDING, 0, AFTER, KARIN)
    return meeting, people


def pdf_of(page: Any) -> pypdf.PdfReader:
    assert (page.status, page.headers["Content-Type"]) == (200, "application/pdf")
    return pypdf.PdfReader(io.BytesIO(page.body))


def test_the_attendee_fetches_it_once_attendance_is_noted(app: Flask, browser: Browser, clock: Any) -> None:
    clock.set(NOW)
    meeting = a_meeting()
    asa, bo = a_registration(meeting, "Åsa Öberg"), a_registration(meeting, "Bo Ek")
    own = own_path(asa)
    assert "Intyg" not in browser.get(own).text
    assert browser.get(f"{own}/intyg.pdf").status == 409
    actions.save_certificates(meeting.id, WORDING, 0, NOW, KARIN)
    assert "när mötet är slut" in browser.get(own).text
    clock.set(AFTER)
    assert "Närvaron är inte antecknad än" in browser.get(own).text
    registration.mark_attended(bo.id, AFTER, KARIN)
    assert "Deltagandet är inte antecknat" in browser.get(own).text
    refused = browser.get(f"{own}/intyg.pdf")
    assert (refused.status, "Deltagandet är inte antecknat" in refused.text) == (409, True)
    registration.mark_attended(asa.id, AFTER, KARIN)
    page = browser.get(own)
    assert "Du deltog, 6,5 timmar" in page.text

    found = browser.get(page.link("Hämta intyget (PDF)"))
    paper = pdf_of(found)
    assert found.headers["Cache-Control"] == "no-store"
    text = " ".join(paper.pages[0].extract_text().split())
    assert len(paper.pages) == 1
    for words in (
        "Intyg", "Åsa Öberg", meeting.title, "18 mars 2027", "6,5 timmar", "Grunderna i digitala verktyg.",
        "Cecilia Nilsson", "projektledare", asa.reference, check_path(asa.id),
    ):  # fmt: skip
        assert words in text
    assert paper.metadata is not None
    assert paper.metadata.title == "Intyg: Åsa Öberg"
    root: Any = paper.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("sv-SE", True)

    checked = browser.get(page.link("Så ser den ut som kontrollerar"))
    assert checked.heading == "Intyget är äkta"
    for words in ("Åsa Öberg", meeting.title, "6,5 timmar", asa.reference):
        assert words in checked.text
    assert (checked.headers["Cache-Control"], checked.headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert "asa-oberg@example.se" not in checked.html
    assert browser.get(check_path(asa.id)[:-1] + "x").status == 404

    registration.unmark_attended(asa.id, AFTER, KARIN)
    withdrawn = browser.get(check_path(asa.id))
    assert (withdrawn.heading, "Åsa" in withdrawn.text) == ("Intyget gäller inte", False)


def test_what_is_erased_is_not_told(app: Flask, browser: Browser, clock: Any) -> None:
    _meeting, (asa,) = a_course(clock, "Åsa Öberg")
    with transaction.write() as session:
        gone = session.get_one(Registration, asa.id)
        gone.name, gone.reference, gone.erased_at = "", f"-{gone.id}", AFTER
    page = browser.get(check_path(asa.id))
    assert page.heading == "Uppgifterna är raderade"
    assert "Digitalisering som öppnar vägen till arbete" in page.text


def test_the_desk_says_what_they_say_and_fetches_them(app: Flask, clock: Any) -> None:
    long_name = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft " * 2
    meeting, people = a_course(clock, "Zoë Åkesson", "Åsa Öberg", long_name.strip(), "محمد", title="Ö" * 200)
    organiser = signed_in(Browser(app), an_organiser("Karin Ek", "karin@example.se"))
    desk = f"/arbetsytan/moten/{meeting.id}/intyg"
    page = organiser.get(desk)
    assert "4 personer deltog" in page.text
    form = page.form("Spara")
    assert (form["hours"], form["signer"]) == ("6,5", "Cecilia Nilsson")
    page = form.fill(hours="sex", signer="").submit()
    assert page.status == 422
    assert [form.error(name) for name in ("hours", "signer")] == ["", ""]
    again = page.form("Spara")
    assert again.error("hours") == "Skriv timmarna som ett tal, till exempel 6 eller 6,5."
    assert again.error("signer") == "Skriv vem som intygar. Namnet står under intyget."
    assert again["text"] == WORDING.text
    page = page.form("Spara").fill(hours="7", signer="Bo Ek", text="x" * 600).submit()
    assert page.status == 200
    assert db.session.get_one(MeetingCertificate, meeting.id).minutes == 420

    fetched = organiser.get(desk).form("Hämta alla som en PDF").submit()
    paper = pdf_of(fetched)
    names = [" ".join(sheet.extract_text().split()) for sheet in paper.pages]
    assert len(names) == 3  # one page each, however long; the name that cannot be shown is not there
    assert [name in sheet for name, sheet in zip(("Wolfe", "Zoë Åkesson", "Åsa Öberg"), names, strict=True)] == [
        True
    ] * 3, names[2][:300]
    assert "□" not in "".join(names)
    one = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare/{people[1].id}")
    assert len(pdf_of(one.form("Hämta intyget (PDF)").submit()).pages) == 1
    refused = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare/{people[3].id}")
    assert "bokstäver som intyget inte kan visa" in refused.text
    deeds = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.startswith("certificates.")).order_by(AuditEntry.id)
    ).all()
    assert deeds == ["certificates.save", "certificates.save", "certificates.fetch_all", "certificates.fetch"]
    assert pdf_of(organiser.get(f"{desk}/exempel.pdf")).pages[0].extract_text().count("EXEMPEL") == 1


def test_a_stale_save_shows_what_stands(app: Flask, clock: Any) -> None:
    meeting, _people = a_course(clock)
    organiser = signed_in(Browser(app), an_organiser("Karin Ek", "karin@example.se"))
    form = organiser.get(f"/arbetsytan/moten/{meeting.id}/intyg").form("Spara")
    actions.save_certificates(meeting.id, replace(WORDING, signer="Eva Ek"), 1, AFTER, KARIN)
    page = form.fill(signer="Bo Ek").submit()
    assert (page.status, "Eva Ek" in page.text, page.form("Spara")["signer"]) == (409, True, "Bo Ek")
    page.form("Spara").submit()
    assert db.session.get_one(MeetingCertificate, meeting.id, populate_existing=True).signer == "Bo Ek"
    with pytest.raises(Stale):
        actions.save_certificates(meeting.id, WORDING, 1, AFTER, KARIN)


@only_sqlite
def test_a_copied_meeting_and_a_whole_series_say_the_same(app: Flask, clock: Any) -> None:
    meeting, _people = a_course(clock)
    copy = actions.copy_meeting(meeting.id, CopyKind.NEXT, AFTER + timedelta(days=9), AFTER, KARIN)
    assert db.session.get_one(MeetingCertificate, copy.id).text == WORDING.text
    other = a_meeting(title="Annan")
    told = replace(WORDING, minutes=60)
    assert actions.save_certificates(meeting.id, told, 1, AFTER, KARIN, others=[copy.id, other.id]) == 3
    assert actions.save_certificates(meeting.id, told, 2, AFTER, KARIN, others=[copy.id, other.id]) == 0
    assert {db.session.get_one(MeetingCertificate, one.id).minutes for one in (meeting, copy, other)} == {60}


@only_sqlite
def test_in_english_for_who_reads_english(app: Flask, browser: Browser, clock: Any) -> None:
    _meeting, (asa,) = a_course(clock, "Åsa Öberg")
    with transaction.write() as session:
        session.get_one(Registration, asa.id).lang = "en"
    paper = pdf_of(browser.get(f"{own_path(asa)}/intyg.pdf"))
    text = paper.pages[0].extract_text()
    assert f"/en{check_path(asa.id)}" in text
    root: Any = paper.trailer["/Root"]
    assert root["/Lang"] == "en-GB"


@only_sqlite
def test_many_are_fetched_in_parts_and_nobody_is_left_out(
    app: Flask, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert AT_ONCE <= 200, "more take so long that others, who wait for their own, are turned away"
    for module in (queries, views):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    meeting, _people = a_course(clock, "Åsa Öberg", "Bo Ek", "Cia Dahl")
    page = signed_in(Browser(app), an_organiser("Karin Ek", "karin@example.se")).get(
        f"/arbetsytan/moten/{meeting.id}/intyg"
    )
    for button, names in (("Hämta 1–2 som PDF", ("Bo Ek", "Cia Dahl")), ("Hämta 3–3 som PDF", ("Åsa Öberg",))):
        sheets = [sheet.extract_text() for sheet in pdf_of(page.form(button).submit()).pages]
        assert len(sheets) == len(names)
        assert all(name in sheet for name, sheet in zip(names, sheets, strict=True))
