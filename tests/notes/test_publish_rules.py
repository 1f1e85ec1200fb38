"""How far notes have come, and what may be done with them next: truth tables without an app."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from meetings.notes.rules.publishing import (
    PublishReason,
    Status,
    is_ready,
    refusal_to_publish,
    refusal_to_review,
    status_of,
)


@dataclass(frozen=True)
class Notes:
    revision: int
    reviewed_revision: int | None = None
    published_revision: int | None = None


@pytest.mark.parametrize(
    ("notes", "status", "ready", "reason"),
    [
        (Notes(3), Status.DRAFT, False, PublishReason.NOT_REVIEWED),
        (Notes(3, 3), Status.REVIEWED, True, None),
        (Notes(4, 3), Status.CHANGED_SINCE_REVIEW, False, PublishReason.NOT_REVIEWED),
        (Notes(3, 3, 3), Status.PUBLISHED, False, PublishReason.NO_CHANGES),
        (Notes(4, 3, 3), Status.CHANGED_SINCE_PUBLISHING, False, None),
        (Notes(4, 4, 3), Status.CHANGED_SINCE_PUBLISHING, True, None),
    ],
    ids=["draft", "reviewed", "changed since review", "published", "changed since", "changed and reviewed"],
)
def test_notes_go_from_draft_over_review_to_readers(
    notes: Notes, status: Status, ready: bool, reason: PublishReason | None
) -> None:
    assert status_of(notes) is status
    assert is_ready(notes) is ready
    refusal = refusal_to_publish(notes, "Text", notes.revision, "published")
    assert (refusal.reason if refusal else None) is reason


@pytest.mark.parametrize(
    ("body", "seen", "meeting_state", "reviewing", "publishing"),
    [
        ("Text", 3, "published", None, None),
        ("Text", 3, "cancelled", None, None),
        ("Text", 3, "draft", None, PublishReason.MEETING_DRAFT),
        ("Text", 2, "published", PublishReason.CHANGED, PublishReason.CHANGED),
        (" \n", 3, "published", PublishReason.EMPTY, PublishReason.EMPTY),
    ],
)
def test_what_nobody_has_seen_is_not_reviewed_and_not_published(
    body: str, seen: int, meeting_state: str, reviewing: PublishReason | None, publishing: PublishReason | None
) -> None:
    notes = Notes(3, 3)
    found = refusal_to_review(notes, body, seen), refusal_to_publish(notes, body, seen, meeting_state)
    assert tuple(refusal.reason if refusal else None for refusal in found) == (reviewing, publishing)
