"""What stands on the report of a project when it is looked at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from meetings.counting import actions as counting
from meetings.directory.rules import Vocabulary
from meetings.projects.rules.content import ActivityText, FigureText
from tests.builders import a_meeting, a_term, an_organisation
from tests.counting.builders import a_crowd, arranged_by
from tests.projects.builders import a_content, a_project


def reported_project(now: datetime) -> dict[str, Any]:
    """Return a project with a course that has been, more than the register says, one to come, and figures."""
    activities = (ActivityText("course", 0, 4), ActivityText("conference", 5, 5), ActivityText("training", None, 1))
    figures = (FigureText(480, 500, "nearly", "personal", "nästan alla"), FigureText(31, unit="ungdomar"))
    project = a_project(a_content(title="Räknat projekt", activities=activities, figures=figures))
    course = project.activities[0].id
    held = a_meeting(title="Kurs i Ale", starts_at=now - timedelta(days=20), town="Ale")
    ahead = a_meeting(title="Kurs i Partille", starts_at=now + timedelta(days=20))
    for meeting in (held, ahead):
        arranged_by(project, meeting, course)
    facts = {
        "municipality_id": a_term(Vocabulary.MUNICIPALITY, "ale").id,
        "sector_id": a_term(Vocabulary.SECTOR, "public").id,
        "organisation_id": an_organisation("Ale kommun").id,
    }
    a_crowd(held, ["asa@example.se", "bo@example.se"], attended=1, **facts)
    a_crowd(held, [""])
    counting.count_meeting(held.id, now)
    return {"reported_project": project.id}
