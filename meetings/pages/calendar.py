"""Meetings for calendars (RFC 5545): one as a file, and all that come as a calendar that one follows."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Response, current_app, g, url_for

from meetings.errors import NotFound
from meetings.pages import feed_queries, queries
from meetings.pages.blueprint import blueprint
from meetings.pages.feeds import feed_title, wanted_feed
from meetings.pages.linked_data import absolute
from meetings.schedule.models import Meeting
from meetings.schedule.rules import Attendance, State
from meetings.subscriptions.queries import public_about
from meetings.subscriptions.rules import concerns
from meetings.subscriptions.views.shown import query
from meetings.web import access
from meetings.web.cache import public_page
from meetings.web.ical import Entry, Party, followed, written
from meetings.web.lang import lang
from meetings.web.markdown import plain
from meetings.web.requests import arrival
from meetings.web.unchanged import unchanged

IN_CALENDAR = 500
REFRESH = timedelta(hours=6)


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


@blueprint.get("/kalender.ics")
@access.public
def all_calendar() -> Response:
    """Give the meetings that come to calendar programs, which fetch them again and again: all, or those chosen."""
    g.one_language = True
    choice = wanted_feed()
    state = unchanged("all meetings", queries.state_of_all)
    day = arrival().replace(hour=0, minute=0, second=0, microsecond=0)

    def build() -> str:
        chosen = [one for one, ends_at, about in public_about() if ends_at > day and concerns(about, choice)]
        return followed(
            (_entry(meeting, meeting.updated_at) for meeting in feed_queries.for_calendar(chosen[:IN_CALENDAR])),
            prodid=_prodid(),
            name=feed_title(choice),
            refresh=REFRESH,
            url=absolute(url_for("pages.all_calendar")) + query(choice),
        )

    return public_page(("calendar", state, day, choice), build, mimetype="text/calendar")


def calendar_of(meeting: Meeting, now: datetime) -> str:
    """Return the meeting as a published calendar; times are in UTC, so that no zone has to be described.

    The address of an online meeting is in it only when the organiser has chosen so (domain.md, decision 8).
    """
    entry = _entry(meeting, now)
    return written("PUBLISH", entry.facts, prodid=_prodid(), organizer=entry.organizer)


def _prodid() -> str:
    return f"-//Moten//Moten//{lang().upper()}"


def _entry(meeting: Meeting, stamp: datetime) -> Entry:
    address = absolute(url_for("pages.meeting", meeting_id=meeting.id, slug=meeting.slug))
    cancelled = meeting.state == State.CANCELLED
    facts = {
        "uid": uid(meeting.id),
        "sequence": meeting.calendar_sequence,
        "dtstamp": stamp,
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
    return Entry(facts, _organiser(meeting))


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
