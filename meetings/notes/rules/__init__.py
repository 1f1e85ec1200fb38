"""What a note is, when something is not done with one, how texts are merged and compared."""

from __future__ import annotations

from enum import Enum

from meetings.notes.rules.saving import (
    MOST_CHARACTERS,
    MOST_LINES,
    PASSING_KEPT,
    Kind,
    body_of,
    is_passing,
    problem_of,
    writes_now,
)
from meetings.text import N_

__all__ = [
    "MOST_CHARACTERS",
    "MOST_LINES",
    "MOST_NOTES",
    "MOST_TAKERS",
    "PASSING_KEPT",
    "Kind",
    "NoteReason",
    "NoteState",
    "body_of",
    "is_passing",
    "problem_of",
    "writes_now",
]

MOST_NOTES = 100  # of a meeting
MOST_TAKERS = 30  # of a note


class NoteState(str, Enum):
    """How far notes have come."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"


class NoteReason(Enum):
    """Why something is not done with notes."""

    TOO_MANY = N_("Ett möte kan ha högst %(most)s anteckningar.")
    TOO_MANY_TAKERS = N_("En anteckning kan ha högst %(most)s antecknare.")
    WRITTEN = N_("Någon har skrivit i anteckningarna, så de går inte att ta bort.")
    NO_WORKSHOPS = N_("Alla workshoppar har redan anteckningar.")
