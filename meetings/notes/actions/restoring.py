"""Go back to an earlier revision: it becomes the newest, and nothing is taken away."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.notes import queries
from meetings.notes.actions.writing import Writer, add_revision
from meetings.notes.rules import Kind
from meetings.revisions import require_current


def restore(meeting_id: int, note_id: int, number: int, base: int, now: datetime, actor: Actor) -> None:
    """Make an earlier revision the newest; one that says what stands now changes nothing.

    Raises `Stale` when somebody has saved since `base`, and `NotFound`.
    """
    with transaction.write():
        note = queries.lock_note(note_id, meeting_id)
        require_current(base, note.revision)
        found = queries.revision(note_id, number)
        if (found.content["title"], found.content["body"]) == (note.title, note.body):
            return
        note.title = found.content["title"]
        add_revision(note, found.content["body"], Writer(actor.name), now, Kind.RESTORED)
        record(
            actor,
            "notes.restore",
            now,
            meeting_id=meeting_id,
            subject=f"note:{note_id}",
            changes={"revision": (base, number)},
        )
