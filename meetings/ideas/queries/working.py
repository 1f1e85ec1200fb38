"""Read the working copies of ideas: by link, under their lock, their revisions, attachments and co-authors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, defer, joinedload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.ideas.models import (
    FundingRound,
    Idea,
    IdeaAttachment,
    IdeaCall,
    IdeaCoauthor,
    IdeaRevision,
)
from meetings.ideas.rules.receiving import Person
from meetings.notes.rules.saving import Kind


@dataclass(frozen=True)
class Standing:
    """Which revision of a working copy stands, and when it was saved."""

    revision: int
    saved_at: datetime


def idea_by_link(idea_id: int, version: int) -> Idea:
    """Return the idea that its contact's link opens, with call, meeting, round and extension. Raises `NotFound`."""
    found = db.session.scalar(select(Idea).where(Idea.id == idea_id).options(*_around(joinedload(Idea.call))))
    if found is None or found.link_version != version or found.erased_at is not None:
        raise NotFound
    return found


def coauthor_by_link(coauthor_id: int, version: int) -> IdeaCoauthor:
    """Return the co-author whom the link names, with the idea as above. Raises `NotFound` when it was revoked."""
    idea = joinedload(IdeaCoauthor.idea)
    found = db.session.scalar(
        select(IdeaCoauthor)
        .where(IdeaCoauthor.id == coauthor_id)
        .options(idea.joinedload(Idea.extension), *_around(idea.joinedload(Idea.call)))
    )
    if found is None or found.version != version or found.revoked_at is not None or found.idea.erased_at is not None:
        raise NotFound
    return found


def _around(call: Any) -> tuple[Any, ...]:
    return call.joinedload(IdeaCall.meeting), call.joinedload(IdeaCall.round).selectinload(FundingRound.criteria)


def standing(idea_id: int, version: int) -> Standing:
    """Return how the copy stands that the contact's link opens, with one light statement. Raises `NotFound`."""
    return _stands(Idea.id == idea_id, Idea.link_version == version)


def standing_for_coauthor(coauthor_id: int, version: int) -> Standing:
    """Return how the copy stands that a co-author's link opens, with one light statement. Raises `NotFound`."""
    theirs = (IdeaCoauthor.id == coauthor_id, IdeaCoauthor.version == version, IdeaCoauthor.revoked_at.is_(None))
    return _stands(Idea.id == IdeaCoauthor.idea_id, *theirs)


def _stands(*conditions: ColumnElement[bool]) -> Standing:
    row = db.session.execute(
        select(Idea.revision, Idea.saved_at).where(*conditions, Idea.erased_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound
    return Standing(row[0], row[1])


def lock(session: Session, idea_id: int) -> Idea:
    """Return the idea and hold its row until the transaction ends: the first statement of every change to its copy.

    Who locks the call as well does that first. Raises `NotFound`, also when it has been erased.
    """
    found = session.get(Idea, idea_id, populate_existing=True, with_for_update={"key_share": True})
    if found is None or found.erased_at is not None:
        raise NotFound
    return found


def begun_by_form(call_id: int, form_token: str) -> Idea | None:
    """Return the idea that this form began or sent, None when it did not yet."""
    return db.session.scalar(select(Idea).where(Idea.call_id == call_id, Idea.form_token == form_token))


def is_extension_used(extension_id: int) -> bool:
    """Tell whether a personal extension serves an idea already."""
    return db.session.scalar(select(Idea.id).where(Idea.extension_id == extension_id)) is not None


def person_of(idea: Idea) -> Person:
    """Return the idea's contact."""
    return Person(idea.contact_name, idea.contact_email, idea.contact_phone)


def live_attachments(idea_id: int) -> Sequence[IdeaAttachment]:
    """Return the files of the working copy, in their order, without those that were removed."""
    return db.session.scalars(
        select(IdeaAttachment)
        .where(IdeaAttachment.idea_id == idea_id, IdeaAttachment.removed_at.is_(None))
        .order_by(IdeaAttachment.position, IdeaAttachment.id)
    ).all()


def attachment(idea_id: int, attachment_id: int) -> IdeaAttachment:
    """Return a file of the working copy. Raises `NotFound`, also when it has been removed."""
    found = db.session.get(IdeaAttachment, attachment_id)
    if found is None or found.idea_id != idea_id or found.removed_at is not None:
        raise NotFound
    return found


def coauthors(idea_id: int) -> Sequence[IdeaCoauthor]:
    """Return the co-authors whose links open, as they were asked."""
    return db.session.scalars(
        select(IdeaCoauthor)
        .where(IdeaCoauthor.idea_id == idea_id, IdeaCoauthor.revoked_at.is_(None))
        .order_by(IdeaCoauthor.id)
    ).all()


def number(statement: ColumnElement[int]) -> int:
    """Return a number that is reckoned by the database."""
    return int(db.session.scalar(select(statement)) or 0)


def last_writer(idea: Idea) -> str:
    """Return the name of who saved the working copy last, "" while its contact writes alone."""
    last = latest(idea.id) if idea.coauthors else None
    if last is None:
        return ""
    return next((one.name for one in idea.coauthors if one.id == last.coauthor_id), last.author or idea.contact_name)


def latest(idea_id: int) -> IdeaRevision | None:
    """Return the newest revision without its content."""
    statement = _of(idea_id).options(defer(IdeaRevision.content, raiseload=True))
    return db.session.scalar(statement.order_by(IdeaRevision.number.desc()).limit(1))


def nearest(idea_id: int, number: int) -> IdeaRevision | None:
    """Return the revision of this number, or the one that was kept before it; never one after it."""
    return db.session.scalar(
        _of(idea_id).where(IdeaRevision.number <= number).order_by(IdeaRevision.number.desc()).limit(1)
    )


def last_from(idea_id: int, origin: str) -> IdeaRevision | None:
    """Return the last copy that this open page sent, as it was sent; None for a page that has sent nothing."""
    if not origin:
        return None
    return db.session.scalar(
        _of(idea_id).where(IdeaRevision.origin == origin).order_by(IdeaRevision.number.desc()).limit(1)
    )


def others_since(idea_id: int, number: int, coauthor_id: int | None) -> list[str]:
    """Return the names of the others who have saved after this revision, each once; the contact's is the idea's."""
    rows = db.session.execute(
        select(IdeaRevision.author, IdeaRevision.coauthor_id, IdeaCoauthor.name, Idea.contact_name)
        .join(Idea, Idea.id == IdeaRevision.idea_id)
        .outerjoin(IdeaCoauthor, IdeaCoauthor.id == IdeaRevision.coauthor_id)
        .where(IdeaRevision.idea_id == idea_id, IdeaRevision.number > number)
        .order_by(IdeaRevision.number)
    )
    names = [
        (row.name if row.coauthor_id else row.author) or row.contact_name
        for row in rows
        if row.coauthor_id != coauthor_id or (coauthor_id is None and row.author not in ("", row.contact_name))
    ]
    return list(dict.fromkeys(name for name in names if name))


def kept_revisions(idea_id: int) -> Select[IdeaRevision]:
    """Return the statement for the revisions that are kept, the newest first, without contents; the caller pages it."""
    return (
        _of(idea_id)
        .where(IdeaRevision.kind != Kind.PASSING.value)
        .options(defer(IdeaRevision.content, raiseload=True))
        .order_by(IdeaRevision.number.desc())
    )


def revision(idea_id: int, number: int) -> IdeaRevision:
    """Return one revision that is kept. Raises `NotFound`."""
    found = db.session.scalar(_of(idea_id).where(IdeaRevision.number == number))
    if found is None or found.kind == Kind.PASSING.value:
        raise NotFound
    return found


def _of(idea_id: int) -> Select[IdeaRevision]:
    return select(IdeaRevision).where(IdeaRevision.idea_id == idea_id)
