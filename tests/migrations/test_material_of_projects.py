"""The upgrade that lets projects hold material: what meetings have stays as it is, there and back again."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from meetings import transaction
from meetings.extensions import db
from meetings.materials import queries
from meetings.materials.actions import adding, editing, publishing
from meetings.materials.actions.adding import Texts
from meetings.materials.actions.editing import Heading
from meetings.materials.models import Material, MaterialVersion
from meetings.materials.rules.shelves import of_project
from meetings.search import actions as search
from meetings.search.queries import found
from tests.builders import NOW, a_meeting
from tests.materials.scenes import OLLE, an_upload, published
from tests.projects.builders import a_project


def test_material_of_meetings_survives_and_that_of_projects_goes_with_them(app: Flask) -> None:
    meeting, of = a_meeting(slug="dagen", title="Dagen"), of_project(a_project().id)
    meeting_id = meeting.id
    editing.save_groups(meeting_id, [Heading(None, "Presentationer för dagen")], NOW, OLLE)
    (group,) = queries.groups(meeting_id)
    kept = published(meeting, "Lastbilar", group_id=group.id, text="Om lastbilar").id
    key = queries.fetched(kept).file.key  # type: ignore[union-attr]
    report = adding.add_file(of, Texts("Slutrapport"), an_upload(), NOW, OLLE)
    publishing.publish(of, report.id, None, report.revision, NOW, OLLE, "Skannad.")
    editing.save_groups(of, [Heading(None, "Film")], NOW, OLLE)
    db.session.remove()

    downgrade(revision="0006")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT id, meeting_id, title FROM material")).all() == [
            (kept, meeting_id, "Lastbilar")
        ]
        assert connection.scalar(text("SELECT count(*) FROM material_version")) == 1
        assert connection.scalars(text("SELECT heading FROM material_group")).all() == ["Presentationer för dagen"]
        assert connection.scalars(text("SELECT title FROM search_row WHERE kind = 'material'")).all() == ["Lastbilar"]

    upgrade()
    one = db.session.scalars(select(Material)).one()
    assert (one.id, one.meeting_id, one.project_id, one.presenter, one.version) == (kept, meeting_id, None, "", 1)
    assert db.session.scalars(select(MaterialVersion.file_key)).all() == [key]
    assert [[row.title for row in group.rows] for group in queries.public_material(meeting_id, NOW)] == [["Lastbilar"]]
    search.put("meeting", meeting_id, "Dagen", "", NOW)
    assert found("lastbilar", NOW).kinds == {"material": 1}, "it is found within its meeting, as before"
    with pytest.raises(IntegrityError), transaction.write() as session:
        session.execute(text("UPDATE material SET meeting_id = NULL"))
