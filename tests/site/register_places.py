"""What stands on the register's pages on the desk when they are looked at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from meetings.audit.actions import TERMINAL
from meetings.links.queries import make
from meetings.projects.actions import editing, groups
from meetings.projects.rules.groups import GroupContent
from tests.projects.builders import a_content, a_project


def register(now: datetime) -> dict[str, Any]:
    """Return a project with a history, the preview of a draft, and a joint page with one of its projects."""
    saved, draft = a_project(a_content(title="Ändrat projekt")), a_project(a_content(title="På gång"), state="draft")
    changed = a_content(title="Ändrat projekt", summary="En ny sammanfattning.", figures=())
    editing.save(saved.id, 1, changed, now - timedelta(days=1), TERMINAL)
    group = groups.create("Gemensam sida", "Om projekten.", "", "sv", now, TERMINAL)
    groups.save(group.id, 1, GroupContent("Gemensam sida", "Om dem.", projects=(saved.id, draft.id)), now, TERMINAL)
    return {
        "saved_project": saved.id,
        "project_preview": make("project", draft.id, draft.preview_version),
        "saved_group": group.id,
    }
