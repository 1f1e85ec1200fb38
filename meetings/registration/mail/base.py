"""What all mails of the sign-up share: links, where one takes part, the appointment, and the letter itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _

from meetings.links import queries as links
from meetings.outbox import appointments
from meetings.outbox.actions import Mail
from meetings.outbox.appointments import Appointment, Part
from meetings.outbox.mail_links import absolute
from meetings.registration.models import Registration
from meetings.registration.queries import Door, WorkshopPlace
from meetings.registration.queries.attending import attending
from meetings.registration.rules import MAIL_KEPT, PlaceState, PoolKind
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
    place = _venue(door)
    if door.attendance == "online":
        return str(_("På nätet"))
    if door.attendance == "both":
        return str(_("%(place)s, och på nätet", place=place))
    return place


def _venue(door: Door) -> str:
    return ", ".join(part for part in (door.venue, door.street, f"{door.postcode} {door.town}".strip()) if part)


def attends(door: Door, registration: Registration) -> str:
    """Return "room" or "online", which somebody has or waits for at a hybrid meeting; "" at any other."""
    place = attending(door, registration)
    return next((pool.kind for pool in door.others if place is not None and pool.id == place.pool_id), "")


def comes_online(door: Door, registration: Registration) -> bool:
    """Tell whether the address of the meeting on the net is for somebody who has a seat: not for those in the room."""
    return bool(door.online_url) and attends(door, registration) != PoolKind.ROOM.value


def where_for(door: Door, registration: Registration) -> str:
    """Return where somebody takes part: at a hybrid meeting in the room, or on the net."""
    chosen = attends(door, registration)
    if chosen == PoolKind.ONLINE.value:
        return str(_("På nätet"))
    return _venue(door) if chosen else where(door)


def sequence(door: Door, registration: Registration) -> int:
    """Return the SEQUENCE (RFC 5545) of somebody's appointment.

    It rises when the meeting moves and with each change of the registration, so that cancelling and
    signing up again supersede each other in a calendar. Another workshop alone changes no time and no state of the
    entry: there the later DTSTAMP supersedes (RFC 5546, 2.1.5).
    """
    return door.calendar_sequence + registration.revision - 1


def entry(
    door: Door, registration: Registration, method: str, now: datetime, workshops: Iterable[WorkshopPlace] = ()
) -> Appointment:
    """Return the meeting as it stands in this person's calendar, in their language, with the workshops they have.

    Its UID is the same for good. It never holds the own link, and the online address only if the
    organiser chose so (domain.md, decision 8).
    """
    host = urlsplit(current_app.config["BASE_URL"]).hostname
    with speaking(registration.lang):
        place = _location(door, registration)
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
        parts=tuple(
            Part(one.title, one.room, one.starts_at, one.ends_at)
            for one in workshops
            if one.state == PlaceState.CONFIRMED.value
        ),
    )


def appointment(
    door: Door, registration: Registration, method: str, now: datetime, workshops: Iterable[WorkshopPlace] = ()
) -> str:
    """Return the meeting as an .ics for this person; `entry` says what it holds."""
    with speaking(registration.lang):
        return appointments.ics(entry(door, registration, method, now, workshops))


def _location(door: Door, registration: Registration) -> str:
    place = where_for(door, registration)
    if door.online_in_calendar and comes_online(door, registration):
        return f"{place}: {door.online_url}"
    return place


def _sender() -> str:
    sender: str = current_app.config["MAIL_SENDER"]
    return sender.rpartition("<")[2].rstrip(">")


def about_the_meeting(door: Door, lang: str, place: str) -> dict[str, object]:
    """Return what a mail in this language says of the meeting; `place` is where its reader takes part."""
    return {
        "meeting_title": door.title,
        "starts_at": door.starts_at.isoformat(),
        "ends_at": door.ends_at.isoformat(),
        "where": place,
        "meeting_link": meeting_link(door, lang),
    }


def letter(
    template: str,
    door: Door,
    registration: Registration,
    appointment: Appointment | None = None,
    *,
    key: str = "",
    **values: object,
) -> Mail:
    """Return a mail to somebody about their sign-up, with what every one of them says.

    `key` tells apart mails of the same kind; without one it is what the registration is now.
    """
    lang = registration.lang
    with speaking(lang):
        place = where_for(door, registration)
    return Mail(
        key=f"{template}:{registration.id}:{key or f'{registration.revision}.{registration.arrival}'}",
        template=template,
        lang=lang,
        to_name=registration.name,
        to_address=registration.email,
        reply_to=door.reply_to,
        values={
            "name": registration.name,
            **about_the_meeting(door, lang, place),
            "own_link": own_link(registration, lang),
            "reference": registration.reference,
            **values,
        },
        appointment=appointment,
        meeting_id=door.meeting_id,
        subject_ref=f"registration:{registration.id}",
        erase_after=door.ends_at + MAIL_KEPT,
    )
