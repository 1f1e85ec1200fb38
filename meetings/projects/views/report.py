"""The report of a project on the desk: planned against reached, who came, and files for who funds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from flask import Response, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.counting import actions
from meetings.directory.queries import site_shown
from meetings.documents import sending as documents
from meetings.documents import sheets
from meetings.documents.content import Document, Form, Part
from meetings.documents.sheets import Cell, Column, Sheet
from meetings.projects.queries import report as queries
from meetings.projects.queries.report import Report
from meetings.projects.views import report_words as words
from meetings.projects.views.blueprint import ONE, blueprint
from meetings.projects.views.words import period_words
from meetings.text import slug
from meetings.web import access, dates
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.lang import lang
from meetings.web.paging import Paged, page_asked_for
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

_REPORT = f"{ONE}/rapport"
_PER_PAGE = 20  # meetings
_MARKS = re.compile(r"([!-/:-@\[-`{-~])")


@blueprint.get(_REPORT)
@access.requires("organiser")
def report(project_id: int) -> Response:
    """Show what was planned and reached, the people and the meetings."""
    found = queries.report(project_id, arrival())
    number = min(page_asked_for(), max(1, -(-found.known // _PER_PAGE)))
    lines = queries.meetings(project_id, after=(number - 1) * _PER_PAGE, at_most=_PER_PAGE)
    return render(
        "projects/desk/report.html",
        project=found.project,
        report=found,
        words=words,
        shares=words.share_tables(found),
        notes=words.notes_on_people(found),
        counted=words.counted_words(found),
        activities=words.activity_names(found),
        meetings=Paged(lines, number, found.known, _PER_PAGE),
        page_url=lambda page: url_for("projects.report", project_id=project_id, sida=page),
        button=ButtonForm(),
    )


@blueprint.post(f"{_REPORT}/rakna")
@access.requires("organiser")
def count_report(project_id: int) -> Response:
    """Count the people of the project's meetings that have ended and changed since they were counted."""
    if pressed():
        number = actions.count_project(project_id, arrival(), current_actor())
        if number:
            tell(ngettext("%(num)s möte är räknat på nytt.", "%(num)s möten är räknade på nytt.", number))
        else:
            tell(_("Ingenting har ändrats sedan mötena räknades. Talen stämmer."))
    return redirect_to("projects.report", project_id=project_id)


@blueprint.get(f"{_REPORT}.xlsx")
@access.requires("organiser")
def report_xlsx(project_id: int) -> Response:
    """Send the report as a workbook, a sheet for each table."""
    found = queries.report(project_id, arrival())
    tables = words.tables(found, queries.all_meetings(project_id))
    pages = [Sheet(one.title, [Column(*head) for head in one.heads], one.rows) for one in tables]
    name = f"{_('rapport')}-{slug(found.project.title)}.xlsx"
    response = send_file(sheets.xlsx(pages), sheets.XLSX_TYPE, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get(f"{_REPORT}.pdf")
@access.requires("organiser")
def report_pdf(project_id: int) -> Response:
    """Send the report as a document."""
    found = queries.report(project_id, arrival())
    return documents.response(_document(found), Form.PDF, f"{_('Rapport')} {found.project.title}")


def _document(found: Report) -> Document:
    site, project = site_shown(lang()), found.project
    owner = project.owner.name if project.owner else ""
    known = (
        (_("Period"), period_words(project.begins, project.ends)),
        (_("Projektägare"), owner),
        (_("Diarienummer"), project.diarienummer),
    )
    facts = [f"{label}: {value}" for label, value in known if value]
    counted = words.counted_words(found)
    return Document(
        title=str(_("Rapport: %(project)s", project=project.title)),
        lang=lang(),
        author=owner or site.organisation_name or site.name,
        parts=[
            Part(one.title, _markdown(one), lang()) for one in words.tables(found, queries.all_meetings(project.id))
        ],
        dated=found.counted.counted_at or project.updated_at,
        facts=[*facts, counted] if counted else facts,
        foot=site.name,
    )


def _markdown(table: words.Table) -> str:
    """Return a table as Markdown, whatever its cells hold read as just that text."""
    cells = [list(row) for row in table.rows]
    rows = [[_cell(cell) for cell in row] for row in cells]
    note = f"\n\n{_plain(table.note)}" if table.note else ""
    if not rows:
        return str(_("Ingenting att redovisa."))
    heads = [_plain(head) for head, _width in table.heads]
    lines: Iterable[Sequence[str]] = [heads, _aligned(cells), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + note


def _aligned(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return the line that says how the columns stand: to the right where they hold numbers alone."""
    return [
        "---:" if all(isinstance(cell, int | None) for cell in column) else "---" for column in zip(*rows, strict=True)
    ]


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "–"
    return _plain(dates.date_short(cell) if isinstance(cell, date) else str(cell))


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", text.replace("\n", " "))
