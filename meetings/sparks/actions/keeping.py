"""What every change of sparks has in common: the lock, the board's row, and telling the pages that show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from meetings.schedule.models import Meeting
from meetings.schedule.queries import lock_meeting
from meetings.sparks.models import SparkBoard


@dataclass(frozen=True)
class Held:
    """A meeting, whose row is held until the transaction ends, and its board."""

    meeting: Meeting
    board: SparkBoard

    def shows_anew(self, now: datetime) -> None:
        """Let the wall, and the public page if there is one, be written anew."""
        self.board.version += 1
        if self.board.published_at is not None:
            self.meeting.version += 1
            self.meeting.updated_at = now


def hold(session: Session, meeting_id: int, now: datetime) -> Held:
    """Return the meeting, locked, with its board, which is made when there is none yet. Raises `NotFound`."""
    meeting = lock_meeting(meeting_id)
    board = session.get(SparkBoard, meeting_id, populate_existing=True)
    if board is None:
        board = SparkBoard(meeting_id=meeting_id, created_at=now, version=1, arrivals=0, wall_version=1)
        session.add(board)
        session.flush()
    return Held(meeting, board)


def subject_of(spark_id: int) -> str:
    """Return what the log calls a spark."""
    return f"spark:{spark_id}"
