"""A project and what follows from its changes: history, log, versions of all pages that name it, search, copies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.audit.models import AuditEntry
from meetings.directory.rules import Vocabulary
from meetings.errors import NotFound, Refused, Stale
from meetings.extensions import db
from meetings.projects.actions import editing, groups
from meetings.projects.actions.growing import create_from_idea
from meetings.projects.models import Project, ProjectFigure, ProjectMeeting
from meetings.projects.queries import groups as group_queries
from meetings.projects.queries import projects as queries
from meetings.projects.rules.content import ActivityText, FigureText, PartnerText
from meetings.projects.rules.groups import GroupContent
from meetings.projects.rules.saving import ProjectReason
from meetings.revisions import checksum
from meetings.search.models import SearchRow
from tests.builders import NOW, a_meeting, a_programme_item, a_site, a_term, an_organisation, set_facts
from tests.ideas.builders import a_call, an_idea
from tests.ideas.builders import a_content as an_ideas_content
from tests.projects.builders import a_content, a_project

WHO = Actor("Åsa Öberg", 7)
LATER = NOW + timedelta(hours=1)


def the_words() -> None:
    a_site()
    for vocabulary, codes in (
        (Vocabulary.ACTIVITY_KIND, ("course", "conference")),
        (Vocabulary.FUNDER, ("esf",)),
        (Vocabulary.TARGET_GROUP, ("employed", "young")),
        (Vocabulary.MUNICIPALITY, ("ale", "goteborg", "lerum")),
        (Vocabulary.PROGRAMME_PERIOD, ("2007-2013",)),
    ):
        for code in codes:
            a_term(vocabulary, code)


def the_log() -> list[str]:
    return [*db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))]


def is_found(project: Project) -> bool:
    row = select(SearchRow).where(SearchRow.kind == "project", SearchRow.ref_id == project.id)
    return db.session.scalar(row) is not None


def test_a_project_is_written_whole_and_all_that_it_is_found_by_is_copied(app: Flask) -> None:
    with transaction.write():
        the_words()
        set_facts(an_organisation("Göteborgsregionen"), municipality=a_term(Vocabulary.MUNICIPALITY, "lerum"))
    meeting = a_meeting()
    item = a_programme_item(meeting)
    content = a_content(
        items=(item.id,), meetings=(meeting.id,), figures=(*a_content().figures, FigureText(9, whole=1))
    )
    project = editing.create(content, NOW, WHO)
    assert queries.content_of(queries.project(project.id)) == content
    assert (project.state, project.first, project.last, project.slug) == ("draft", 201202, 201404, "it-lyftet")
    assert {one.code for one in project.municipalities} == {"ale", "goteborg", "lerum"}  # the owner's too
    assert "majorna-linne" in project.search_text
    assert not project.transnational
    stored = queries.revision(project.id, 1)
    assert stored is not None
    assert stored.checksum == checksum(stored.content)

    changed = a_content(
        title="IT-Lyftet 2", begins="2013-host", ends="",
        partners=(PartnerText("Lerums kommun", municipality="lerum"),), figures=(FigureText(80),),
        activities=(ActivityText("course", 53, transnational=True),), items=(item.id, 999),
    )  # fmt: skip
    editing.save(project.id, 1, changed, LATER, WHO)
    assert queries.linked(project.id, "items") == (item.id,)  # what is not there is left out
    assert {one.code for one in project.municipalities} == {"lerum"}
    assert (project.first, project.last, project.transnational) == (201309, None, True)
    assert (project.revision, project.version, project.updated_at) == (2, 2, LATER)
    assert db.session.scalars(select(ProjectFigure)).one().value == 80  # rows that went are gone
    editing.save(project.id, 2, queries.content_of(queries.project(project.id)), LATER, WHO)
    assert project.revision == 2  # nothing was changed: nothing is written
    with pytest.raises(NotFound):
        editing.save(project.id, 2, a_content(funders=("okänd",)), LATER, WHO)
    with pytest.raises(Refused):
        editing.save(project.id, 2, a_content(figures=(FigureText(80), FigureText(81, whole=0))), LATER, WHO)
    with pytest.raises(Stale):
        editing.save(project.id, 1, a_content(), LATER, WHO)
    editing.restore(project.id, 1, 2, LATER, WHO)
    assert queries.content_of(queries.project(project.id)) == content
    assert the_log() == ["projects.create", "projects.save", "projects.restore"]


def test_links_are_no_reason_to_refuse_texts_and_stay_when_they_are_saved(app: Flask) -> None:
    project, meeting = a_project(), a_meeting()
    base = project.revision
    assert editing.link(project.id, "meetings", meeting.id, NOW, WHO)
    assert not editing.link(project.id, "meetings", 999, NOW, WHO)
    editing.save_texts(project.id, base, a_content(title="Nytt namn"), LATER, WHO)
    assert (project.title, queries.linked(project.id, "meetings")) == ("Nytt namn", (meeting.id,))
    with pytest.raises(Stale):
        editing.save_texts(project.id, base, a_content(title="Ett annat"), LATER, WHO)
    editing.unlink(project.id, "meetings", meeting.id, LATER, WHO)
    assert queries.linked(project.id, "meetings") == ()


def test_publishing_shows_it_everywhere_and_may_be_undone(app: Flask) -> None:
    the_words()
    meeting, other = a_meeting(), a_meeting()
    project = editing.create(a_content(summary="", purpose="", meetings=(meeting.id,)), NOW, WHO)
    with pytest.raises(Refused) as refused:
        editing.publish(project.id, NOW, WHO)
    assert refused.value.refusal.reason is ProjectReason.WITHOUT_TEXT
    assert meeting.version == 1
    assert not is_found(project)
    editing.save(project.id, 1, a_content(meetings=(meeting.id,)), NOW, WHO)
    editing.publish(project.id, LATER, WHO)
    assert (meeting.version, meeting.updated_at, other.version) == (2, LATER, 1)
    assert is_found(project)
    assert project.published_at == LATER
    with pytest.raises(Refused) as refused:
        editing.delete(project.id, LATER, WHO)
    assert refused.value.refusal.reason is ProjectReason.IS_PUBLIC
    editing.save(project.id, project.revision, a_content(title="Nytt", meetings=(other.id,)), LATER, WHO)
    assert (meeting.version, other.version) == (3, 2)  # the one that it left, and the one that it came to
    version = project.version
    editing.unpublish(project.id, LATER, WHO)
    assert not is_found(project)
    assert project.version == version + 1
    assert other.version == 3
    with transaction.write() as session:
        session.add(ProjectMeeting(meeting_id=other.id, project_id=project.id))
    with pytest.raises(Refused) as refused:
        editing.delete(project.id, LATER, WHO)
    assert refused.value.refusal.reason is ProjectReason.ARRANGES
    with transaction.write() as session:
        session.delete(session.get_one(ProjectMeeting, other.id))
    editing.delete(project.id, LATER, WHO)
    with pytest.raises(NotFound):
        queries.project(project.id)


def test_meetings_go_on_to_count_towards_the_same_activity_when_rows_move(app: Flask) -> None:
    the_words()
    rows = (ActivityText("course", 53), ActivityText("conference", 5))
    project = editing.create(a_content(activities=rows), NOW, WHO)
    courses, conferences = queries.content_of(project).activities
    moved = (ActivityText("conference", 6, title="Nytt namn", key=conferences.key), ActivityText("course", 54))
    editing.save(project.id, 1, a_content(activities=moved), NOW, WHO)
    found = queries.content_of(queries.project(project.id)).activities
    assert [(one.key, one.count) for one in found] == [(conferences.key, 6), (courses.key, 54)]


def test_siblings_share_a_page_with_a_history_of_its_own(app: Flask) -> None:
    one, two = a_project(a_content(title="IT-Piloterna")), a_project()
    group = groups.create("Båda", "Om båda.", "", "sv", NOW, WHO)
    content = GroupContent("Båda projekten", "Om båda.", "Text.", "sv", (two.id, one.id))
    groups.save(group.id, 1, content, LATER, WHO)
    assert [project.id for project in group_queries.group(group.id).projects] == [two.id, one.id]
    assert queries.content_of(queries.project(one.id)).group == group.id
    assert (group.revision, group.updated_at) == (2, LATER)
    with pytest.raises(Stale):
        groups.save(group.id, 1, content, LATER, WHO)
    editing.save(one.id, one.revision, a_content(title="IT-Piloterna"), LATER, WHO)  # it leaves by its own editor
    assert group_queries.content_of(group_queries.group(group.id)).projects == (two.id,)
    other = groups.create("En annan", "", "", "sv", NOW, WHO)
    groups.save(other.id, 1, GroupContent("En annan", projects=(two.id,)), LATER, WHO)
    assert group_queries.content_of(group_queries.group(group.id)).projects == ()
    groups.restore(group.id, 2, group_queries.group(group.id).revision, LATER, WHO)
    assert group_queries.content_of(group_queries.group(group.id)) == content
    assert group_queries.content_of(group_queries.group(other.id)).projects == ()
    revision = queries.project(two.id).revision
    groups.delete(group.id, LATER, WHO)
    assert queries.project(two.id).group_id is None
    editing.restore(two.id, revision, queries.project(two.id).revision, LATER, WHO)  # to a page that is gone
    assert queries.project(two.id).group_id is None


def test_an_idea_becomes_a_project_once(app: Flask) -> None:
    the_words()
    call = a_call()
    an_organisation("Lerums kommun")
    idea = an_idea(call, content=an_ideas_content(title="Äldre lär unga", partners_found="Lerums kommun, några till"))
    draft = an_idea(call, state="draft", current=0)
    project, is_new = create_from_idea(idea.id, NOW, WHO)
    content = queries.content_of(queries.project(project.id))
    assert is_new
    assert project.state == "draft"
    assert (content.title, content.ideas, content.meetings) == ("Äldre lär unga", (idea.id,), (call.meeting_id,))
    assert PartnerText("Lerums kommun") in content.partners
    assert create_from_idea(idea.id, LATER, WHO) == (project, False)  # pressed twice
    for hidden in (draft.id, 999):
        with pytest.raises(NotFound):
            create_from_idea(hidden, NOW, WHO)
    assert "projects.create_from_idea" in the_log()
