"""Read sign-ups: the door with its counts, one registration and its place in line, the people of a meeting."""

from meetings.registration.queries.door import (
    MEETING_POOL,
    Counts,
    Door,
    Word,
    counts,
    counts_of,
    door,
    meeting_pool,
    words,
)
from meetings.registration.queries.lines import lapsed_places, line, meetings_to_settle, workshop_lines
from meetings.registration.queries.people import (
    by_sector,
    known_addresses,
    listed_people,
    mails_about,
    meeting_of,
    people,
    place_in_line,
    registration,
    registration_by_link,
    registration_of_address,
    registrations,
)
from meetings.registration.queries.workshops import (
    WorkshopPlace,
    blocks_with_wishes,
    workshop_titles,
    workshops_of,
)

__all__ = [
    "MEETING_POOL",
    "Counts",
    "Door",
    "Word",
    "WorkshopPlace",
    "blocks_with_wishes",
    "by_sector",
    "counts",
    "counts_of",
    "door",
    "known_addresses",
    "lapsed_places",
    "line",
    "listed_people",
    "mails_about",
    "meeting_of",
    "meeting_pool",
    "meetings_to_settle",
    "people",
    "place_in_line",
    "registration",
    "registration_by_link",
    "registration_of_address",
    "registrations",
    "words",
    "workshop_lines",
    "workshop_titles",
    "workshops_of",
]
