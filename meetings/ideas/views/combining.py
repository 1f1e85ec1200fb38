"""Merge ideas into one of them, and break a new idea out of one."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import NotFound, Refusal, Refused
from meetings.ideas.actions import combining
from meetings.ideas.forms.handling import MergeForm, SplitForm
from meetings.ideas.models import Idea, IdeaVersion
from meetings.ideas.queries import handling as queries
from meetings.ideas.rules.content import Content, from_json
from meetings.ideas.rules.fields import NAMES
from meetings.ideas.rules.handling import MOST_MERGED, Reason, refusal_to_handle
from meetings.ideas.views.blueprint import DESK, ONE, blueprint
from meetings.schedule.queries import title_of
from meetings.text import whole_number
from meetings.web import access
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.route(f"{DESK}/sla-samman", methods=["GET", "POST"])
@access.requires("organiser")
def merge(meeting_id: int) -> Response:
    """Choose which of the ideas stays; the others go into it, each as it was."""
    if title_of(meeting_id) is None:
        raise NotFound
    form = MergeForm()
    ideas = list(queries.ideas(meeting_id, _asked_for()))
    form.offer([(one.id, f"{one.number}. {one.title}") for one in ideas])
    if not form.is_submitted():
        return _merge_page(meeting_id, form, ideas, refusal=_why_not(ideas))
    if not form.validate():
        return _merge_page(meeting_id, form, ideas, 422)
    into_id = whole_number(form.into.data)
    if into_id not in {one.id for one in ideas}:
        form.into.errors = [_(Reason.NO_TARGET.value)]
        return _merge_page(meeting_id, form, ideas, 422)
    try:
        into = combining.merge(
            meeting_id, into_id, [one.id for one in ideas], arrival(), current_actor(),
            internal=form.internal.data or "", text=form.text.data or "",
        )  # fmt: skip
    except Refused as refused:
        return _merge_page(meeting_id, form, ideas, 409, refused.refusal)
    number = len(ideas) - 1
    tell(
        ngettext("%(num)s idé har gått in i nr %(into)s.", "%(num)s idéer har gått in i nr %(into)s.", number,
                 into=into.number)
    )  # fmt: skip
    return redirect_to("ideas.desk_idea", meeting_id=meeting_id, idea_id=into.id)


@blueprint.route(f"{ONE}/dela", methods=["GET", "POST"])
@access.requires("organiser")
def split(meeting_id: int, idea_id: int) -> Response:
    """Break a new idea out of one: its text is copied, and edited before it is saved."""
    idea = queries.idea(meeting_id, idea_id)
    version = next((one for one in queries.versions(idea.id) if one.number == (idea.current or one.number)), None)
    if version is None:
        raise NotFound
    content, form = from_json(version.content), SplitForm()
    if not form.is_submitted():
        return _split_page(meeting_id, idea, version, SplitForm.of(content), refusal=refusal_to_handle(idea))
    if not form.validate():
        return _split_page(meeting_id, idea, version, form, 422)
    try:
        made = combining.split(meeting_id, idea_id, form.content(content), form.token, arrival(), current_actor())
    except Refused as refused:
        return _split_page(meeting_id, idea, version, form, 409, refused.refusal)
    tell(_("Idé nr %(number)s är ny. Nr %(original)s står kvar som den var.", number=made.number, original=idea.number))
    return redirect_to("ideas.desk_idea", meeting_id=meeting_id, idea_id=made.id)


def _asked_for() -> list[int]:
    return [number for number in map(whole_number, request.args.getlist("ide")) if number][:MOST_MERGED]


def _why_not(ideas: list[Idea]) -> Refusal | None:
    if len(ideas) < 2:
        return Refusal(Reason.ONE_ALONE)
    return next((refusal for one in ideas if (refusal := refusal_to_handle(one))), None)


def _merge_page(
    meeting_id: int, form: MergeForm, ideas: list[Idea], status: int = 200, refusal: Refusal | None = None
) -> Response:
    return render(
        "ideas/desk/merge.html",
        status,
        meeting_id=meeting_id,
        meeting_title=title_of(meeting_id),
        form=form,
        ideas=ideas,
        refused=refusal,
        may_merge=_why_not(ideas) is None,
    )


def _split_page(
    meeting_id: int,
    idea: Idea,
    version: IdeaVersion,
    form: SplitForm,
    status: int = 200,
    refusal: Refusal | None = None,
) -> Response:
    content: Content = from_json(version.content)
    return render(
        "ideas/desk/split.html",
        status,
        meeting_id=meeting_id,
        idea=idea,
        form=form,
        names=NAMES,
        texts=form.texts_of(content),
        has_files=bool(version.content.get("attachments")),
        refused=refusal,
        may_split=refusal_to_handle(idea) is None,
    )
