"""The idea that is sent: found or begun, its working copy and whom to reach about it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings.errors import NotFound, Stale
from meetings.ideas.actions.calls import lock
from meetings.ideas.models import Idea, IdeaCall, IdeaRevision, IdeaVersion
from meetings.ideas.rules.content import from_json, to_json
from meetings.ideas.rules.receiving import Person, Sent
from meetings.ideas.rules.states import State
from meetings.registration.rules import REFERENCE_ALPHABET
from meetings.revisions import checksum
from meetings.schedule.queries import lock_meeting
from meetings.text import key


def new_reference() -> str:
    """Return a fresh reference, such as "K7MX-3QPA": what stands on the receipt, no key to anything."""
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def lock_for(session: Session, call_id: int, idea_id: int | None) -> IdeaCall:
    """Return the call and hold its row, and before it that of the meeting whose public pages show the idea.

    The meeting's row comes first everywhere. Raises `NotFound`.
    """
    shown = select(IdeaCall.meeting_id).join(Idea).where(Idea.id == idea_id, Idea.published_at.is_not(None))
    if idea_id is not None and (meeting_id := session.scalar(shown)) is not None:
        lock_meeting(meeting_id)
    return lock(session, call_id)


def hold_idea(session: Session, idea_id: int) -> tuple[IdeaCall, Idea]:
    """Return the idea with its call, both as they are under the call's lock. Raises `NotFound`."""
    call_id = session.scalar(select(Idea.call_id).where(Idea.id == idea_id, Idea.erased_at.is_(None)))
    if call_id is None:
        raise NotFound
    call = lock_for(session, call_id, idea_id)
    return call, session.get_one(Idea, idea_id, populate_existing=True, with_for_update={"key_share": True})


def known(session: Session, sent: Sent) -> Idea | None:
    """Return the idea that is sent, if it is there: the one that was named, or begun by the same form."""
    wanted = Idea.id == sent.idea_id if sent.idea_id is not None else Idea.form_token == sent.form_token
    idea = session.scalar(
        select(Idea)
        .where(Idea.call_id == sent.call_id, wanted)
        .with_for_update(key_share=True)  # a working copy is saved under the idea's lock alone
        .execution_options(populate_existing=True)
    )
    if (idea is None and sent.idea_id is not None) or (idea is not None and idea.erased_at is not None):
        raise NotFound
    return idea


def by_the_same_form(session: Session, idea: Idea, sent: Sent) -> IdeaVersion | None:
    """Return the version that the same form has made already, or None."""
    return session.scalar(
        select(IdeaVersion).where(IdeaVersion.idea_id == idea.id, IdeaVersion.form_token == sent.form_token)
    )


def require_same(idea: Idea, version: IdeaVersion, sent: Sent) -> None:
    """Raise `Stale` when the form that made this version comes once more, with something else in it."""
    said, had = from_json(to_json(sent.content)), from_json(version.content)
    if replace(said, answers={}) != replace(had, answers={}):
        raise Stale(idea.revision)


def require_current(session: Session, idea: Idea, sent: Sent) -> None:
    """Raise `Stale` when what was sent would undo what somebody else has saved since it was opened."""
    if sent.idea_id is None and idea.current:  # the form that the idea began with, sent long after
        raise Stale(idea.revision)
    if sent.base in (0, idea.revision) or to_json(sent.content) == idea.draft:
        return
    opened = select(IdeaRevision.content).where(IdeaRevision.idea_id == idea.id, IdeaRevision.number == sent.base)
    if session.scalar(opened) != idea.draft:
        raise Stale(idea.revision)


def begin(session: Session, sent: Sent, now: datetime) -> Idea:
    """Add the idea of somebody who writes and sends in one sitting."""
    way, said = sent.way, to_json(sent.content)
    idea = Idea(
        call_id=sent.call_id, form_token=sent.form_token, state=State.DRAFT.value, lang=way.lang, draft=said,
        revision=1, current=0, late=False, created_at=now, saved_at=now, extension_id=way.extension_id,
        entered_by=way.entered_by, spark_id=way.spark_id, registration_id=way.registration_id, link_version=1,
        publish_consent=False, late_decision="", contact_email_key="",
    )  # fmt: skip
    session.add(idea)
    session.flush()
    add_revision(session, idea, sent, now)
    return idea


def contact_of(idea: Idea) -> Person:
    """Return whom to reach about the idea."""
    return Person(idea.contact_name, idea.contact_email, idea.contact_phone)


def set_contact(idea: Idea, sent: Sent) -> bool:
    """Let the idea have the contact that was sent, and tell whether its address is another; no co-author changes it."""
    if sent.way.coauthor_id is not None:
        return False
    moved = idea.contact_email_key != key(sent.person.email)
    idea.contact_name, idea.contact_phone = sent.person.name, sent.person.phone
    if moved:
        idea.contact_email, idea.contact_email_key = sent.person.email, key(sent.person.email)
        idea.confirmed_at = None
    return moved


def add_revision(session: Session, idea: Idea, sent: Sent, now: datetime) -> None:
    """Add the working copy as it stands to its history, as what was sent."""
    author = next((one.name for one in idea.coauthors if one.id == sent.way.coauthor_id), "")
    session.add(
        IdeaRevision(
            idea_id=idea.id, number=idea.revision, content=idea.draft, checksum=checksum(idea.draft),
            author=author or sent.way.entered_by or sent.person.name, saved_at=now, base=sent.base, kind="sent",
            coauthor_id=sent.way.coauthor_id,
        )
    )  # fmt: skip
