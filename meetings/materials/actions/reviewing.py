"""Take what a speaker gives, as it is or with other texts, or say why not; the speaker is told by mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.errors import Refused
from meetings.materials.actions import adding, editing, keeping, publishing
from meetings.materials.actions.adding import Texts
from meetings.materials.mail import speaking as mail
from meetings.materials.models import Material
from meetings.materials.queries import speaking as read
from meetings.materials.queries.speaking import Thing
from meetings.materials.rules import MaterialReason, VersionState
from meetings.materials.rules.speaking import SpeakerReason
from meetings.outbox import actions as outbox
from meetings.registration import queries as registrations
from meetings.schedule.queries import lock_meeting


@dataclass(frozen=True)
class Decision:
    """How something is taken: what the speaker is told, whether it is published now, and why if it is flawed.

    `number` is that of the version that was looked at, None of an address.
    """

    number: int | None
    words: str = ""
    publish: bool = False
    reason: str = ""


def take(
    meeting_id: int, material_id: int, texts: Texts, decision: Decision, base: int, now: datetime, actor: Actor
) -> Material:
    """Take what was given with these texts, and publish it when that is said; what is shown goes on being shown.

    Raises `Refused` also when the speaker has given something else since, `Stale` when it was saved since the
    revision `base`, and `NotFound`.
    """
    with transaction.write():
        lock_meeting(meeting_id)
        thing = _waiting(meeting_id, material_id, decision.number)
        address = thing.material.offered_url if decision.number is None else texts.url
        one = editing.save(meeting_id, material_id, replace(texts, url=address), base, now, actor)
        if decision.number is None:
            one.offered_url = one.offer_state = ""
            keeping.log(actor, "take_version", now, one)
        else:
            one = adding.take_version(meeting_id, material_id, decision.number, now, actor)
        one.answer = decision.words
        if decision.publish:
            publishing.publish(meeting_id, material_id, None, one.revision, now, actor, decision.reason)
        _tell(one, decision.number, decision.words, now, taken=True)
        return one


def refuse(meeting_id: int, material_id: int, number: int | None, words: str, now: datetime, actor: Actor) -> Material:
    """Do not take what was given, and say why. Raises `Refused`, `NotFound`."""
    if not words:
        raise Refused(SpeakerReason.NO_WORDS)
    with transaction.write():
        lock_meeting(meeting_id)
        thing = _waiting(meeting_id, material_id, number)
        one = thing.material
        if number is None:
            one.offer_state = VersionState.REFUSED.value
            keeping.log(actor, "refuse_version", now, one)
        else:
            adding.refuse_version(meeting_id, material_id, number, now, actor)
        one.answer = words
        _tell(one, number, words, now, taken=False)
        return one


def _waiting(meeting_id: int, material_id: int, number: int | None) -> Thing:
    """Return what waits, if it is what was looked at. Raises `Refused`."""
    thing = read.thing(meeting_id, material_id)
    offered = thing.offered
    if thing.state is not VersionState.OFFERED or (offered.number if offered else None) != number:
        raise Refused(MaterialReason.NOT_OFFERED)
    return thing


def _tell(one: Material, number: int | None, words: str, now: datetime, *, taken: bool) -> None:
    link = read.speaker_of(one)
    if link is not None and link.erased_at is None:
        door, which = registrations.door(link.meeting_id), f"{one.id}.{number or 0}.{int(now.timestamp())}"
        outbox.enqueue(mail.answer(door, link, which, one.title, words, taken=taken), now)
