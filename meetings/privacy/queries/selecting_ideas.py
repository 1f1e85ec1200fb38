"""Which rows of ideas hold something of somebody: contacts, working copies, co-authors, partners, assessors.

What was received stays: it is an official document (allmän handling), and it holds no contact. Its contact goes with
the contact data of the meeting at which the ideas are followed up, or of the call's own where there is none.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from meetings.ideas.models import (
    Assessor,
    CallExtension,
    Idea,
    IdeaCall,
    IdeaCoauthor,
    IdeaVersion,
    PartnerInterest,
    PartnerRequest,
)
from meetings.privacy.queries.scope import Scope, address_key, references
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State

# What mails and entries of the log say that they are about, and the rows that they then name.
EXTENSION, IDEA, COAUTHOR, INTEREST, REQUEST, ASSESSOR = (
    *("call_extension:", "idea:", "idea_coauthor:"),
    *("partner_interest:", "partner_request:", "assessor:"),
)


def calls(scope: Scope) -> Select[int]:
    """Return the calls whose contact data go with the scope's meeting; of one person those of the meeting as well."""
    follow_up = aliased(Meeting)
    last = (
        select(follow_up.id)
        .where(follow_up.follows_id == IdeaCall.meeting_id, follow_up.state == State.PUBLISHED.value)
        .order_by(follow_up.ends_at.desc(), follow_up.id.desc())
        .limit(1)
        .correlate(IdeaCall)
        .scalar_subquery()
    )
    governed: ColumnElement[bool] = func.coalesce(last, IdeaCall.meeting_id) == scope.meeting_id
    if scope.registration_id is not None:
        governed = or_(governed, IdeaCall.meeting_id == scope.meeting_id)
    return select(IdeaCall.id).where(governed).correlate(Meeting)


def ideas(scope: Scope, _now: datetime | None = None) -> Select[int]:
    """Return the ideas that still have a contact or a working copy; of one person those that they are the contact of.

    A draft that was never sent is its actor's own, and goes whole.
    """
    return _ideas(scope).where(Idea.erased_at.is_(None))


def _ideas(scope: Scope) -> Select[int]:
    own: ColumnElement[bool] = Idea.call_id.in_(calls(scope))
    if scope.registration_id is not None:
        theirs = and_(Idea.contact_email_key != "", Idea.contact_email_key == address_key(scope))
        own = and_(own, or_(theirs, Idea.registration_id == scope.registration_id))
    return select(Idea.id).where(own)


def coauthors(scope: Scope, _now: datetime | None = None) -> Select[int]:
    """Return the co-authors; of one person those with their address."""
    of_call = select(Idea.id).where(Idea.call_id.in_(calls(scope))).correlate(Meeting)
    found = select(IdeaCoauthor.id).where(IdeaCoauthor.idea_id.in_(of_call))
    return found if scope.registration_id is None else found.where(IdeaCoauthor.email_key == address_key(scope))


def interests(scope: Scope, _now: datetime | None = None) -> Select[int]:
    """Return the organisations that want to join, whose contact still stands."""
    return _interests(scope).where(PartnerInterest.erased_at.is_(None))


def _interests(scope: Scope) -> Select[int]:
    found = select(PartnerInterest.id).where(PartnerInterest.call_id.in_(calls(scope)))
    if scope.registration_id is None:
        return found
    theirs = PartnerInterest.contact_email_key == address_key(scope)
    return found.where(or_(theirs, PartnerInterest.registration_id == scope.registration_id))


def requests(scope: Scope, _now: datetime | None = None) -> Select[int]:
    """Return the requests between ideas and partners whose contact or words still stand.

    Of one person those in which they speak for the organisation, and those about their own ideas.
    """
    return _requests(scope).where(PartnerRequest.erased_at.is_(None))


def requests_from(scope: Scope) -> Select[int]:
    """Return the requests of which one person is the organisation's contact, and whose words still stand."""
    theirs = and_(PartnerRequest.contact_email_key != "", PartnerRequest.contact_email_key == address_key(scope))
    own = or_(theirs, PartnerRequest.interest_id.in_(_interests(scope)))
    return _of_ideas(scope).where(PartnerRequest.erased_at.is_(None), own)


def _requests(scope: Scope) -> Select[int]:
    found = _of_ideas(scope)
    if scope.registration_id is None:
        return found
    return found.where(or_(PartnerRequest.id.in_(requests_from(scope)), PartnerRequest.idea_id.in_(_ideas(scope))))


def _of_ideas(scope: Scope) -> Select[int]:
    of_call = select(Idea.id).where(Idea.call_id.in_(calls(scope))).correlate(Meeting)
    return select(PartnerRequest.id).where(PartnerRequest.idea_id.in_(of_call))


def assessors(scope: Scope, _now: datetime | None = None) -> Select[int]:
    """Return the assessors who still have a name and an address; what they wrote stays, by their number."""
    found = select(Assessor.id).where(Assessor.call_id.in_(calls(scope)), Assessor.email != "")
    return found if scope.registration_id is None else found.where(Assessor.email_key == address_key(scope))


def extensions(scope: Scope, _now: datetime | None = None) -> Select[int]:
    """Return the personal extensions that still say whose they are, and why."""
    named = or_(CallExtension.name != "", CallExtension.email != "", CallExtension.reason != "")
    found = select(CallExtension.id).where(
        CallExtension.call_id.in_(calls(scope)), CallExtension.kind == "personal", named
    )
    if scope.registration_id is None:
        return found
    return found.where(CallExtension.email != "", func.lower(CallExtension.email) == address_key(scope))


def hidden_words(scope: Scope, _now: datetime | None = None) -> Select[int]:
    """Return the calls whose words that assessors are not shown still stand: they are names of people too."""
    found = select(IdeaCall.id).where(IdeaCall.id.in_(calls(scope)), IdeaCall.hidden_words != "")
    if scope.registration_id is None:
        return found
    return found.where(or_(false(), *(IdeaCall.hidden_words.contains(word, autoescape=True) for word in scope.words)))


def submissions(scope: Scope) -> Select[int | None]:
    """Return the answers' submissions of what was received, of the scope's ideas."""
    return (
        select(IdeaVersion.submission_id)
        .where(IdeaVersion.idea_id.in_(_ideas(scope).correlate(Meeting)), IdeaVersion.submission_id.is_not(None))
        .correlate(Meeting)
    )


def subjects(scope: Scope) -> list[Select[str]]:
    """Return what the mails and entries about one person's ideas and partners say that they are about."""
    return [
        references(EXTENSION, extensions(scope)),
        references(IDEA, _ideas(scope)),
        references(COAUTHOR, coauthors(scope)),
        references(INTEREST, _interests(scope)),
        references(REQUEST, _requests(scope)),
        references(ASSESSOR, assessors(scope)),
    ]
