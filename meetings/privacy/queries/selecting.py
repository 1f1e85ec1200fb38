"""Which rows hold something of a class, of a meeting or of one person: what is counted is what is erased."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, false, func, not_, or_, select
from sqlalchemy.orm import aliased

from meetings.audit.models import AuditEntry, AuditValue
from meetings.materials.models import SpeakerLink
from meetings.notes.models import Note, NoteTaker
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import DONE, MailState
from meetings.privacy.models import ErasureCase
from meetings.privacy.queries import selecting_ideas as of_ideas
from meetings.privacy.queries.scope import Scope, Selection, address_key, references
from meetings.privacy.rules.retention import COUNTABLE, OF_NO_CLASS
from meetings.questions.models import Answer, Question, SensitiveAnswer
from meetings.questions.rules import Retention
from meetings.registration.models import Invitation, OptIn, Registration, SignUp, SignUpGroup
from meetings.registration.rules import LIST_KEPT, OptInKind
from meetings.schedule.models import Meeting
from meetings.sparks.models import Spark

__all__ = ["PARTS", "Scope", "Selection", "classless_mail", "shown_on_the_web", "wants_mail"]


def people(scope: Scope) -> ColumnElement[bool]:
    """Return the condition for the registrations in the scope."""
    of_meeting = Registration.meeting_id == scope.meeting_id
    return of_meeting if scope.registration_id is None else and_(of_meeting, Registration.id == scope.registration_id)


def holds(kind: OptInKind) -> ColumnElement[bool]:
    """Return the condition that the registration's yes still stands."""
    standing = aliased(OptIn)
    return exists().where(
        standing.registration_id == Registration.id, standing.kind == kind.value, standing.withdrawn_at.is_(None)
    )


def shown_on_the_web(now: datetime) -> ColumnElement[bool]:
    """Return the condition that the name stands on the public list by its person's yes (domain.md, decision 7)."""
    chosen = and_(SignUp.list_until.is_not(None), SignUp.list_until > now)
    by_default = and_(SignUp.list_until.is_(None), Meeting.ends_at > now - LIST_KEPT)
    listed = (
        select(SignUp.meeting_id)
        .join(Meeting, Meeting.id == SignUp.meeting_id)
        .where(SignUp.meeting_id == Registration.meeting_id, SignUp.public_list, or_(chosen, by_default))
        .correlate(Registration)
    )
    return and_(holds(OptInKind.PUBLIC_LIST), exists(listed))


def wants_mail() -> ColumnElement[bool]:
    """Return the condition that the person asked for mail about coming meetings, and has not taken that back."""
    return holds(OptInKind.FUTURE_MEETINGS)


def identities(scope: Scope, now: datetime) -> Select[int]:
    """Return the registrations that hold more of their person than a standing yes keeps."""
    whole = and_(people(scope), Registration.erased_at.is_(None))
    if scope.forced:
        return select(Registration.id).where(whole)
    shown, mailed = shown_on_the_web(now), wants_mail()
    too_much = or_(
        and_(not_(shown), not_(mailed)),
        and_(not_(mailed), Registration.email != ""),
        and_(not_(shown), Registration.organisation_typed != ""),
        Registration.decision != "",
        Registration.added_by != "",
    )
    return select(Registration.id).where(whole, too_much)


def _of_submissions(table: type[Answer] | type[SensitiveAnswer], scope: Scope) -> ColumnElement[bool]:
    """Return the condition that an answer stands in a sign-up of the scope's, or with one of its ideas."""
    signed_up = select(Registration.submission_id).where(people(scope)).correlate(Meeting)
    return or_(table.submission_id.in_(signed_up), table.submission_id.in_(of_ideas.submissions(scope)))


def sensitive_answers(scope: Scope, _now: datetime) -> Select[int]:
    """Return the answers about diet, access and the like."""
    return select(SensitiveAnswer.id).where(_of_submissions(SensitiveAnswer, scope))


def answers_meant_sensitive(scope: Scope, _now: datetime) -> Select[int]:
    """Return the answers that stand among the others, to questions of the sensitive class."""
    return _answers(scope, Question.retention == Retention.SENSITIVE.value)


def contact_answers(scope: Scope, _now: datetime) -> Select[int]:
    """Return the answers that are neither sensitive nor figures: twin of `rules.retention_of_answer`."""
    figure = and_(Question.retention == Retention.FIGURE.value, Question.type.in_(COUNTABLE))
    return _answers(scope, Question.retention != Retention.SENSITIVE.value, not_(figure))


def _answers(scope: Scope, *conditions: ColumnElement[bool]) -> Select[int]:
    return (
        select(Answer.id)
        .join(Question, Question.id == Answer.question_id)
        .where(_of_submissions(Answer, scope), *conditions)
    )


def classless_mail() -> ColumnElement[bool]:
    """Return the condition for mails of no class: twin of `rules.retention_of_mail`."""
    return or_(*(OutgoingMail.subject_ref.startswith(start) for start in OF_NO_CLASS))


def mails(scope: Scope, _now: datetime) -> Select[int]:
    """Return the mails that still hold an address; one that is being handed over this moment waits for the next run."""
    whole = and_(OutgoingMail.to_address != "", OutgoingMail.state != MailState.SENDING.value)
    if scope.registration_id is None:
        return select(OutgoingMail.id).where(OutgoingMail.meeting_id == scope.meeting_id, not_(classless_mail()), whole)
    of_meeting = OutgoingMail.meeting_id == scope.meeting_id
    own = OutgoingMail.subject_ref == f"registration:{scope.registration_id}"  # about other, new meetings too
    invited = OutgoingMail.subject_ref.in_(references("invitation:", _invited(scope)))
    to_them = and_(of_meeting, func.lower(OutgoingMail.to_address) == address_key(scope), not_(classless_mail()))
    about = [OutgoingMail.subject_ref.in_(subject) for subject in of_ideas.subjects(scope)]
    return select(OutgoingMail.id).where(or_(own, invited, to_them, *about, and_(of_meeting, _names(scope))), whole)


def _names(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a mail to somebody else, which has left or never will, names the person."""
    if not scope.words:
        return false()
    values = cast(OutgoingMail.values, Text)
    named = [OutgoingMail.body_text.contains(word, autoescape=True) for word in scope.words]
    named += [values.contains(json.dumps(word)[1:-1], autoescape=True) for word in scope.words]
    return and_(OutgoingMail.state.in_([state.value for state in DONE]), or_(*named))


def audit_values(scope: Scope, _now: datetime) -> Select[int]:
    """Return the old and new values of what was done with people: entries of a meeting that are about somebody."""
    entries = select(AuditEntry.id).where(AuditEntry.meeting_id == scope.meeting_id).correlate(Meeting)
    if scope.registration_id is None:
        entries = entries.where(AuditEntry.subject != "")
    else:
        own = AuditEntry.subject == f"registration:{scope.registration_id}"
        invited = AuditEntry.subject.in_(references("invitation:", _invited(scope)))
        about = [AuditEntry.subject.in_(subject) for subject in of_ideas.subjects(scope)]
        entries = entries.where(or_(own, invited, *about))
    theirs: ColumnElement[bool] = AuditValue.entry_id.in_(entries)
    if scope.words:
        of_meeting = select(AuditEntry.id).where(AuditEntry.meeting_id == scope.meeting_id)
        named = or_(AuditValue.old.in_(scope.words), AuditValue.new.in_(scope.words))
        theirs = or_(theirs, and_(AuditValue.entry_id.in_(of_meeting), named))
    return select(AuditValue.id).where(theirs)


def invitations(scope: Scope, _now: datetime) -> Select[int]:
    """Return the invitations that still hold an address."""
    if scope.registration_id is None:
        return select(Invitation.id).where(Invitation.meeting_id == scope.meeting_id, Invitation.email != "")
    return _invited(scope).where(Invitation.email != "")


def _invited(scope: Scope) -> Select[int]:
    """Return the invitations of one person: the one they answered, and any to their address."""
    theirs = or_(Invitation.registration_id == scope.registration_id, Invitation.email_key == address_key(scope))
    return select(Invitation.id).where(Invitation.meeting_id == scope.meeting_id, theirs)


def opt_ins(scope: Scope, now: datetime) -> Select[int]:
    """Return the opt-ins that go: of those who are erased, and any that was taken back."""
    going = select(Registration.id).where(people(scope))
    if scope.forced:
        return select(OptIn.id).where(OptIn.registration_id.in_(going))
    kept = and_(
        OptIn.withdrawn_at.is_(None),
        or_(
            and_(OptIn.kind == OptInKind.PUBLIC_LIST.value, shown_on_the_web(now)),
            OptIn.kind == OptInKind.FUTURE_MEETINGS.value,
        ),
    )
    return (
        select(OptIn.id).join(Registration, Registration.id == OptIn.registration_id).where(people(scope), not_(kept))
    )


def cases(scope: Scope, _now: datetime) -> Select[int]:
    """Return the requests of erasure that say why, or were answered in words."""
    own = (
        ErasureCase.meeting_id == scope.meeting_id
        if scope.registration_id is None
        else ErasureCase.registration_id == scope.registration_id
    )
    return select(ErasureCase.id).where(
        own, or_(*(words != "" for words in (ErasureCase.reason, ErasureCase.asked_by, ErasureCase.decision)))
    )


def groups(scope: Scope, _now: datetime) -> Select[int]:
    """Return the groups of colleagues whose form can still be told."""
    if scope.registration_id is None:
        own = SignUpGroup.meeting_id == scope.meeting_id
    else:
        own = SignUpGroup.id.in_(select(Registration.group_id).where(Registration.id == scope.registration_id))
    return select(SignUpGroup.id).where(own, SignUpGroup.form_token != "")


def sparks(scope: Scope, _now: datetime) -> Select[int]:
    """Return the sparks that still say who wrote them; of one person those with their address."""
    named = or_(Spark.name != "", Spark.email != "")
    own: ColumnElement[bool] = Spark.meeting_id == scope.meeting_id
    if scope.registration_id is not None:
        own = and_(own, Spark.email_key != "", Spark.email_key == address_key(scope))
    return select(Spark.id).where(own, named)


def speakers(scope: Scope, _now: datetime) -> Select[int]:
    """Return the speakers' links that hold a name and an address; of one person those to their address."""
    own: ColumnElement[bool] = SpeakerLink.meeting_id == scope.meeting_id
    if scope.registration_id is not None:
        own = and_(own, SpeakerLink.email_key == address_key(scope))
    return select(SpeakerLink.id).where(own, SpeakerLink.erased_at.is_(None))


def note_takers(scope: Scope, _now: datetime) -> Select[int]:
    """Return the note takers who still have a name or an address; of one person those of that name or address."""
    of_meeting = NoteTaker.note_id.in_(select(Note.id).where(Note.meeting_id == scope.meeting_id).correlate(Meeting))
    named = or_(NoteTaker.name != "", NoteTaker.email != "")
    if scope.registration_id is not None:
        addressless = and_(NoteTaker.email == "", NoteTaker.name.in_(scope.words))
        named = and_(named, or_(NoteTaker.email.in_([word for word in scope.words if word]), addressless))
    return select(NoteTaker.id).where(of_meeting, named)


# What each class is made of, in the order in which it goes; the names are what the desk counts.
PARTS: dict[Retention, dict[str, Selection]] = {
    Retention.SENSITIVE: {"sensitive_answers": sensitive_answers, "answers_meant_sensitive": answers_meant_sensitive},
    Retention.CONTACT: {
        "answers": contact_answers,
        "mails": mails,
        "audit_values": audit_values,
        "cases": cases,
        "invitations": invitations,
        "opt_ins": opt_ins,
        "groups": groups,
        "sparks": sparks,
        "speakers": speakers,
        "note_takers": note_takers,
        "idea_requests": of_ideas.requests,
        "idea_interests": of_ideas.interests,
        "idea_coauthors": of_ideas.coauthors,
        "idea_assessors": of_ideas.assessors,
        "idea_extensions": of_ideas.extensions,
        "idea_hidden_words": of_ideas.hidden_words,
        "ideas": of_ideas.ideas,
        "people": identities,
    },
    Retention.FIGURE: {},
}
