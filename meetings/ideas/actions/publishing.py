"""Publish ideas with their actors' leave, and take them off the web; what readers see is the version published.

Every change lets the public pages be written anew, keeps the search, and tells the follow-up's programme whether it
may say the idea's title, all in one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import ATTENDEE, Actor, record
from meetings.errors import NotFound, Refused
from meetings.ideas.actions.calls import hold
from meetings.ideas.actions.history import note
from meetings.ideas.actions.placing import tell_programmes
from meetings.ideas.models import Idea, IdeaCall, IdeaVersion, PublishedIdea
from meetings.ideas.rules.content import Content, from_json, seeks_partners
from meetings.ideas.rules.publishing import PublishReason, refusal_to_publish, words_of
from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting
from meetings.search import actions as search
from meetings.text import fold, slug
from meetings.web import markdown

SEARCHED_AS = "idea"
_WHOLE = 200_000  # characters: more than all texts of an idea


def publish(meeting_id: int, idea_id: int, seen: int, now: datetime, actor: Actor) -> None:
    """Show everybody the idea's current version, which is `seen`. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        meeting, call = hold(session, meeting_id)
        idea = _idea(session, call, idea_id)
        if refusal := refusal_to_publish(idea, seen, meeting.state):
            raise Refused(refusal)
        _publish(session, meeting, idea, now, actor)
        touch(meeting, now)
        tell_programmes(session, [idea.id], now, actor)


def publish_many(meeting_id: int, seen: Mapping[int, int], now: datetime, actor: Actor) -> int:
    """Publish these ideas (id → the version that was looked at) and return how many there were.

    All or nothing. Raises `Refused` with the first reason, `NotFound`.
    """
    with transaction.write() as session:
        meeting, call = hold(session, meeting_id)
        if not seen:
            raise Refused(PublishReason.NOTHING_CHOSEN)
        ideas = [_idea(session, call, idea_id) for idea_id in sorted(seen)]
        for idea in ideas:
            if refusal := refusal_to_publish(idea, seen[idea.id], meeting.state):
                raise Refused(refusal)
            _publish(session, meeting, idea, now, actor)
        touch(meeting, now)
        tell_programmes(session, [idea.id for idea in ideas], now, actor)
        return len(ideas)


def take_down(meeting_id: int, idea_ids: Collection[int], now: datetime, actor: Actor) -> int:
    """Take these ideas off the web and return how many of them were there.

    Raises `Refused` when none was, and `NotFound`.
    """
    with transaction.write() as session:
        _meeting, call = hold(session, meeting_id)
        if not idea_ids:
            raise Refused(PublishReason.NOTHING_CHOSEN)
        ideas = [_idea(session, call, idea_id) for idea_id in sorted(idea_ids)]
        number = sum(unpublish(session, idea, now, actor) for idea in ideas)
        if not number:
            raise Refused(PublishReason.NOT_PUBLISHED)
        return number


def unpublish(session: Session, idea: Idea, now: datetime, actor: Actor = ATTENDEE) -> bool:
    """Take an idea off the web at once, in the open transaction, and tell whether it was there.

    For whoever withdraws the idea, or takes back the leave, as well.
    """
    public = session.get(PublishedIdea, idea.id, populate_existing=True)
    if public is None:
        return False
    meeting = lock_meeting(idea.call.meeting_id)
    session.delete(public)
    was, idea.published_at, idea.published_version = idea.published_version, None, None
    session.flush()
    search.remove(SEARCHED_AS, idea.id)
    note(session, idea, "unpublished", now, before=str(was), by="" if actor == ATTENDEE else actor.name)
    _log("ideas.unpublish", idea, (was, None), now, actor)
    touch(meeting, now)
    tell_programmes(session, [idea.id], now, actor)
    return True


def touch(meeting: Meeting, now: datetime) -> None:
    """Note that the public pages of a locked meeting have changed."""
    meeting.version += 1
    meeting.updated_at = now


def has_changed(session: Session, idea_id: int, now: datetime) -> None:
    """Note that what readers see of an idea has changed, if it is public: for the feed and the page's stamp."""
    public = session.get(PublishedIdea, idea_id, populate_existing=True)
    if public is not None:
        public.updated_at = now


def show_told(session: Session, meeting: Meeting, idea_ids: Collection[int], now: datetime) -> None:
    """Let readers of those of these ideas that are public see what their actors are now told; `meeting` is locked."""
    public = session.scalars(select(PublishedIdea).where(PublishedIdea.idea_id.in_(idea_ids))).all()
    for one in public:
        one.updated_at = now
    if public:
        touch(meeting, now)


def _publish(session: Session, meeting: Meeting, idea: Idea, now: datetime, actor: Actor) -> None:
    was = idea.published_version
    content = _content(session, idea)
    public = session.get(PublishedIdea, idea.id, populate_existing=True)
    if public is None:
        public = PublishedIdea(idea_id=idea.id, published_at=now)
        session.add(public)
    _copy(public, idea, content, now)
    idea.published_at, idea.published_version = idea.published_at or now, idea.current
    session.flush()
    public.target_groups, public.sought = list(idea.target_groups), list(idea.sought)
    plain = markdown.plain(words_of(content), at_most=_WHOLE)
    search.put(SEARCHED_AS, idea.id, content.title, plain, public.published_at, within=meeting.id, lang=idea.lang)
    note(session, idea, "published", now, after=str(idea.current), by=actor.name)
    _log("ideas.publish", idea, (was, idea.current), now, actor)


def _copy(public: PublishedIdea, idea: Idea, content: Content, now: datetime) -> None:
    """Let the public row say what the idea's current version says; its columns are copied from that version."""
    public.version, public.lang, public.updated_at = idea.current, idea.lang, now
    public.title, public.slug = content.title, slug(content.title)
    public.organisation_name, public.role = content.organisation, content.role
    public.type_id, public.sector_id, public.municipality_id = idea.type_id, idea.sector_id, idea.municipality_id
    public.seeks_partners = seeks_partners(content)
    public.search_text = fold(f"{content.title}\n{words_of(content)}")


def _content(session: Session, idea: Idea) -> Content:
    stored = session.scalar(
        select(IdeaVersion.content).where(IdeaVersion.idea_id == idea.id, IdeaVersion.number == idea.current)
    )
    if stored is None:
        raise NotFound
    return from_json(stored)


def _idea(session: Session, call: IdeaCall, idea_id: int) -> Idea:
    idea = session.get(Idea, idea_id, populate_existing=True)
    if idea is None or idea.call_id != call.id:
        raise NotFound
    return idea


def _log(action: str, idea: Idea, version: tuple[int | None, int | None], now: datetime, actor: Actor) -> None:
    record(actor, action, now, meeting_id=idea.call.meeting_id, subject=f"idea:{idea.id}", changes={"version": version})
