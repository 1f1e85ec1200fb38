"""The tables of ideas, a module per theme; everybody imports them from here."""

from __future__ import annotations

from meetings.ideas.models.assessing import Assessment, AssessmentCriterion, Assessor, Score
from meetings.ideas.models.calls import CallExtension, FundingRound, IdeaCall, RoundCriterion
from meetings.ideas.models.following import FollowUpSlot
from meetings.ideas.models.handling import ActorQuestion, IdeaHistory, IdeaNote
from meetings.ideas.models.ideas import (
    Idea,
    IdeaAttachment,
    IdeaCoauthor,
    IdeaRevision,
    IdeaVersion,
    idea_sought,
    idea_target_group,
)
from meetings.ideas.models.partners import PartnerInterest, PartnerRequest, interest_target_group
from meetings.ideas.models.publishing import PublishedIdea, published_sought, published_target_group

__all__ = [
    "ActorQuestion",
    "Assessment",
    "AssessmentCriterion",
    "Assessor",
    "CallExtension",
    "FollowUpSlot",
    "FundingRound",
    "Idea",
    "IdeaAttachment",
    "IdeaCall",
    "IdeaCoauthor",
    "IdeaHistory",
    "IdeaNote",
    "IdeaRevision",
    "IdeaVersion",
    "PartnerInterest",
    "PartnerRequest",
    "PublishedIdea",
    "RoundCriterion",
    "Score",
    "idea_sought",
    "idea_target_group",
    "interest_target_group",
    "published_sought",
    "published_target_group",
]
