"""Open and close a meeting's door for sparks, say how it shows them, publish them."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.errors import Refused
from meetings.schedule.rules import State
from meetings.sparks import queries, rules
from meetings.sparks.actions.keeping import hold
from meetings.sparks.rules import SparkReason


def open_board(meeting_id: int, now: datetime, actor: Actor) -> None:
    """Take sparks from now on. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        reason = rules.refusal_to_open(queries.board_of(meeting_id), now)
        if reason is not None:
            raise Refused(reason)
        if held.board.is_open:
            return
        held.board.is_open, held.board.closed_at = True, None
        record(actor, "sparks.open", now, meeting_id=meeting_id)
        held.board.version += 1


def close_board(meeting_id: int, now: datetime, actor: Actor) -> None:
    """Take no more sparks. Raises `NotFound`."""
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        if not held.board.is_open:
            return
        held.board.is_open, held.board.closed_at = False, now
        record(actor, "sparks.close", now, meeting_id=meeting_id)
        held.board.version += 1


def save_settings(meeting_id: int, prompt: str, now: datetime, actor: Actor, *, shows_at_once: bool) -> None:
    """Say what people are asked, and whether sparks show before anybody has read them. Raises `NotFound`."""
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        board, changes = held.board, dict[str, tuple[object, object]]()
        if board.prompt != prompt:
            changes["prompt"] = (board.prompt, prompt)
        if board.shows_at_once != shows_at_once:
            changes["shows_at_once"] = (board.shows_at_once, shows_at_once)
        if not changes:
            return
        board.prompt, board.shows_at_once = prompt, shows_at_once
        record(actor, "sparks.settings", now, meeting_id=meeting_id, changes=changes)
        held.shows_anew(now)


def new_wall_link(meeting_id: int, now: datetime, actor: Actor) -> None:
    """Give the wall another address; the old one opens nothing from now on. Raises `NotFound`."""
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        held.board.wall_version += 1
        record(actor, "sparks.new_wall_link", now, meeting_id=meeting_id)


def publish(meeting_id: int, now: datetime, actor: Actor) -> None:
    """Show the approved sparks on the web. Raises `Refused` while the meeting itself is not public, `NotFound`."""
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        if held.meeting.state != State.PUBLISHED.value:
            raise Refused(SparkReason.NOT_PUBLIC)
        if held.board.published_at is not None:
            return
        held.board.published_at = now
        record(actor, "sparks.publish", now, meeting_id=meeting_id)
        held.shows_anew(now)


def unpublish(meeting_id: int, now: datetime, actor: Actor) -> None:
    """Take the sparks off the web. Raises `NotFound`."""
    with transaction.write() as session:
        held = hold(session, meeting_id, now)
        if held.board.published_at is None:
            return
        held.shows_anew(now)
        held.board.published_at = None
        record(actor, "sparks.unpublish", now, meeting_id=meeting_id)


def note_export(meeting_id: int, rows: int, now: datetime, actor: Actor) -> None:
    """Write down that the sparks were taken out, with who wrote them."""
    record(actor, "sparks.export", now, meeting_id=meeting_id, changes={"rows": (None, rows)})
