"""What speakers are written to: what to send and how, that it has come, and what the organiser says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.links import queries as links
from meetings.materials.models import SpeakerLink
from meetings.outbox.actions import Mail
from meetings.outbox.mail_links import absolute
from meetings.registration.mail.base import about_the_meeting, where
from meetings.registration.queries import Door
from meetings.registration.rules import MAIL_KEPT
from meetings.web.lang import speaking

PURPOSE = "speaker"  # of the link
REQUEST, REMINDER, RECEIPT, ANSWER = "speaker_request", "speaker_reminder", "speaker_receipt", "speaker_answer"


@dataclass(frozen=True)
class Asking:
    """What every mail that asks says: which kinds of file are taken, and how large one may be, in bytes."""

    kinds: str
    most: int


@dataclass(frozen=True)
class ItemTold:
    """The item of the programme that somebody is asked about; `starts_at` is aware."""

    title: str
    starts_at: datetime


def speaker_path(link: SpeakerLink) -> str:
    """Return the path of the speaker's page, without language."""
    return f"/talare/{links.make(PURPOSE, link.id, link.version)}"


def subject_ref(link: SpeakerLink) -> str:
    """Return how mails and the log name the speaker."""
    return f"speaker:{link.id}"


def request(door: Door, link: SpeakerLink, item: ItemTold | None, asking: Asking, now: datetime) -> Mail:
    """Return the mail that asks for material: what, until when, how large."""
    return _asks(REQUEST, door, link, item, asking, now)


def reminder(door: Door, link: SpeakerLink, item: ItemTold | None, asking: Asking, now: datetime) -> Mail:
    """Return the mail that asks once more."""
    return _asks(REMINDER, door, link, item, asking, now)


def receipt_key(link_id: int, once: str) -> str:
    """Return the key of the receipt of one sending, `once` being the token of its form."""
    return f"{RECEIPT}:{link_id}:{once}"


def receipt(door: Door, link: SpeakerLink, titles: Sequence[str], once: str) -> Mail:
    """Return the mail that thanks for what came."""
    return _letter(RECEIPT, door, link, receipt_key(link.id, once), titles=list(titles))


def answer(door: Door, link: SpeakerLink, which: str, title: str, words: str, *, taken: bool) -> Mail:
    """Return the mail that says whether what came was approved, with the organiser's words (`which`: it alone)."""
    key = f"{ANSWER}:{link.id}:{which}"
    return _letter(ANSWER, door, link, key, title=title, words=words, taken=taken)


def _asks(template: str, door: Door, link: SpeakerLink, item: ItemTold | None, asking: Asking, now: datetime) -> Mail:
    return _letter(
        template,
        door,
        link,
        f"{template}:{link.id}:{link.version}.{int(now.timestamp())}",
        item_title=item.title if item else "",
        item_starts_at=item.starts_at.isoformat() if item else "",
        due_at=link.due_at.isoformat() if link.due_at and link.due_at > now else "",
        is_over=now >= door.ends_at,
        kinds=asking.kinds,
        most=f"{asking.most / 1_000_000:g}".replace(".", ","),
    )


def _letter(template: str, door: Door, link: SpeakerLink, key: str, **values: object) -> Mail:
    with speaking(link.lang):
        place = where(door)
    return Mail(
        key=key,
        template=template,
        lang=link.lang,
        to_name=link.name,
        to_address=link.email,
        reply_to=door.reply_to,
        values={
            "name": link.name,
            **about_the_meeting(door, link.lang, place),
            "link": absolute(speaker_path(link), link.lang),
            **values,
        },
        meeting_id=door.meeting_id,
        subject_ref=subject_ref(link),
        erase_after=door.ends_at + MAIL_KEPT,
    )
