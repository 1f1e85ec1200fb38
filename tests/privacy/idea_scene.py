"""Ideas whose people have left a distinctive word in every column that is about them, and none in what is kept."""

from __future__ import annotations

from typing import Any

from meetings import transaction
from meetings.audit.actions import ATTENDEE, record
from meetings.ideas.models import (
    Assessor,
    CallExtension,
    Idea,
    IdeaAttachment,
    IdeaCall,
    IdeaCoauthor,
    IdeaRevision,
    PartnerInterest,
    PartnerRequest,
)
from meetings.ideas.rules.content import to_json
from meetings.outbox import actions as outbox
from meetings.outbox.actions import Mail
from meetings.revisions import checksum
from meetings.schedule.models import Meeting
from tests.builders import NOW
from tests.ideas.builders import a_call, a_content, an_idea
from tests.privacy.scene import a_file, word


def ideas_with_words(meeting: Meeting) -> Idea:
    """A call with a received idea, and words wherever somebody is behind it; return the idea."""
    call = a_call(meeting, hidden_words=word("dolt"))
    idea = an_idea(call, content=a_content(title="Lots för unga"))
    _people_of(idea)
    _partners_of(call, idea)
    return idea


def a_draft_with_words(call: IdeaCall) -> Idea:
    """A draft that was never sent, with words everywhere."""
    draft = an_idea(call, content=a_content(title=word("utkast")), state="draft")
    _people_of(draft)
    return draft


def _people_of(idea: Idea) -> None:
    address = f"{word('kontakt')}@example.se"
    with transaction.write() as session:
        row = session.get_one(Idea, idea.id)
        row.contact_name, row.contact_email, row.contact_email_key = word("kontaktnamn"), address, address
        row.contact_phone, row.draft = word("telefon"), to_json(a_content(about=word("arbetskopia")))
        session.add(_coauthor(idea.id))
        content = to_json(a_content(about=word("revision")))
        session.add(
            IdeaRevision(
                idea_id=idea.id, number=1, content=content, checksum=checksum(content), author=word("forfattare"),
                saved_at=NOW,
            )
        )  # fmt: skip
        mail = Mail(
            key=f"idea:{idea.id}", template="test", lang="sv", to_name=word("till"), to_address=address, values={},
            meeting_id=session.get_one(IdeaCall, idea.call_id).meeting_id, subject_ref=f"idea:{idea.id}",
        )  # fmt: skip
        outbox.enqueue(mail, NOW)
        changes: dict[str, tuple[object, object]] = {"contact_name": (word("forr"), word("nu"))}
        record(ATTENDEE, "ideas.submit", NOW, meeting_id=mail.meeting_id, subject=f"idea:{idea.id}", changes=changes)
    _attach(idea)


def _attach(idea: Idea) -> None:
    """A file of the working copy that no received version names."""
    key = a_file(word("bilaga"))
    with transaction.write() as session:
        session.add(
            IdeaAttachment(
                idea_id=idea.id, file_key=key, name="Bilaga.pdf", type="application/pdf", size=9, sha256="0" * 64,
                added_at=NOW,
            )
        )  # fmt: skip


def _coauthor(idea_id: int) -> IdeaCoauthor:
    address = f"{word('medforfattare')}@example.se"
    return IdeaCoauthor(idea_id=idea_id, name=word("medforfattarnamn"), email=address, email_key=address, added_at=NOW)


def _partners_of(call: IdeaCall, idea: Idea) -> None:
    with transaction.write() as session:
        interest = PartnerInterest(
            call_id=call.id, organisation_name="Röda Korset", offers=word("erbjuder"),
            search_text=word("soktext"), created_at=NOW, updated_at=NOW,
            **_contact(),
        )  # fmt: skip
        session.add(interest)
        session.flush()
        session.add(
            PartnerRequest(
                idea_id=idea.id, interest_id=interest.id, direction="join", organisation_name="Röda Korset",
                message=word("meddelande"), answer=word("partnersvar"), asked_at=NOW, **_contact(),
            )
        )  # fmt: skip
        address = f"{word('bedomare')}@example.se"
        session.add(Assessor(call_id=call.id, name=word("bedomarnamn"), email=address, email_key=address, added_at=NOW))
        session.add(
            CallExtension(
                call_id=call.id, kind="personal", until=call.closes_at, reason=word("anledning"), name=word("sen"),
                email=f"{word('senare')}@example.se", made_by="Ada", made_at=NOW,
            )
        )  # fmt: skip


def _contact() -> dict[str, Any]:
    address = f"{word('partner')}@example.se"
    return {"contact_name": word("partnernamn"), "contact_email": address, "contact_email_key": address}
