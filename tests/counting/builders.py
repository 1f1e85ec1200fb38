"""Crowds to count with: sign-ups straight into the tables, so that many cost little."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select

from meetings import transaction
from meetings.extensions import db
from meetings.projects.models import Project, ProjectMeeting
from meetings.questions.models import Submission
from meetings.registration.models import Place, Pool, Registration, SignUp
from meetings.schedule.models import Meeting
from tests.builders import NOW


def arranged_by(project: Project, meeting: Meeting, activity_id: int | None = None) -> None:
    """Let the project arrange the meeting, which counts towards the activity."""
    with transaction.write() as session:
        session.add(ProjectMeeting(meeting_id=meeting.id, project_id=project.id, activity_id=activity_id))


def a_crowd(meeting: Meeting, addresses: Sequence[str], *, attended: int = 0, **facts: Any) -> None:
    """Sign these addresses up with a seat; the first `attended` of them came. "" is somebody without an address."""
    used = (db.session.scalar(select(func.max(one))) or 1000 for one in (Registration.id, Submission.id))
    first = max(used) + 1
    with transaction.write() as session:
        form_id = session.get_one(SignUp, meeting.id).form_id
        pool_id = session.scalars(select(Pool.id).where(Pool.meeting_id == meeting.id)).one()
        numbered = list(enumerate(addresses, first))
        session.execute(insert(Submission), [{"id": number, "form_id": form_id} for number, _ in numbered])
        session.execute(
            insert(Registration),
            [_person(meeting, number, address, number - first < attended) | facts for number, address in numbered],
        )
        session.execute(insert(Place), [_seat(pool_id, number) for number, _ in numbered])


def _person(meeting: Meeting, number: int, address: str, came: bool) -> dict[str, Any]:
    return {
        "id": number,
        "meeting_id": meeting.id,
        "arrival": number,
        "reference": f"R{number}",
        "name": f"Person {number}",
        "name_sort": f"person {number}",
        "email": address,
        "email_key": address or f"-{number}",
        "lang": "sv",
        "search_text": address,
        "submission_id": number,
        "registered_at": NOW,
        "changed_at": NOW,
        "attended_at": meeting.starts_at if came else None,
    }


def _seat(pool_id: int, number: int) -> dict[str, Any]:
    return {"pool_id": pool_id, "registration_id": number, "state": "confirmed", "arrival": number, "changed_at": NOW}
