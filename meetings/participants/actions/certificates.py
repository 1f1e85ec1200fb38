"""Say what the certificates of a meeting, or of all meetings of its series, say; note that they leave the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Stale
from meetings.participants.models import MeetingCertificate
from meetings.schedule.queries import lock_meeting


@dataclass(frozen=True)
class Wording:
    """What the certificates of a meeting say; `minutes` None: no hours are said."""

    offered: bool
    minutes: int | None = None
    text: str = ""
    signer: str = ""
    signer_title: str = ""


def save_certificates(
    meeting_id: int, wording: Wording, base_revision: int, now: datetime, actor: Actor, *, others: Sequence[int] = ()
) -> int:
    """Save what the certificates of the meeting say, and of `others` the same; return how many meetings changed.

    Raises `Stale` when somebody saved the meeting's own since `base_revision` (0: there were none).
    """
    with transaction.write() as session:
        lock_meeting(meeting_id)
        standing = session.get(MeetingCertificate, meeting_id)
        stands = standing.revision if standing is not None else 0
        if stands != base_revision:
            raise Stale(stands)
        return sum(_save(session, one, wording, now, actor) for one in (meeting_id, *others))


def copy_certificates(from_id: int, to_id: int, now: datetime) -> None:
    """Let the certificates of a new meeting say what those of another say."""
    with transaction.write() as session:
        standing = session.get(MeetingCertificate, from_id)
        if standing is not None:
            session.add(MeetingCertificate(meeting_id=to_id, changed_at=now, **asdict(_wording(standing))))


def note_certificates(
    meeting_id: int, now: datetime, actor: Actor, *, number: int, registration_id: int | None = None
) -> None:
    """Write down that an organiser fetched somebody's certificate, or so many of them."""
    if registration_id is not None:
        record(actor, "certificates.fetch", now, meeting_id=meeting_id, subject=f"registration:{registration_id}")
    else:
        record(actor, "certificates.fetch_all", now, meeting_id=meeting_id, changes={"rows": (None, number)})


def _save(session: Session, meeting_id: int, wording: Wording, now: datetime, actor: Actor) -> bool:
    standing = session.get(MeetingCertificate, meeting_id)
    before = asdict(_wording(standing) if standing is not None else Wording(offered=False))
    after = asdict(wording)
    changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if not changes:
        return False
    if standing is None:
        session.add(MeetingCertificate(meeting_id=meeting_id, changed_at=now, **after))
    else:
        for name, value in after.items():
            setattr(standing, name, value)
        standing.revision += 1
        standing.changed_at = now
    record(actor, "certificates.save", now, meeting_id=meeting_id, changes=changes)
    return True


def _wording(one: MeetingCertificate) -> Wording:
    return Wording(one.offered, one.minutes, one.text, one.signer, one.signer_title)
