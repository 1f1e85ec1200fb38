"""From writers to readers: notes are read through, published as they stood then, changed openly, and withdrawn."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from meetings import transaction
from meetings.audit.models import AuditEntry
from meetings.errors import Refused
from meetings.extensions import db
from meetings.mailings.models import Mailing
from meetings.notes import actions, queries
from meetings.notes.models import Note
from meetings.notes.rules import NoteState
from meetings.notes.rules.asked import About
from meetings.notes.rules.publishing import PublishReason
from meetings.schedule import actions as schedule
from meetings.schedule.actions.keeping import keep_searchable
from meetings.schedule.models import Appearance, Meeting
from meetings.search import queries as search
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_programme_item, an_organiser, searchable, set_facts, signed_in
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.mailings.scenes import some_people
from tests.notes.scenes import CECILIA, a_note, saved

LATER = NOW + timedelta(hours=1)


def published(note: Note) -> Note:
    """Notes that have been reviewed and published as they stand."""
    at = note.revision
    actions.review(note.meeting_id, note.id, at, NOW, CECILIA)
    actions.publish(note.meeting_id, note.id, at, LATER, CECILIA)
    return note


def now_stands(note: Note) -> Note:
    number = note.id
    db.session.rollback()
    return db.session.get_one(Note, number, populate_existing=True)


def refused(act: object, *args: object) -> PublishReason:
    with pytest.raises(Refused) as error:
        act(*args)  # type: ignore[operator]
    reason = error.value.refusal.reason
    assert isinstance(reason, PublishReason)
    return reason


def hits(words: str) -> list[int]:
    return [hit.ref_id for hit in search.hits(search.found(words, LATER, "note").rows)]


def test_readers_see_what_was_published_whatever_is_written_later(app: Flask) -> None:
    meeting = a_meeting()
    searchable(meeting)
    version, before = meeting.version, meeting.updated_at
    note = a_note("Ett *viktigt* ord: digitalisering.", meeting=meeting, title="Förmiddagens föredrag")
    assert refused(actions.publish, meeting.id, note.id, 1, NOW, CECILIA) is PublishReason.NOT_REVIEWED
    assert queries.public_head(meeting.id) is None

    actions.review(meeting.id, note.id, 1, NOW, CECILIA)
    row = now_stands(note)
    assert (row.state, row.reviewed_by, row.reviewed_revision) == (NoteState.REVIEWED.value, "Cecilia Nilsson", 1)
    assert hits("viktigt") == []
    actions.publish(meeting.id, note.id, 1, LATER, CECILIA)
    assert hits("viktigt") == [note.id]
    shown = db.session.get_one(Meeting, meeting.id, populate_existing=True)
    assert (shown.version, shown.updated_at) == (version + 1, LATER)
    assert before < LATER

    saved(note, "Ett annat ord.", 1)
    row = now_stands(note)
    assert (row.published_body, row.published_revision, row.revision) == ("Ett *viktigt* ord: digitalisering.", 1, 2)
    assert refused(actions.publish, meeting.id, note.id, 1, LATER, CECILIA) is PublishReason.CHANGED
    actions.publish(meeting.id, note.id, 2, LATER, CECILIA)
    assert (hits("viktigt"), hits("annat")) == ([], [note.id])
    assert now_stands(note).reviewed_revision == 2

    actions.withdraw(meeting.id, note.id, LATER, CECILIA)
    row = now_stands(note)
    assert (row.state, row.published_body, row.published_at) == (NoteState.REVIEWED.value, "", None)
    assert hits("annat") == []
    assert refused(actions.withdraw, meeting.id, note.id, LATER, CECILIA) is PublishReason.NOT_PUBLISHED
    assert db.session.get_one(Meeting, meeting.id, populate_existing=True).version == version + 3
    done = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.like("notes.%")).order_by(AuditEntry.id)
    )
    assert [*done] == [f"notes.{what}" for what in ("create", "review", "publish", "publish", "withdraw")]


def test_all_that_is_reviewed_is_published_at_once_and_nothing_else(app: Flask) -> None:
    meeting = a_meeting()
    ready, changed, draft = (a_note(f"Text {n}", meeting=meeting, title=f"Rubrik {n}") for n in range(3))
    assert refused(actions.publish_reviewed, meeting.id, NOW, CECILIA) is PublishReason.NONE_REVIEWED
    for note in (ready, changed):
        actions.review(meeting.id, note.id, 1, NOW, CECILIA)
    saved(changed, "Text 1 och mer", 1)
    assert actions.publish_reviewed(meeting.id, LATER, CECILIA) == 1
    assert [one.id for one in queries.public_notes(meeting.id)] == [ready.id]
    assert now_stands(draft).state == NoteState.DRAFT.value

    unfinished = a_meeting(state="draft")
    early = a_note("Tidigt", meeting=unfinished)
    actions.review(unfinished.id, early.id, 1, NOW, CECILIA)
    assert refused(actions.publish_reviewed, unfinished.id, NOW, CECILIA) is PublishReason.MEETING_DRAFT


def test_published_notes_stand_in_the_order_of_the_programme_with_one_query(app: Flask) -> None:
    meeting = a_meeting()
    first = a_programme_item(meeting)
    second = a_programme_item(meeting, starts_at=meeting.starts_at + timedelta(hours=2), ends_at=None, kind="workshop")
    third = a_programme_item(meeting, starts_at=meeting.starts_at + timedelta(hours=3), ends_at=None)
    day = published(a_note("Dagen", meeting=meeting))
    late = published(a_note("Sist", meeting=meeting, title="Sist", items=(third.id,)))
    both = published(a_note("Båda", meeting=meeting, title="Föredragen", items=(third.id, first.id)))
    alone = published(a_note("Första", meeting=meeting, title="Första", items=(first.id,)))
    a_note("Hemligt", meeting=meeting, title="Utkast", items=(second.id,))
    found_notes = queries.public_notes(meeting.id)
    assert [(one.id, one.items) for one in found_notes] == [
        (alone.id, (first.id,)),
        (both.id, (first.id, third.id)),
        (late.id, (third.id,)),
        (day.id, ()),
    ]
    assert found_notes[0].anchor == f"anteckning-{alone.id}"


def test_another_subject_of_published_notes_changes_the_page(app: Flask) -> None:
    meeting = a_meeting()
    searchable(meeting)
    item = a_programme_item(meeting)
    note = published(a_note("Text", meeting=meeting))
    version = queries.public_head(meeting.id).version  # type: ignore[union-attr]
    actions.change(meeting.id, note.id, About("Hela dagen", "sv", (item.id,)), LATER, CECILIA)
    head = queries.public_head(meeting.id)
    assert head is not None
    assert head.version == version + 1
    actions.change(meeting.id, note.id, About("Ny rubrik", "en", (item.id,)), LATER, CECILIA)
    (hit,) = search.hits(search.found("text", LATER, "note").rows)
    assert (hit.lang, hit.title, hit.text) == ("en", "Hela dagen", "Text")  # the title is not published yet


def test_notes_of_what_is_not_listed_are_read_by_their_address_alone(app: Flask) -> None:
    meeting = a_meeting()
    searchable(meeting)
    published(a_note("Sällsynt ord", meeting=meeting))
    assert len(hits("sällsynt")) == 1
    set_facts(meeting, listed=False)
    with transaction.write() as session:
        keep_searchable(session.get_one(Meeting, meeting.id))
    assert hits("sällsynt") == []
    page = Browser(app).get(f"/moten/{meeting.id}-{meeting.slug}/anteckningar")
    assert page.status == 200
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.fixture
def desk(browser: Browser, clock: Clock) -> Browser:
    clock.set(LATER)
    return signed_in(browser, an_organiser("Cecilia Nilsson"))


@only_sqlite
def test_an_organiser_reviews_publishes_changes_and_withdraws(app: Flask, desk: Browser) -> None:
    meeting = a_meeting()
    note = a_note("Första raden\n\nAndra raden", meeting=meeting, title="Förmiddagens föredrag")
    listed = desk.get(f"/arbetsytan/moten/{meeting.id}/anteckningar").click("Granska och publicera")
    assert listed.heading == "Granska och publicera"
    page = listed.click("Läs och granska Förmiddagens föredrag")
    stale = desk.get(page.path).form("Markera som granskade")
    assert "Publicera" not in page.main.split("Så läses anteckningarna")[0].replace("Publicerade", "")
    page = page.form("Markera som granskade").submit()
    assert "Anteckningarna är granskade." in page.text
    assert "Granskad" in page.text
    listed = desk.get(listed.path).form("Publicera den som är granskad").submit()
    assert "1 anteckning är publicerad." in listed.text

    saved(note, "Första raden\n\nTredje raden", 1)
    page = desk.get(f"/arbetsytan/moten/{meeting.id}/anteckningar/{note.id}/publicera")
    assert "Publicerad, ändrad sedan dess" in page.text
    assert page.all(".textdiff ins, .textdiff del") != []
    assert "Tredje raden" not in Browser(app).get(f"/moten/{meeting.id}-{meeting.slug}/anteckningar").main
    assert "Någon har skrivit mer sedan sidan visades." in stale.submit().text
    page = desk.get(page.path).form("Publicera ändringarna").submit()
    assert "Tredje raden" in page.click("Visa på webbplatsen").main

    page = desk.get(page.path).form("Dra tillbaka").submit()
    assert "Anteckningarna visas inte längre." in page.text
    assert Browser(app).get(f"/moten/{meeting.id}-{meeting.slug}/anteckningar").status == 404


@only_sqlite
def test_everybody_reads_them_on_one_page_and_takes_them_along(app: Flask, clock: Clock) -> None:
    clock.set(LATER)
    meeting = a_meeting(theme="Digitalisering", slug="digitalisering")
    item = a_programme_item(meeting, title="Om målgruppen")
    set_facts(Appearance(item_id=item.id, name="Åsa Öberg", party="S"))
    published(a_note("# Insikter\n\nRåd & #dåd", meeting=meeting, title="Föredraget", items=(item.id,)))
    day = published(a_note("Hej **du**", meeting=meeting, title="The day", lang="en"))
    visitor = Browser(app)
    page = visitor.get(f"/moten/{meeting.id}/anteckningar")
    assert page.came_by[-1:] != []
    assert page.path == f"/moten/{meeting.id}-digitalisering/anteckningar"
    assert page.headers["Cache-Control"] == "no-cache"
    assert page.all("main h1, main h2, main h3") == [
        "Anteckningar från mötet",
        "Innehåll",
        "Föredraget",
        "Insikter",
        "The day",
    ]
    assert "Föredrag kl. 9.00–10.00: Om målgruppen" in page.main
    assert "Åsa Öberg (S)" in page.main
    assert page.links["The day"] == f"#anteckning-{day.id}"

    answer = visitor.client.get(f"/moten/{meeting.id}/anteckningar.pdf", buffered=True)
    assert answer.mimetype == "application/pdf"
    assert (
        "filename*=UTF-8''Anteckningar%20Digitalisering%20V%C3%A4nersborg.pdf" in answer.headers["Content-Disposition"]
    )
    reader = PdfReader(io.BytesIO(answer.data))
    text = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    assert "Föredrag kl. 9.00–10.00: Om målgruppen Åsa Öberg (S) Insikter Råd & #dåd The day Hej du" in text
    assert f"Strukturfondspartnerskapet Västsverige · Uppdaterad den {LATER.day} mars 2027" in text
    again = visitor.client.get(
        f"/moten/{meeting.id}/anteckningar.pdf", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")

    one = visitor.client.get(f"/moten/{meeting.id}/anteckningar/{day.id}.docx", buffered=True)
    made = docx.Document(io.BytesIO(one.data))
    assert (made.core_properties.title, made.core_properties.language) == ("The day", "en-GB")
    assert "Notes" not in (one.headers["ETag"] or "")
    for missing in (f"anteckningar/{day.id + 1000}.pdf", "anteckningar.exe"):
        assert visitor.client.get(f"/moten/{meeting.id}/{missing}").status_code == 404
    assert visitor.client.get(f"/moten/{a_meeting().id}/anteckningar.pdf").status_code == 404


@only_sqlite
def test_the_notes_are_mailed_to_the_participants_in_one_click_and_a_confirmation(app: Flask, desk: Browser) -> None:
    meeting = a_meeting()
    some_people(meeting, "Anna", "Bo")
    path = f"/arbetsytan/moten/{meeting.id}/anteckningar/publicera"
    published(a_note("Text", meeting=meeting))
    page = desk.get(path).form("Mejla anteckningarna till deltagarna").submit()
    assert "Det går till 2 personer" in page.main
    draft = db.session.scalars(select(Mailing)).one()
    assert (draft.subject_sv, draft.state) == ("Anteckningar från [möte]", "draft")
    assert f"/moten/{meeting.id}/anteckningar)" in draft.body_sv
    assert f"/en/moten/{meeting.id}/anteckningar)" in draft.body_en
    page.form("Skicka till 2 personer").submit()

    schedule.cancel(meeting.id, "Sjukdom", LATER, CECILIA)
    assert Browser(app).get(f"/moten/{meeting.id}/anteckningar").status == 200
    other = a_meeting()
    again = desk.post(f"/arbetsytan/moten/{other.id}/utskick/anteckningar", {"csrf_token": "x"})
    assert "Sidan hade legat öppen för länge." in again.text
