"""What the mail says that tells people that their meeting is cancelled, made for thousands at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from flask import current_app

from meetings.links import queries as links
from meetings.outbox.actions import Mail
from meetings.outbox.mail_links import absolute
from meetings.registration import mail as registration_mail
from meetings.registration.models import Registration
from meetings.registration.queries import Door
from meetings.registration.rules import MAIL_KEPT, PlaceState
from meetings.web.lang import LANGUAGES, speaking

_VARY = ("UID:", "SEQUENCE:", "ATTENDEE")


class Told(Protocol):
    """Whom a mail goes to, and what they have at the meeting."""

    @property
    def id(self) -> int: ...
    @property
    def reference(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def lang(self) -> str: ...
    @property
    def revision(self) -> int: ...
    @property
    def arrival(self) -> int: ...
    @property
    def link_version(self) -> int: ...
    @property
    def state(self) -> str: ...


class Cancellations:
    """Writes one mail after the other; what all share is made once for each language."""

    def __init__(self, door: Door, reason: str, now: datetime) -> None:
        self._door = door
        self._now = now
        self._host = urlsplit(current_app.config["BASE_URL"]).hostname
        self._shared: dict[str, dict[str, str]] = {}
        self._lines: dict[str, list[str]] = {}
        for lang in LANGUAGES:
            with speaking(lang):
                self._shared[lang] = {
                    "meeting_title": door.title,
                    "starts_at": door.starts_at.isoformat(),
                    "ends_at": door.ends_at.isoformat(),
                    "where": registration_mail.where(door),
                    "reason": reason,
                    "meeting_link": registration_mail.meeting_link(door, lang),
                }
                self._lines[lang] = self._appointment_for_nobody(lang)

    def to(self, person: Told) -> Mail:
        """Return the mail to this person, in their language."""
        had_seat = person.state == PlaceState.CONFIRMED.value
        token = links.make(registration_mail.PURPOSE, person.id, person.link_version)
        return Mail(
            key=f"meeting_cancelled:{person.id}:{person.revision}.{person.arrival}",
            template="meeting_cancelled",
            lang=person.lang,
            to_name=person.name,
            to_address=person.email,
            reply_to=self._door.reply_to,
            values={
                **self._shared[person.lang],
                "name": person.name,
                "had_seat": had_seat,
                "own_link": absolute(f"/min-anmalan/{token}", person.lang),
                "reference": person.reference,
            },
            calendar=self._appointment(person) if had_seat else None,
            calendar_method=registration_mail.CANCEL if had_seat else "",
            meeting_id=self._door.meeting_id,
            subject_ref=f"registration:{person.id}",
            erase_after=self._door.ends_at + MAIL_KEPT,
        )

    def _appointment_for_nobody(self, lang: str) -> list[str]:
        """Return the lines of the .ics that is the same for all of a language; its person's own lines are left out."""
        nobody = Registration(reference="", name="", email="", lang=lang, revision=1)
        whole = registration_mail.appointment(self._door, nobody, registration_mail.CANCEL, self._now)
        return [line for line in whole.replace("\r\n ", "").split("\r\n") if not line.startswith(_VARY)]

    def _appointment(self, person: Told) -> str:
        """Return the .ics with this person's UID, SEQUENCE and name, as `registration.mail.appointment` makes it."""
        name = person.name.replace('"', "”")
        own = [
            f"UID:{person.reference}-{self._door.meeting_id}@{self._host}",
            f"SEQUENCE:{self._door.calendar_sequence + person.revision - 1}",
            f'ATTENDEE;CN="{name}":mailto:{person.email}' if name else f"ATTENDEE:mailto:{person.email}",
        ]
        lines: list[str] = []
        for line in self._lines[person.lang]:
            if line == "END:VEVENT":
                lines += own
            lines.append(line)
        return "\r\n".join(folded(line) for line in lines)


def folded(line: str) -> str:
    """Return the line in pieces of at most 75 octets, none of which ends inside a letter (RFC 5545, 3.1)."""
    data, pieces, room = line.encode(), [], 75
    while len(data) > room:
        end = room
        while data[end] & 0xC0 == 0x80:  # a later octet of a letter
            end -= 1
        pieces.append(data[:end])
        data, room = data[end:], 74  # the space that a continued line begins with takes one
    return b"\r\n ".join([*pieces, data]).decode()
