"""Take somebody away from a project's contacts, out of every revision and every trace of what was changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select

from meetings import transaction
from meetings.audit.actions import Actor, record
from meetings.audit.models import AuditEntry, AuditValue
from meetings.errors import NotFound
from meetings.projects.actions import editing, keeping
from meetings.projects.queries import projects as queries
from meetings.projects.queries.forgetting import all_revisions, known_contacts
from meetings.projects.rules.forgetting import mark_of, without
from meetings.revisions import checksum


def forget_contact(project_id: int, mark: str, now: datetime, actor: Actor) -> None:
    """Remove the person of this mark from the project and all its revisions, whose checksums are made anew.

    The rest of the history stays. Raises `NotFound` when there is no such person.
    """
    with transaction.write() as session:
        project = queries.lock_project(project_id)
        keeping.before_change(project)  # so that what stands is a revision too
        session.flush()
        if all(one.mark != mark for one in known_contacts(project_id)):
            raise NotFound
        content = queries.content_of(project)
        kept = tuple(card for card in content.contacts if mark_of(vars(card)) != mark)
        if kept != content.contacts:
            editing.save(project_id, project.revision, replace(content, contacts=kept), now, actor)
        session.flush()
        for row in all_revisions(project_id):
            row.content = without(row.content, mark)
            row.checksum = checksum(row.content)
        subject = keeping.subject_of(project)
        entries = select(AuditEntry.id).where(AuditEntry.subject == subject)
        session.execute(
            delete(AuditValue)
            .where(AuditValue.entry_id.in_(entries), AuditValue.field == "contacts")
            .execution_options(synchronize_session=False)
        )
        record(actor, "projects.forget_contact", now, subject=subject)
