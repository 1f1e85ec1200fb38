"""What an organiser does with people: add many, change one, tick who came, take the list out of the house."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refusal, Refused
from meetings.outbox.actions import enqueue
from meetings.outbox.resending import set_aside
from meetings.participants.queries import listing, person
from meetings.registration import actions as registration
from meetings.registration import mail as registration_mail
from meetings.registration import queries as registrations
from meetings.registration.actions import Applicant, Details
from meetings.registration.models import Registration
from meetings.registration.rules import PlaceState, SignUpReason
from meetings.schedule.queries import lock_meeting
from meetings.text import key


@dataclass(frozen=True)
class Changed:
    """How many were ticked as having attended, and how many ticks were taken away."""

    came: int
    came_not: int


def add_many(
    meeting_id: int, people: Sequence[Applicant], now: datetime, actor: Actor, lang: str, *, notify: bool
) -> list[Registration]:
    """Sign these people up for them, in their order, all or nobody; `notify` mails each of them.

    Who finds no seat stands in line. Raises `Refused`, for instance when an address is registered already.
    """
    with transaction.write():
        lock_meeting(meeting_id)
        return [registration.add_by_hand(meeting_id, one, now, actor, lang, notify=notify) for one in people]


def change_person(
    meeting_id: int, registration_id: int, details: Details, email: str, base_revision: int, now: datetime, actor: Actor
) -> Registration:
    """Save what an organiser changes of somebody; a new address gets the person's link, and the old link dies.

    The old mailbox may be a stranger's, which is why. Raises `Stale`, `Refused`, `NotFound`.
    """
    with transaction.write() as session:
        meeting = lock_meeting(meeting_id)
        of = listing.head(meeting.id)
        found = registration.change(registration_id, details, base_revision, now, actor)
        before = found.email
        if before == email:
            return found
        other = registrations.registration_of_address(meeting_id, key(email))
        if other is not None and other.id != found.id:
            raise Refused(Refusal(SignUpReason.KNOWN_ADDRESS, {"email": email}))
        found.email, found.email_key, found.changed_at = email, key(email), now
        found.link_version += 1
        found.revision += 1
        subject = f"registration:{found.id}"
        record(
            actor, "registration.change_address", now, meeting_id=meeting_id, subject=subject,
            changes={"email": (before, email)},
        )  # fmt: skip
        session.flush()
        set_aside(subject)
        _mail_new_address(of, found, now)
        return found


def save_attendance(
    meeting_id: int, shown: Collection[int], came: Collection[int], now: datetime, actor: Actor
) -> Changed:
    """Tick those of the people `shown` who `came`, and take the ticks of the others away, all in one.

    Only what differs is written; people of other meetings are passed over. Raises `Refused` for somebody
    without a seat, and before the doors open.
    """
    with transaction.write():
        lock_meeting(meeting_id)
        ticked = listing.attendance_of(meeting_id, shown)
        new = [one for one, attended_at in ticked.items() if one in came and attended_at is None]
        gone = [one for one, attended_at in ticked.items() if one not in came and attended_at is not None]
        for one in new:
            registration.mark_attended(one, now, actor)
        for one in gone:
            registration.unmark_attended(one, now, actor)
        return Changed(len(new), len(gone))


def note_export(
    meeting_id: int, kind: str, now: datetime, actor: Actor, *, rows: int, everybody: bool, sensitive: bool
) -> None:
    """Write down that the list leaves the house: in which form, how many rows, and whether with sensitive answers."""
    changes: dict[str, tuple[object, object]] = {
        "format": (None, kind),
        "rows": (None, rows),
        "everybody": (None, "yes" if everybody else "no"),
        "sensitive": (None, "yes" if sensitive else "no"),
    }
    record(actor, "participants.export", now, meeting_id=meeting_id, changes=changes)


def _mail_new_address(of: listing.Head, found: Registration, now: datetime) -> None:
    door = registrations.door(of.id)
    place = person.place_of(of, found.id)
    if place is None or now >= door.ends_at:
        return
    state = PlaceState(place.state)
    in_line = registrations.place_in_line(place.pool_id, place.arrival) if state is PlaceState.WAITING else 0
    workshops = registrations.workshops_of([found.id]).get(found.id, ())
    enqueue(registration_mail.confirmation(door, found, state, in_line, now, workshops=workshops), now)
