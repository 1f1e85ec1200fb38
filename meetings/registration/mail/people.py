"""What people are told of their own sign-up: confirmed, in line, moved up, asked, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.links import queries as links
from meetings.outbox.actions import Mail
from meetings.outbox.mail_links import absolute
from meetings.registration.mail.base import ADDRESS, CANCEL, REQUEST, entry, letter, own_link
from meetings.registration.models import Registration
from meetings.registration.queries import Door, WorkshopPlace, workshops_of
from meetings.registration.queries.blocks import Block, Workshop
from meetings.registration.rules import MAIL_KEPT, PlaceState


def confirmation(
    door: Door,
    registration: Registration,
    state: PlaceState,
    in_line: int,
    now: datetime,
    *,
    workshops: Sequence[WorkshopPlace] = (),
) -> Mail:
    """Return the mail that says what came of a sign-up; who has a seat gets it with an appointment.

    `in_line` is the number in line of who waits.
    """
    return letter(
        "confirmation",
        door,
        registration,
        entry(door, registration, REQUEST, now, workshops) if state is PlaceState.CONFIRMED else None,
        state=state.value,
        in_line=in_line,
        workshops=workshops_told(workshops),
        added_by_organiser=bool(registration.added_by),
        by_colleague=registration.group_id is not None,
    )


def confirm_path(registration: Registration) -> str:
    """Return the path of the page where the owner of an address says that it is theirs, without language."""
    return f"/bekrafta/{links.make(ADDRESS, registration.id, registration.link_version)}"


def confirm_address(
    door: Door, registration: Registration, state: PlaceState, until: datetime, *, again: str = ""
) -> Mail:
    """Return the mail whose link shows that the address is its owner's; `state` is what waits for them until then.

    `again` is the token of the form that was sent with the address once more.
    """
    return letter(
        "confirm_address",
        door,
        registration,
        key=f"{registration.revision}.{registration.arrival}.{again[:40]}",
        state=state.value,
        until=until.isoformat(),
        confirm_link=absolute(confirm_path(registration), registration.lang),
    )


def promotion(
    door: Door, registration: Registration, now: datetime, *, workshops: Sequence[WorkshopPlace] = ()
) -> Mail:
    """Return the mail that says that somebody who waited has a seat."""
    appointment = entry(door, registration, REQUEST, now, workshops)
    decline_link = f"{own_link(registration, registration.lang)}/avanmal"
    return letter(
        "promotion", door, registration, appointment, workshops=workshops_told(workshops), decline_link=decline_link
    )


def offer(
    door: Door,
    registration: Registration,
    until: datetime,
    pool_ids: Sequence[int],
    workshops: Sequence[str],
    now: datetime,
) -> Mail:
    """Return the mail that asks somebody near the start whether they take a seat, at the meeting or in workshops."""
    key = _key(registration, pool_ids, now)
    return letter("offer", door, registration, key=key, until=until.isoformat(), workshops=list(workshops))


def workshop_place(
    door: Door, registration: Registration, pool_ids: Sequence[int], workshops: Sequence[str], now: datetime
) -> Mail:
    """Return the mail that says that somebody has a place in workshops that they waited for or wished.

    `workshops` are the titles of these; the entry that comes along holds all that they have.
    """
    appointment = None
    if any(one.pool_id == door.pool.id and one.state == PlaceState.CONFIRMED.value for one in registration.places):
        has = workshops_of([registration.id]).get(registration.id, ())
        appointment = entry(door, registration, REQUEST, now, has)
    key = _key(registration, pool_ids, now)
    return letter("workshop_place", door, registration, appointment, key=key, workshops=list(workshops))


def _key(registration: Registration, pool_ids: Sequence[int], now: datetime) -> str:
    """Return what tells one move from another: of whom, where to, and when."""
    pools = "-".join(str(pool_id) for pool_id in sorted(pool_ids))
    return f"{registration.revision}.{registration.arrival}.{pools}.{int(now.timestamp() * 1000)}"


@dataclass(frozen=True)
class Given:
    """What came of somebody's wishes in a block: a workshop (None: none) or lines, beside `others` of other blocks."""

    block: Block
    pool_id: int | None
    waits: Sequence[int]
    others: Sequence[WorkshopPlace]

    @property
    def workshop(self) -> Workshop | None:
        """The workshop that they were given."""
        return self.block.workshop(self.pool_id) if self.pool_id is not None else None

    @property
    def workshops(self) -> list[WorkshopPlace]:
        """All workshops that they have from now on, by time."""
        got = self.workshop
        now = (
            [WorkshopPlace(got.title, got.starts_at, got.ends_at, got.room, PlaceState.CONFIRMED.value)] if got else []
        )
        return sorted([*self.others, *now], key=lambda one: one.starts_at)


def workshops_published(door: Door, registration: Registration, given: Given, now: datetime, *, has_seat: bool) -> Mail:
    """Return the mail that says which workshop somebody was given by their wishes, with the entry that holds it.

    Without one it says which lines they stand in instead.
    """
    block, got = given.block, given.workshop
    return letter(
        "workshops_published",
        door,
        registration,
        entry(door, registration, REQUEST, now, given.workshops) if got and has_seat else None,
        key=f"{block.id}.{registration.arrival}",
        workshop=got.title if got else "",
        room=got.room if got else "",
        workshop_starts_at=(got or block).starts_at.isoformat(),
        workshop_ends_at=(got or block).ends_at.isoformat(),
        waits=[one.title for one in block.workshops if one.pool_id in given.waits],
        changes_until=block.changes_until.isoformat() if block.changes_until else "",
    )


def workshops_told(places: Sequence[WorkshopPlace]) -> list[dict[str, str]]:
    """Return the workshops as a mail tells them: those one has, and those one waits for."""
    return [
        {"title": one.title, "room": one.room, "starts_at": one.starts_at.isoformat(), "state": one.state}
        for one in places
    ]


def cancellation(door: Door, registration: Registration, now: datetime, *, had_seat: bool, by_organiser: bool) -> Mail:
    """Return the mail that says that a registration no longer holds; it takes the appointment away."""
    return letter(
        "cancellation",
        door,
        registration,
        entry(door, registration, CANCEL, now) if had_seat else None,
        by_organiser=by_organiser,
    )


def handed_over(door: Door, registration: Registration, to_name: str, now: datetime, *, had_seat: bool) -> Mail:
    """Return the mail to who let a colleague have their place; it takes the appointment away."""
    appointment = entry(door, registration, CANCEL, now) if had_seat else None
    return letter("handed_over", door, registration, appointment, to_name=to_name)


def taken_over(
    door: Door,
    registration: Registration,
    from_name: str,
    state: PlaceState,
    in_line: int,
    now: datetime,
    workshops: Sequence[WorkshopPlace] = (),
) -> Mail:
    """Return the mail to who was given a colleague's place, with their own link; a seat comes with an appointment."""
    appointment = entry(door, registration, REQUEST, now, workshops) if state is PlaceState.CONFIRMED else None
    return letter(
        "taken_over", door, registration, appointment, from_name=from_name, state=state.value, in_line=in_line
    )


def known_address(door: Door, registration: Registration, form_token: str) -> Mail:
    """Return the mail to the owner of an address that somebody signed up again: its own link, nothing changed."""
    return letter("known_address", door, registration, key=form_token[:40])


def lost_links(registrations: Sequence[Registration], form_token: str) -> Mail:
    """Return the mail to the owner of an address with the links of all these sign-ups of theirs, the next first."""
    first = registrations[0]
    return Mail(
        key=f"lost_links:{first.id}:{form_token[:40]}",
        template="lost_links",
        lang=first.lang,
        to_name=first.name,
        to_address=first.email,
        values={
            "name": first.name,
            "links": [
                {
                    "title": one.meeting.title,
                    "starts_at": one.meeting.starts_at.isoformat(),
                    "link": own_link(one, first.lang),
                }
                for one in registrations
            ],
        },
        meeting_id=first.meeting_id,
        subject_ref=f"registration:{first.id}",
        erase_after=first.meeting.ends_at + MAIL_KEPT,
    )
