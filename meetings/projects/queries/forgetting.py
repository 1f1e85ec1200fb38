"""Read every revision of a project, to find and take away who has been a contact of it."""

from __future__ import annotations

from collections.abc import Sequence

from meetings.extensions import db
from meetings.projects.models import ProjectRevision
from meetings.projects.queries.projects import revisions
from meetings.projects.rules.forgetting import Known, known_in


def all_revisions(project_id: int) -> Sequence[ProjectRevision]:
    """Return all revisions, the latest first, which is what stands."""
    return db.session.scalars(revisions(project_id)).all()


def known_contacts(project_id: int) -> list[Known]:
    """Return everybody who is a contact of the project, or was in an earlier revision."""
    return known_in(row.content for row in all_revisions(project_id))
