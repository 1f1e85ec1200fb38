"""How much comes over the wire on a first visit and on the next page (look.md: 60 kB in 6 requests; 15 kB)."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.extensions import db
from meetings.projects.models import Project
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_programme_item, a_registration
from tests.projects.builders import a_content, a_project
from tests.site.project_places import linked_with_all

FIRST_VISIT, REQUESTS, NEXT_PAGE = 60_000, 6, 15_000


class Visitor:
    """Somebody whose browser keeps what it may keep, and counts what it fetches."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.kept: set[str] = set()

    def visit(self, path: str) -> tuple[int, int]:
        """Return how many requests the page took, and how many bytes came, headers included."""
        taken = self._fetch(path)
        page = self.browser.get(path)
        parts = [
            node.attributes["href"] for node in page.tree.css("link[rel=stylesheet], link[rel=preload], link[rel=icon]")
        ]
        parts += [node.attributes["src"] for node in page.tree.css("script[src], img[src]")]
        sizes = [taken]
        for part in dict.fromkeys(urljoin(path, str(part)) for part in parts):
            if part not in self.kept:
                sizes.append(self._fetch(part))
                self.kept.add(part)
        return len(sizes), sum(sizes)

    def _fetch(self, path: str) -> int:
        answer = self.browser.get(path, headers={"Accept-Encoding": "gzip"}, check=False)
        assert answer.status == 200, path
        return len(answer.body) + sum(len(name) + len(value) + 4 for name, value in answer.headers.items())


@pytest.mark.parametrize("lang", ["", "/en"])
def test_a_first_visit_and_the_next_page_are_light(app: Flask, clock, lang: str) -> None:
    clock.set(NOW)
    meeting = a_meeting(
        purpose="Syftet med mötet var att mobilisera aktörer. " * 5,
        body="Talarna enades i att det krävs individanpassade lösningar för att nå målgruppen. \n\n" * 30,
    )
    for number in range(12):
        a_programme_item(meeting, title=f"Punkt {number}", summary="Vad det handlar om, med några ord. " * 4)
        a_meeting(title=f"Möte nummer {number}")
    a_registration(meeting)
    home, page = f"{lang}/", f"{lang}/moten/{meeting.id}-{meeting.slug}"
    for first, then in ((home, page), (page, home)):
        visitor = Visitor(Browser(app))
        requests, size = visitor.visit(first)
        assert (requests <= REQUESTS, size <= FIRST_VISIT) == (True, True), (first, requests, size)
        requests, size = visitor.visit(then)
        assert (requests, size <= NEXT_PAGE) == (1, True), (then, requests, size)


def test_the_pages_of_projects_are_light(app: Flask, clock) -> None:
    clock.set(NOW)
    meeting, siblings = a_meeting(), [a_project(a_content(title=f"Projekt {number}")) for number in range(10)]
    project = a_project(a_content(purpose="Att ta vara på det som unga kan. " * 30, body="Så gick det till. " * 80))
    linked_with_all(project, siblings, meeting, 20)
    group_id = db.session.scalars(select(Project.group_id).where(Project.id == project.id)).one()
    db.session.rollback()
    for page in ("", f"/{project.id}-{project.slug}", f"/{project.id}/kedjan", f"/gemensamt/{group_id}-bada"):
        visitor = Visitor(Browser(app))
        requests, size = visitor.visit(f"/projekt{page}")
        assert (requests <= REQUESTS + 1, size <= FIRST_VISIT) == (True, True), (page, requests, size)
        requests, size = visitor.visit("/projekt?ar=2013")
        assert (requests, size <= NEXT_PAGE) == (1, True), (page, requests, size)
