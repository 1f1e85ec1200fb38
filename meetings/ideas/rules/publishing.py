"""When may an idea be published, which version do readers see, and what of it is said in public at all."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Protocol

from meetings.errors import Refusal
from meetings.ideas.rules.content import Content
from meetings.ideas.rules.fields import TEXTS
from meetings.ideas.rules.states import HANDLED, State, waits_to_be_told
from meetings.schedule.rules import State as MeetingState
from meetings.text import N_


class PublishReason(Enum):
    """Why an idea is not published, or not taken off the web."""

    NO_LEAVE = N_("Idélämnaren har inte sagt ja till publicering. Fråga först.")
    NOT_RECEIVED = N_("Idén är inte mottagen, eller så är den återtagen. Den kan inte publiceras.")
    LATE = N_("Idén kom in för sent och är inte antagen. Bestäm om det först.")
    MEETING_IS_DRAFT = N_("Mötet är ett utkast. Publicera mötet först.")
    NEWER_CAME = N_("En nyare version av idén har kommit in medan sidan låg öppen. Läs den och publicera sedan.")
    AS_IT_STANDS = N_("Den senaste versionen är redan publicerad.")
    NOT_PUBLISHED = N_("Idén är inte publicerad.")
    NOTHING_CHOSEN = N_("Välj minst en idé.")


class Standing(Enum):
    """Where an idea stands between its actor's leave and the web."""

    NO_LEAVE = "no-leave"
    READY = "ready"
    PUBLISHED = "published"
    NEWER = "newer"
    CANNOT = "cannot"


# What the desk calls it.
STANDING_NAMES: Mapping[Standing, str] = {
    Standing.NO_LEAVE: N_("Idélämnaren har inte sagt ja"),
    Standing.READY: N_("Kan publiceras"),
    Standing.PUBLISHED: N_("Publicerad"),
    Standing.NEWER: N_("Publicerad, en nyare version har kommit in"),
    Standing.CANNOT: N_("Kan inte publiceras"),
}


class Facts(Protocol):
    """What decides about an idea."""

    @property
    def state(self) -> str: ...
    @property
    def current(self) -> int: ...
    @property
    def late(self) -> bool: ...
    @property
    def late_decision(self) -> str: ...
    @property
    def publish_consent(self) -> bool: ...
    @property
    def published_version(self) -> int | None: ...


def refusal_to_publish(idea: Facts, seen: int, meeting_state: str) -> Refusal | None:
    """Return why the idea's current version is not published; `seen` is the version that the organiser looked at."""
    if reason := _never(idea):
        return Refusal(reason)
    if meeting_state == MeetingState.DRAFT.value:
        return Refusal(PublishReason.MEETING_IS_DRAFT)
    if seen != idea.current:
        return Refusal(PublishReason.NEWER_CAME)
    if idea.published_version == idea.current:
        return Refusal(PublishReason.AS_IT_STANDS)
    return None


def standing(idea: Facts) -> Standing:
    """Tell where the idea stands."""
    if idea.published_version is not None:
        return Standing.PUBLISHED if idea.published_version == idea.current else Standing.NEWER
    reason = _never(idea)
    if reason is PublishReason.NO_LEAVE:
        return Standing.NO_LEAVE
    return Standing.CANNOT if reason else Standing.READY


def _never(idea: Facts) -> PublishReason | None:
    if State(idea.state) not in HANDLED or idea.state == State.WITHDRAWN.value or idea.current < 1:
        return PublishReason.NOT_RECEIVED
    if idea.late and idea.late_decision != "accepted":
        return PublishReason.LATE
    return None if idea.publish_consent else PublishReason.NO_LEAVE


def public_state(state: str, told: str) -> State | None:
    """Return the state that readers are shown: one that the idea's actors have been told, else none."""
    now = State(state)
    if now not in (State.FOLLOW_UP, State.RESTING, State.PROJECT, State.MERGED):
        return None
    return None if waits_to_be_told(now, told) else now


def words_of(content: Content) -> str:
    """Return all that is said in public of an idea, as one text, for the search."""
    texts = [str(getattr(content, name)) for name in TEXTS]
    return "\n".join(text for text in (content.organisation, *texts) if text)
