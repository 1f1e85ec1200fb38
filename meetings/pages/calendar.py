"""The meeting as a file for a calendar (RFC 5545)."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from flask import Response, current_app, g, url_for
from icalendar import Calendar, Event, vCalAddress, vText

from meetings.errors import NotFound
from meetings.pages import queries
from meetings.pages.blueprint import blueprint
from meetings.pages.linked_data import absolute
from meetings.schedule.models import Meeting
from meetings.schedule.rules import Attendance, State
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.markdown import plain
from meetings.web.requests import arrival


@blueprint.get("/moten/<int:meeting_id>/kalender.ics")
@access.public
def calendar(meeting_id: int) -> Response:
    """Give the meeting to the visitor's calendar; a cancelled one tells the calendar so."""
    g.one_language = True
    meeting = queries.meeting_for_calendar(meeting_id)
    if meeting is None:
        raise NotFound
    response = Response(calendar_of(meeting, arrival()), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{meeting.slug}.ics"'
    return response


def calendar_of(meeting: Meeting, now: datetime) -> bytes:
    """Return the meeting as a published calendar; times are in UTC, so that no zone has to be described.

    The address of an online meeting is in it only when the organiser has chosen so (domain.md, decision 8).
    """
    made = Calendar()
    made.add("prodid", "-//Moten//Moten//SV" if lang() == "sv" else "-//Moten//Moten//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add_component(_event(meeting, now))
    return bytes(made.to_ical())


def uid(meeting_id: int) -> str:
    """Return the name of the meeting's entry in every calendar, the same for good."""
    return f"meeting-{meeting_id}@{urlsplit(current_app.config['BASE_URL']).hostname}"


def _event(meeting: Meeting, now: datetime) -> Event:
    address = absolute(url_for("pages.meeting", meeting_id=meeting.id, slug=meeting.slug))
    event = Event()
    event.add("uid", uid(meeting.id))
    event.add("sequence", meeting.calendar_sequence)
    event.add("dtstamp", now)
    event.add("last-modified", meeting.updated_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", meeting.title)
    event.add("description", "\n\n".join(part for part in (plain(meeting.summary, at_most=1000), address) if part))
    event.add("url", address)
    event.add("status", "CANCELLED" if meeting.state == State.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if meeting.state == State.CANCELLED else "OPAQUE")
    if location := _location(meeting):
        event.add("location", location)
    if organiser := _organiser(meeting):
        event.add("organizer", organiser)
    return event


def _location(meeting: Meeting) -> str:
    parts: list[str] = []
    if meeting.attendance != Attendance.ONLINE:
        town = " ".join(part for part in (meeting.postcode, meeting.town) if part)
        parts += [part for part in (meeting.venue, meeting.street, town) if part]
    if meeting.attendance != Attendance.PLACE:
        parts.append(meeting.online_url if meeting.online_in_calendar and meeting.online_url else "Online")
    return ", ".join(parts)


def _organiser(meeting: Meeting) -> vCalAddress | None:
    """Return the first organiser under the service's own address: a person's may not be passed on to everybody."""
    sender = str(current_app.config["MAIL_SENDER"])
    if not sender or not meeting.organisers:
        return None
    organiser = vCalAddress(f"mailto:{sender}")
    organiser.params["CN"] = vText(", ".join(one.organisation.name for one in meeting.organisers))
    return organiser
