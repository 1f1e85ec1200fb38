"""What stands on the pages about a project's material when they are looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meetings.audit.actions import TERMINAL
from meetings.materials.actions import adding, editing, publishing
from meetings.materials.actions.adding import Texts
from meetings.materials.actions.editing import Heading
from meetings.materials.queries import groups
from meetings.materials.rules import MaterialKind
from meetings.materials.rules.shelves import of_project
from tests.materials.scenes import an_upload
from tests.projects.builders import a_content, a_project


def project_material(now: datetime) -> dict[str, Any]:
    """Return a project with a film elsewhere, a slideshow without pictures, a flawed file, and one that is gone."""
    project, bare = (
        a_project(a_content(title="Visat projekt")),
        a_project(a_content(title="Projekt utan material"), state="draft"),
    )
    of = of_project(project.id)
    editing.save_groups(of, [Heading(None, "Film")], now, TERMINAL)
    (heading,) = groups(of)
    texts = Texts("Filmen om projektet", url="https://vimeo.com/1", group_id=heading.id, presenter="Åsa Öberg")
    film = adding.add(of, MaterialKind.FILM, texts, now, TERMINAL)
    show = adding.add(of, MaterialKind.SLIDESHOW, Texts("Bildspel 1"), now, TERMINAL)
    files = [
        adding.add_file(of, Texts(title), an_upload(flaws=("untagged",), now=now), now, TERMINAL)
        for title in ("Slutrapport", "Borta")
    ]
    for one in (film, *files):
        publishing.publish(of, one.id, None, one.revision, now, TERMINAL, "Skannad.")
    publishing.remove(of, files[1].id, now, TERMINAL)
    return {
        "shown_project": project.id,
        "bare_project": bare.id,
        "project_film": film.id,
        "project_show": show.id,
        "project_file": files[0].id,
        "project_gone": files[1].id,
    }
