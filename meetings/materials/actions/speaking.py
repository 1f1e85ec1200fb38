"""Note who speaks, ask them for material and remind them, change and renew their links, and forget them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import String, cast, delete, literal, select, update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.audit.models import AuditEntry, AuditValue
from meetings.errors import NotFound, Refusal, Refused
from meetings.files.rules import FOR_MATERIAL, listed
from meetings.materials.mail import speaking as mail
from meetings.materials.mail.speaking import Asking, ItemTold
from meetings.materials.models import Material, MaterialVersion, SpeakerLink
from meetings.materials.queries import speaking as read
from meetings.materials.rules import speaking as rules
from meetings.materials.rules.speaking import SpeakerReason, SpeakerState
from meetings.outbox import actions as outbox
from meetings.registration import queries as registrations
from meetings.schedule.models import ProgrammeItem
from meetings.schedule.queries import lock_meeting
from meetings.text import key, sort_key


@dataclass(frozen=True)
class Wanted:
    """A speaker as an organiser notes them: `item_id` is of the meeting, None is no item in particular."""

    name: str
    email: str
    item_id: int | None = None
    lang: str = "sv"


def add(meeting_id: int, people: Sequence[Wanted], now: datetime, actor: Actor) -> list[SpeakerLink]:
    """Note these speakers, who are not asked yet. Raises `NotFound`, and `Refused` for one who is noted already."""
    with transaction.write() as session:
        lock_meeting(meeting_id)
        made = [_add(session, meeting_id, one, now, actor) for one in people]
        session.flush()
        return made


def ask_all(meeting_id: int, due_at: datetime | None, now: datetime, actor: Actor) -> int:
    """Mail everybody who has not been asked their link, and return how many. Raises `Refused`, `NotFound`."""
    return _mail_those(meeting_id, SpeakerState.NOT_ASKED, due_at, now, actor)


def remind_all(meeting_id: int, now: datetime, actor: Actor) -> int:
    """Mail everybody who was asked and owes something once more: each at most once in 24 hours.

    Returns how many. Raises `Refused` when there is nobody, and `NotFound`.
    """
    return _mail_those(meeting_id, SpeakerState.MISSING, None, now, actor)


def mail_one(
    meeting_id: int, speaker_id: int, now: datetime, actor: Actor, *, due_at: datetime | None = None
) -> SpeakerLink:
    """Ask one speaker, until `due_at` unless another time is noted, or remind them when they have been asked.

    Raises `Refused`, `NotFound`.
    """
    with transaction.write() as session:
        _require_open(meeting_id, now)
        link = read.speaker(meeting_id, speaker_id, lock=True)
        state = read.state_of(link)
        if refusal := rules.refusal_to_remind(link, state, now, link.name):
            raise Refused(refusal)
        again = state is not SpeakerState.NOT_ASKED
        link.due_at = link.due_at or due_at
        _send(session, [link], now, again=again)
        _log(actor, "remind_speakers" if again else "ask_speakers", link, now)
        return link


def change(
    meeting_id: int, speaker_id: int, wanted: Wanted, due_at: datetime | None, now: datetime, actor: Actor
) -> bool:
    """Change what is noted of a speaker; return whether their mail goes out anew.

    Another address gets another link, and the question again when it had been asked: the old address was
    somebody else's, or nobody's. Raises `Refused`, `NotFound`.
    """
    with transaction.write() as session:
        meeting = lock_meeting(meeting_id)
        link = read.speaker(meeting_id, speaker_id, lock=True)
        if link.erased_at is not None:
            raise Refused(SpeakerReason.ERASED)
        _require_new(session, meeting_id, wanted, but=link.id)
        moved = key(wanted.email) != link.email_key
        changes: dict[str, tuple[object, object]] = {}
        for name, value in _columns(wanted).items():
            if getattr(link, name) != value and name in ("name", "email", "lang", "item_id"):
                changes["programme_item" if name == "item_id" else name] = (getattr(link, name), value)
            setattr(link, name, value)
        if link.due_at != due_at:
            changes["due_at"] = (link.due_at, due_at)
            link.due_at = due_at
        link.version += 1 if moved else 0
        again = moved and link.asked_at is not None and rules.refusal_to_send(meeting, now) is None
        if again:
            _send(session, [link], now, again=False)
        if changes:
            _log(actor, "change_speaker", link, now, changes)
        return again


def renew(meeting_id: int, speaker_id: int, now: datetime, actor: Actor) -> SpeakerLink:
    """Give a speaker a new link, and mail it; the old one opens nothing any more. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        _require_open(meeting_id, now)
        link = read.speaker(meeting_id, speaker_id, lock=True)
        if link.erased_at is not None:
            raise Refused(SpeakerReason.ERASED)
        link.version += 1
        _send(session, [link], now, again=False)
        _log(actor, "new_speaker_link", link, now)
        return link


def remove(meeting_id: int, speaker_id: int, now: datetime, actor: Actor) -> None:
    """Forget a speaker: their link, address and name, the mails to them and what the log holds of them.

    What they gave stays, with the credit that is shown. Raises `NotFound`.
    """
    with transaction.write() as session:
        lock_meeting(meeting_id)
        link = read.speaker(meeting_id, speaker_id, lock=True)
        ref = mail.subject_ref(link)
        outbox.erase(session, read.mails_of(ref))
        entries = select(AuditEntry.id).where(AuditEntry.meeting_id == meeting_id, AuditEntry.subject == ref)
        session.execute(
            delete(AuditValue).where(AuditValue.entry_id.in_(entries)).execution_options(synchronize_session=False)
        )
        erase(session, [link.id], now)
        session.flush()
        session.execute(
            update(Material)
            .where(Material.speaker_id == link.id)
            .values(speaker_id=None)
            .execution_options(synchronize_session="fetch")
        )
        session.delete(link)
        record(actor, "materials.remove_speaker", now, meeting_id=meeting_id)


def erase(session: Session, speaker_ids: Sequence[int], now: datetime) -> None:
    """Leave of these speakers a row without name and address, whose link opens nothing. Joins the open transaction.

    Their names go from what they gave as well; the credit, which is public, stays.
    """
    theirs = select(Material.id).where(Material.speaker_id.in_(speaker_ids))
    session.execute(
        update(MaterialVersion)
        .where(MaterialVersion.material_id.in_(theirs))
        .values(given_by="")
        .execution_options(synchronize_session="fetch")
    )
    session.execute(
        update(SpeakerLink)
        .where(SpeakerLink.id.in_(speaker_ids))
        .values(
            name="",
            name_sort="",
            email="",
            email_key=literal("-") + cast(SpeakerLink.id, String),
            version=SpeakerLink.version + 1,
            erased_at=now,
        )
        .execution_options(synchronize_session="fetch")
    )


def asking() -> Asking:
    """Return which kinds of file are taken from speakers, and how large one may be."""
    return Asking(listed(FOR_MATERIAL), int(current_app.config["MATERIAL_BYTES"]))


def _add(session: Session, meeting_id: int, wanted: Wanted, now: datetime, actor: Actor) -> SpeakerLink:
    _require_new(session, meeting_id, wanted)
    link = SpeakerLink(meeting_id=meeting_id, created_at=now, **_columns(wanted))
    session.add(link)
    session.flush()
    _log(actor, "add_speaker", link, now, {"name": (None, link.name), "email": (None, link.email)})
    return link


def _columns(wanted: Wanted) -> dict[str, object]:
    return {
        "name": wanted.name,
        "name_sort": sort_key(wanted.name)[:800],
        "email": wanted.email,
        "email_key": key(wanted.email),
        "item_id": wanted.item_id,
        "lang": wanted.lang,
    }


def _require_new(session: Session, meeting_id: int, wanted: Wanted, but: int = 0) -> None:
    if wanted.item_id is not None:
        item = session.get(ProgrammeItem, wanted.item_id)
        if item is None or item.meeting_id != meeting_id:
            raise NotFound
    if read.is_known(meeting_id, key(wanted.email), wanted.item_id, but):
        raise Refused(Refusal(SpeakerReason.KNOWN, {"name": wanted.name}))


def _require_open(meeting_id: int, now: datetime) -> None:
    if refusal := rules.refusal_to_send(lock_meeting(meeting_id), now):
        raise Refused(refusal)


def _mail_those(meeting_id: int, state: SpeakerState, due_at: datetime | None, now: datetime, actor: Actor) -> int:
    again = state is not SpeakerState.NOT_ASKED
    with transaction.write() as session:
        _require_open(meeting_id, now)
        found = [
            one.link
            for one in read.speakers(meeting_id)
            if (
                rules.is_to_be_reminded(one.link, one.state, now)
                if again
                else rules.is_to_be_asked(one.link, one.state)
            )
        ]
        if not found:
            raise Refused(SpeakerReason.NOBODY)
        for link in found:
            link.due_at = due_at or link.due_at
        _send(session, found, now, again=again)
        action = "materials.remind_speakers" if again else "materials.ask_speakers"
        record(actor, action, now, meeting_id=meeting_id, changes={"people": (None, len(found))})
        return len(found)


def _send(session: Session, links: Sequence[SpeakerLink], now: datetime, *, again: bool) -> None:
    """Queue the mail that asks each of them, and note that they were asked."""
    door = registrations.door(links[0].meeting_id)
    for link in links:
        if again:
            link.reminded_at = now
        else:
            link.asked_at, link.reminded_at = now, None
        item = session.get(ProgrammeItem, link.item_id) if link.item_id is not None else None
        told = ItemTold(item.title, item.starts_at) if item is not None else None
        write = mail.reminder if again else mail.request
        outbox.enqueue(write(door, link, told, asking(), now), now)


def _log(
    actor: Actor,
    action: str,
    link: SpeakerLink,
    now: datetime,
    changes: dict[str, tuple[object, object]] | None = None,
) -> None:
    subject = mail.subject_ref(link)
    record(actor, f"materials.{action}", now, meeting_id=link.meeting_id, subject=subject, changes=changes)
