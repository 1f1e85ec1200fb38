"""A call's own questions on the desk: the same pages as a sign-up's, for another form."""

from __future__ import annotations

from flask import Response
from flask_babel import lazy_gettext as _l

from meetings.ideas.actions import questions as actions
from meetings.ideas.queries import building
from meetings.ideas.views.blueprint import SETTINGS, blueprint
from meetings.questions import types
from meetings.registration.views import picking
from meetings.registration.views import questions as pages
from meetings.registration.views.editor import Editor, Words
from meetings.web import access

FORM = f"{SETTINGS}/fragor"
# Files go to the draft as attachments: "Skicka in" carries none (domain.md, decision 11).
CALL = Editor(
    "ideas",
    building.built,
    actions,
    Words(
        title=_l("Egna frågor i inspelet"),
        lead=_l("Frågas efter det som varje idé handlar om. Idéer som redan har kommit in behåller sina svar."),
        preview=_l("Så ser frågorna ut sist i formuläret för en idé. Det du fyller i här skickas ingenstans."),
        none=_l("Inspelet ställer inga egna frågor"),
        none_hint=_l("Titel, organisation, kontakt och en text om idén frågas alltid. Lägg till det som är ert eget."),
        gone=_l("ställs inte längre till den som skriver en idé."),
        kept=_l("Svaren på dem finns kvar i de idéer som har kommit in."),
    ),
    kinds=[kind for kind in types.ALL if not kind.takes_file],
)


@blueprint.route(FORM, methods=["GET", "POST"])
@access.requires("organiser")
def form_questions(meeting_id: int) -> Response:
    """Show the questions in their order, and save another order."""
    return pages.form_questions(meeting_id, CALL)


@blueprint.get(f"{FORM}/ny")
@access.requires("organiser")
def choose_question(meeting_id: int) -> Response:
    """Show which types of question there are."""
    return picking.choose_question(meeting_id, CALL)


@blueprint.route(f"{FORM}/ny/<code>", methods=["GET", "POST"])
@access.requires("organiser")
def new_question(meeting_id: int, code: str) -> Response:
    """Write a new question of a type."""
    return pages.new_question(meeting_id, code, CALL)


@blueprint.route(f"{FORM}/<int:question_id>", methods=["GET", "POST"])
@access.requires("organiser")
def edit_question(meeting_id: int, question_id: int) -> Response:
    """Change a question."""
    return pages.edit_question(meeting_id, question_id, CALL)


@blueprint.route(f"{FORM}/<int:question_id>/ta-bort", methods=["GET", "POST"])
@access.requires("organiser")
def remove_question(meeting_id: int, question_id: int) -> Response:
    """Ask a question no more."""
    return pages.remove_question(meeting_id, question_id, CALL)


@blueprint.post(f"{FORM}/<int:question_id>/ta-tillbaka")
@access.requires("organiser")
def restore_question(meeting_id: int, question_id: int) -> Response:
    """Ask a retired question again."""
    return picking.restore_question(meeting_id, question_id, CALL)


@blueprint.get(f"{FORM}/forhandsgranska")
@access.requires("organiser")
def preview_questions(meeting_id: int) -> Response:
    """Show the questions as somebody sees them who has answered nothing yet."""
    return pages.preview_questions(meeting_id, CALL)
