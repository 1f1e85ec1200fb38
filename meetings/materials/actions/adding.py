"""Add material to a meeting or a project, and further versions of its file; take or refuse what a speaker offers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.errors import NotFound, Refusal, Refused
from meetings.files import actions as files
from meetings.files import queries as stored_files
from meetings.files.rules import FileReason
from meetings.materials import queries, rules
from meetings.materials.actions import keeping
from meetings.materials.models import Material, MaterialGroup, MaterialVersion
from meetings.materials.queries.shelves import lock, on
from meetings.materials.rules import MaterialKind, MaterialReason, VersionState
from meetings.materials.rules.shelves import Of, of_either, shelf
from meetings.schedule.models import ProgrammeItem


@dataclass(frozen=True)
class Texts:
    """What is written of a material, for whom it is and where it stands; ids are of the same meeting or project."""

    title: str
    credit: str = ""
    lang: str = "sv"
    text: str = ""
    url: str = ""
    alt: str = ""
    transcript: str = ""
    audience: str = rules.Audience.EVERYBODY.value
    group_id: int | None = None
    item_id: int | None = None
    presenter: str = ""


@dataclass(frozen=True)
class Upload:
    """A stored file that waits to be kept, and what is said of it; `given_by` "" is whoever acts.

    `flaws` are the codes that `actions.flaws.flaws_of` found in it.
    """

    key: str
    comment: str = ""
    given_by: str = ""
    state: VersionState = VersionState.TAKEN
    flaws: tuple[str, ...] = ()


def add(
    of: Of,
    kind: MaterialKind,
    texts: Texts,
    now: datetime,
    actor: Actor,
    *,
    upload: Upload | None = None,
    speaker_id: int | None = None,
) -> Material:
    """Add a draft of any kind, last on its shelf; with the file, if there is one.

    `of` is the id of the meeting, or `rules.shelves.of_project(project_id)`. Raises `NotFound` for a heading or an item
    of another one, and `Refused` when there is too much already, or the file is gone.
    """
    with transaction.write() as session:
        lock(of)
        if queries.number_of(of) >= rules.MOST_MATERIALS:
            raise Refused(Refusal(MaterialReason.TOO_MANY, {"most": rules.MOST_MATERIALS}))
        require_own(session, of, texts)
        one = _put(session, of, MaterialKind(kind), texts, now)
        one.speaker_id = speaker_id
        if upload is not None:
            _put_version(session, one, upload, now, actor)
        keeping.log(actor, "add", now, one)
        return one


def add_file(of: Of, texts: Texts, upload: Upload, now: datetime, actor: Actor) -> Material:
    """Add a file. Raises as `add` does."""
    return add(of, MaterialKind.FILE, texts, now, actor, upload=upload)


def add_link(of: Of, texts: Texts, now: datetime, actor: Actor) -> Material:
    """Add an address elsewhere. Raises as `add` does."""
    return add(of, MaterialKind.LINK, texts, now, actor)


def add_version(of: Of, material_id: int, upload: Upload, now: datetime, actor: Actor) -> MaterialVersion:
    """Give the material another file under the same address; one that is taken is shown from now on.

    The revision rises, for what somebody else has open no longer is what stands. Raises `NotFound`, `Refused`.
    """
    with transaction.write() as session:
        held = lock(of)
        one = queries.material(of, material_id, lock=True)
        was_public = keeping.is_public(held, one, now)
        made = _put_version(session, one, upload, now, actor)
        _changed(one, now)
        if upload.state is VersionState.TAKEN:
            keeping.take_in(session, held, one, now, was_public=was_public)
        keeping.log(actor, "add_version", now, one, {"version": (None, made.number)})
        return made


def take_version(of: Of, material_id: int, number: int, now: datetime, actor: Actor) -> Material:
    """Show this version: one that was offered is taken, an earlier one comes back. Raises `NotFound`."""
    with transaction.write() as session:
        held = lock(of)
        one, version = _version(session, of, material_id, number)
        was, was_public = one.version, keeping.is_public(held, one, now)
        if version.state == VersionState.TAKEN.value and was == number:
            return one
        offered = version.state != VersionState.TAKEN.value
        version.state, one.version = VersionState.TAKEN.value, number
        _changed(one, now)
        keeping.take_in(session, held, one, now, was_public=was_public)
        keeping.log(actor, "take_version" if offered else "go_back", now, one, {"version": (was, number)})
        return one


def refuse_version(of: Of, material_id: int, number: int, now: datetime, actor: Actor) -> Material:
    """Do not take what was offered; its file stays until the material is removed. Raises `NotFound`, `Refused`."""
    with transaction.write() as session:
        lock(of)
        one, version = _version(session, of, material_id, number)
        if version.state != VersionState.OFFERED.value:
            raise Refused(MaterialReason.NOT_OFFERED)
        version.state = VersionState.REFUSED.value
        keeping.log(actor, "refuse_version", now, one, {"version": (number, None)})
        return one


def keep(session: Session, of: Of, key: str) -> None:
    """Keep a file that was received for the shelf's material. Under its lock, in the open transaction.

    Raises `Refused` when the file is gone, or the files of the meeting or project would take too much together.
    """
    stored = stored_files.stored(key)
    if stored is None:
        raise Refused(FileReason.GONE)
    where = shelf(of)
    files.require_room(where.whole, stored.size)
    files.keep(session, [key], where.owner)


def require_own(session: Session, of: Of, texts: Texts) -> None:
    """Raise `NotFound` unless heading and item are the meeting's own; the heading the project's, and it has no item."""
    group = session.get(MaterialGroup, texts.group_id) if texts.group_id else None
    item = session.get(ProgrammeItem, texts.item_id) if texts.item_id else None
    where = shelf(of)
    if texts.group_id and (group is None or of_either(group.meeting_id, group.project_id) != where):
        raise NotFound
    if texts.item_id and (item is None or where.at != {"meeting_id": item.meeting_id}):
        raise NotFound


def _put(session: Session, of: Of, kind: MaterialKind, texts: Texts, now: datetime) -> Material:
    last = session.scalar(select(func.max(Material.position)).where(on(Material, of)))
    position = 0 if last is None else last + 1
    one = Material(**shelf(of).at, kind=kind.value, position=position, created_at=now, updated_at=now)
    for name, value in asdict(texts).items():
        setattr(one, name, value)
    session.add(one)
    session.flush()
    return one


def _put_version(session: Session, one: Material, upload: Upload, now: datetime, actor: Actor) -> MaterialVersion:
    keep(session, one.shelf, upload.key)
    last = session.scalar(select(func.max(MaterialVersion.number)).where(MaterialVersion.material_id == one.id))
    made = MaterialVersion(
        material_id=one.id,
        number=(last or 0) + 1,
        file_key=upload.key,
        state=upload.state.value,
        comment=upload.comment,
        given_by=upload.given_by or actor.name,
        given_at=now,
        flaws=list(upload.flaws),
    )
    session.add(made)
    if upload.state is VersionState.TAKEN:
        one.version = made.number
    session.flush()
    return made


def _version(session: Session, of: Of, material_id: int, number: int) -> tuple[Material, MaterialVersion]:
    one = queries.material(of, material_id, lock=True)
    version = session.scalar(
        select(MaterialVersion).where(MaterialVersion.material_id == one.id, MaterialVersion.number == number)
    )
    if version is None:
        raise NotFound
    return one, version


def _changed(one: Material, now: datetime) -> None:
    one.revision += 1
    one.updated_at = now
