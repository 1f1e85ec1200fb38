"""What machines are told of a meeting: schema.org Event, and addresses in full."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app

from meetings.pages.blueprint import blueprint
from meetings.pages.queries import Glance
from meetings.schedule.models import Meeting
from meetings.schedule.rules import Attendance, State
from meetings.web import dates
from meetings.web.lang import ENGLISH_PREFIX, lang, root_without_language
from meetings.web.markdown import plain

_MODES = {
    Attendance.PLACE: "OfflineEventAttendanceMode",
    Attendance.ONLINE: "OnlineEventAttendanceMode",
    Attendance.BOTH: "MixedEventAttendanceMode",
}


def absolute(path: str) -> str:
    """Return the public address of a path of this service, as `url_for` gives it."""
    base = str(current_app.config["BASE_URL"])
    return base + path.removeprefix(root_without_language())


@blueprint.app_template_global()
def both_languages(url: str) -> dict[str, str]:
    """Return the same page's public address in Swedish and in English."""
    base = str(current_app.config["BASE_URL"])
    path = url.removeprefix(base)
    if lang() == "en":
        path = path.removeprefix(ENGLISH_PREFIX) or "/"
    return {"sv": base + path, "en": base + ENGLISH_PREFIX + path}


def event_data(meeting: Meeting, glance: Glance, now: datetime) -> dict[str, Any]:
    """Return the meeting as a schema.org Event; nothing is offered for sale, and nobody is named but organisers."""
    cancelled = meeting.state == State.CANCELLED
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": meeting.title,
        "description": meeting.summary or plain(meeting.purpose),
        "inLanguage": meeting.lang,
        "startDate": dates.iso_local(meeting.starts_at),
        "endDate": dates.iso_local(meeting.ends_at),
        "eventStatus": f"https://schema.org/{'EventCancelled' if cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"https://schema.org/{_MODES[Attendance(meeting.attendance)]}",
        "isAccessibleForFree": True,
        "location": _locations(meeting),
        "organizer": [_organiser(one.organisation.name, one.organisation.website) for one in meeting.organisers],
    }
    if glance.pool.seats is not None and glance.takes_sign_ups:
        data["maximumAttendeeCapacity"] = glance.pool.seats
        if glance.show_seats_left and now < meeting.starts_at and not cancelled:
            data["remainingAttendeeCapacity"] = glance.pool.free
    return data


def _organiser(name: str, website: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name} | ({"url": website} if website else {})


def _locations(meeting: Meeting) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if meeting.attendance != Attendance.ONLINE:
        address = {
            "streetAddress": meeting.street,
            "postalCode": meeting.postcode,
            "addressLocality": meeting.town,
            "addressCountry": "SE",
        }
        filled = {name: value for name, value in address.items() if value}
        found.append(
            {
                "@type": "Place",
                "name": meeting.venue or meeting.town,
                "address": {"@type": "PostalAddress", **filled},
            }
        )
    if meeting.attendance != Attendance.PLACE:
        found.append({"@type": "VirtualLocation", "url": current_app.config["BASE_URL"] + f"/m/{meeting.id}"})
    return found
