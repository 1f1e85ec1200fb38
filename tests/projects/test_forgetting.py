"""A contact of a project who asks to be forgotten is gone from the page, its history and the log; the rest stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.audit.actions import TERMINAL
from meetings.audit.models import AuditValue
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.projects.actions import editing
from meetings.projects.actions.forgetting import forget_contact
from meetings.projects.models import ProjectRevision
from meetings.projects.queries.forgetting import known_contacts
from meetings.projects.queries.projects import content_of, project
from meetings.projects.rules.content import ContactText, to_json
from meetings.projects.rules.forgetting import known_in, mark_of, without
from meetings.revisions import checksum
from tests.browser import Browser
from tests.builders import NOW, a_site, an_organiser, signed_in
from tests.projects.builders import a_content

ULRICA = ContactText("Ulrica Furby", "Gruppchef", phones=("031-335 50 25", "031-335 50 26"))
BO = ContactText("Bo Ek", email="bo@example.se")
REACHED = ContactText(email="projekt@example.se")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ULRICA, replace(ULRICA, title="Chef", phones=()), True),  # somebody is their name
        (ULRICA, replace(ULRICA, name="ULRICA FURBY"), True),
        (ULRICA, BO, False),
        (REACHED, replace(REACHED, title="Kansliet"), True),  # or, without one, how they are reached
        (REACHED, replace(REACHED, email="annan@example.se"), False),
    ],
)
def test_who_is_the_same_person(one: ContactText, other: ContactText, same: bool) -> None:
    assert (mark_of(vars(one)) == mark_of(vars(other))) is same


def test_everybody_of_every_revision_is_known_by_their_latest_card() -> None:
    older = to_json(a_content(contacts=(replace(ULRICA, title="Handläggare"), REACHED)))
    newer = to_json(a_content(contacts=(ULRICA, BO)))
    found = known_in([newer, older])
    assert [(one.card, one.revisions, one.shown) for one in found] == [
        (ULRICA, 2, True), (BO, 1, True), (REACHED, 1, False),
    ]  # fmt: skip
    left = without(newer, mark_of(vars(ULRICA)))
    assert left == newer | {"contacts": [to_json(a_content(contacts=(BO,)))["contacts"][0]]}
    assert known_in([]) == []


def test_who_asks_is_gone_everywhere_and_the_rest_of_the_history_stays(app: Flask, browser: Browser) -> None:
    signed_in(browser, an_organiser())
    a_site()
    bare = a_content(partners=(), funders=(), programme_period="", target_groups=(), activities=())
    row = editing.create(replace(bare, owner="", contacts=(ULRICA, BO)), NOW, TERMINAL)
    editing.save(row.id, 1, replace(content_of(project(row.id)), summary="Nytt", contacts=(ULRICA,)), NOW, TERMINAL)
    path = f"/arbetsytan/projekt/{row.id}/kontaktpersoner"
    page = browser.get(path)
    assert [cells[0] for cells in page.rows("Kontaktpersoner i historiken")[1:]] == [
        "Ulrica Furby Visas nu Gruppchef", "Bo Ek",
    ]  # fmt: skip
    page = page.form("Ta bort överallt Ulrica Furby").submit()
    assert "Personen är borttagen" in page.text
    page = page.form("Ta bort överallt Bo Ek").submit()
    assert "Ingen har varit kontaktperson" in page.text
    db.session.rollback()
    assert content_of(project(row.id)).contacts == ()
    kept = db.session.scalars(select(ProjectRevision).order_by(ProjectRevision.number)).all()
    assert [one.content["summary"] for one in kept][-1] == "Nytt"
    assert all(one.checksum == checksum(one.content) for one in kept)
    written = [str(one.content) for one in kept] + [f"{one.old} {one.new}" for one in db.session.query(AuditValue)]
    assert not [text for text in written if "Furby" in text or "Bo Ek" in text or "031-335" in text]
    assert known_contacts(row.id) == []
    with pytest.raises(NotFound):
        forget_contact(row.id, mark_of(vars(BO)), NOW, TERMINAL)
