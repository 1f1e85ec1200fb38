"""Remind those who have written and not sent: a batch at a time, each a transaction of its own."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.ideas.mail.reminding import reminder
from meetings.ideas.models import Idea
from meetings.ideas.queries.own import versions_of
from meetings.ideas.queries.reminding import next_to_remind
from meetings.ideas.queries.unsent import differs
from meetings.ideas.rules.reminding import Reminder
from meetings.ideas.rules.states import State
from meetings.outbox.actions import enqueue_all

BATCH = 100  # ideas in one transaction: nobody who sends waits long for them


def remind_due(now: datetime) -> str | None:
    """Queue the reminders that are due, once each, and say in words how many; None when there are none."""
    sent = sum(_remind(which, now) for which in Reminder)
    return f"{sent} idea reminders" if sent else None


def _remind(which: Reminder, now: datetime) -> int:
    sent = last = 0
    while True:
        with transaction.write():
            found = next_to_remind(which, now, last, BATCH)
            if not found:
                return sent
            told = [idea for idea in found if _is_unsent(idea)]
            for idea in told:
                if which is Reminder.WEEK:
                    idea.reminded_week_at = now
                else:
                    idea.reminded_day_at = now
            sent += enqueue_all((reminder(idea, which) for idea in told), now)
            last = found[-1].id


def _is_unsent(idea: Idea) -> bool:
    return idea.state == State.DRAFT.value or differs(idea, versions_of(idea)[0])
