"""Notes to test with: on the day, with a text, and with those who take them."""

from __future__ import annotations

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.notes import actions
from meetings.notes.actions import Saved, Sent, Writer
from meetings.notes.models import Note, NoteTaker
from meetings.notes.rules.asked import About, Person
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_meeting

CECILIA = Actor("Cecilia Nilsson", 1)
DESK = Writer(account=CECILIA.name)


def a_note(body: str | None = None, *, meeting: Meeting | None = None, **about: object) -> Note:
    """Notes on the whole day, as they come from the template, or with this text as revision 1."""
    made = actions.create((meeting or a_meeting()).id, About(**{"title": "Hela dagen"} | about), NOW, CECILIA)  # type: ignore[arg-type]
    if body is not None:
        with transaction.write() as session:
            made = session.get_one(Note, made.id)
            made.body = body
            revision = session.query(actions.writing.NoteRevision).filter_by(note_id=made.id).one()
            revision.content = {"title": made.title, "body": body}
    return made


def a_taker(note: Note, name: str = "Olle Ek", email: str = "") -> NoteTaker:
    """Somebody with a link to the notes."""
    return actions.add_taker(note.meeting_id, note.id, Person(name, email), NOW, CECILIA)


def saved(note: Note, body: str, base: int, writer: Writer = DESK, *, now: object = NOW, **sent: object) -> Saved:
    """Save a text that began from this revision."""
    return actions.save(note.id, Sent(body, base, **sent), writer, now)  # type: ignore[arg-type]
