"""What the panels of the secretariat's page of one idea are given: what the page has read already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetings.ideas.models import FollowUpSlot, Idea, IdeaVersion, PublishedIdea
from meetings.ideas.queries.partner_words import Words


@dataclass(frozen=True)
class Page:
    """What the page has read of the idea: its versions, the latest first, its slot, its public row, all words."""

    idea: Idea
    versions: Sequence[IdeaVersion]
    slot: FollowUpSlot | None
    public: PublishedIdea | None
    words: Words
