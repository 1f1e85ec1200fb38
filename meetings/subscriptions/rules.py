"""What can be subscribed to, which meeting concerns whom, and when a new one is told."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from meetings.registration.rules import Access, Wording
from meetings.schedule.rules import Attendance, State
from meetings.text import N_, fold, slug

CALM = timedelta(minutes=30)  # after a meeting is published: time to mend it, or to decide that nobody is told
FRESH = timedelta(days=7)  # what was published longer ago is no news any more, should the worker have stood still
CONFIRM_WITHIN = timedelta(days=3)  # then an address that nobody has confirmed is erased
MAILS = 3  # in the window, to one address, whoever asks
MAILS_WINDOW = timedelta(hours=1)
MAIL_KEPT = timedelta(days=30)  # what was mailed to a subscriber
# Raise the version when the words change: each yes keeps its own.
WORDING = Wording(1, N_("Mejla mig när ett nytt möte publiceras"))
CODES_AT_MOST = 60
_CODE = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])?")


class SubscriptionReason(Enum):
    """Why something is not done with a subscription."""

    LAPSED = N_("Länken gällde i tre dagar. Skriv din adress en gång till, så får du en ny.")
    ALREADY_TOLD = N_("Mejlen har redan skickats.")


class Standing(str, Enum):
    """How far the telling of a meeting has come, as its row says."""

    SENDING = "sending"
    TOLD = "told"
    STOPPED = "stopped"


class Plan(Enum):
    """What is to be done, at a moment, about telling a meeting to those who asked."""

    NEVER = "never"
    WAITS = "waits"
    DUE = "due"
    SENDING = "sending"
    TOLD = "told"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Choice:
    """What somebody wants to be told of: topics and counties by their codes; none of a kind means all of it."""

    topics: frozenset[str] = frozenset()
    counties: frozenset[str] = frozenset()


@dataclass(frozen=True)
class About:
    """What a meeting says of itself: its topics and counties by their codes; none means that it does not say."""

    topics: frozenset[str] = frozenset()
    counties: frozenset[str] = frozenset()


class Published(Protocol):
    """What decides whether a meeting is told, and when; `access` is how one signs up to it."""

    @property
    def state(self) -> str: ...
    @property
    def listed(self) -> bool: ...
    @property
    def access(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def starts_at(self) -> datetime: ...


def concerns(meeting: About, choice: Choice) -> bool:
    """Tell whether the meeting is one that somebody wants to hear of. What it does not say excludes nobody."""
    return _meet(meeting.topics, choice.topics) and _meet(meeting.counties, choice.counties)


def _meet(said: Collection[str], wanted: Collection[str]) -> bool:
    return not said or not wanted or not frozenset(said).isdisjoint(wanted)


def about(
    theme: str, groups: Iterable[str], attendance: str, town: str, counties: Mapping[str, str]
) -> About:  # fmt: skip
    """Return what a meeting says of itself; `counties` are the codes of counties by the folded name of a municipality.

    The theme and the target groups are both topics. A meeting on the net is for every county, and one in a town that
    is no municipality's name may be in any.
    """
    topics = frozenset([*([slug(theme)] if theme else []), *groups])
    county = counties.get(fold(town)) if attendance == Attendance.PLACE.value else None
    return About(topics, frozenset([county] if county else []))


def plan(meeting: Published, standing: str | None, now: datetime) -> Plan:
    """Return what is to be done about telling the meeting at `now`; `standing` is what its row says, if it has one."""
    if standing in (Standing.TOLD.value, Standing.STOPPED.value):
        return Plan(standing)
    published = meeting.published_at
    if published is None or not _is_news(meeting, now):
        return Plan.NEVER
    if standing == Standing.SENDING.value:
        return Plan.SENDING
    if now < published + CALM:
        return Plan.WAITS
    return Plan.DUE if now < published + FRESH else Plan.NEVER


def _is_news(meeting: Published, now: datetime) -> bool:
    """Tell whether everybody may come to what lies ahead: not a draft, nor cancelled, nor for those with a link."""
    everybodys = meeting.listed and meeting.access == Access.OPEN.value
    return meeting.state == State.PUBLISHED.value and everybodys and now < meeting.starts_at


def codes(typed: Iterable[str]) -> frozenset[str]:
    """Return what may be codes of topics or counties among what stands in an address, at most sixty."""
    found = sorted({one for one in typed if _CODE.fullmatch(one)})
    return frozenset(found[:CODES_AT_MOST])


def lapses(asked_at: datetime, now: datetime) -> bool:
    """Tell whether an address that is still not confirmed is too late now."""
    return now >= asked_at + CONFIRM_WITHIN
