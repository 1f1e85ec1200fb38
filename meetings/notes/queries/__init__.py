"""Read notes: those of a meeting, one with its writers, and its revisions."""

from meetings.notes.queries.notes import (
    Standing,
    lock_note,
    note,
    notes_of,
    number_of_notes,
    standing,
    standing_for_taker,
    template,
)
from meetings.notes.queries.publishing import PublicHead, PublicNote, public_head, public_notes, published_texts
from meetings.notes.queries.revisions import (
    before,
    last_from,
    latest,
    nearest,
    others_since,
    revision,
    revisions,
)
from meetings.notes.queries.takers import locked_taker, number_of_takers, taker, taker_by_link, takers

__all__ = [
    "PublicHead",
    "PublicNote",
    "Standing",
    "before",
    "last_from",
    "latest",
    "lock_note",
    "locked_taker",
    "nearest",
    "note",
    "notes_of",
    "number_of_notes",
    "number_of_takers",
    "others_since",
    "public_head",
    "public_notes",
    "published_texts",
    "revision",
    "revisions",
    "standing",
    "standing_for_taker",
    "taker",
    "taker_by_link",
    "takers",
    "template",
]
