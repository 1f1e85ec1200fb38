"""The funders' rounds on the desk: all of them, a new one, one to change or remove."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.directory.rules import Vocabulary
from meetings.errors import Refusal, Refused, Stale
from meetings.ideas.actions import rounds as actions
from meetings.ideas.forms.rounds import RoundForm, values_of
from meetings.ideas.models import FundingRound
from meetings.ideas.queries import rounds as queries
from meetings.ideas.rules.rounds import RoundText
from meetings.ideas.views.blueprint import blueprint
from meetings.ideas.views.told import round_facts
from meetings.schedule.views.routes import words_in_use
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

ROUNDS = "/arbetsytan/utlysningar"


@blueprint.get(ROUNDS)
@access.requires("organiser")
def rounds() -> Response:
    """List the rounds with the meetings whose calls belong to them."""
    page = paged(queries.listed(), page_asked_for())
    return render(
        "ideas/rounds.html",
        page=page,
        meetings=queries.meetings_of([one.id for one in page.rows]),
        facts={one.id: {fact["label"]: fact["value"] for fact in round_facts(one)} for one in page.rows},
    )


@blueprint.route(f"{ROUNDS}/ny", methods=["GET", "POST"])
@access.requires("organiser")
def new_round() -> Response:
    """Write down a round."""
    form = RoundForm() if request.method == "POST" else RoundForm(formdata=None, data=values_of(RoundText(""), 0))
    _offer(form, "")
    if request.method == "GET":
        return _page(None, form)
    if "add_row" in request.form:
        form.criteria.add()
        return _page(None, form)
    if not form.validate():
        return _page(None, form, 422)
    try:
        made = actions.create_round(form.round(), arrival(), current_actor())
    except Refused as refused:
        return _page(None, form, 409, refusal=refused.refusal)
    tell(_("Utlysningen ”%(title)s” är sparad. Välj den i ett mötes inspel.", title=made.title))
    return redirect_to("ideas.rounds")


@blueprint.route(f"{ROUNDS}/<int:round_id>", methods=["GET", "POST"])
@access.requires("organiser")
def edit_round(round_id: int) -> Response:
    """Show and save a round; the pages of calls that belong to it follow."""
    found = queries.one(round_id)
    if request.method == "GET":
        return _page(found, RoundForm(formdata=None, data=values_of(queries.text_of(found), found.revision)))
    form = RoundForm()
    _offer(form, queries.text_of(found).programme_area)
    if "add_row" in request.form:
        form.criteria.add()
        return _page(found, form)
    if not form.validate():
        return _page(found, form, 422)
    try:
        actions.save_round(round_id, form.round(), form.base, arrival(), current_actor())
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        return _page(queries.one(round_id), form, 409, stale=True)
    except Refused as refused:
        return _page(queries.one(round_id), form, 409, refusal=refused.refusal)
    tell(_("Utlysningen är sparad."))
    return redirect_to("ideas.rounds")


@blueprint.post(f"{ROUNDS}/<int:round_id>/ta-bort")
@access.requires("organiser")
def remove_round(round_id: int) -> Response:
    """Remove a round that no call belongs to."""
    if not pressed():
        return redirect_to("ideas.edit_round", round_id=round_id)
    try:
        actions.remove_round(round_id, arrival(), current_actor())
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
        return redirect_to("ideas.edit_round", round_id=round_id)
    tell(_("Utlysningen är borttagen."))
    return redirect_to("ideas.rounds")


def _offer(form: RoundForm, chosen: str) -> None:
    area = Vocabulary.PROGRAMME_AREA
    form.offer(words_in_use({area: [chosen]}, arrival())[area])


def _page(
    found: FundingRound | None,
    form: RoundForm,
    status: int = 200,
    *,
    stale: bool = False,
    refusal: Refusal | None = None,
) -> Response:
    text = queries.text_of(found) if found else None
    _offer(form, text.programme_area if text else "")
    return render(
        "ideas/round.html",
        status,
        round=found,
        form=form,
        stale=stale,
        standing=text if stale else None,
        refusal=refusal,
        meetings=queries.meetings_of([found.id]).get(found.id, []) if found else [],
        button=ButtonForm(formdata=None),
    )
