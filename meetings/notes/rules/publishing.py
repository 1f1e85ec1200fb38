"""How far have notes come on their way to readers, and what may be done with them next."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from meetings.errors import Refusal
from meetings.text import N_


class Status(Enum):
    """How notes stand between their writers and their readers."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    CHANGED_SINCE_REVIEW = "changed-since-review"
    PUBLISHED = "published"
    CHANGED_SINCE_PUBLISHING = "changed-since-publishing"


STATUS_NAMES = {
    Status.DRAFT: N_("Utkast"),
    Status.REVIEWED: N_("Granskad"),
    Status.CHANGED_SINCE_REVIEW: N_("Granskad, ändrad sedan dess"),
    Status.PUBLISHED: N_("Publicerad"),
    Status.CHANGED_SINCE_PUBLISHING: N_("Publicerad, ändrad sedan dess"),
}


class PublishReason(Enum):
    """Why notes are not reviewed, published or withdrawn."""

    MEETING_DRAFT = N_("Mötet är ett utkast. Publicera det först.")
    EMPTY = N_("Anteckningarna är tomma.")
    NOT_REVIEWED = N_("Anteckningarna är inte granskade. Läs igenom dem och markera dem som granskade först.")
    CHANGED = N_("Någon har skrivit mer sedan sidan visades. Läs igenom och tryck en gång till.")
    NO_CHANGES = N_("Det som är publicerat är det senaste.")
    NOT_PUBLISHED = N_("Anteckningarna är inte publicerade.")
    NONE_REVIEWED = N_("Det finns inga granskade anteckningar att publicera.")


class Published(Protocol):
    """What decides how notes stand: the number of the latest revision, of the reviewed and of the published one."""

    @property
    def revision(self) -> int: ...
    @property
    def reviewed_revision(self) -> int | None: ...
    @property
    def published_revision(self) -> int | None: ...


def status_of(note: Published) -> Status:
    """Return how the notes stand."""
    if note.published_revision is not None:
        is_latest = note.published_revision == note.revision
        return Status.PUBLISHED if is_latest else Status.CHANGED_SINCE_PUBLISHING
    if note.reviewed_revision is None:
        return Status.DRAFT
    return Status.REVIEWED if note.reviewed_revision == note.revision else Status.CHANGED_SINCE_REVIEW


def is_ready(note: Published) -> bool:
    """Tell whether the notes as they stand have been reviewed and not been published."""
    return note.reviewed_revision == note.revision != note.published_revision


def refusal_to_review(note: Published, body: str, seen: int) -> Refusal | None:
    """Return why the notes are not marked as reviewed by somebody who has `seen` that revision, or None."""
    if not body.strip():
        return Refusal(PublishReason.EMPTY)
    return Refusal(PublishReason.CHANGED) if note.revision != seen else None


def refusal_to_publish(note: Published, body: str, seen: int, meeting_state: str) -> Refusal | None:
    """Return why the notes are not published by somebody who has `seen` that revision, or None.

    Who publishes changes of published notes has the difference before them: that is the review.
    """
    if meeting_state == "draft":
        return Refusal(PublishReason.MEETING_DRAFT)
    if refusal := refusal_to_review(note, body, seen):
        return refusal
    if note.published_revision is None:
        return None if note.reviewed_revision == note.revision else Refusal(PublishReason.NOT_REVIEWED)
    return Refusal(PublishReason.NO_CHANGES) if note.published_revision == note.revision else None
