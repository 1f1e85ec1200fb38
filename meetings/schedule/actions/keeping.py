"""What follows from every change of a meeting: a revision, an audit entry, new versions, and the search."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from meetings.audit.actions import WORKER, Actor, record
from meetings.errors import Stale
from meetings.extensions import db
from meetings.revisions import changes, saved
from meetings.schedule import queries
from meetings.schedule.actions.following import following
from meetings.schedule.models import Meeting, MeetingRevision
from meetings.schedule.rules import State
from meetings.schedule.rules.content import TIME_AND_PLACE
from meetings.search import actions as search
from meetings.web import markdown

SEARCHED_AS = "meeting"
_WHOLE = 100_000  # characters: more than any of its texts
_MOVES_THE_CALENDAR = TIME_AND_PLACE | {"state"}


def before_change(meeting: Meeting) -> dict[str, Any]:
    """Return the content as it stands; one that came without a revision gets it, so that its history is whole."""
    content = queries.content_of(meeting)
    if queries.revision(meeting.id, meeting.revision) is None:
        _add_revision(meeting, content, WORKER.name, meeting.updated_at)
    return content


def require_unchanged(meeting: Meeting, content: Mapping[str, Any], base_revision: int, parts: tuple[str, ...]) -> None:
    """Raise `Stale` when one of these parts has been changed since the revision that the form was filled in from."""
    if base_revision == meeting.revision:
        return
    base = queries.revision(meeting.id, base_revision)
    if base is None or any(base.content.get(part) != content.get(part) for part in parts):
        raise Stale(meeting.revision)


def after_change(meeting: Meeting, before: Mapping[str, Any], action: str, now: datetime, actor: Actor) -> bool:
    """Write down what was changed since `before`, and tell whether anything was.

    When nothing was, nothing is written. Otherwise `revision` and `version` rise, `updated_at` becomes `now`,
    and `calendar_sequence` rises when time, place or state changed.
    """
    db.session.flush()
    content = queries.content_of(meeting)
    changed = {change.field: (_written(change.old), _written(change.new)) for change in changes(before, content)}
    if not changed:
        return False
    meeting.revision += 1
    meeting.version += 1
    meeting.updated_at = now
    if changed.keys() & _MOVES_THE_CALENDAR:
        meeting.calendar_sequence += 1
    _add_revision(meeting, content, actor.name, now)
    record(actor, action, now, meeting_id=meeting.id, changes=changed)
    keep_searchable(meeting)
    following().changed(meeting, before, content, now)
    return True


def first_revision(meeting: Meeting, action: str, now: datetime, actor: Actor) -> None:
    """Write down a meeting that is new."""
    first_revisions([meeting], action, now, actor)


def first_revisions(meetings: Sequence[Meeting], action: str, now: datetime, actor: Actor) -> None:
    """Write down meetings that are new, however many, with as many statements as one takes."""
    db.session.flush()
    for meeting in meetings:
        _add_revision(meeting, queries.content_of(meeting), actor.name, now)
        named = {"title": (None, meeting.title), "starts_at": (None, meeting.starts_at)}
        record(actor, action, now, meeting_id=meeting.id, changes=named)


def keep_searchable(meeting: Meeting) -> None:
    """Put the meeting into the search as it is now, with its programme and who is seen on it.

    A cancelled one stays readable. A draft is taken out, and what is not listed; what is part of it follows.
    """
    if meeting.state == State.DRAFT.value or not meeting.listed:
        search.remove(SEARCHED_AS, meeting.id)
        return
    written = (meeting.afterwards, meeting.summary, meeting.purpose, meeting.body, meeting.conclusions)
    parts = [markdown.plain(one, at_most=_WHOLE) for one in written]
    parts += [meeting.theme, meeting.kind.name_sv, meeting.kind.name_en]
    parts += [meeting.venue, meeting.town, *(one.organisation.name for one in meeting.organisers)]
    for item in meeting.items:
        parts += [item.title, item.summary]
        for one in item.appearances:
            parts += [one.name, one.roles, one.organisation_name]
    text = "\n".join(part for part in parts if part)
    search.put(SEARCHED_AS, meeting.id, meeting.title, text, meeting.starts_at, lang=meeting.lang)


def _add_revision(meeting: Meeting, content: dict[str, Any], author: str, at: datetime) -> None:
    db.session.add(MeetingRevision(meeting_id=meeting.id, **saved(meeting.revision, content, author, at)))


def _written(value: Any) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict | bool) else value
