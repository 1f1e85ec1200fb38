"""Ask an idea's actor something, take the answer by the actor's own link, keep notes and a diarienummer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import NotFound, Refused
from meetings.ideas.actions.deciding import hold, subject_of
from meetings.ideas.actions.history import note
from meetings.ideas.mail import handling as mail
from meetings.ideas.models import ActorQuestion, Idea, IdeaNote
from meetings.ideas.rules.handling import Reason
from meetings.ideas.rules.states import State
from meetings.outbox.actions import enqueue


def ask(
    meeting_id: int, idea_id: int, text: str, answer_by: datetime | None, now: datetime, actor: Actor
) -> ActorQuestion:
    """Ask the idea's contact, by mail and on the idea's own page; `answer_by` is exclusive.

    Raises `Refused` when there is no address or the idea is withdrawn, `NotFound`.
    """
    with transaction.write() as session:
        idea = _held(session, meeting_id, idea_id)
        if idea.state == State.WITHDRAWN.value:
            raise Refused(Reason.CLOSED_TO_ANSWERS)
        if not idea.contact_email:
            raise Refused(Reason.NO_ADDRESS)
        asked = ActorQuestion(idea_id=idea.id, text=text, answer_by=answer_by, asked_by=actor.name, asked_at=now)
        session.add(asked)
        session.flush()
        note(session, idea, "asked", now, text=text, by=actor.name)
        enqueue(mail.question(idea, asked, now), now)
        record(actor, "ideas.ask", now, meeting_id=meeting_id, subject=subject_of(idea.id))
        return asked


def take_back(meeting_id: int, idea_id: int, question_id: int, now: datetime, actor: Actor) -> None:
    """Remove a question that has no answer; that it was asked stays in the history. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        idea = _held(session, meeting_id, idea_id)
        asked = _question(session, idea, question_id)
        if asked.answered_at is not None:
            raise Refused(Reason.HANDLED)
        note(session, idea, "question_removed", now, internal=asked.text, by=actor.name)
        session.delete(asked)
        record(actor, "ideas.take_back_question", now, meeting_id=meeting_id, subject=subject_of(idea.id))


def answer(idea_id: int, question_id: int, text: str, now: datetime) -> ActorQuestion:
    """Keep the actor's answer; the same one sent again is the same answer.

    An answer after `answer_by` is taken all the same: the secretariat sees when it came. Raises `Refused` when
    another answer stands, or the idea is withdrawn; `NotFound`.
    """
    with transaction.write() as session:
        idea = session.get(Idea, idea_id, with_for_update={"key_share": True}, populate_existing=True)
        if idea is None:
            raise NotFound
        asked = _question(session, idea, question_id)
        if asked.answered_at is not None:
            if asked.answer == text:
                return asked
            raise Refused(Reason.ANSWERED)
        if idea.state == State.WITHDRAWN.value:
            raise Refused(Reason.CLOSED_TO_ANSWERS)
        asked.answer, asked.answered_at = text, now
        note(session, idea, "answered", now, text=text)
        return asked


def mark_read(meeting_id: int, idea_id: int, question_id: int, now: datetime, actor: Actor) -> None:
    """Note that an answer is read, so that it no longer asks for attention. Raises `NotFound`."""
    with transaction.write() as session:
        idea = _held(session, meeting_id, idea_id)
        asked = _question(session, idea, question_id)
        if asked.answered_at is None:
            raise NotFound
        if asked.read_at is None:
            asked.read_at = now
            record(actor, "ideas.read_answer", now, meeting_id=meeting_id, subject=subject_of(idea.id))


def add_note(meeting_id: int, idea_id: int, text: str, now: datetime, actor: Actor) -> IdeaNote:
    """Keep a note that nobody outside the secretariat reads. Raises `NotFound`."""
    with transaction.write() as session:
        idea = _held(session, meeting_id, idea_id)
        kept = IdeaNote(idea_id=idea.id, text=text, by=actor.name, at=now)
        session.add(kept)
        session.flush()
        record(actor, "ideas.add_note", now, meeting_id=meeting_id, subject=subject_of(idea.id))
        return kept


def remove_note(meeting_id: int, idea_id: int, note_id: int, now: datetime, actor: Actor) -> None:
    """Remove a note for good. Raises `NotFound`."""
    with transaction.write() as session:
        idea = _held(session, meeting_id, idea_id)
        kept = session.get(IdeaNote, note_id)
        if kept is None or kept.idea_id != idea.id:
            raise NotFound
        session.delete(kept)
        record(actor, "ideas.remove_note", now, meeting_id=meeting_id, subject=subject_of(idea.id))


def set_diarienummer(meeting_id: int, idea_id: int, number: str, now: datetime, actor: Actor) -> None:
    """Say under which number the authority has registered the idea ("": under none). Raises `NotFound`."""
    with transaction.write() as session:
        idea = _held(session, meeting_id, idea_id)
        if idea.diarienummer == number:
            return
        changes: dict[str, tuple[object, object]] = {"diarienummer": (idea.diarienummer or None, number or None)}
        note(session, idea, "diarienummer", now, before=idea.diarienummer[:20], after=number[:20], by=actor.name)
        idea.diarienummer = number
        record(actor, "ideas.diarienummer", now, meeting_id=meeting_id, subject=subject_of(idea.id), changes=changes)


def _held(session: Session, meeting_id: int, idea_id: int) -> Idea:
    return hold(session, meeting_id, [idea_id])[1][0]


def _question(session: Session, idea: Idea, question_id: int) -> ActorQuestion:
    asked = session.get(ActorQuestion, question_id, populate_existing=True)
    if asked is None or asked.idea_id != idea.id:
        raise NotFound
    return asked
