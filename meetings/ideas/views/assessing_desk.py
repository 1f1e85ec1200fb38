"""The desk's pages of assessment: what it comes to, who assesses and how far they are, and how ideas are seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import NotFound, Refusal, Refused
from meetings.ideas.actions import assessing as actions
from meetings.ideas.actions.assessing import Asked
from meetings.ideas.forms.assessing import AssessorForm
from meetings.ideas.mail.assessing import assessor_link
from meetings.ideas.models import IdeaCall
from meetings.ideas.queries import assessing as reading
from meetings.ideas.queries import scores as queries
from meetings.ideas.queries import terms
from meetings.ideas.queries.calls import call_of
from meetings.ideas.rules import ranking
from meetings.ideas.rules.assessing import Criterion, is_whole, total
from meetings.ideas.rules.presenting import parts
from meetings.ideas.rules.ranking import Ranking
from meetings.ideas.views.assessing import KINDS
from meetings.ideas.views.blueprint import DESK, blueprint
from meetings.ideas.views.panels import Page
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.lang import lang
from meetings.web.paging import PER_PAGE, Paged, page_asked_for
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

ASSESSING = f"{DESK}/bedomning"
ASSESSOR = f"{ASSESSING}/bedomare/<int:assessor_id>"


def call_to_assess(meeting_id: int) -> IdeaCall:
    """Return the meeting's call. Raises `NotFound` when it has none."""
    call = call_of(meeting_id)
    if call is None:
        raise NotFound
    return call


@blueprint.app_template_filter("score")
def score_text(value: float) -> str:
    """Return a mean or a total with at most one decimal: "72,5", "4"."""
    text = f"{value:.1f}".removesuffix(".0")
    return text if lang() == "en" else text.replace(".", ",")


@blueprint.get(ASSESSING)
@access.requires("organiser")
def assessing(meeting_id: int) -> Response:
    """Show what the scores come to, idea by idea, and how far the assessors have come."""
    call = call_to_assess(meeting_id)
    scales = reading.criteria(call.id)
    by = ranking.ranking(request.args.get("sortera", ""), [one.id for one in scales if one.id is not None])
    standings, rows = queries.table(call.id, scales)
    return render(
        "ideas/desk/assessing.html",
        meeting_id=meeting_id,
        call=call,
        scales=scales,
        standings=standings,
        columns=_columns(meeting_id, scales, by),
        results=_page_of(ranking.ranked(rows, by)),
        assessed=sum(row.result.number > 0 for row in rows),
        by=by,
    )


@blueprint.route(f"{ASSESSING}/bedomare", methods=["GET", "POST"])
@access.requires("organiser")
def assessors(meeting_id: int) -> Response:
    """List the assessors with their links, and ask one more."""
    call, form = call_to_assess(meeting_id), AssessorForm()
    if not form.is_submitted():
        form.lang.data = call.meeting.lang
        return _assessors(call, form)
    if not form.validate():
        return _assessors(call, form, 422)
    who = Asked(form.name.data or "", form.email.data or "", form.lang.data or "sv")
    try:
        made = actions.ask(call.id, who, arrival(), current_actor())
    except Refused as refused:
        return _assessors(call, form, 409, refused.refusal)
    tell(_("Länken är mejlad till %(name)s.", name=made.name))
    return redirect_to("ideas.assessors", meeting_id=meeting_id)


@blueprint.post(f"{ASSESSOR}/mejla")
@access.requires("organiser")
def ask_assessor_again(meeting_id: int, assessor_id: int) -> Response:
    """Mail an assessor the same link once more."""

    def act(call: IdeaCall) -> str:
        asked = actions.ask_again(call.id, assessor_id, arrival(), current_actor())
        return str(_("Länken är mejlad till %(name)s en gång till.", name=asked.name))

    return _pressed(meeting_id, act)


@blueprint.post(f"{ASSESSOR}/ny-lank")
@access.requires("organiser")
def new_assessor_link(meeting_id: int, assessor_id: int) -> Response:
    """Give an assessor a new link, and close the old one."""

    def act(call: IdeaCall) -> str:
        actions.new_link(call.id, assessor_id, arrival(), current_actor())
        return str(_("Den nya länken är mejlad. Den gamla fungerar inte längre."))

    return _pressed(meeting_id, act)


@blueprint.post(f"{ASSESSOR}/stang")
@access.requires("organiser")
def revoke_assessor(meeting_id: int, assessor_id: int) -> Response:
    """Close an assessor's link."""

    def act(call: IdeaCall) -> str:
        actions.revoke(call.id, assessor_id, arrival(), current_actor())
        return str(_("Länken är stängd. Det som är bedömt finns kvar och räknas."))

    return _pressed(meeting_id, act)


@blueprint.get(f"{ASSESSING}/<int:idea_id>")
@access.requires("organiser")
def assessed_idea(meeting_id: int, idea_id: int) -> Response:
    """Show every assessor's scores and comment on one idea."""
    call = call_to_assess(meeting_id)
    number, title, current = queries.assessed_idea(call.id, idea_id)
    scales, result = queries.result_of(idea_id)
    return render(
        "ideas/desk/assessed.html",
        meeting_id=meeting_id,
        call=call,
        idea_id=idea_id,
        number=number,
        title=title,
        current=current,
        scales=scales,
        result=result,
        words=_words(idea_id, scales),
    )


@blueprint.get(f"{ASSESSING}/<int:idea_id>/som-bedomare")
@access.requires("organiser")
def as_assessors_see(meeting_id: int, idea_id: int) -> Response:
    """Show an idea just as its assessors read it."""
    call = call_to_assess(meeting_id)
    number, _title, _current = queries.assessed_idea(call.id, idea_id)
    idea = reading.shown(reading.eyes(call), number)
    return render(
        "ideas/desk/as_assessors_see.html",
        meeting_id=meeting_id,
        call=call,
        idea_id=idea_id,
        idea=idea,
        parts=parts(idea.content, terms.names(lang()), idea.answers),
        kinds=KINDS,
    )


def assessments_panel(page: Page) -> Mapping[str, Any] | None:
    """Say on the secretariat's page of an idea what its scores come to; nothing while nobody assesses the call."""
    scales, result = queries.result_of(page.idea.id)
    if not scales or not (result.number or result.conflicts):
        return None
    return {"scales": scales, "result": result, "meeting_id": page.idea.call.meeting_id}


def _words(idea_id: int, scales: Sequence[Criterion]) -> list[dict[str, Any]]:
    return [
        {"said": word, "total": total(word.marks.scores, scales) if is_whole(word.marks, scales) else None}
        for word in queries.words_on(idea_id)
    ]


def _columns(meeting_id: int, scales: Sequence[Criterion], by: Ranking) -> list[dict[str, Any]]:
    """Return the heads of the table, each with the address that sorts by it."""

    def column(code: str, label: str, *, num: bool = True) -> dict[str, Any]:
        url = url_for("ideas.assessing", meeting_id=meeting_id, sortera=by.chosen(code).code, _anchor="resultat")
        way = "desc" if by.down else "asc"
        return {"label": label, "sort_url": url, "sorted": way if code == by.column else None, "num": num}

    return [
        column(ranking.BY_NUMBER, _("Nr")),
        column(ranking.BY_TITLE, _("Idé"), num=False),
        *(column(ranking.criterion_column(one.id), one.label) for one in scales if one.id is not None),
        column(ranking.BY_TOTAL, _("Vägt av 100")),
        column(ranking.BY_SPREAD, _("Lägst–högst")),
        column(ranking.BY_COUNT, _("Bedömare")),
    ]


def _page_of(rows: Sequence[Any]) -> Paged[Any]:
    number = min(page_asked_for(), max(1, -(-len(rows) // PER_PAGE)))
    return Paged(rows[(number - 1) * PER_PAGE : number * PER_PAGE], number, len(rows), PER_PAGE)


def _assessors(call: IdeaCall, form: AssessorForm, status: int = 200, refusal: Refusal | None = None) -> Response:
    scales = reading.criteria(call.id)
    found, ideas = queries.table(call.id, scales)
    return render(
        "ideas/desk/assessors.html",
        status,
        meeting_id=call.meeting_id,
        call=call,
        scales=scales,
        rows=[(one, "" if one.assessor.revoked_at else assessor_link(one.assessor)) for one in found],
        number=len(ideas),
        form=form,
        refusal=refusal,
        button=ButtonForm(formdata=None),
    )


def _pressed(meeting_id: int, act: Callable[[IdeaCall], str]) -> Response:
    call = call_to_assess(meeting_id)
    if not pressed():
        return redirect_to("ideas.assessors", meeting_id=meeting_id)
    try:
        tell(act(call))
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
    return redirect_to("ideas.assessors", meeting_id=meeting_id)
