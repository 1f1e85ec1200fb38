"""What stands on the public pages of projects when they are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from meetings import transaction
from meetings.ideas.models import Idea, IdeaCall, PublishedIdea
from meetings.projects.models import (
    Project,
    ProjectContact,
    ProjectGroup,
    ProjectMeeting,
    ProjectOutcome,
    project_idea,
    project_item,
    project_led_to_by,
    project_spark,
)
from meetings.projects.rules.content import ActivityText, FigureText, PartnerText
from meetings.schedule.models import Meeting, ProgrammeItem
from meetings.sparks.models import Spark, SparkBoard
from tests.builders import NOW
from tests.projects.builders import a_content, a_project

_CONTENT = a_content(
    title="Digitala lotsar",
    figures=(
        FigureText(80, unit="ungdomar", group="arbetslösa", text="gick en introduktionsutbildning"),
        FigureText(31, planned=40, unit="ungdomar", text="erbjöds anställning", whole=0),
        FigureText(500, exactness="nearly", unit="personal", text="deltog i insatserna"),
        FigureText(10, exactness="tens", unit="personer", text="åkte på utbytesresan"),
    ),
    partners=(PartnerText("Ale kommun"), PartnerText("Göteborgs stad", "Majorna-Linné", "goteborg")),
    activities=(
        ActivityText("course", 53),
        ActivityText(
            "study-trip", 1, at="2013-host", place="Birmingham", country="England", transnational=True, people=10
        ),
    ),
    body="## Så började det\n\nMed en gnista.",
    results="Flera fick arbete.",
    eu_funded=True,
)


def public_projects(past: Meeting, own: Meeting, now: datetime) -> dict[str, Any]:
    """Return two projects on a joint page, one of them with all that can hang together with it."""
    whole = a_project(_CONTENT, diarienummer="2011-3070045", website="https://example.se/projektet")
    other = a_project(a_content(title="IT-Lyftet", begins="2026", ends="2029"))
    with transaction.write() as session:
        group = ProjectGroup(slug="lotsar", title="Lotsar och lyft", created_at=now, updated_at=now, body="Ny teknik.")
        session.add(group)
        session.flush()
        for position, project in enumerate((whole, other)):
            session.get_one(Project, project.id).group_id = group.id
            session.get_one(Project, project.id).group_position = position
        session.add(ProjectOutcome(project_id=whole.id, text="Stöd i arbetssökandet", actor="arbetsmarknadsenheterna"))
        phones = ["031-335 50 25", "0766-45 33 13"]
        session.add(ProjectContact(project_id=whole.id, name="Ulrica Furby", title="Gruppchef", phones=phones))
        session.add(ProjectMeeting(meeting_id=own.id, project_id=whole.id))
        public = select(Spark.id).join(SparkBoard, SparkBoard.meeting_id == Spark.meeting_id)
        sparks = session.scalars(public.where(Spark.state == "approved", SparkBoard.published_at.is_not(None)).limit(2))
        ideas = session.scalars(select(PublishedIdea.idea_id).order_by(PublishedIdea.idea_id).limit(2))
        item = session.get_one(Meeting, past.id).items[0]
        linked: list[tuple[Any, dict[str, int]]] = [
            (project_led_to_by, {"meeting_id": past.id}),
            (project_item, {"item_id": item.id}),
            *((project_spark, {"spark_id": one}) for one in sparks.all()),
            *((project_idea, {"idea_id": one}) for one in ideas.all()),
        ]
        for table, to in linked:
            session.execute(insert(table).values(project_id=whole.id, **to))
    return {
        "whole_project": f"{whole.id}-{whole.slug}",
        "whole_project_id": whole.id,
        "other_project_id": other.id,
        "project_group": f"{group.id}-{group.slug}",
    }


def linked_with_all(project: Project, siblings: Sequence[Project], meeting: Meeting, number: int) -> None:
    """Put the project on a joint page with its siblings, and link it with the meeting and what is public of it.

    It gets so many outcomes and people to ask, too, six at most.
    """
    with transaction.write() as session:
        group = ProjectGroup(slug="bada", title="Båda projekten", created_at=NOW, updated_at=NOW)
        session.add(group)
        session.flush()
        for position, one in enumerate((project, *siblings)):
            session.get_one(Project, one.id).group_id = group.id
            session.get_one(Project, one.id).group_position = position
        for n in range(min(number, 6)):
            session.add(ProjectOutcome(project_id=project.id, position=n, text=f"Resultat {n}"))
            session.add(ProjectContact(project_id=project.id, position=n, name=f"Namn {n}"))
        session.add(ProjectMeeting(meeting_id=meeting.id, project_id=project.id))
        of_call = select(PublishedIdea.idea_id).join(Idea).join(IdeaCall).where(IdeaCall.meeting_id == meeting.id)
        sparks = select(Spark.id).where(Spark.meeting_id == meeting.id, Spark.state == "approved")
        items = select(ProgrammeItem.id).where(ProgrammeItem.meeting_id == meeting.id)
        linked: list[tuple[Any, str, Sequence[int]]] = [
            (project_led_to_by, "meeting_id", [meeting.id]),
            (project_item, "item_id", session.scalars(items.order_by(ProgrammeItem.id).limit(number)).all()),
            (project_spark, "spark_id", session.scalars(sparks.order_by(Spark.id).limit(number)).all()),
            (project_idea, "idea_id", session.scalars(of_call.order_by(PublishedIdea.idea_id).limit(number)).all()),
        ]
        for table, column, ids in linked:
            for one_id in ids:
                session.execute(insert(table).values({"project_id": project.id, column: one_id}))
