"""Save what somebody has written: on top of what they began from, together with what others saved meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update

from meetings import revisions, transaction
from meetings.errors import Refused
from meetings.extensions import db
from meetings.notes import queries, rules
from meetings.notes.models import Note, NoteRevision, NoteTaker
from meetings.notes.rules import Kind
from meetings.notes.rules.merging import merge


@dataclass(frozen=True)
class Writer:
    """Who writes: an organiser by the name of the account, or a note taker."""

    account: str = ""
    taker_id: int | None = None


@dataclass(frozen=True)
class Sent:
    """A text that is to be saved, as `rules.body_of` gives it, and the number of the revision it began from.

    `origin` names the open page that sends it and `sequence` counts what that page sends; "" and 0 where no script
    runs. `by_itself`: nobody pressed the button.
    """

    body: str
    base: int
    origin: str = ""
    sequence: int = 0
    by_itself: bool = False


@dataclass(frozen=True)
class Saved:
    """How the note stands after a save: another body than was sent when others had changed it, here by name."""

    revision: int
    body: str
    saved_at: datetime
    others: tuple[str, ...] = ()


class Conflict(Exception):
    """Two have changed the same lines; nothing was saved.

    `base` is the body that the sender began from, `theirs` what stands as `revision`, `both` all lines of both.
    """

    def __init__(self, base: str, theirs: str, both: str, revision: int, others: tuple[str, ...]) -> None:
        self.base = base
        self.theirs = theirs
        self.both = both
        self.revision = revision
        self.others = others
        super().__init__(f"conflict with revision {revision}")


def save(note_id: int, sent: Sent, writer: Writer, now: datetime) -> Saved:
    """Save the text as a new revision, merged with what was saved since its base.

    A text that came twice, or after a later one of the same page, changes nothing. Raises `Conflict`, `Refused` for
    a text that is too long, and `NotFound`.
    """
    if refusal := rules.problem_of(sent.body):
        raise Refused(refusal)
    with transaction.write() as session:
        note = queries.lock_note(note_id)
        if writer.taker_id is not None:
            session.execute(update(NoteTaker).where(NoteTaker.id == writer.taker_id).values(seen_at=now))
        base = _base(note_id, sent)
        if base is None or sent.body == note.body:
            return Saved(note.revision, note.body, note.updated_at)
        began = str(base.content["body"])
        merged = merge(began, note.body, sent.body)
        others: tuple[str, ...] = ()
        if base.number != note.revision:
            others = tuple(queries.others_since(note_id, base.number, writer.account, writer.taker_id))
        if merged.conflicts:
            raise Conflict(began, note.body, merged.text, note.revision, others)
        if merged.text == sent.body:
            add_revision(note, sent.body, writer, now, Kind.AUTO if sent.by_itself else Kind.SAVED, sent)
        elif merged.text != note.body:
            add_revision(note, sent.body, writer, now, Kind.PASSING, sent)
            add_revision(note, merged.text, writer, now, Kind.MERGED)
        return Saved(note.revision, note.body, now, others)


def add_revision(
    note: Note, body: str, writer: Writer, now: datetime, kind: Kind, sent: Sent | None = None
) -> NoteRevision:
    """Give a locked note this body as its newest revision; see `rules.is_passing`. In the open transaction."""
    with transaction.write() as session:
        _let_pass(note, writer, now)
        number = note.revision
        note.revision, note.body, note.updated_at = number + 1, body, now
        content = {"title": note.title, "body": body}
        made = NoteRevision(
            note_id=note.id,
            number=number + 1,
            content=content,
            checksum=revisions.checksum(content),
            author=writer.account,
            taker_id=writer.taker_id,
            saved_at=now,
            base=sent.base if sent else number,
            kind=kind.value,
            origin=sent.origin if sent else "",
            sequence=sent.sequence if sent else 0,
        )
        session.add(made)
        session.flush()
        return made


def _base(note_id: int, sent: Sent) -> NoteRevision | None:
    """Return what the text began from; None when a later text of the same page is here already.

    Of a page whose answer got lost, that is what it sent last: it knows no later revision, but its text goes on.
    """
    earlier = queries.last_from(note_id, sent.origin)
    if earlier is not None and sent.sequence <= earlier.sequence:
        return None
    if earlier is not None and earlier.number > sent.base:
        return earlier
    found = queries.nearest(note_id, sent.base)
    return found or NoteRevision(number=0, content={"body": ""})


def _let_pass(note: Note, writer: Writer, now: datetime) -> None:
    """Let the newest revision give way to the next where it may, and take away those that have long done so."""
    last = queries.latest(note.id)
    if last is not None and last.number not in (note.reviewed_revision, note.published_revision):
        same = (last.author, last.taker_id) == (writer.account, writer.taker_id)
        if rules.is_passing(last.kind, last.saved_at, now, same_writer=same):
            last.kind = Kind.PASSING.value
    db.session.execute(
        delete(NoteRevision).where(
            NoteRevision.note_id == note.id,
            NoteRevision.kind == Kind.PASSING.value,
            NoteRevision.saved_at < now - rules.PASSING_KEPT,
        )
    )
