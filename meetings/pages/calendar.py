"""The meeting as a file for a calendar (RFC 5545)."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from flask import Response, current_app, g, url_for

from meetings.errors import NotFound
from meetings.pages import queries
from meetings.pages.blueprint import blueprint
from meetings.pages.linked_data import absolute
from meetings.schedule.models import Meeting
from meetings.schedule.rules import Attendance, State
from meetings.web import access
from meetings.web.ical import Party, written
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


def calendar_of(meeting: Meeting, now: datetime) -> str:
    """Return the meeting as a published calendar; times are in UTC, so that no zone has to be described.

    The address of an online meeting is in it only when the organiser has chosen so (domain.md, decision 8).
    """
    address = absolute(url_for("pages.meeting", meeting_id=meeting.id, slug=meeting.slug))
    cancelled = meeting.state == State.CANCELLED
    facts = {
        "uid": uid(meeting.id),
        "sequence": meeting.calendar_sequence,
        "dtstamp": now,
        "last-modified": meeting.updated_at,
        "dtstart": meeting.starts_at,
        "dtend": meeting.ends_at,
        "summary": meeting.title,
        "description": "\n\n".join(part for part in (plain(meeting.summary, at_most=1000), address) if part),
        "url": address,
        "status": "CANCELLED" if cancelled else "CONFIRMED",
        "transp": "TRANSPARENT" if cancelled else "OPAQUE",
        "location": _location(meeting),
    }
    prodid = f"-//Moten//Moten//{lang().upper()}"
    return written("PUBLISH", facts, prodid=prodid, organizer=_organiser(meeting))


def uid(meeting_id: int) -> str:
    """Return the name of the meeting's entry in every calendar, the same for good."""
    return f"meeting-{meeting_id}@{urlsplit(current_app.config['BASE_URL']).hostname}"


def _location(meeting: Meeting) -> str:
    parts: list[str] = []
    if meeting.attendance != Attendance.ONLINE:
        town = " ".join(part for part in (meeting.postcode, meeting.town) if part)
        parts += [part for part in (meeting.venue, meeting.street, town) if part]
    if meeting.attendance != Attendance.PLACE:
        parts.append(meeting.online_url if meeting.online_in_calendar and meeting.online_url else "Online")
    return ", ".join(parts)


def _organiser(meeting: Meeting) -> Party | None:
    """Return the organisers under the service's own address: a person's may not be passed on to everybody."""
    sender = str(current_app.config["MAIL_SENDER"])
    if not sender or not meeting.organisers:
        return None
    return Party(sender, ", ".join(one.organisation.name for one in meeting.organisers))
