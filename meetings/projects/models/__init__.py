"""The tables of projects, a module per theme; everybody imports them from here."""

from __future__ import annotations

from meetings.projects.models.projects import (
    Project,
    ProjectActivity,
    ProjectContact,
    ProjectFigure,
    ProjectGroup,
    ProjectGroupRevision,
    ProjectOutcome,
    ProjectPartner,
    ProjectRevision,
    project_funder,
    project_municipality,
    project_target_group,
)
from meetings.projects.models.series import MeetingSeries, ProjectMeeting, SeriesMeeting
from meetings.projects.models.sources import (
    project_idea,
    project_item,
    project_led_to_by,
    project_spark,
)

__all__ = [
    "MeetingSeries",
    "Project",
    "ProjectActivity",
    "ProjectContact",
    "ProjectFigure",
    "ProjectGroup",
    "ProjectGroupRevision",
    "ProjectMeeting",
    "ProjectOutcome",
    "ProjectPartner",
    "ProjectRevision",
    "SeriesMeeting",
    "project_funder",
    "project_idea",
    "project_item",
    "project_led_to_by",
    "project_municipality",
    "project_spark",
    "project_target_group",
]
