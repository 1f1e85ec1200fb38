"""What the worker sees to: rows that came to a spelling while it was being merged, and what the search finds."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import WORKER
from meetings.organisations.actions import merging, searching
from meetings.organisations.actions.showing import shown_anew
from meetings.organisations.queries import references

_AT_MOST = 20  # of a chain of merges: more than anybody makes


def keep_house(now: datetime) -> int:
    """Move on what points at merged organisations, and keep the search as it should be; return how many rows."""
    with transaction.write() as session:
        moved = 0
        for _turn in range(_AT_MOST):
            late = references.stragglers()
            if not late:
                break
            for gone_id, kept_id in sorted(late.items()):
                with shown_anew(session, [gone_id, kept_id], "organisations.merge", now, WORKER):
                    moved += merging.follow_merged(session, gone_id, kept_id)
        return moved + searching.keep_all()
