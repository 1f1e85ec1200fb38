"""What the sign-up's mails say, from a snapshot: name, meeting, when, where, the own link; never answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _

from meetings.links import queries as links
from meetings.outbox import appointments
from meetings.outbox.actions import Mail
from meetings.outbox.appointments import Appointment
from meetings.outbox.mail_links import absolute
from meetings.registration.models import Registration
from meetings.registration.queries import Door, WorkshopPlace
from meetings.registration.rules import MAIL_KEPT, PlaceState
from meetings.web.lang import speaking

PURPOSE = "registration"  # of the own link
ADDRESS = "address"  # of the link that shows whose the address is
REQUEST, CANCEL, PUBLISH = appointments.REQUEST, appointments.CANCEL, appointments.PUBLISH


def own_path(registration: Registration) -> str:
    """Return the path of somebody's own page, without language."""
    return f"/min-anmalan/{links.make(PURPOSE, registration.id, registration.link_version)}"


def own_link(registration: Registration, lang: str) -> str:
    """Return the whole address of somebody's own page."""
    return absolute(own_path(registration), lang)


def meeting_link(door: Door, lang: str) -> str:
    """Return the whole address of the meeting's page."""
    return absolute(f"/moten/{door.meeting_id}-{door.slug}", lang)


def where(door: Door) -> str:
    """Return where the meeting is held, in the language that is spoken; never an online address."""
    place = ", ".join(part for part in (door.venue, door.street, f"{door.postcode} {door.town}".strip()) if part)
    if door.attendance == "online":
        return str(_("På nätet"))
    if door.attendance == "both":
        return str(_("%(place)s, och på nätet", place=place))
    return place


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
    return _mail(
        "confirmation",
        door,
        registration,
        entry(door, registration, REQUEST, now) if state is PlaceState.CONFIRMED else None,
        state=state.value,
        in_line=in_line,
        workshops=_workshops(workshops),
        added_by_organiser=bool(registration.added_by),
    )


def confirm_address(door: Door, registration: Registration, state: PlaceState, until: datetime) -> Mail:
    """Return the mail whose link shows that the address is its owner's; `state` is what waits for them until then."""
    token = links.make(ADDRESS, registration.id, registration.link_version)
    return _mail(
        "confirm_address",
        door,
        registration,
        state=state.value,
        until=until.isoformat(),
        confirm_link=absolute(f"/bekrafta/{token}", registration.lang),
    )


def promotion(
    door: Door, registration: Registration, now: datetime, *, workshops: Sequence[WorkshopPlace] = ()
) -> Mail:
    """Return the mail that says that somebody who waited has a seat."""
    appointment = entry(door, registration, REQUEST, now)
    return _mail("promotion", door, registration, appointment, workshops=_workshops(workshops))


def offer(door: Door, registration: Registration, until: datetime, workshops: Sequence[str], now: datetime) -> Mail:
    """Return the mail that asks somebody near the start whether they take a seat, at the meeting or in workshops."""
    key = f"{registration.revision}.{registration.arrival}.{int(now.timestamp())}"
    return _mail("offer", door, registration, key=key, until=until.isoformat(), workshops=list(workshops))


def workshop_place(door: Door, registration: Registration, workshops: Sequence[str], now: datetime) -> Mail:
    """Return the mail that says that somebody has a place in workshops that they waited for or wished."""
    key = f"{registration.revision}.{registration.arrival}.{int(now.timestamp() * 1000)}"
    return _mail("workshop_place", door, registration, key=key, workshops=list(workshops))


def _workshops(places: Sequence[WorkshopPlace]) -> list[dict[str, str]]:
    """Return the workshops as a mail tells them: those one has, and those one waits for."""
    return [
        {"title": one.title, "room": one.room, "starts_at": one.starts_at.isoformat(), "state": one.state}
        for one in places
    ]


def cancellation(door: Door, registration: Registration, now: datetime, *, had_seat: bool, by_organiser: bool) -> Mail:
    """Return the mail that says that a registration no longer holds; it takes the appointment away."""
    return _mail(
        "cancellation",
        door,
        registration,
        entry(door, registration, CANCEL, now) if had_seat else None,
        by_organiser=by_organiser,
    )


def known_address(door: Door, registration: Registration, form_token: str) -> Mail:
    """Return the mail to the owner of an address that somebody signed up again: its own link, nothing changed."""
    return _mail("known_address", door, registration, key=form_token[:40])


def sequence(door: Door, registration: Registration) -> int:
    """Return the SEQUENCE (RFC 5545) of somebody's appointment.

    It rises when the meeting moves and with each change of the registration, so that cancelling and
    signing up again supersede each other in a calendar.
    """
    return door.calendar_sequence + registration.revision - 1


def entry(door: Door, registration: Registration, method: str, now: datetime) -> Appointment:
    """Return the meeting as it stands in this person's calendar, in their language.

    Its UID is the same for good. It never holds the own link, and the online address only if the
    organiser chose so (domain.md, decision 8).
    """
    host = urlsplit(current_app.config["BASE_URL"]).hostname
    with speaking(registration.lang):
        place = _location(door)
    return Appointment(
        method=method,
        uid=f"{registration.reference}-{door.meeting_id}@{host}",
        made_at=now,
        starts_at=door.starts_at,
        ends_at=door.ends_at,
        title=door.title,
        where=place,
        url=meeting_link(door, registration.lang),
        sequence=sequence(door, registration),
        organizer=door.reply_to or _sender(),
        attendee=registration.email,
        attendee_name=registration.name,
    )


def appointment(door: Door, registration: Registration, method: str, now: datetime) -> str:
    """Return the meeting as an .ics for this person; `entry` says what it holds."""
    return appointments.ics(entry(door, registration, method, now))


def _location(door: Door) -> str:
    place = where(door)
    if door.online_in_calendar and door.online_url:
        return f"{place}: {door.online_url}"
    return place


def _sender() -> str:
    sender: str = current_app.config["MAIL_SENDER"]
    return sender.rpartition("<")[2].rstrip(">")


def _mail(
    template: str,
    door: Door,
    registration: Registration,
    appointment: Appointment | None = None,
    *,
    key: str = "",
    **values: object,
) -> Mail:
    lang = registration.lang
    with speaking(lang):
        place = where(door)
    return Mail(
        key=f"{template}:{registration.id}:{key or f'{registration.revision}.{registration.arrival}'}",
        template=template,
        lang=lang,
        to_name=registration.name,
        to_address=registration.email,
        reply_to=door.reply_to,
        values={
            "name": registration.name,
            "meeting_title": door.title,
            "starts_at": door.starts_at.isoformat(),
            "ends_at": door.ends_at.isoformat(),
            "where": place,
            "meeting_link": meeting_link(door, lang),
            "own_link": own_link(registration, lang),
            "reference": registration.reference,
            **values,
        },
        appointment=appointment,
        meeting_id=door.meeting_id,
        subject_ref=f"registration:{registration.id}",
        erase_after=door.ends_at + MAIL_KEPT,
    )
