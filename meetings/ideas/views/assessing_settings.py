"""The desk's settings of assessment: what assessors may not see, until when, and the criteria."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refusal, Refused, Stale
from meetings.ideas.actions import assessing as actions
from meetings.ideas.actions.assessing import Settings
from meetings.ideas.forms.assessing import AssessmentForm, CriteriaForm, CriterionRow
from meetings.ideas.models import IdeaCall
from meetings.ideas.queries import assessing as reading
from meetings.ideas.queries.scores import has_scores
from meetings.ideas.rules.assessing import Criterion
from meetings.ideas.views.assessing_desk import ASSESSING, call_to_assess
from meetings.ideas.views.blueprint import blueprint
from meetings.web import access
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival
from meetings.web.typed import shown_until


@blueprint.route(f"{ASSESSING}/installningar", methods=["GET", "POST"])
@access.requires("organiser")
def assess_settings(meeting_id: int) -> Response:
    """Show and take how assessing is done."""
    call, form = call_to_assess(meeting_id), AssessmentForm()
    if not form.is_submitted():
        _fill(form, call)
        return _settings(call, form)
    if not form.validate():
        return _settings(call, form, 422)
    wanted = Settings(
        hides_actors=bool(form.hides_actors.data),
        hides_assessors=bool(form.hides_assessors.data),
        hidden_words=form.hidden_words.data or "",
        until=form.ends_at,
    )
    try:
        actions.save_settings(call.id, wanted, form.base, arrival(), current_actor())
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        return _settings(call, form, 409, stale=True)
    tell(_("Inställningarna är sparade."))
    return redirect_to("ideas.assessing", meeting_id=meeting_id)


@blueprint.route(f"{ASSESSING}/kriterier", methods=["GET", "POST"])
@access.requires("organiser")
def criteria(meeting_id: int) -> Response:
    """Show and take what ideas are assessed by, in order."""
    call, form = call_to_assess(meeting_id), CriteriaForm()
    if not form.is_submitted():
        form.base_revision.data = str(call.revision)
        form.process(data={"criteria": _rows(reading.criteria(call.id)), "base_revision": str(call.revision)})
        return _criteria(call, form)
    if "add_row" in request.form:
        form.criteria.add()
        return _criteria(call, form)
    if not form.validate():
        return _criteria(call, form, 422)
    try:
        actions.save_criteria(call.id, form.wanted(), form.base, arrival(), current_actor())
    except Refused as refused:
        return _criteria(call, form, 409, refusal=refused.refusal)
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        return _criteria(call, form, 409, stale=True)
    tell(_("Kriterierna är sparade."))
    return redirect_to("ideas.assessing", meeting_id=meeting_id)


def _fill(form: AssessmentForm, call: IdeaCall) -> None:
    """Put what holds into the form; an end at midnight is the day before, whole."""
    form.base_revision.data = str(call.revision)
    form.hides_actors.data, form.hides_assessors.data = call.hides_actors, call.hides_assessors
    form.hidden_words.data = call.hidden_words
    form.until_day.data, form.until_time.data = shown_until(call.assess_until)


def _rows(found: tuple[Criterion, ...]) -> list[dict[str, Any]]:
    return [
        {
            "number": str(one.id),
            "label": one.label,
            "text": one.text,
            "most": one.most,
            "weight": one.weight,
            "order": place,
        }
        for place, one in enumerate(found, start=1)
    ]


def _settings(call: IdeaCall, form: AssessmentForm, status: int = 200, *, stale: bool = False) -> Response:
    return render(
        "ideas/desk/assess_settings.html",
        status,
        meeting_id=call.meeting_id,
        call=call,
        form=form,
        stale=stale,
        begun=has_scores(call.id),
    )


def _criteria(
    call: IdeaCall, form: CriteriaForm, status: int = 200, *, refusal: Refusal | None = None, stale: bool = False
) -> Response:
    return render(
        "ideas/desk/criteria.html",
        status,
        meeting_id=call.meeting_id,
        call=call,
        form=form,
        row=CriterionRow,
        refusal=refusal,
        stale=stale,
        locked=has_scores(call.id),
    )
