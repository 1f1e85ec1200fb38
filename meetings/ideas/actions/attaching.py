"""Attach files to a working copy, and take them away; received versions keep theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.errors import Refusal, Refused
from meetings.files import actions as files
from meetings.files.models import StoredFile
from meetings.ideas.models import IdeaAttachment, IdeaVersion
from meetings.ideas.queries import working
from meetings.ideas.rules.content import attached_in
from meetings.ideas.rules.saving import MOST_FILES, DraftReason
from meetings.ideas.rules.states import State


def attach(idea_id: int, stored: StoredFile, now: datetime) -> IdeaAttachment:
    """Keep a file that was received as an attachment of the working copy.

    Raises `Refused` when there are many already, when the files of the call's ideas take too much room, or the file
    is gone, and `NotFound`.
    """
    key, size = stored.key, stored.size
    described = {"name": stored.name, "type": stored.type, "sha256": stored.sha256}
    with transaction.write() as session:
        idea = working.lock(session, idea_id)
        if idea.state == State.MERGED.value:
            raise Refused(DraftReason.MERGED)
        standing = working.live_attachments(idea_id)
        if len(standing) >= MOST_FILES:
            raise Refused(Refusal(DraftReason.TOO_MANY_FILES, {"most": MOST_FILES}))
        owner = f"ideas:{idea.call_id}"
        files.require_room(owner, size)
        files.keep(session, [key], f"{owner}:{idea.id}")
        made = IdeaAttachment(
            idea_id=idea.id,
            position=max((one.position for one in standing), default=0) + 1,
            file_key=key,
            size=size,
            added_at=now,
            **described,
        )
        session.add(made)
        session.flush()
        return made


def detach(idea_id: int, attachment_id: int, now: datetime) -> IdeaAttachment:
    """Take a file off the working copy; its bytes go, unless a received version or another idea has it as well.

    Raises `NotFound`, and `Refused` when the idea has been merged into another.
    """
    with transaction.write() as session:
        idea = working.lock(session, idea_id)
        if idea.state == State.MERGED.value:
            raise Refused(DraftReason.MERGED)
        found = working.attachment(idea_id, attachment_id)
        found.removed_at = now
        session.flush()
        if not _is_held(session, idea_id, found.file_key):
            files.discard(session, [found.file_key])
        return found


def _is_held(session: Session, idea_id: int, key: str) -> bool:
    elsewhere = select(IdeaAttachment.id).where(
        IdeaAttachment.file_key == key, IdeaAttachment.idea_id != idea_id, IdeaAttachment.removed_at.is_(None)
    )
    if session.scalar(elsewhere.limit(1)) is not None:
        return True
    versions = session.scalars(select(IdeaVersion.content).where(IdeaVersion.idea_id == idea_id))
    return any(one.key == key for content in versions for one in attached_in(content))
