"""What was written when and by whom, what it changed, and the way back to it."""

from __future__ import annotations

from functools import partial

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.notes import actions, queries
from meetings.notes.models import NoteRevision
from meetings.notes.rules import Kind
from meetings.notes.rules.differences import amount, compared
from meetings.notes.views.blueprint import ONE, blueprint
from meetings.schedule.queries import title_of
from meetings.web import access
from meetings.web.history import PER_PAGE, go_back, restore_form, with_before
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

VERSIONS = f"{ONE}/versioner"


@blueprint.get(VERSIONS)
@access.requires("organiser")
def history(meeting_id: int, note_id: int) -> Response:
    """List the revisions, the newest first, with how much each has changed."""
    note = queries.note(meeting_id, note_id)
    page = paged(queries.revisions(note_id), page_asked_for(), per_page=PER_PAGE)
    rows = [
        {"revision": one, "by": _by(one), "how": _how(one), "amount": _amount(before, one)}
        for one, before in with_before(page.rows, lambda last: queries.before(note_id, last.number))
    ]
    return render(
        "notes/history.html", meeting_id=meeting_id, meeting_title=title_of(meeting_id), note=note, rows=rows, page=page
    )


@blueprint.get(f"{VERSIONS}/<int:number>")
@access.requires("organiser")
def revision(meeting_id: int, note_id: int, number: int) -> Response:
    """Show one revision: what it changed, how it reads, and what going back to it would change now."""
    return _revision_page(meeting_id, note_id, number)


@blueprint.post(f"{VERSIONS}/<int:number>/aterstall")
@access.requires("organiser")
def restore(meeting_id: int, note_id: int, number: int) -> Response:
    """Make an earlier revision the newest."""
    return go_back(
        lambda base: actions.restore(meeting_id, note_id, number, base, arrival(), current_actor()),
        partial(_revision_page, meeting_id, note_id, number),
        partial(redirect_to, "notes.history", meeting_id=meeting_id, note_id=note_id),
    )


def _revision_page(meeting_id: int, note_id: int, number: int, status: int = 200, *, problem: str = "") -> Response:
    note = queries.note(meeting_id, note_id)
    shown = queries.revision(note_id, number)
    earlier = queries.before(note_id, number)
    body = shown.content["body"]
    return render(
        "notes/revision.html",
        status,
        meeting_id=meeting_id,
        meeting_title=title_of(meeting_id),
        note=note,
        revision=shown,
        by=_by(shown),
        how=_how(shown),
        is_first=earlier is None,
        changed=compared(earlier.content["body"], body) if earlier else [],
        old_title=earlier.content["title"] if earlier else shown.content["title"],
        back=compared(note.body, body),
        stands=(note.title, note.body) == (shown.content["title"], body),
        form=restore_form(note.revision),
        problem=problem,
    )


def _by(one: NoteRevision) -> str:
    return one.by or str(_("En antecknare"))


def _how(one: NoteRevision) -> str:
    named = {
        Kind.FIRST.value: _("Skapade"),
        Kind.MERGED.value: _("Sammanfogade med andras ändringar"),
        Kind.RESTORED.value: _("Återställde en äldre version"),
    }
    return str(named.get(one.kind, ""))


def _amount(before: NoteRevision | None, one: NoteRevision) -> str:
    if before is None:
        return str(_("Mallen"))
    found = amount(before.content["body"], one.content["body"])
    parts = []
    if before.content["title"] != one.content["title"]:
        parts.append(str(_("ny rubrik")))
    if found.added:
        parts.append(f"+{found.added}")
    if found.removed:
        parts.append(f"\N{MINUS SIGN}{found.removed}")
    return ", ".join(parts) or "–"
