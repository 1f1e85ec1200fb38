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
from meetings.registration.queries.people import (
    by_sector,
    first_in_line,
    known_addresses,
    listed_people,
    mails_about,
    meeting_of,
    people,
    place_in_line,
    registration,
    registration_by_link,
    registration_of_address,
)

__all__ = [
    "MEETING_POOL",
    "Counts",
    "Door",
    "Word",
    "by_sector",
    "counts",
    "counts_of",
    "door",
    "first_in_line",
    "known_addresses",
    "listed_people",
    "mails_about",
    "meeting_of",
    "meeting_pool",
    "people",
    "place_in_line",
    "registration",
    "registration_by_link",
    "registration_of_address",
    "words",
]
