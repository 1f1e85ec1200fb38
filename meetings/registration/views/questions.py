"""The desk's pages of what a sign-up asks: the list, one question, and a preview; see `picking` for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings import revisions
from meetings.accounts.views import current_actor, guard, reaches_all
from meetings.errors import NotFound, Refused, Stale
from meetings.questions import types
from meetings.questions.forms import OrderForm, QuestionForm, RevisionForm, values_of
from meetings.questions.rules import QuestionType, erased_after
from meetings.questions.rules.building import Answered, Effect, QuestionDraft, Touch, refusal_to_retire, touches
from meetings.registration.queries.building import Built
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.built import listed, standing_words
from meetings.registration.views.editor import SIGN_UP, Editor
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

_INVITED_CHOICES = 2  # rows for choices that are there to be filled in
FORM = "/arbetsytan/moten/<int:meeting_id>/fragor"


@blueprint.route(FORM, methods=["GET", "POST"])
@access.requires("organiser")
def form_questions(meeting_id: int, editor: Editor = SIGN_UP) -> Response:
    """Show the questions in their order, and save another order."""
    built = editor.built(meeting_id, lang())
    if request.method != "POST" or built.form is None:
        return list_page(editor, built)
    require_reach(built)
    form = OrderForm()
    if not form.validate():
        return list_page(editor, built, 422, form=form)
    try:
        editor.actions.order_questions(meeting_id, form.question_ids, form.base, arrival(), current_actor())
    except Refused as refused:
        return list_page(editor, built, 409, refusal=refused.refusal)
    except Stale:
        return list_page(editor, editor.built(meeting_id, lang()), 409, stale=True)
    tell(_("Ordningen är sparad."))
    return redirect_to(editor.at("form_questions"), meeting_id=meeting_id)


@blueprint.route(f"{FORM}/ny/<code>", methods=["GET", "POST"])
@access.requires("organiser")
def new_question(meeting_id: int, code: str, editor: Editor = SIGN_UP) -> Response:
    """Write a new question of a type; the type can still be changed."""
    built = changeable(meeting_id, editor)
    if code not in {kind.code.value for kind in editor.kinds}:
        raise NotFound
    empty = QuestionDraft(QuestionType(code), "")
    form = editor.limit(QuestionForm(data=None if request.method == "POST" else values_of(empty, built.revision)))
    form.offer(built.asked)
    if not form.is_submitted():
        return _question(editor, built, form)
    if "add_row" in request.form:
        form.choices.add()
        return _question(editor, built, form)
    if not form.validate():
        return _question(editor, built, form, 422)
    try:
        made = editor.actions.add_question(meeting_id, form.draft(), form.base, arrival(), current_actor())
    except Refused as refused:
        return _question(editor, built, form, 409, refusal=refused.refusal)
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        return _question(editor, built, form, 409, stale=True)
    tell(_("Frågan ”%(question)s” är tillagd sist i formuläret.", question=made.label(lang())))
    return redirect_to(editor.at("form_questions"), meeting_id=meeting_id)


@blueprint.route(f"{FORM}/<int:question_id>", methods=["GET", "POST"])
@access.requires("organiser")
def edit_question(meeting_id: int, question_id: int, editor: Editor = SIGN_UP) -> Response:
    """Change a question; what touches answers is shown before it is saved."""
    built = changeable(meeting_id, editor)
    standing, earlier = built.draft(question_id), built.earlier(question_id)
    form = editor.limit(QuestionForm(data=None if request.method == "POST" else values_of(standing, built.revision)))
    form.offer(earlier)
    shown: dict[str, Any] = {"question_id": question_id, "answered": built.answered_to(question_id)}
    if not form.is_submitted():
        return _question(editor, built, form, **shown)
    if "add_row" in request.form:
        form.choices.add()
        return _question(editor, built, form, **shown)
    if not form.validate():
        return _question(editor, built, form, 422, **shown)
    draft = form.draft(standing.code)
    touched = touches(standing, draft, built.answered_to(question_id))
    mark = _mark(touched)
    if touched and form.confirmed.data != mark:
        form.confirmed.data = mark
        return _question(editor, built, form, touched=_told(touched), **shown)
    try:
        moved = editor.actions.save_question(meeting_id, question_id, draft, form.base, arrival(), current_actor())
    except Refused as refused:
        return _question(editor, built, form, 409, refusal=refused.refusal, **shown)
    except Stale as stale:
        return _stale(editor, meeting_id, question_id, form, draft, stale)
    tell(_("Frågan är sparad."))
    if moved:
        tell(_("Från reservlistan fick plats: %(names)s.", names=", ".join(one.name for one in moved)))
    return redirect_to(editor.at("form_questions"), meeting_id=meeting_id)


@blueprint.route(f"{FORM}/<int:question_id>/ta-bort", methods=["GET", "POST"])
@access.requires("organiser")
def remove_question(meeting_id: int, question_id: int, editor: Editor = SIGN_UP) -> Response:
    """Say what removing the question does, with a button."""
    built = changeable(meeting_id, editor)
    built.draft(question_id)
    form = RevisionForm(data=None if request.method == "POST" else {"base_revision": str(built.revision)})
    shown: dict[str, Any] = {
        "editor": editor,
        "built": built,
        "question": built.by_id[question_id],
        "form": form,
        "closed": refusal_to_retire(built.asked, question_id),
        "touched": _told(_removal(built.answered_to(question_id))),
    }
    if not form.is_submitted():
        return render("questions/remove.html", **shown)
    if not form.validate():
        return render("questions/remove.html", 422, **shown)
    try:
        gone = editor.actions.retire_question(meeting_id, question_id, form.base, arrival(), current_actor())
    except Refused as refused:
        return render("questions/remove.html", 409, refusal=refused.refusal, **(shown | {"closed": None}))
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        return render("questions/remove.html", 409, stale=True, **shown)
    tell(_("”%(question)s” ställs inte längre. Du kan ta tillbaka den längst ner.", question=gone.label(lang())))
    return redirect_to(editor.at("form_questions"), meeting_id=meeting_id)


@blueprint.get(f"{FORM}/forhandsgranska")
@access.requires("organiser")
def preview_questions(meeting_id: int, editor: Editor = SIGN_UP) -> Response:
    """Show the questions as somebody sees them who has answered nothing yet."""
    built = opened(meeting_id, editor)
    form: Any = type("Preview", (RevisionForm,), types.fields(built.asked))()
    return render(
        "questions/preview.html",
        editor=editor,
        built=built,
        form=form,
        sections=types.sections(built.asked),
        consent=types.consent(erased_after(built.ends_at, built.sensitive_days)),
    )


def opened(meeting_id: int, editor: Editor = SIGN_UP) -> Built:
    """Return the form of the meeting; without one there is no such page."""
    built = editor.built(meeting_id, lang())
    if built.form is None:
        raise NotFound
    return built


def changeable(meeting_id: int, editor: Editor = SIGN_UP) -> Built:
    """Return the form of the meeting to who may change it; without one there is no such page."""
    built = opened(meeting_id, editor)
    require_reach(built)
    return built


def require_reach(built: Built) -> None:
    """Answer 403 to who organises single meetings when others ask the same questions: they change there as well."""
    if built.shared_by:
        guard("organiser", None)


def list_page(editor: Editor, built: Built, status: int = 200, **values: Any) -> Response:
    """Show the list."""
    values.setdefault("form", None)
    order = OrderForm(
        formdata=None,
        data={
            "base_revision": str(built.revision),
            "questions": [{"key": str(one.id), "order": number} for number, one in enumerate(built.asked, 1)],
        },
    )
    return render(
        "questions/list.html",
        status,
        editor=editor,
        built=built,
        order=order,
        button=RevisionForm(formdata=None, data={"base_revision": str(built.revision)}),
        rows=listed(built),
        may_change=not built.shared_by or reaches_all(),
        **values,
    )


def _question(editor: Editor, built: Built, form: QuestionForm, status: int = 200, **values: Any) -> Response:
    while form.kind.has_choices and len(form.choices.entries) < _INVITED_CHOICES:
        form.choices.add()
    values = {"question_id": None, "answered": Answered(), "touched": [], **values}
    return render("questions/question.html", status, editor=editor, built=built, form=form, kind=form.kind, **values)


def _stale(
    editor: Editor, meeting_id: int, question_id: int, form: QuestionForm, draft: QuestionDraft, stale: Stale
) -> Response:
    """Show what somebody else saved meanwhile beside what was typed; sending again saves what was typed."""
    built = opened(meeting_id, editor)
    changes = revisions.changes(standing_words(built.draft(question_id)), standing_words(draft))
    form.base_revision.data, form.confirmed.data = str(stale.current), ""
    form.offer(built.earlier(question_id))
    return _question(
        editor,
        built,
        form,
        409,
        stale=True,
        differs=changes,
        question_id=question_id,
        answered=built.answered_to(question_id),
    )


def _removal(answered: Answered) -> list[Touch]:
    return [Touch(Effect.QUESTION_GONE, answered.number)] if answered.number else []


def _told(touched: Sequence[Touch]) -> list[tuple[str, str]]:
    """Return each effect in words, with how many answers it touches."""
    return [
        (
            str(ngettext("%(num)s svar berörs", "%(num)s svar berörs", touch.number)),
            str(_(touch.effect.value, **touch.values)),
        )
        for touch in touched
    ]


def _mark(touched: Sequence[Touch]) -> str:
    """Return what tells whether these are the effects that were shown: nothing is touched unseen."""
    told = repr([(touch.effect.name, touch.number, sorted(touch.values.items())) for touch in touched])
    return sha256(told.encode("utf-8", "replace")).hexdigest()
