"""Erase who is behind ideas, and drafts that were never sent; what was received stays, and stays provable.

A received version holds no contact, so its checksum is the same before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, delete, literal, or_, select, update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.models import AuditEntry, AuditValue
from meetings.files import actions as files
from meetings.ideas.models import (
    Assessor,
    CallExtension,
    Idea,
    IdeaAttachment,
    IdeaCall,
    IdeaCoauthor,
    IdeaRevision,
    IdeaVersion,
    PartnerInterest,
    PartnerRequest,
)
from meetings.ideas.rules.content import attached_in
from meetings.ideas.rules.lapsing import DRAFT_KEPT
from meetings.ideas.rules.states import State
from meetings.outbox import actions as outbox
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import MailState

_AT_ONCE = 200


def erase_contacts(session: Session, ids: Sequence[int], now: datetime) -> None:
    """Leave of each received idea what was received, by nobody; of a draft that was never sent, nothing."""
    drafts = set(session.scalars(select(Idea.id).where(Idea.id.in_(ids), Idea.current == 0)))
    delete_drafts(session, sorted(drafts))
    received = [number for number in ids if number not in drafts]
    _forget_working_copies(session, received)
    texts = dict.fromkeys(("contact_name", "contact_email", "contact_email_key", "contact_phone"), "")
    _update(session, Idea, received, draft={}, link_version=Idea.link_version + 1, erased_at=now, **texts)


def delete_drafts(session: Session, ids: Sequence[int]) -> None:
    """Remove ideas that were never received, with their files, copies, co-authors, mails and values in the log."""
    if not ids:
        return
    keys = session.scalars(select(IdeaAttachment.file_key).where(IdeaAttachment.idea_id.in_(ids))).all()
    _discard(session, keys, ids)
    coauthors = session.scalars(select(IdeaCoauthor.id).where(IdeaCoauthor.idea_id.in_(ids))).all()
    about = [*_subjects("idea:", ids), *_subjects("idea_coauthor:", coauthors)]
    mails = OutgoingMail.subject_ref.in_(about), OutgoingMail.state != MailState.SENDING.value
    outbox.erase(session, session.scalars(select(OutgoingMail.id).where(*mails)).all())
    entries = select(AuditEntry.id).where(AuditEntry.subject.in_(about))
    _delete(session, AuditValue, AuditValue.entry_id.in_(entries))
    _delete(session, IdeaRevision, IdeaRevision.idea_id.in_(ids))
    _delete(session, IdeaCoauthor, IdeaCoauthor.idea_id.in_(ids))
    _delete(session, IdeaAttachment, IdeaAttachment.idea_id.in_(ids))
    _delete(session, Idea, Idea.id.in_(ids))


def lapse_drafts(now: datetime) -> list[tuple[int, int]]:
    """Remove the drafts that were never sent and can no longer be, once they have been kept for `DRAFT_KEPT`.

    Returns meeting and number of drafts, of each meeting that lost some. A transaction for some hundred at a time.
    """
    found: dict[int, int] = {}
    while True:
        with transaction.write() as session:
            rows = session.execute(
                select(Idea.id, IdeaCall.meeting_id)
                .join(IdeaCall, IdeaCall.id == Idea.call_id)
                .outerjoin(CallExtension, CallExtension.id == Idea.extension_id)
                .where(
                    Idea.state == State.DRAFT.value,
                    Idea.current == 0,
                    IdeaCall.closes_at <= now - DRAFT_KEPT,
                    or_(
                        CallExtension.id.is_(None),
                        CallExtension.revoked_at.is_not(None),
                        CallExtension.until <= now - DRAFT_KEPT,
                    ),
                )
                .order_by(Idea.id)
                .limit(_AT_ONCE)
            ).all()
            if not rows:
                return sorted(found.items())
            delete_drafts(session, [number for number, _meeting in rows])
        for _number, meeting_id in rows:
            found[meeting_id] = found.get(meeting_id, 0) + 1


def erase_coauthors(session: Session, ids: Sequence[int], _now: datetime) -> None:
    """Remove the co-authors; what they wrote stays in the working copy for as long as that is kept."""
    _delete(session, IdeaCoauthor, IdeaCoauthor.id.in_(ids))


def erase_interests(session: Session, ids: Sequence[int], now: datetime) -> None:
    """Leave of an organisation that wanted to join that it did, without contact; it is shown no more."""
    texts = dict.fromkeys(("contact_name", "contact_email", "offers", "search_text"), "")
    key = literal("-") + cast(PartnerInterest.id, String)
    version = PartnerInterest.link_version + 1
    _update(session, PartnerInterest, ids, contact_email_key=key, link_version=version, erased_at=now, **texts)


def erase_requests(session: Session, ids: Sequence[int], now: datetime) -> None:
    """Leave of a request who asked to join which idea, and what came of it; close the links of both sides."""
    texts = dict.fromkeys(("contact_name", "contact_email", "contact_email_key", "message", "answer"), "")
    versions = {
        "asker_version": PartnerRequest.asker_version + 1,
        "answer_version": PartnerRequest.answer_version + 1,
    }
    _update(session, PartnerRequest, ids, erased_at=now, **versions, **texts)


def erase_assessors(session: Session, ids: Sequence[int], now: datetime) -> None:
    """Leave an assessor's words and scores by their number, and close their link."""
    key = literal("-") + cast(Assessor.id, String)
    _update(session, Assessor, ids, name="", email="", email_key=key, version=Assessor.version + 1, revoked_at=now)


def erase_extensions(session: Session, ids: Sequence[int], now: datetime) -> None:
    """Leave of a personal extension until when it was, and close its link."""
    version = CallExtension.version + 1
    _update(session, CallExtension, ids, name="", email="", reason="", version=version, revoked_at=now)


def erase_hidden_words(session: Session, call_ids: Sequence[int], words: Sequence[str]) -> None:
    """Forget the words that assessors were not shown; with `words` only the lines in which one of those stands."""
    for call in session.scalars(select(IdeaCall).where(IdeaCall.id.in_(call_ids))):
        lines = call.hidden_words.splitlines() if words else []
        call.hidden_words = "\n".join(line for line in lines if not any(word in line for word in words))


def _forget_working_copies(session: Session, ids: Sequence[int]) -> None:
    """Remove the history of working copies, and the files that no received version names."""
    kept: dict[int, set[str]] = {}
    for idea_id, content in session.execute(
        select(IdeaVersion.idea_id, IdeaVersion.content).where(IdeaVersion.idea_id.in_(ids))
    ):
        kept.setdefault(idea_id, set()).update(one.key for one in attached_in(content))
    files_of = select(IdeaAttachment.id, IdeaAttachment.idea_id, IdeaAttachment.file_key)
    loose = [
        (row.id, row.file_key)
        for row in session.execute(files_of.where(IdeaAttachment.idea_id.in_(ids)))
        if row.file_key not in kept.get(row.idea_id, set())
    ]
    _discard(session, [key for _number, key in loose], ids)
    _delete(session, IdeaAttachment, IdeaAttachment.id.in_([number for number, _key in loose]))
    _delete(session, IdeaRevision, IdeaRevision.idea_id.in_(ids))


def _discard(session: Session, keys: Sequence[str], ids: Sequence[int]) -> None:
    """Let files go that no other idea has as well, which was split off from one of these."""
    others = IdeaAttachment.file_key.in_(keys), IdeaAttachment.idea_id.not_in(ids)
    held = set(session.scalars(select(IdeaAttachment.file_key).where(*others)))
    files.discard(session, [key for key in keys if key not in held])


def _subjects(start: str, ids: Iterable[int]) -> list[str]:
    return [f"{start}{number}" for number in ids]


def _delete(session: Session, table: type[Any], condition: Any) -> None:
    session.execute(delete(table).where(condition).execution_options(synchronize_session=False))


def _update(session: Session, table: type[Any], ids: Sequence[int], **values: object) -> None:
    if ids:
        session.execute(
            update(table).where(table.id.in_(ids)).values(values).execution_options(synchronize_session=False)
        )
