"""Receive an idea: whoever arrives in time is in, and has a receipt that can be checked against its row.

All of it happens under the lock of the call's row, in one transaction with the receipt's mail: there is no receipt
without a version, and no version without a receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.errors import Refusal, Refused
from meetings.ideas.actions.history import note
from meetings.ideas.actions.holding import (
    add_revision,
    begin,
    by_the_same_form,
    contact_of,
    known,
    lock_for,
    new_reference,
    require_current,
    require_same,
    set_contact,
)
from meetings.ideas.actions.leave import put_leave
from meetings.ideas.actions.listing import put_on_list
from meetings.ideas.mail.receipts import receipts
from meetings.ideas.models import CallExtension, Idea, IdeaCall, IdeaVersion
from meetings.ideas.queries import answering
from meetings.ideas.queries.calls import times_with
from meetings.ideas.rules.content import Attached, received, to_json
from meetings.ideas.rules.deadline import closing, phase
from meetings.ideas.rules.fields import NAMES
from meetings.ideas.rules.receiving import Sent
from meetings.ideas.rules.sending import (
    Arrival,
    SendReason,
    Standing,
    arrival_of,
    missing,
    missing_of_person,
)
from meetings.ideas.rules.states import State
from meetings.outbox.actions import enqueue
from meetings.questions import actions as questions
from meetings.questions.queries import sensitive_days
from meetings.questions.rules import Asked, Given, erased_after
from meetings.revisions import checksum
from meetings.text import N_
from meetings.web import dates
from meetings.web.lang import speaking

_OF_PERSON = {"name": N_("Namn"), "email": N_("E-post")}


@dataclass(frozen=True)
class _Coming:
    """What is on its way in: under which call, as what, and its answers to the call's own questions."""

    call: IdeaCall
    sent: Sent
    arrival: Arrival
    now: datetime
    asked: Sequence[Asked]
    given: Sequence[Given]
    attached: Sequence[Attached]


def submit(sent: Sent, now: datetime) -> IdeaVersion:
    """Receive the idea as a new version and return that; `now` is when the request arrived.

    The same form twice is the same version. A new contact alone is kept, and told of the version that stands. Raises
    `Refused` (`SendReason`), `Stale` when somebody else has changed the working copy since, `NotFound`.
    """
    with transaction.write() as session:
        call = lock_for(session, sent.call_id, sent.idea_id)
        idea = known(session, sent)
        if idea is not None:
            if before := by_the_same_form(session, idea, sent):
                require_same(idea, before, sent)
                return before
            require_current(session, idea, sent)
        coming = _let_in(session, call, idea, sent, now)
        if idea is None:
            idea = begin(session, sent, now)
        version = _new_version(coming, idea)
        latest = idea.versions[-1] if idea.versions else None
        if latest is not None and latest.checksum == version.checksum and not _comes_in_time_now(coming, latest):
            return _contact_alone(session, coming, idea, latest)
        return _receive(session, coming, idea, version)


def _let_in(session: Session, call: IdeaCall, idea: Idea | None, sent: Sent, now: datetime) -> _Coming:
    """Return as what the idea comes in. Raises `Refused` when it does not, or lacks something."""
    times = times_with(call, _extension(session, idea, sent))
    standing = Standing(
        phase=phase(times, now),
        state=State(idea.state) if idea else State.DRAFT,
        late=idea is not None and idea.late,
        late_decision=idea.late_decision if idea else "",
        asks_late=sent.late,
        by_secretariat=bool(sent.way.entered_by),
    )
    arrival = arrival_of(standing)
    if isinstance(arrival, SendReason):
        with speaking(sent.way.lang):
            deadline = dates.deadline(closing(times))
        raise Refused(Refusal(arrival, {"opens": times.opens_at, "deadline": deadline}))
    with speaking(sent.way.lang):
        asked = answering.asked_of(call, sent.way.lang)
        given = answering.given_in(asked, sent.content.answers)
    attached = _attached(idea)
    _require_whole(call, idea, sent, answering.unanswered(asked, given), attached=bool(attached))
    return _Coming(call, sent, arrival, now, asked, given, attached)


def _extension(session: Session, idea: Idea | None, sent: Sent) -> CallExtension | None:
    """Return the personal extension that holds for the idea. Raises `Refused` when it serves another."""
    number = idea.extension_id if idea is not None and idea.extension_id is not None else sent.way.extension_id
    found = session.get(CallExtension, number, populate_existing=True) if number is not None else None
    if found is None or found.call_id != sent.call_id or found.revoked_at is not None:
        return None
    if idea is None or idea.extension_id is None:
        if session.scalar(select(Idea.id).where(Idea.extension_id == found.id)) is not None:
            raise Refused(SendReason.EXTENSION_USED)
        if idea is not None:
            idea.extension_id = found.id
    return found


def _attached(idea: Idea | None) -> list[Attached]:
    return [
        Attached(one.file_key, one.name, one.type, one.size, one.sha256)
        for one in (idea.attachments if idea is not None else ())
        if one.removed_at is None
    ]


def _require_whole(call: IdeaCall, idea: Idea | None, sent: Sent, unanswered: Sequence[str], *, attached: bool) -> None:
    by_secretariat = bool(sent.way.entered_by)
    person = sent.person if idea is None or sent.way.coauthor_id is None else contact_of(idea)
    with speaking(sent.way.lang):
        required = () if by_secretariat else call.required
        lacking = [_(NAMES[code]) for code in missing(sent.content, required, attached=attached)]
        lacking += [_(_OF_PERSON[code]) for code in missing_of_person(person, by_secretariat=by_secretariat)]
    if not by_secretariat:
        lacking += unanswered
    if lacking:
        raise Refused(Refusal(SendReason.MISSING, {"fields": ", ".join(map(str, lacking))}))


def _comes_in_time_now(coming: _Coming, latest: IdeaVersion) -> bool:
    """Tell whether what came late comes once more after its time was extended: it gets a receipt that says so."""
    return latest.late and coming.arrival is Arrival.IN_TIME


def _new_version(coming: _Coming, idea: Idea) -> IdeaVersion:
    """Return the version, not yet in the session."""
    with speaking(coming.sent.way.lang):
        answers = answering.in_words(coming.asked, coming.given)
    content = received(coming.sent.content, coming.sent.way.lang, answers, coming.attached)
    return IdeaVersion(
        idea_id=idea.id,
        number=len(idea.versions) + 1,
        reference=new_reference(),
        form_token=coming.sent.form_token,
        content=content,
        checksum=checksum(content),
        received_at=coming.now,
        late=coming.arrival is Arrival.LATE,
        entered_by=coming.sent.way.entered_by,
    )


def _contact_alone(session: Session, coming: _Coming, idea: Idea, latest: IdeaVersion) -> IdeaVersion:
    """Keep what is no part of a version: who to reach, and the leave. Raises `Refused` when that is as it was."""
    before = (contact_of(idea), idea.publish_consent)
    moved = set_contact(idea, coming.sent)
    _put_leave(session, coming, idea)
    if (contact_of(idea), idea.publish_consent) == before:
        raise Refused(Refusal(SendReason.UNCHANGED, {"number": latest.number, "at": latest.received_at}))
    if before[0] != contact_of(idea):
        note(session, idea, "contact", coming.now)
    if moved:
        for one in receipts(idea, latest, again=coming.now):
            enqueue(one, coming.now)
    return latest


def _receive(session: Session, coming: _Coming, idea: Idea, version: IdeaVersion) -> IdeaVersion:
    """Let the version in: its row, the idea's number and columns, its history, the working copy, and the receipts."""
    sent, now, first = coming.sent, coming.now, not idea.versions
    version.submission_id = _store_answers(session, coming)
    idea.versions.append(version)
    idea.lang = sent.way.lang
    set_contact(idea, sent)
    if first:
        idea.number, idea.received_at, idea.state = coming.call.next_number(), now, State.RECEIVED.value
        idea.late = version.late
    if version.late:
        idea.late_decision = ""
    elif idea.late and coming.arrival is Arrival.IN_TIME:
        idea.late, idea.late_decision = False, ""
    if not version.late or idea.late:  # a late version of what came in time waits beside it
        put_on_list(session, idea, sent.content, version.number)
    _put_leave(session, coming, idea)
    if idea.draft != to_json(sent.content):
        idea.draft, idea.saved_at, idea.revision = to_json(sent.content), now, idea.revision + 1
        add_revision(session, idea, sent, now)
    action = _action(coming, first=first)
    note(session, idea, action, now, after=str(version.number), by=sent.way.entered_by)
    session.flush()
    for one in receipts(idea, version):
        enqueue(one, now)
    return version


def _put_leave(session: Session, coming: _Coming, idea: Idea) -> None:
    """Keep what the contact says of publishing; neither a co-author nor the secretariat speaks for them."""
    way = coming.sent.way
    if way.coauthor_id is None and not way.entered_by:
        put_leave(session, idea, coming.sent.wording, coming.now, given=coming.sent.publish)


def _store_answers(session: Session, coming: _Coming) -> int | None:
    if coming.call.form_id is None:
        return None
    until = None
    if any(answer.sensitive for answer in coming.given):
        until = erased_after(coming.call.meeting.ends_at, session.scalar(select(sensitive_days())) or 0)
    return questions.store(session, coming.call.form_id, coming.given, until)


def _action(coming: _Coming, *, first: bool) -> str:
    if coming.sent.way.entered_by and first:
        return "entered"
    if coming.arrival is Arrival.LATE:
        return "late"
    if coming.arrival is Arrival.COMPLETION:
        return "completed"
    return "received" if first else "changed"
