"""Ask others to write a draft along, each by a link of their own, and revoke it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from meetings import transaction
from meetings.errors import NotFound, Refusal, Refused
from meetings.ideas.mail import drafts as mail
from meetings.ideas.models import IdeaCoauthor
from meetings.ideas.queries import working
from meetings.ideas.rules.saving import MOST_COAUTHORS, DraftReason
from meetings.ideas.rules.states import State
from meetings.outbox import actions as outbox
from meetings.text import key


def ask(idea_id: int, name: str, email: str, form_token: str, lang: str, now: datetime) -> IdeaCoauthor:
    """Give somebody a link to the draft and mail it; who was revoked gets a new one, who has one gets it again.

    `form_token` is the random part of the form: the same one twice is one mail. Raises `Refused`, `NotFound`.
    """
    with transaction.write() as session:
        idea = working.lock(session, idea_id)
        if idea.state == State.MERGED.value:
            raise Refused(DraftReason.MERGED)
        if key(email) == idea.contact_email_key:
            raise Refused(DraftReason.OWN_ADDRESS)
        found = session.scalar(
            select(IdeaCoauthor).where(IdeaCoauthor.idea_id == idea_id, IdeaCoauthor.email_key == key(email))
        )
        if found is None or found.revoked_at is not None:
            _require_room(idea_id)
        if found is None:
            found = IdeaCoauthor(idea_id=idea_id, name=name, email=email, email_key=key(email), lang=lang, added_at=now)
            session.add(found)
        elif found.revoked_at is not None:
            _open_again(found, name, email, now)
        session.flush()
        outbox.enqueue(mail.coauthor_asked(idea, found, form_token), now)
        return found


def _require_room(idea_id: int) -> None:
    if len(working.coauthors(idea_id)) >= MOST_COAUTHORS:
        raise Refused(Refusal(DraftReason.TOO_MANY_COAUTHORS, {"most": MOST_COAUTHORS}))


def _open_again(coauthor: IdeaCoauthor, name: str, email: str, now: datetime) -> None:
    """Give somebody who was revoked a link that opens; the old one stays closed."""
    coauthor.version, coauthor.revoked_at, coauthor.seen_at = coauthor.version + 1, None, None
    coauthor.name, coauthor.email, coauthor.added_at = name, email, now


def revoke(idea_id: int, coauthor_id: int, now: datetime) -> IdeaCoauthor:
    """Close a co-author's link; what they have written stays. Raises `NotFound`."""
    with transaction.write() as session:
        working.lock(session, idea_id)
        found = session.get(IdeaCoauthor, coauthor_id, populate_existing=True)
        if found is None or found.idea_id != idea_id:
            raise NotFound
        if found.revoked_at is None:
            found.revoked_at = now
            found.version += 1
        return found
