"""Review notes, publish them as they stand, withdraw them: readers see what was published, not what is written."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refused
from meetings.notes import queries
from meetings.notes.models import Note
from meetings.notes.rules import NoteState
from meetings.notes.rules.publishing import (
    PublishReason,
    is_ready,
    refusal_to_publish,
    refusal_to_review,
)
from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting
from meetings.search import actions as search
from meetings.web import markdown

SEARCHED_AS = "note"


def review(meeting_id: int, note_id: int, seen: int, now: datetime, actor: Actor) -> None:
    """Note that the actor has read the revision `seen` through. Raises `Refused`, `NotFound`."""
    with transaction.write():
        note = queries.lock_note(note_id, meeting_id)
        if refusal := refusal_to_review(note, note.body, seen):
            raise Refused(refusal)
        _note_review(note, now, actor)
        if note.published_revision is None:
            note.state = NoteState.REVIEWED.value
        _log("notes.review", note, now, actor)


def publish(meeting_id: int, note_id: int, seen: int, now: datetime, actor: Actor) -> None:
    """Show everybody the notes as they stand, which is the revision `seen`. Raises `Refused`, `NotFound`."""
    with transaction.write():
        meeting, note = lock_meeting(meeting_id), queries.lock_note(note_id, meeting_id)
        if refusal := refusal_to_publish(note, note.body, seen, meeting.state):
            raise Refused(refusal)
        if note.reviewed_revision != note.revision:
            _note_review(note, now, actor)
        _publish(note, meeting, now, actor)
        touch(meeting, now)


def publish_reviewed(meeting_id: int, now: datetime, actor: Actor) -> int:
    """Publish all notes of the meeting that have been reviewed as they stand; return how many.

    Raises `Refused` when there are none or the meeting is a draft, and `NotFound`.
    """
    with transaction.write():
        meeting = lock_meeting(meeting_id)
        ready = [queries.lock_note(one.id, meeting_id) for one in queries.notes_of(meeting_id) if is_ready(one)]
        ready = [note for note in ready if is_ready(note)]
        if not ready:
            raise Refused(PublishReason.NONE_REVIEWED)
        for note in ready:
            if refusal := refusal_to_publish(note, note.body, note.revision, meeting.state):
                raise Refused(refusal)
            _publish(note, meeting, now, actor)
        touch(meeting, now)
        return len(ready)


def withdraw(meeting_id: int, note_id: int, now: datetime, actor: Actor) -> None:
    """Show the notes to nobody any more; what is written stays. Raises `Refused`, `NotFound`."""
    with transaction.write():
        meeting, note = lock_meeting(meeting_id), queries.lock_note(note_id, meeting_id)
        if note.published_revision is None:
            raise Refused(PublishReason.NOT_PUBLISHED)
        note.published_at = note.published_revision = None
        note.published_title = note.published_body = ""
        is_reviewed = note.reviewed_revision == note.revision
        note.state = (NoteState.REVIEWED if is_reviewed else NoteState.DRAFT).value
        search.remove(SEARCHED_AS, note.id)
        _log("notes.withdraw", note, now, actor)
        touch(meeting, now)


def touch(meeting: Meeting, now: datetime) -> None:
    """Note that the public pages of a locked meeting have changed."""
    meeting.version += 1
    meeting.updated_at = now


def keep_searchable(note: Note, meeting: Meeting) -> None:
    """Let the published notes be found by their title and text, in their language. In the open transaction."""
    text = markdown.plain(note.published_body, at_most=len(note.published_body) * 2 + 1)
    search.put(SEARCHED_AS, note.id, note.published_title, text, meeting.starts_at, within=meeting.id, lang=note.lang)


def _publish(note: Note, meeting: Meeting, now: datetime, actor: Actor) -> None:
    note.state, note.published_at, note.published_revision = NoteState.PUBLISHED.value, now, note.revision
    note.published_title, note.published_body = note.title, note.body
    keep_searchable(note, meeting)
    _log("notes.publish", note, now, actor)


def _note_review(note: Note, now: datetime, actor: Actor) -> None:
    note.reviewed_by, note.reviewed_at, note.reviewed_revision = actor.name, now, note.revision


def _log(action: str, note: Note, now: datetime, actor: Actor) -> None:
    about: dict[str, tuple[object, object]] = {"note": (None, note.title), "revision": (None, note.revision)}
    record(actor, action, now, meeting_id=note.meeting_id, subject=f"note:{note.id}", changes=about)
