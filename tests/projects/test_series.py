"""A series of meetings: made at once, one form for all, published, changed; places times days."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.audit.models import AuditEntry
from meetings.errors import Refused, Stale
from meetings.extensions import db
from meetings.participants.actions import meetings as participants
from meetings.projects.actions import series as actions
from meetings.projects.models import ProjectMeeting, SeriesMeeting
from meetings.projects.queries import series as queries
from meetings.projects.queries import series_lists
from meetings.projects.rules.series import (
    MOST,
    Occasion,
    Place,
    SeriesReason,
    in_order,
    product,
    refusals_to_make,
    title_of,
)
from meetings.questions import queries as questions
from meetings.questions.models import Form
from meetings.registration.models import Pool, SignUp
from meetings.reminders.models import Reminder
from meetings.schedule.models import Meeting, MeetingRevision
from meetings.search.queries import found
from tests.builders import NOW
from tests.databases import listening
from tests.projects.builders import a_project
from tests.projects.series_scenes import ACTOR, START, a_series, text, times


@pytest.mark.parametrize(
    ("occasions", "there", "reasons"),
    [
        ([], [], [SeriesReason.NOTHING]),
        (product([Place("Ale")], [times()]), [], []),
        (product([Place("Ale"), Place("Ale")], [times()]), [], [SeriesReason.TWICE]),
        (product([Place("Ale"), Place("ALE ")], [times()]), [], []),
        (product([Place("Ale")], [times(hours=0)]), [], [SeriesReason.ENDS_BEFORE_START]),
        (product([Place("Ale")], [times()]), [Occasion(Place("ale"), times()).key], [SeriesReason.IS_THERE]),
        (product([Place(str(n)) for n in range(MOST)], [times()]), [], []),
        (product([Place(str(n)) for n in range(MOST)], [times()]), ["x"], [SeriesReason.TOO_MANY]),
    ],
)
def test_what_hinders_a_series(occasions: list[Occasion], there: list[str], reasons: list[SeriesReason]) -> None:
    assert [one.reason for one in refusals_to_make(occasions, there)] == reasons


def test_places_times_days() -> None:
    made = product([Place("Ale", seats=5), Place("", "Folkets hus")], [times(1), times(0)])
    assert [(one.where, one.times.starts_at.day) for one in in_order(made)] == [
        ("Ale", 2), ("Folkets hus", 2), ("Ale", 3), ("Folkets hus", 3),
    ]  # fmt: skip
    assert title_of("Lokal kurs: {plats}", "Ale", "2018-05-02") == "Lokal kurs: Ale"
    assert title_of("Kurs {datum}", "Ale", "2018-05-02") == "Kurs 2018-05-02"
    assert len(title_of("{plats}" * 60, "Härryda", "")) == 200


def test_a_series_is_made_at_once(app: Flask) -> None:
    project = a_project()
    activity = project.activities[0]
    with listening() as few:
        small = a_series(1, 2, project_id=project.id, activity_id=activity.id)
    with listening() as many:
        series = a_series(7, 8, project_id=project.id, activity_id=activity.id)
    selects = [sum(one.startswith("SELECT") for one in some) for some in (few, many)]
    assert selects[1] - selects[0] < 5, "as many reads however many meetings"
    if db.engine.dialect.name == "postgresql":  # SQLite, which is in the process, takes a row a time
        assert len(many) - len(few) < 10
    held = queries.occasions(series.id)
    assert len(held) == 56
    assert len(queries.occasions(small.id)) == 2
    assert held[0].title == "Lokal kurs: Ale"
    assert held[0].pool.seats == 20
    assert held[0].pool.waiting_list
    assert [one.starts_at for one in held] == sorted(one.starts_at for one in held)
    ids = [one.meeting_id for one in held]
    assert set(db.session.scalars(select(SignUp.form_id).where(SignUp.meeting_id.in_(ids)))) == {series.form_id}
    for table in (MeetingRevision, Reminder, SignUp, Pool, ProjectMeeting, AuditEntry):
        number = db.session.scalar(select(func.count()).select_from(table).where(table.meeting_id.in_(ids)))
        assert number == 56, table
    meeting = db.session.get_one(Meeting, ids[3])
    assert not meeting.listed
    assert meeting.state == "published"
    assert meeting.published_at == NOW
    assert [one.organisation.name for one in meeting.organisers] == ["Göteborgsregionen"]
    assert len(meeting.contacts) == 1
    (row,) = [one for one in series_lists.on_desk(START) if one.id == series.id]
    assert (row.number, row.coming, row.next_at) == (56, 56, START)
    assert found("partille", NOW).kinds == {"series": 1}, "the series is found by its places, its meetings are not"
    assert questions.asked(series.form_id, "sv")


def test_a_series_is_refused_whole(app: Flask) -> None:
    with pytest.raises(Refused) as refused:
        a_series(1, 1, summary="")
    assert refused.value.refusal.reason is SeriesReason.NO_SUMMARY
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 0
    assert db.session.scalar(select(func.count()).select_from(Form)) == 0


def test_a_series_grows_is_published_and_rewritten(app: Flask) -> None:
    series = a_series(2, 1, published=False)
    assert queries.occasions(series.id) == ()
    assert found("ale", NOW).kinds == {}
    more = product([Place("Ale", "Biblioteket")], [times(0)])
    with pytest.raises(Refused) as refused:
        actions.add_occasions(series.id, more, NOW, ACTOR, published=False)
    assert refused.value.refusal.reason is SeriesReason.IS_THERE
    actions.add_occasions(series.id, product([Place("Tjörn")], [times(1)]), NOW, ACTOR, published=False)
    version = series.version
    assert actions.publish_all(series.id, NOW, ACTOR) == 3
    assert actions.publish_all(series.id, NOW, ACTOR) == 0
    assert series.version == version + 1
    assert found("tjörn", NOW).kinds == {"series": 1}
    held = queries.occasions(series.id)
    passed = held[0].ends_at
    base = series.revision
    changed = actions.save_text(
        series.id, text(occasion_title="Kurs i {plats}", summary="Ny text."), base, passed, ACTOR, meetings_too=True
    )
    assert changed == 1, "those that have been keep their texts"
    assert [one.title for one in queries.occasions(series.id)] == [
        "Lokal kurs: Ale",
        "Lokal kurs: Härryda",
        "Kurs i Tjörn",
    ]
    last = db.session.get_one(Meeting, held[2].meeting_id)
    assert last.summary == "Ny text."
    assert last.revision == 3
    with pytest.raises(Stale):
        actions.save_text(series.id, text(summary="Annat."), base, passed, ACTOR)


def test_the_form_is_shared_and_outlives_a_draft(app: Flask) -> None:
    series = a_series(1, 2, published=False)
    first, second = queries.occasions(series.id, drafts=True)
    participants.delete_draft(first.meeting_id, NOW, ACTOR)
    assert db.session.get(SeriesMeeting, first.meeting_id) is None
    assert questions.asked(series.form_id, "sv")
    participants.delete_draft(second.meeting_id, NOW, ACTOR)
    form_id = series.form_id
    assert db.session.get(Form, form_id) is not None, "the series asks it still"
    actions.remove(series.id, NOW, ACTOR)
    assert db.session.get(Form, form_id) is None
    kept = a_series(1, 1)
    with pytest.raises(Refused) as refused:
        actions.remove(kept.id, NOW, ACTOR)
    assert refused.value.refusal.reason is SeriesReason.HAS_MEETINGS


def test_two_presses_make_one_and_a_draft_of_a_project_is_named_nowhere(app: Flask) -> None:
    project = a_project(state="draft")
    series = a_series(2, 1, project_id=project.id)
    assert a_series(2, 1, project_id=project.id).id == series.id
    assert a_series(2, 2, project_id=project.id).id != series.id, "other days"
    assert found("ale", NOW).kinds == {"series": 2}
    assert found(project.title, NOW).kinds == {}
    with listening() as some:
        actions.save_text(series.id, text(project_id=project.id, body="Mer."), series.revision, NOW, ACTOR)
    assert some[0].startswith("SELECT project.id"), "held first, as by whoever saves a project: then its meetings"
