"""Begin and save a working copy: on top of what its writer began from, together with what others saved meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from meetings import revisions, transaction
from meetings.errors import Refused
from meetings.ideas.mail import drafts as mail
from meetings.ideas.models import Idea, IdeaCoauthor, IdeaRevision
from meetings.ideas.queries import working
from meetings.ideas.rules.content import Content, from_json, to_json
from meetings.ideas.rules.merging import Copy, Merged, merge
from meetings.ideas.rules.receiving import Person, Way
from meetings.ideas.rules.saving import DraftReason
from meetings.ideas.rules.states import State
from meetings.notes.rules.saving import PASSING_KEPT, Kind, is_passing
from meetings.outbox import actions as outbox
from meetings.text import key


@dataclass(frozen=True)
class Edit:
    """A working copy that is to be saved, and the number of the revision it began from.

    `person` is the contact as it was sent and `person_base` as the page showed it; None: a co-author sends no contact.
    `origin` names the open page that sends it and `sequence` counts what that page sends; "" and 0 without a script.
    `by_itself`: nobody pressed the button. `mails`: the link may be mailed to a new address.
    """

    content: Content
    base: int
    person: Person | None = None
    person_base: Person | None = None
    origin: str = ""
    sequence: int = 0
    by_itself: bool = False
    mails: bool = True


@dataclass(frozen=True)
class Saved:
    """How the copy stands after a save: another content than was sent when others, here by name, had changed it."""

    revision: int
    copy: Copy
    saved_at: datetime
    others: tuple[str, ...] = ()


class Conflict(Exception):
    """Two have changed the same thing; nothing was saved. `revision` stands now, saved by `others`."""

    def __init__(self, merged: Merged, revision: int, others: tuple[str, ...]) -> None:
        self.merged = merged
        self.revision = revision
        self.others = others
        super().__init__(f"conflict with revision {revision}")


def start(
    call_id: int, content: Content, person: Person, way: Way, form_token: str, now: datetime, *, mails: bool = True
) -> Idea:
    """Begin a draft and mail its link to the contact, if there is an address; the same form begins one draft.

    A personal extension that serves another idea already is left with that.
    """
    with transaction.write() as session:
        known = working.begun_by_form(call_id, form_token)
        if known is not None:
            return known
        made = _draft(call_id, content, person, way, now)
        made.form_token = form_token
        if way.extension_id is not None and not working.is_extension_used(way.extension_id):
            made.extension_id = way.extension_id
        if known := _begun_meanwhile(session, made):
            return known
        _add_revision(session, made, content, now, Kind.FIRST, None)
        if mails:
            _mail_link(made, now)
        return made


def _begun_meanwhile(session: Session, made: Idea) -> Idea | None:
    """Add the draft, and return None; or the one that the same form has begun at the same moment."""
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        known = working.begun_by_form(made.call_id, made.form_token or "")
        if known is not None or made.extension_id is None:
            if known is None:
                raise
            return known
        made.extension_id = None  # another draft has just taken it
        session.add(made)
        session.flush()
    return None


def save(idea_id: int, edit: Edit, coauthor_id: int | None, now: datetime) -> Saved:
    """Save the copy as a new revision, merged with what was saved since its base.

    One that came twice, or after a later one of the same page, changes nothing. Raises `Conflict`, `Refused` when the
    idea has been merged into another, and `NotFound`.
    """
    with transaction.write() as session:
        idea = working.lock(session, idea_id)
        if idea.state == State.MERGED.value:
            raise Refused(DraftReason.MERGED)
        if coauthor_id is not None:
            session.execute(update(IdeaCoauthor).where(IdeaCoauthor.id == coauthor_id).values(seen_at=now))
        theirs = Copy(from_json(idea.draft), working.person_of(idea))
        base = _base(idea, edit)
        if base is None:
            return Saved(idea.revision, theirs, idea.saved_at)
        began = Copy(from_json(base.content), edit.person_base or theirs.person)
        merged = merge(began, theirs, Copy(edit.content, edit.person or began.person))
        others = tuple(working.others_since(idea_id, base.number, coauthor_id))
        if merged.clashes:
            raise Conflict(merged, idea.revision, others)
        _keep_person(idea, merged.person, now, mails=edit.mails)
        _keep_content(session, idea, edit, merged.content, now, coauthor_id)
        return Saved(idea.revision, Copy(merged.content, merged.person), idea.saved_at, others)


def merged_with(idea: Idea, edit: Edit, began: int) -> Merged:
    """Return what an edit that met a conflict becomes together with what stands; `began` is the revision it began from.

    Nothing is saved.
    """
    found = working.nearest(idea.id, began)
    theirs = Copy(from_json(idea.draft), working.person_of(idea))
    base = Copy(from_json(found.content) if found else Content(), edit.person_base or theirs.person)
    return merge(base, theirs, Copy(edit.content, edit.person or base.person))


def _draft(call_id: int, content: Content, person: Person, way: Way, now: datetime) -> Idea:
    return Idea(
        call_id=call_id,
        state=State.DRAFT.value,
        lang=way.lang,
        contact_name=person.name,
        contact_email=person.email,
        contact_email_key=key(person.email),
        contact_phone=person.phone,
        draft=to_json(content),
        revision=0,
        saved_at=now,
        created_at=now,
        spark_id=way.spark_id,
        registration_id=way.registration_id,
    )


def _base(idea: Idea, edit: Edit) -> IdeaRevision | None:
    """Return what the copy began from; None when a later one of the same page is here already.

    Of a page whose answer got lost, that is what it sent last: it knows no later revision, but its copy goes on.
    """
    earlier = working.last_from(idea.id, edit.origin)
    if earlier is not None and edit.sequence <= earlier.sequence:
        return None
    if earlier is not None and earlier.number > edit.base:
        return earlier
    if edit.base >= idea.revision:  # also where the history of the copy is gone
        return IdeaRevision(number=idea.revision, content=idea.draft)
    return working.nearest(idea.id, edit.base) or IdeaRevision(number=0, content={})


def _keep_person(idea: Idea, person: Person, now: datetime, *, mails: bool) -> None:
    if person == working.person_of(idea):
        return
    is_new_address = key(person.email) != idea.contact_email_key
    idea.contact_name, idea.contact_email, idea.contact_phone = person.name, person.email, person.phone
    if is_new_address:
        idea.contact_email_key, idea.confirmed_at = key(person.email), None
        if mails:
            _mail_link(idea, now)


def _keep_content(
    session: Session, idea: Idea, edit: Edit, merged: Content, now: datetime, coauthor_id: int | None
) -> None:
    if to_json(merged) == idea.draft:
        return
    if merged == edit.content:
        kind = Kind.AUTO if edit.by_itself else Kind.SAVED
        _add_revision(session, idea, merged, now, kind, coauthor_id, edit)
        return
    _add_revision(session, idea, edit.content, now, Kind.PASSING, coauthor_id, edit)
    _add_revision(session, idea, merged, now, Kind.MERGED, coauthor_id)


def _add_revision(
    session: Session,
    idea: Idea,
    content: Content,
    now: datetime,
    kind: Kind,
    coauthor_id: int | None,
    edit: Edit | None = None,
) -> None:
    """Give a locked idea this content as its newest revision; the last of a minute's automatic saves is kept."""
    _let_pass(session, idea.id, coauthor_id, now)
    number, stored = idea.revision, to_json(content)
    idea.revision, idea.draft, idea.saved_at = number + 1, stored, now
    session.add(
        IdeaRevision(
            idea_id=idea.id,
            number=number + 1,
            content=stored,
            checksum=revisions.checksum(stored),
            author="",
            coauthor_id=coauthor_id,
            saved_at=now,
            base=edit.base if edit else number,
            kind=kind.value,
            origin=edit.origin if edit else "",
            sequence=edit.sequence if edit else 0,
        )
    )
    session.flush()


def _let_pass(session: Session, idea_id: int, coauthor_id: int | None, now: datetime) -> None:
    last = working.latest(idea_id)
    if last is not None and is_passing(
        last.kind, last.saved_at, now, same_writer=(last.author, last.coauthor_id) == ("", coauthor_id)
    ):
        last.kind = Kind.PASSING.value
    session.execute(
        delete(IdeaRevision).where(
            IdeaRevision.idea_id == idea_id,
            IdeaRevision.kind == Kind.PASSING.value,
            IdeaRevision.saved_at < now - PASSING_KEPT,
        )
    )


def _mail_link(idea: Idea, now: datetime) -> None:
    if idea.contact_email:
        outbox.enqueue(mail.draft_link(idea), now)
