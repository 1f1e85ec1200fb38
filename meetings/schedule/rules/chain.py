"""Which steps lead from sign-up to follow-up, and which of them is now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from meetings.schedule.rules import State
from meetings.text import N_


class StepKind(Enum):
    """What a step is; the value is its label."""

    SIGN_UP = N_("Anmälan")
    MEETING = N_("Mötet")
    IDEAS = N_("Projektidéer")
    FOLLOW_UP = N_("Uppföljning")


class StepState(str, Enum):
    """How far a step has come."""

    DONE = "done"
    NOW = "now"
    COMING = "coming"


@dataclass(frozen=True)
class SignUpTimes:
    """From when until when one can sign up (aware, half-open); None is an end that is not set."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Link:
    """What the chain needs to know of one meeting; all instants are aware, `ideas_until` exclusive.

    Without `ideas_from` ideas are taken at any time until then: as a step that is when the meeting is over.
    """

    id: int
    slug: str
    state: str
    starts_at: datetime
    ends_at: datetime
    ideas_until: datetime | None = None
    sign_up: SignUpTimes | None = None
    ideas_from: datetime | None = None


@dataclass(frozen=True)
class Step:
    """One step: what it is, how far it has come, its instant, and the meeting that it belongs to.

    `is_deadline` says that the instant is an exclusive end ("senast …"), else it is a beginning.
    """

    kind: StepKind
    state: StepState
    at: datetime
    is_deadline: bool
    meeting_id: int
    slug: str

    @property
    def label(self) -> str:
        """The Swedish label, for translation."""
        return self.kind.value


def chain(this: Link, now: datetime, *, before: Link | None = None, after: Link | None = None) -> list[Step]:
    """Return the steps that exist, in their order.

    `before` is the meeting that this one follows up: its steps come first, and this meeting is then their
    follow-up. `after` is the meeting that follows this one up. Of these, only published ones are shown;
    a cancelled meeting leads nowhere and has no chain.
    """
    if this.state == State.CANCELLED:
        return []
    steps: list[Step] = []
    if before is not None and before.state == State.PUBLISHED:
        steps += _own_steps(before, now, StepKind.MEETING, StepKind.SIGN_UP)
        steps += _own_steps(this, now, StepKind.FOLLOW_UP)
    else:
        steps += _own_steps(this, now, StepKind.MEETING, StepKind.SIGN_UP)
    if after is not None and after.state == State.PUBLISHED:
        steps.append(_meeting_step(after, now, StepKind.FOLLOW_UP))
    return steps if len(steps) > 1 else []


def _own_steps(link: Link, now: datetime, kind: StepKind, sign_up: StepKind | None = None) -> Iterator[Step]:
    if sign_up is not None and link.sign_up is not None:
        yield _sign_up_step(link, link.sign_up, now)
    yield _meeting_step(link, now, kind)
    if link.ideas_until is not None:
        state = _state(now, link.ideas_from or link.ends_at, link.ideas_until)
        yield Step(StepKind.IDEAS, state, link.ideas_until, True, link.id, link.slug)


def _sign_up_step(link: Link, times: SignUpTimes, now: datetime) -> Step:
    closes_at = min(times.closes_at or link.starts_at, link.starts_at)
    state = _state(now, times.opens_at, closes_at)
    if state is StepState.COMING and times.opens_at is not None:
        return Step(StepKind.SIGN_UP, state, times.opens_at, False, link.id, link.slug)
    return Step(StepKind.SIGN_UP, state, closes_at, True, link.id, link.slug)


def _meeting_step(link: Link, now: datetime, kind: StepKind) -> Step:
    return Step(kind, _state(now, link.starts_at, link.ends_at), link.starts_at, False, link.id, link.slug)


def _state(now: datetime, begins: datetime | None, ends: datetime) -> StepState:
    if now >= ends:
        return StepState.DONE
    return StepState.NOW if begins is None or now >= begins else StepState.COMING
