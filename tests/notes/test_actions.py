"""Saving: merged, never over somebody's head, known again when an answer was lost; making, links, going back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.audit.models import AuditEntry
from meetings.errors import NotFound, Refused, Stale
from meetings.extensions import db
from meetings.notes import actions, queries
from meetings.notes.actions import Conflict, Writer
from meetings.notes.models import Note, NoteRevision, NoteTaker
from meetings.notes.rules import NoteReason
from meetings.notes.rules.asked import About
from meetings.notes.rules.saving import MOST_CHARACTERS, TextReason
from tests.builders import NOW, a_meeting, a_programme_item, delivered_mails
from tests.notes.scenes import CECILIA, DESK, a_note, a_taker, saved


def standing(note: Note) -> tuple[str, int]:
    db.session.rollback()
    found = db.session.get_one(Note, note.id)
    return found.body, found.revision


def kept(note: Note) -> list[tuple[int, str, str]]:
    """Every revision that is listed, the oldest first: number, kind, who."""
    db.session.rollback()
    rows = db.session.scalars(queries.revisions(note.id)).all()
    return [(row.number, row.kind, row.by) for row in reversed(rows)]


def test_two_writers_get_both_their_changes_and_a_conflict_saves_nothing(app: Flask) -> None:
    note = a_note("ett\ntvå\ntre")
    olle, asa = (Writer(taker_id=a_taker(note, name).id) for name in ("Olle Ek", "Åsa Öberg"))
    first = saved(note, "ETT\ntvå\ntre", 1, olle)
    assert (first.revision, first.body, first.others) == (2, "ETT\ntvå\ntre", ())
    second = saved(note, "ett\ntvå\nTRE", 1, asa)
    assert (second.revision, second.body, second.others) == (4, "ETT\ntvå\nTRE", ("Olle Ek",))
    assert kept(note) == [(1, "first", "Cecilia Nilsson"), (2, "saved", "Olle Ek"), (4, "merged", "Åsa Öberg")]
    sent = queries.revision(note.id, 3)  # as she sent it: kept for an hour, to merge from
    assert (sent.kind, sent.content["body"], sent.base) == ("passing", "ett\ntvå\nTRE", 1)

    with pytest.raises(Conflict) as refused:
        saved(note, "Ett, sa Olle\ntvå\ntre", 1, olle)
    found = refused.value
    assert (found.base, found.theirs, found.revision) == ("ett\ntvå\ntre", "ETT\ntvå\nTRE", 4)
    assert (found.both, found.others) == ("ETT\nEtt, sa Olle\ntvå\nTRE", ("Åsa Öberg",))
    assert standing(note) == ("ETT\ntvå\nTRE", 4)
    again = saved(note, "Ett, sa Olle\ntvå\nTRE", 4, olle)
    assert (again.revision, again.others) == (5, ())


def test_a_text_that_says_nothing_new_makes_no_revision(app: Flask) -> None:
    note = a_note("ett")
    saved(note, "ett", 1)
    saved(note, "två", 1)
    assert saved(note, "två", 1).revision == 2, "sent twice, by a page without scripts"
    assert saved(note, "ett", 1).body == "två", "unchanged since its base: theirs stands"
    assert standing(note) == ("två", 2)
    for body in ("x" * (MOST_CHARACTERS + 1),):
        with pytest.raises(Refused) as refused:
            saved(note, body, 2)
        assert refused.value.refusal.reason is TextReason.TOO_LONG


def test_a_page_whose_answer_was_lost_is_not_in_conflict_with_itself(app: Flask) -> None:
    note = a_note("rad\n")
    olle = Writer(taker_id=a_taker(note).id)
    page = {"origin": "a1", "by_itself": True}
    saved(note, "rad\nHe", 1, olle, sequence=1, **page)  # its answer is lost
    found = saved(note, "rad\nHej på dig", 1, olle, sequence=2, **page)
    assert (found.body, found.revision, found.others) == ("rad\nHej på dig", 3, ())
    saved(note, "RAD\nHej på dig", 3, DESK)
    merged = saved(note, "rad\nHej på dig.", 1, olle, sequence=3, **page)  # no answer has come yet
    assert (merged.body, merged.others) == ("RAD\nHej på dig.", ("Cecilia Nilsson",)), "merged, and its answer lost too"
    found = saved(note, "rad\nHej på dig. Ja.", 1, olle, sequence=4, **page)
    assert found.body == "RAD\nHej på dig. Ja."
    late = saved(note, "rad\nHej på dig", 1, olle, sequence=2, **page)  # overtaken on the way
    assert (late.body, late.revision) == (found.body, found.revision)
    with pytest.raises(Conflict):  # another page of the same person that knows nothing of this
        saved(note, "rad\nNågot annat", 1, olle, sequence=1, origin="b2")


def test_of_a_minute_one_revision_is_listed_and_the_rest_are_there_to_merge_from(app: Flask) -> None:
    note = a_note("start")
    olle, asa = (Writer(taker_id=a_taker(note, name).id) for name in ("Olle Ek", "Åsa Öberg"))
    text = "start"
    for second in range(0, 120, 10):  # he types for two minutes
        text += f"\nrad {second}"
        at = NOW + timedelta(seconds=second)
        saved(note, text, note_revision(note), olle, now=at, origin="a1", sequence=second + 1, by_itself=True)
    assert [number for number, _kind, _who in kept(note)] == [1, 7, 13]
    # She read what stood at 10.00.30, and has been away from the net since.
    away = saved(note, "Början\nrad 0\nrad 10\nrad 20\nrad 30", 5, asa, now=NOW + timedelta(minutes=3))
    assert away.body == text.replace("start", "Början")
    saved(note, away.body + "\nslut", away.revision, asa, now=NOW + timedelta(hours=2))
    assert db.session.query(NoteRevision).filter_by(kind="passing").count() == 0, "gone after an hour"
    assert (queries.nearest(note.id, 5) or NoteRevision()).number == 1, "then the one kept before it"


def note_revision(note: Note) -> int:
    db.session.rollback()
    return db.session.get_one(Note, note.id).revision


def test_what_was_published_or_saved_with_the_button_never_passes(app: Flask) -> None:
    note = a_note("ett")
    page = {"origin": "a1", "by_itself": True}
    saved(note, "två", 1, sequence=1, **page)
    note = db.session.get_one(Note, note.id)
    from meetings import transaction

    with transaction.write() as session:
        session.get_one(Note, note.id).published_revision = 2
    saved(note, "tre", 2, sequence=2, **page)
    saved(note, "fyra", 3, sequence=3, origin="a1")
    saved(note, "fem", 4, sequence=4, **page)
    assert [(number, kind) for number, kind, _who in kept(note)] == [
        (1, "first"),
        (2, "auto"),
        (4, "saved"),
        (5, "auto"),
    ]


def test_going_back_makes_a_new_revision(app: Flask) -> None:
    note = a_note("ett")
    saved(note, "två", 1)
    actions.change(note.meeting_id, note.id, About("Ny rubrik"), NOW, CECILIA)
    with pytest.raises(Stale):
        actions.restore(note.meeting_id, note.id, 1, 2, NOW, CECILIA)
    actions.restore(note.meeting_id, note.id, 1, 3, NOW, CECILIA)
    assert standing(note) == ("ett", 4)
    assert db.session.get_one(Note, note.id).title == "Hela dagen"
    assert [kind for _number, kind, _who in kept(note)] == ["first", "saved", "saved", "restored"]
    actions.restore(note.meeting_id, note.id, 1, 4, NOW, CECILIA)
    assert standing(note) == ("ett", 4), "it says so already"
    with pytest.raises(NotFound):
        actions.restore(note.meeting_id, note.id, 99, 4, NOW, CECILIA)


def test_notes_begin_from_the_template_in_their_language(app: Flask) -> None:
    meeting = a_meeting()
    workshops = [a_programme_item(meeting, kind="workshop", title=f"Workshop {n}", position=n) for n in range(3)]
    own = actions.create(meeting.id, About("Min workshop", "sv", (workshops[1].id,)), NOW, CECILIA)
    assert own.body.startswith("## Frågor\n")
    actions.save_template(meeting.id, "## Beslut\r\n", "", NOW, CECILIA)
    assert actions.create_for_workshops(meeting.id, "en", NOW, CECILIA) == 2
    with pytest.raises(Refused) as refused:
        actions.create_for_workshops(meeting.id, "en", NOW, CECILIA)
    assert refused.value.refusal.reason is NoteReason.NO_WORKSHOPS
    day = actions.create(meeting.id, About("Hela dagen"), NOW, CECILIA)
    assert day.body == "## Beslut\n"
    found = queries.notes_of(meeting.id, bodies=True)
    assert [note.title for note in found] == ["Workshop 0", "Min workshop", "Workshop 2", "Hela dagen"]
    assert found[0].body.startswith("## Questions\n")
    other = a_programme_item(a_meeting(title="Ett annat"))
    with pytest.raises(NotFound):
        actions.create(meeting.id, About("Fel möte", "sv", (other.id,)), NOW, CECILIA)

    actions.remove(meeting.id, day.id, NOW, CECILIA)
    saved(own, "Det här skrev någon", 1)
    with pytest.raises(Refused) as refused:
        actions.remove(meeting.id, own.id, NOW, CECILIA)
    assert refused.value.refusal.reason is NoteReason.WRITTEN
    done = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("notes."))).all()
    assert sorted(set(done)) == ["notes.create", "notes.remove", "notes.save_template"], "and nothing of what is saved"


def test_a_link_is_mailed_renewed_and_closed(app: Flask) -> None:
    note = a_note("ett")
    taker = a_taker(note, "Åsa Öberg", "asa@example.se")
    mail = delivered_mails()[-1]
    assert (mail["To"], mail["Subject"]) == ("Åsa Öberg <asa@example.se>", "Anteckna: Hela dagen")
    first = taker.version
    queries.taker_by_link(taker.id, first)
    actions.new_link(note.meeting_id, note.id, taker.id, NOW, CECILIA)
    assert len(delivered_mails()) == 2
    with pytest.raises(NotFound):
        queries.taker_by_link(taker.id, first)
    saved(note, "två", 1, Writer(taker_id=taker.id), now=NOW + timedelta(minutes=5))
    assert seen(taker) == NOW + timedelta(minutes=5)
    actions.revoke(note.meeting_id, note.id, taker.id, NOW, CECILIA)
    for version in (first + 1, first + 2):
        with pytest.raises(NotFound):
            queries.standing_for_taker(taker.id, version)
    assert kept(note)[-1] == (2, "saved", "Åsa Öberg")
    with pytest.raises(NotFound):
        actions.revoke(note.meeting_id + 1, note.id, taker.id, NOW, CECILIA)


def seen(taker: NoteTaker) -> datetime | None:
    db.session.rollback()
    return db.session.get_one(NoteTaker, taker.id).seen_at
