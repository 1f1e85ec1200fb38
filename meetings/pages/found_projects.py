"""What does the search page say of projects, and of what is part of one: its material."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import select

from meetings.extensions import db
from meetings.projects.models import Project
from meetings.projects.queries.public import PUBLISHED
from meetings.projects.views.words import period_words
from meetings.search.models import PROJECT
from meetings.search.queries import Hit
from meetings.search.rules import Wanted, excerpt, marked
from meetings.text import slug
from meetings.web import dates
from meetings.web.lang import lang


@dataclass(frozen=True)
class Found:
    """A public project, as what was found of it names it."""

    id: int
    title: str
    slug: str
    lang: str
    begins: str
    ends: str


def project_of(one: Hit) -> int | None:
    """Return which project was found, or holds what was found; None of what belongs to no project."""
    if one.kind == PROJECT:
        return one.ref_id
    return one.within if one.whole == PROJECT else None


def projects_by_id(ids: Collection[int]) -> Mapping[int, Found]:
    """Return those of these projects that are public, by their ids."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(Project.id, Project.title, Project.slug, Project.lang, Project.begins, Project.ends).where(
            Project.id.in_(sorted(ids)), PUBLISHED
        )
    )
    return {row[0]: Found(*row) for row in rows}


def hit(one: Hit, project: Found, kind: str, asked: Sequence[Wanted]) -> dict[str, Any]:
    """Return what was found as a row of the page: the project, or material of it; `kind` in words."""
    text_lang = one.lang if one.lang != lang() else ""
    url = url_for("projects.public_project", project_id=project.id, slug=project.slug)
    found: dict[str, Any] = {
        "title": marked(one.title, asked),
        "excerpt": excerpt(one.text, asked) if one.text else (),
        "text_lang": text_lang,
        "lang": text_lang,
        "kind": kind,
    }
    if one.kind == PROJECT:
        return found | {"url": url, "when": period_words(project.begins, project.ends)}
    return found | {
        "url": url_for("materials.fetch", material_id=one.ref_id, slug=slug(one.title)),
        "when": dates.date_text(one.at),
        "meeting": {"title": project.title, "url": url, "lang": project.lang if project.lang != lang() else ""},
    }


def kind_name() -> dict[str, str]:
    """Return what projects are called among the kinds of things that are found."""
    return {PROJECT: ngettext("Projekt", "Projekt", 2)}
