"""The page on which an idea's contact answers a question of the secretariat's, by the idea's own link."""

from __future__ import annotations

from flask import Response, make_response, redirect, url_for

from meetings.errors import NotFound, Refusal, Refused
from meetings.ideas.actions import asking
from meetings.ideas.forms.handling import AnswerForm
from meetings.ideas.mail.addresses import PURPOSE
from meetings.ideas.models import ActorQuestion, Idea
from meetings.ideas.queries import handling as queries
from meetings.ideas.views.blueprint import OWN, blueprint
from meetings.ideas.views.opening import opened_idea, token
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import render
from meetings.web.requests import arrival


@blueprint.route(f"{OWN}/svara/<int:question_id>", methods=["GET", "POST"])
@access.link(PURPOSE)
@limited("60 per minute")
def answer(link_id: int, link_version: int, question_id: int) -> Response:
    """Show the question with room for the answer, or the answer that stands; keep the answer."""
    idea = opened_idea(link_id, link_version)
    asked = next((one for one in queries.questions(idea.id) if one.id == question_id), None)
    if asked is None:
        raise NotFound
    form = AnswerForm()
    if not form.is_submitted():
        return _page(idea, asked, form)
    if not form.validate():
        return _page(idea, asked, form, 422)
    try:
        asking.answer(idea.id, question_id, form.answer.data or "", arrival())
    except Refused as refused:
        return _page(idea, asked, form, 409, refused.refusal)
    return make_response(redirect(url_for("ideas.answer", token=token(), question_id=question_id), code=303))


def _page(
    idea: Idea, asked: ActorQuestion, form: AnswerForm, status: int = 200, refusal: Refusal | None = None
) -> Response:
    return render("ideas/own/answer.html", status, idea=idea, asked=asked, form=form, refused=refusal, token=token())
