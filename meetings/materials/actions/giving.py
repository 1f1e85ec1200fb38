"""Take what a speaker gives by their link, for an organiser to look at; and what they say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import SPEAKER, record
from meetings.errors import Refused
from meetings.files import actions as files
from meetings.files import queries as stored_files
from meetings.materials.actions import adding, editing, keeping, publishing
from meetings.materials.actions.adding import Texts, Upload
from meetings.materials.actions.flaws import flaws_of
from meetings.materials.mail import speaking as mail
from meetings.materials.models import Material, SpeakerLink
from meetings.materials.queries import speaking as read
from meetings.materials.queries.speaking import Thing
from meetings.materials.rules import MaterialKind, VersionState
from meetings.materials.rules import speaking as rules
from meetings.materials.rules.speaking import SpeakerReason
from meetings.outbox import actions as outbox
from meetings.registration import queries as registrations
from meetings.schedule.queries import lock_meeting


@dataclass(frozen=True)
class Piece:
    """A stored file that waits to be kept: the name that it came with, and the codes of its flaws."""

    key: str
    name: str
    type: str = ""
    flaws: Sequence[str] = ()


@dataclass(frozen=True)
class Told:
    """What a speaker says of what they give: `title` "" takes that of the file."""

    title: str = ""
    credit: str = ""
    lang: str = "sv"
    alt: str = ""


@dataclass(frozen=True)
class Gift:
    """Files, or an address, or both, given with one press of the button.

    `wording` is what was ticked about the rights, in the words that were seen; `once` the token of the form.
    """

    pieces: Sequence[Piece]
    url: str
    told: Told
    wording: str
    once: str


def looked_through(key: str) -> Piece | None:
    """Return a stored file as something to give, its flaws found; None when it is gone. Outside any transaction."""
    stored = stored_files.stored(key)
    return Piece(stored.key, stored.name, stored.type, flaws_of(stored)) if stored is not None else None


def give(link_id: int, version: int, gift: Gift, now: datetime) -> list[Material]:
    """Take what is given as drafts that wait for an organiser, and mail a receipt; what came before gives [].

    Several files keep the names that they came with. Raises `Refused`, and `NotFound` when the link was revoked.
    """
    with transaction.write() as session:
        link = _locked(link_id, version)
        if _came_before(link, gift.once):
            return []
        number = len(gift.pieces) + bool(gift.url)
        _refuse(link, number, len(read.things_of(link.id)), now)
        alone = number == 1
        made = [_file(link, one, gift.told, now, alone=alone) for one in gift.pieces]
        if gift.url:
            made.append(_address(session, link, gift.url, gift.told, now))
        _thank(link, gift, [one.title for one in made], now)
        return made


def give_again(link_id: int, version: int, material_id: int, gift: Gift, now: datetime) -> Material:
    """Take another version of what was given, under the same address; one that still waits gives way to it.

    Raises `Refused`, and `NotFound`.
    """
    with transaction.write() as session:
        link = _locked(link_id, version)
        thing = read.thing_of(link.id, material_id)
        one = thing.material
        if _came_before(link, gift.once):
            return one
        is_address = one.kind == MaterialKind.LINK.value
        _refuse(link, bool(gift.url) if is_address else len(gift.pieces), 0, now)
        if is_address:
            one.offered_url, one.offer_state = gift.url, VersionState.OFFERED.value
            one.revision += 1
            one.updated_at = now
            keeping.log(SPEAKER, "offer", now, one)
        else:
            # The new one first: what an organiser has before them is never another file under the same number.
            adding.add_version(link.meeting_id, one.id, _upload(link, gift.pieces[0]), now, SPEAKER)
            _give_way(session, thing)
        one.answer = ""
        _thank(link, gift, [one.title], now)
        return one


def retell(link_id: int, version: int, material_id: int, told: Told, now: datetime) -> Material:
    """Change what the speaker says of something that no organiser has taken. Raises `Refused`, `NotFound`."""
    with transaction.write():
        link = _locked(link_id, version)
        if refusal := rules.refusal_to_send(read.meeting(link.meeting_id), now):
            raise Refused(refusal)
        thing = read.thing_of(link.id, material_id)
        if is_shown(thing):
            raise Refused(SpeakerReason.NOT_WAITING)
        one = thing.material
        texts = replace(texts_of(one), title=told.title, credit=told.credit, lang=told.lang, alt=told.alt)
        return editing.save(link.meeting_id, one.id, texts, one.revision, now, SPEAKER)


def take_back(link_id: int, version: int, material_id: int, now: datetime) -> None:
    """Take back what no organiser has looked at; where nothing else was given it is gone.

    Raises `Refused`, `NotFound`.
    """
    with transaction.write() as session:
        link = _locked(link_id, version)
        thing = read.thing_of(link.id, material_id)
        if thing.state is not VersionState.OFFERED:
            raise Refused(SpeakerReason.NOT_WAITING)
        one = thing.material
        _give_way(session, thing)
        one.offered_url = one.offer_state = ""
        session.flush()
        if not is_shown(thing) and all(kept.state == VersionState.OFFERED.value for kept, _file in thing.versions):
            publishing.remove(link.meeting_id, one.id, now, SPEAKER)
        else:
            one.revision += 1
            one.updated_at = now
            keeping.log(SPEAKER, "take_back", now, one)


def decline(link_id: int, version: int, now: datetime) -> SpeakerLink:
    """Note that the speaker has nothing to share: they are not reminded. Raises `Refused`, `NotFound`."""
    with transaction.write():
        link = _locked(link_id, version)
        if refusal := rules.refusal_to_send(read.meeting(link.meeting_id), now):
            raise Refused(refusal)
        if link.declined_at is None:
            link.declined_at = now
            ref = mail.subject_ref(link)
            record(SPEAKER, "materials.decline", now, meeting_id=link.meeting_id, subject=ref)
        return link


def is_shown(thing: Thing) -> bool:
    """Tell whether an organiser has taken some version of it, or its address."""
    return thing.material.version > 0 or bool(thing.material.url)


def texts_of(one: Material) -> Texts:
    """Return what is written of the material as it stands."""
    return Texts(**{name: getattr(one, name) for name in Texts.__dataclass_fields__})


def _locked(link_id: int, version: int) -> SpeakerLink:
    """Return the speaker under the lock of the meeting. Raises `NotFound`."""
    lock_meeting(read.speaker_by_link(link_id, version).meeting_id)
    return read.speaker_by_link(link_id, version)


def _refuse(link: SpeakerLink, number: int, has: int, now: datetime) -> None:
    if refusal := rules.refusal_to_give(read.meeting(link.meeting_id), now, number=number, has=has):
        raise Refused(refusal)


def _came_before(link: SpeakerLink, once: str) -> bool:
    return read.has_sent(mail.receipt_key(link.id, once))


def _file(link: SpeakerLink, piece: Piece, told: Told, now: datetime, *, alone: bool) -> Material:
    title = (told.title if alone else "") or rules.suggested_title(piece.name)
    kind = MaterialKind.FILM if piece.type.startswith("video/") else MaterialKind.FILE
    upload = _upload(link, piece)
    texts = Texts(title, told.credit, told.lang, alt=told.alt if alone else "", item_id=link.item_id)
    return adding.add(link.meeting_id, kind, texts, now, SPEAKER, upload=upload, speaker_id=link.id)


def _address(session: Session, link: SpeakerLink, url: str, told: Told, now: datetime) -> Material:
    texts = Texts(told.title or url[:200], told.credit, told.lang, item_id=link.item_id)
    made = adding.add(link.meeting_id, MaterialKind.LINK, texts, now, SPEAKER, speaker_id=link.id)
    made.offered_url, made.offer_state = url, VersionState.OFFERED.value
    session.flush()
    return made


def _upload(link: SpeakerLink, piece: Piece) -> Upload:
    return Upload(piece.key, given_by=link.name, state=VersionState.OFFERED, flaws=tuple(piece.flaws))


def _give_way(session: Session, thing: Thing) -> None:
    """Let the versions go that nobody has looked at."""
    for version, _file in thing.versions:
        if version.state == VersionState.OFFERED.value:
            keys = [version.file_key, *([version.picture_key] if version.picture_key else [])]
            thing.material.versions.remove(version)
            session.flush()
            files.discard(session, keys)


def _thank(link: SpeakerLink, gift: Gift, titles: Sequence[str], now: datetime) -> None:
    link.agreed_at, link.wording, link.declined_at = now, gift.wording, None
    outbox.enqueue(mail.receipt(registrations.door(link.meeting_id), link, titles, gift.once), now)
