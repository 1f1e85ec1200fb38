"""What the sign-up's mails say, from a snapshot: name, meeting, when, where, the own link; never answers."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _
from icalendar import Calendar, Event, vCalAddress

from meetings.links import queries as links
from meetings.outbox.actions import Mail
from meetings.outbox.mail_links import absolute
from meetings.registration.models import Registration
from meetings.registration.queries import Door
from meetings.registration.rules import MAIL_KEPT, PlaceState
from meetings.web.lang import speaking

PURPOSE = "registration"  # of the own link
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"  # RFC 5546


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
    door: Door, registration: Registration, state: PlaceState, in_line: int, now: datetime, *, calendar: str = ""
) -> Mail:
    """Return the mail that says what came of a sign-up; who has a seat gets it with an appointment.

    `in_line` is the number in line of who waits. The appointment is made here unless it is given.
    """
    confirmed = state is PlaceState.CONFIRMED
    return _mail(
        "confirmation",
        door,
        registration,
        calendar=(calendar or appointment(door, registration, REQUEST, now)) if confirmed else "",
        method=REQUEST if confirmed else "",
        state=state.value,
        in_line=in_line,
        added_by_organiser=bool(registration.added_by),
    )


def promotion(door: Door, registration: Registration, now: datetime) -> Mail:
    """Return the mail that says that somebody who waited has a seat."""
    calendar = appointment(door, registration, REQUEST, now)
    return _mail("promotion", door, registration, calendar=calendar, method=REQUEST)


def cancellation(door: Door, registration: Registration, now: datetime, *, had_seat: bool, by_organiser: bool) -> Mail:
    """Return the mail that says that a registration no longer holds; it takes the appointment away."""
    return _mail(
        "cancellation",
        door,
        registration,
        calendar=appointment(door, registration, CANCEL, now) if had_seat else "",
        method=CANCEL if had_seat else "",
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


def appointment(door: Door, registration: Registration, method: str, now: datetime) -> str:
    """Return the meeting as an .ics for this person, in their language.

    Its UID is the same for good. It never holds the own link, and the online address only if the
    organiser chose so (domain.md, decision 8). Times are in UTC: no zone to be read wrongly.
    """
    with speaking(registration.lang):
        calendar = Calendar()
        calendar.add("prodid", "-//meetings//registration//SV")
        calendar.add("version", "2.0")
        calendar.add("method", method)
        event = Event()
        host = urlsplit(current_app.config["BASE_URL"]).hostname
        event.add("uid", f"{registration.reference}-{door.meeting_id}@{host}")
        event.add("dtstamp", now.replace(microsecond=0))
        event.add("dtstart", door.starts_at)
        event.add("dtend", door.ends_at)
        event.add("summary", door.title)
        event.add("location", _location(door))
        event.add("url", meeting_link(door, registration.lang))
        event.add("sequence", sequence(door, registration))
        event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
        event.add("organizer", _party(door.reply_to or _sender()))
        if method != PUBLISH:
            event.add("attendee", _party(registration.email, registration.name))
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _location(door: Door) -> str:
    place = where(door)
    if door.online_in_calendar and door.online_url:
        return f"{place}: {door.online_url}"
    return place


def _party(address: str, name: str = "") -> vCalAddress:
    party = vCalAddress(f"mailto:{address}")
    if name:
        # A quotation mark cannot stand in a parameter (RFC 5545, 3.2).
        party.params["CN"] = name.replace('"', "”")
    return party


def _sender() -> str:
    sender: str = current_app.config["MAIL_SENDER"]
    return sender.rpartition("<")[2].rstrip(">")


def _mail(
    template: str,
    door: Door,
    registration: Registration,
    *,
    key: str = "",
    calendar: str = "",
    method: str = "",
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
        calendar=calendar or None,
        calendar_method=method,
        meeting_id=door.meeting_id,
        subject_ref=f"registration:{registration.id}",
        erase_after=door.ends_at + MAIL_KEPT,
    )
