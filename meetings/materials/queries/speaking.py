"""Read speakers: whom to ask, how each stands, what each gave, and what waits for an organiser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.materials.models import Material, MaterialVersion, SpeakerLink
from meetings.materials.rules import MaterialState, VersionState
from meetings.materials.rules.speaking import SpeakerState, standing, state_of_thing
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import MailState
from meetings.schedule.models import Appearance, Meeting, ProgrammeItem
from meetings.schedule.rules import ItemKind
from meetings.text import fold

_NO_TALK = (ItemKind.BREAK.value, ItemKind.MEAL.value)
_OFFERED = VersionState.OFFERED.value


@dataclass(frozen=True)
class Suggestion:
    """Somebody on the programme who has no link yet: an appearance, and its item. `starts_at` is aware."""

    appearance_id: int
    item_id: int
    item_title: str
    starts_at: datetime
    name: str
    organisation: str


@dataclass(frozen=True)
class Speaker:
    """A speaker's link with its item and how the speaker stands; `given` counts things that are not refused."""

    link: SpeakerLink
    item_title: str
    item_starts_at: datetime | None
    state: SpeakerState
    given: int
    mail_failed: bool


@dataclass(frozen=True)
class Thing:
    """Something that a speaker gave, with the files of its versions, the newest first."""

    material: Material
    state: VersionState
    versions: Sequence[tuple[MaterialVersion, StoredFile]]

    @property
    def offered(self) -> MaterialVersion | None:
        """The version that waits for an organiser."""
        return next((one for one, _file in self.versions if one.state == _OFFERED), None)

    @property
    def newest(self) -> tuple[MaterialVersion, StoredFile] | None:
        """The version that came last, with its file; None of an address."""
        return self.versions[0] if self.versions else None

    @property
    def address(self) -> str:
        """The address that waits or was refused, else the one that is shown; "" of a file."""
        return self.material.offered_url or self.material.url


def speaker_by_link(link_id: int, version: int) -> SpeakerLink:
    """Return the speaker whom the link belongs to. Raises `NotFound` when it has been revoked."""
    found = db.session.get(SpeakerLink, link_id, populate_existing=True)
    if found is None or found.version != version or found.erased_at is not None:
        raise NotFound
    return found


def speaker(meeting_id: int, speaker_id: int, *, lock: bool = False) -> SpeakerLink:
    """Return one of the meeting's speakers, also one who is erased. Raises `NotFound`."""
    statement = select(SpeakerLink).where(SpeakerLink.id == speaker_id, SpeakerLink.meeting_id == meeting_id)
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def speaker_of(material: Material) -> SpeakerLink | None:
    """Return whoever gave the material, if that was a speaker who is still known."""
    return db.session.get(SpeakerLink, material.speaker_id) if material.speaker_id is not None else None


def item_of(link: SpeakerLink) -> ProgrammeItem | None:
    """Return the item of the programme that the speaker is asked about, if any."""
    return db.session.get(ProgrammeItem, link.item_id) if link.item_id is not None else None


def items(meeting_id: int) -> Sequence[Any]:
    """Return id, title and beginning of the items of the programme, in its order."""
    return db.session.execute(
        select(ProgrammeItem.id, ProgrammeItem.title, ProgrammeItem.starts_at)
        .where(ProgrammeItem.meeting_id == meeting_id)
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.position)
    ).all()


def speakers(meeting_id: int) -> list[Speaker]:
    """Return everybody who has a link, in the order of the programme, and how each stands; erased ones are left out."""
    rows = db.session.execute(
        select(SpeakerLink, ProgrammeItem.title, ProgrammeItem.starts_at)
        .outerjoin(ProgrammeItem, ProgrammeItem.id == SpeakerLink.item_id)
        .where(SpeakerLink.meeting_id == meeting_id, SpeakerLink.erased_at.is_(None))
        .order_by(ProgrammeItem.starts_at.is_(None), ProgrammeItem.starts_at, SpeakerLink.name_sort, SpeakerLink.id)
    ).all()
    numbers, failed = _numbers(Material.meeting_id == meeting_id), _failed(meeting_id)
    return [_speaker(row[0], row[1], row[2], numbers.get(row[0].id, Counter()), failed) for row in rows]


def state_of(link: SpeakerLink) -> SpeakerState:
    """Return how one speaker stands."""
    return _state(link, _numbers(Material.speaker_id == link.id).get(link.id, Counter()))


def _speaker(
    link: SpeakerLink, title: str | None, at: datetime | None, number: Counter[VersionState], failed: Collection[str]
) -> Speaker:
    given = number[VersionState.OFFERED] + number[VersionState.TAKEN]
    return Speaker(link, title or "", at, _state(link, number), given, f"speaker:{link.id}" in failed)


def _state(link: SpeakerLink, number: Counter[VersionState]) -> SpeakerState:
    of = VersionState
    return standing(link, offered=number[of.OFFERED], taken=number[of.TAKEN], refused=number[of.REFUSED])


def _numbers(among: Any) -> dict[int, Counter[VersionState]]:
    """Return how many things of each state the speakers gave."""
    rows = db.session.execute(
        select(
            Material.speaker_id,
            Material.id,
            Material.offer_state,
            or_(Material.version > 0, Material.url != ""),
            MaterialVersion.state,
        )
        .outerjoin(MaterialVersion, MaterialVersion.material_id == Material.id)
        .where(among, Material.speaker_id.is_not(None), Material.state != MaterialState.REMOVED.value)
    ).all()
    things: dict[tuple[int, int, str, bool], set[str]] = {}
    for row in rows:
        things.setdefault((row[0] or 0, row[1], row[2], bool(row[3])), set()).add(row[4] or "")
    found: dict[int, Counter[VersionState]] = {}
    for (speaker_id, _material_id, offer_state, is_shown), states in things.items():
        state = state_of_thing(states, offer_state, is_shown=is_shown)
        found.setdefault(speaker_id, Counter())[state] += 1
    return found


def _failed(meeting_id: int) -> set[str]:
    """Return the speakers, as mails name them, to whom the last mail did not arrive."""
    last = (
        select(func.max(OutgoingMail.id))
        .where(OutgoingMail.meeting_id == meeting_id, OutgoingMail.subject_ref.startswith("speaker:"))
        .group_by(OutgoingMail.subject_ref)
    )
    failed = OutgoingMail.state == MailState.FAILED.value
    return set(db.session.scalars(select(OutgoingMail.subject_ref).where(OutgoingMail.id.in_(last), failed)))


def suggestions(meeting_id: int) -> list[Suggestion]:
    """Return who appears on the programme and has no link for that item, in the order of the programme."""
    known = {
        (row[0], fold(row[1]))
        for row in db.session.execute(
            select(SpeakerLink.item_id, SpeakerLink.name).where(SpeakerLink.meeting_id == meeting_id)
        )
    }
    rows = db.session.execute(
        select(
            Appearance.id,
            ProgrammeItem.id,
            ProgrammeItem.title,
            ProgrammeItem.starts_at,
            Appearance.name,
            Appearance.organisation_name,
        )
        .join(ProgrammeItem, ProgrammeItem.id == Appearance.item_id)
        .where(ProgrammeItem.meeting_id == meeting_id, ProgrammeItem.kind.not_in(_NO_TALK))
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.position, Appearance.position, Appearance.id)
    )
    found = [Suggestion(row[0], row[1], row[2], row[3], row[4] or row[5], row[5] if row[4] else "") for row in rows]
    return [one for one in found if one.name and (one.item_id, fold(one.name)) not in known]


def things_of(speaker_id: int) -> list[Thing]:
    """Return what the speaker gave, in the order in which it came; nothing that is removed."""
    return _things(select(Material).where(Material.speaker_id == speaker_id))


def thing_of(speaker_id: int, material_id: int) -> Thing:
    """Return one thing that the speaker gave. Raises `NotFound`."""
    found = _things(select(Material).where(Material.speaker_id == speaker_id, Material.id == material_id))
    if not found:
        raise NotFound
    return found[0]


def thing(meeting_id: int, material_id: int) -> Thing:
    """Return a material of the meeting as something that was given; see `things_of`. Raises `NotFound`."""
    found = _things(select(Material).where(Material.meeting_id == meeting_id, Material.id == material_id))
    if not found:
        raise NotFound
    return found[0]


def to_review(meeting_id: int) -> list[Thing]:
    """Return what waits for an organiser, what came first before the rest."""
    return _things(select(Material).where(Material.meeting_id == meeting_id, _waits()))


def number_to_review() -> ScalarSelect[int]:
    """Return how much of the statement's meeting waits for an organiser, as a column."""
    of_meeting = (Material.meeting_id == Meeting.id, Material.state != MaterialState.REMOVED.value, _waits())
    return select(func.count(Material.id)).where(*of_meeting).correlate(Meeting).scalar_subquery()


def _waits() -> Any:
    offered = select(MaterialVersion.id).where(
        and_(MaterialVersion.material_id == Material.id, MaterialVersion.state == _OFFERED)
    )
    return or_(offered.exists(), Material.offer_state == _OFFERED)


def _things(statement: Select[Material]) -> list[Thing]:
    """Return the materials of the statement with their versions, subtitles and files, in four statements."""
    found = db.session.scalars(
        statement.where(Material.state != MaterialState.REMOVED.value)
        .options(selectinload(Material.versions), selectinload(Material.tracks))
        .order_by(Material.id)
        .execution_options(populate_existing=True)
    ).all()
    keys = [version.file_key for one in found for version in one.versions]
    files = {row.key: row for row in db.session.scalars(select(StoredFile).where(StoredFile.key.in_(keys)))}
    return [_thing(one, files) for one in found]


def _thing(one: Material, files: dict[str, StoredFile]) -> Thing:
    states = {version.state for version in one.versions}
    is_shown = one.version > 0 or bool(one.url)
    versions = [(version, files[version.file_key]) for version in reversed(one.versions) if version.file_key in files]
    return Thing(one, state_of_thing(states, one.offer_state, is_shown=is_shown), versions)


def is_known(meeting_id: int, email_key: str, item_id: int | None, but: int = 0) -> bool:
    """Tell whether a speaker with this address stands at that item already, `but` being no match."""
    same_item = SpeakerLink.item_id.is_(None) if item_id is None else SpeakerLink.item_id == item_id
    statement = select(SpeakerLink.id).where(
        SpeakerLink.meeting_id == meeting_id, SpeakerLink.email_key == email_key, same_item, SpeakerLink.id != but
    )
    return db.session.scalar(statement.limit(1)) is not None


def due_of(meeting_id: int) -> datetime | None:
    """Return until when the speakers of the meeting were last asked to send, if any were."""
    return db.session.scalar(
        select(SpeakerLink.due_at)
        .where(SpeakerLink.meeting_id == meeting_id, SpeakerLink.due_at.is_not(None))
        .order_by(SpeakerLink.asked_at.is_(None), SpeakerLink.asked_at.desc(), SpeakerLink.id.desc())
        .limit(1)
    )


def has_sent(key: str) -> bool:
    """Tell whether a mail with this key has been queued: the same form was taken before."""
    return db.session.scalar(select(OutgoingMail.id).where(OutgoingMail.key == key)) is not None


def mails_of(ref: str) -> Sequence[int]:
    """Return the mails about the speaker that are not on their way at this moment."""
    return db.session.scalars(
        select(OutgoingMail.id).where(OutgoingMail.subject_ref == ref, OutgoingMail.state != MailState.SENDING.value)
    ).all()


def meeting(meeting_id: int) -> Meeting:
    """Return the meeting. Raises `NotFound`."""
    found = db.session.get(Meeting, meeting_id)
    if found is None:
        raise NotFound
    return found
