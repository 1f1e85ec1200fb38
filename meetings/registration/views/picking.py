"""Questions that an organiser picks: ready-made ones, those of another meeting, and retired ones that come back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.rules import meetings_within_reach
from meetings.accounts.views import current_actor, signed_in_account
from meetings.errors import Refused, Stale
from meetings.questions.forms import CopyQuestionsForm, RevisionForm
from meetings.questions.rules.ready import LIBRARY
from meetings.registration.actions import questions as actions
from meetings.registration.queries import building
from meetings.registration.queries.building import Built
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.built import said_of
from meetings.registration.views.editor import SIGN_UP, Editor
from meetings.registration.views.questions import FORM, changeable, list_page, require_reach
from meetings.web import access
from meetings.web.buttons import still_good
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.get(f"{FORM}/ny")
@access.requires("organiser")
def choose_question(meeting_id: int, editor: Editor = SIGN_UP) -> Response:
    """Show which types of question and which ready-made ones there are."""
    built = changeable(meeting_id, editor)
    codes = {question.code for question in built.asked if question.code}
    sets = [(one, any(question.code in codes for question in one.questions)) for one in LIBRARY if editor.extras]
    return render(
        "questions/choose.html",
        editor=editor,
        built=built,
        kinds=editor.kinds,
        sets=sets,
        button=RevisionForm(data={"base_revision": str(built.revision)}),
        others=_reachable(built) if editor.extras else (),
    )


@blueprint.post(f"{FORM}/<int:question_id>/ta-tillbaka")
@access.requires("organiser")
def restore_question(meeting_id: int, question_id: int, editor: Editor = SIGN_UP) -> Response:
    """Ask a retired question again."""

    def restore(base: int) -> str:
        again = editor.actions.restore_question(meeting_id, question_id, base, arrival(), current_actor())
        return str(_("”%(question)s” ställs igen, sist i formuläret.", question=again.label(lang())))

    return _pressed(meeting_id, restore, editor)


@blueprint.post(f"{FORM}/fardiga/<code>")
@access.requires("organiser")
def add_ready_questions(meeting_id: int, code: str) -> Response:
    """Add ready-made questions."""

    def add(base: int) -> str:
        made = actions.add_ready_questions(meeting_id, code, base, arrival(), current_actor())
        return str(ngettext("%(num)s fråga är tillagd.", "%(num)s frågor är tillagda.", len(made)))

    return _pressed(meeting_id, add)


@blueprint.route(f"{FORM}/kopiera", methods=["GET", "POST"])
@access.requires("organiser")
def copy_questions(meeting_id: int) -> Response:
    """Copy the questions of another meeting within reach."""
    built = changeable(meeting_id)
    form = CopyQuestionsForm(data=None if request.method == "POST" else {"base_revision": str(built.revision)})
    form.offer([(one.id, said_of(one)) for one in _reachable(built)])
    shown: dict[str, Any] = {"built": built, "form": form}
    if not form.is_submitted():
        return render("questions/copy.html", **shown)
    if not form.validate():
        return render("questions/copy.html", 422, **shown)
    try:
        number = actions.copy_questions(
            meeting_id,
            int(form.source.data),
            form.base,
            arrival(),
            current_actor(),
            replaces=form.replaces.data == "yes",
        )
    except Refused as refused:
        return render("questions/copy.html", 409, refusal=refused.refusal, **shown)
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        return render("questions/copy.html", 409, stale=True, **shown)
    tell(ngettext("%(num)s fråga är kopierad.", "%(num)s frågor är kopierade.", number))
    return redirect_to("registration.form_questions", meeting_id=meeting_id)


def _pressed(meeting_id: int, act: Callable[[int], str], editor: Editor = SIGN_UP) -> Response:
    """Do what a bare button says, and say on the list how it went."""
    require_reach(editor.built(meeting_id, lang()))
    form = RevisionForm()
    if still_good(form):
        try:
            tell(act(form.base))
        except Stale:
            tell(_("Någon annan ändrade formuläret under tiden. Se efter och tryck en gång till."), "warning")
        except Refused as refused:
            return list_page(editor, editor.built(meeting_id, lang()), 409, refusal=refused.refusal)
    return redirect_to(editor.at("form_questions"), meeting_id=meeting_id)


def _reachable(built: Built) -> Sequence[building.Source]:
    account = signed_in_account()
    reach = meetings_within_reach(account.grants if account is not None else [])
    return building.sources(built.meeting_id, reach)
