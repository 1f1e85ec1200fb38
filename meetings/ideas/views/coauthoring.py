"""The page on which an idea's contact asks others to write along, and closes their links."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.errors import Refusal, Refused
from meetings.ideas.actions import coauthors
from meetings.ideas.forms.coauthors import CoauthorButton, CoauthorForm
from meetings.ideas.mail.addresses import PURPOSE
from meetings.ideas.models import Idea
from meetings.ideas.queries import working
from meetings.ideas.rules.content import from_json
from meetings.ideas.views.blueprint import OWN, blueprint
from meetings.ideas.views.opening import opened_idea, token
from meetings.web import access
from meetings.web.forms import new_form_token
from meetings.web.lang import lang
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

_PATH = f"{OWN}/medforfattare"


@blueprint.route(_PATH, methods=["GET", "POST"])
@access.link(PURPOSE)
@limited("20 per hour")
def write_with(link_id: int, link_version: int) -> Response:
    """Show who writes along, and mail a link to somebody more."""
    idea, form = opened_idea(link_id, link_version), CoauthorForm()
    if not form.is_submitted():
        return _page(idea, form)
    if not form.validate():
        return _page(idea, form, 422)
    name, email = form.name.data or "", form.email.data or ""
    try:
        coauthors.ask(idea.id, name, email, form.one_time_token or "", lang(), arrival())
    except Refused as refused:
        return _page(idea, form, 409, refused.refusal)
    return redirect_to("ideas.write_with", token=token(), klart="bjudit")


@blueprint.post(f"{_PATH}/<int:coauthor_id>/ta-bort")
@access.link(PURPOSE)
@limited("60 per minute")
def write_without(link_id: int, link_version: int, coauthor_id: int) -> Response:
    """Close a co-author's link."""
    idea = opened_idea(link_id, link_version)
    if not CoauthorButton().validate():
        return _page(idea, _fresh(), 422)
    coauthors.revoke(idea.id, coauthor_id, arrival())
    return redirect_to("ideas.write_with", token=token(), klart="borta")


def _fresh() -> CoauthorForm:
    form = CoauthorForm(MultiDict())
    form.form_token.data = new_form_token()
    return form


def _page(idea: Idea, form: CoauthorForm, status: int = 200, refusal: Refusal | None = None) -> Response:
    button = CoauthorButton(MultiDict())
    button.form_token.data = new_form_token()
    done = {"bjudit": _("Länken är mejlad."), "borta": _("Länken är stängd. Det som är skrivet står kvar.")}
    return render(
        "ideas/coauthors.html",
        status,
        form=form,
        button=button,
        refusal=refusal,
        done=done.get(request.args.get("klart", ""), "") if status == 200 else "",
        coauthors=working.coauthors(idea.id),
        title=from_json(idea.draft).title,
        token=token(),
    )
