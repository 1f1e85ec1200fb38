"""The assessor's pages, behind a link of their own. All that they show is read through `queries.assessing`."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _

from meetings.errors import Refusal, Refused, Stale
from meetings.files.rules import KNOWN
from meetings.files.sending import response as file_response
from meetings.ideas.actions.assessing import Read, assess
from meetings.ideas.forms.assessing import WordForm, word_form
from meetings.ideas.queries import assessing as queries
from meetings.ideas.queries import terms
from meetings.ideas.queries.assessing import Mine, Seat, Shown
from meetings.ideas.rules.assessing import PROGRESS_NAMES, Progress, refusal_to_assess
from meetings.ideas.rules.presenting import parts
from meetings.ideas.views.blueprint import blueprint
from meetings.text import whole_number
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.limits import limited
from meetings.web.paging import page_asked_for
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival

PATH = "/bedom/<token>"
ONE = f"{PATH}/<int:number>"
PURPOSE = "assessor"
KINDS = {kind.media_type: kind.name for kind in KNOWN.values()}
TONES = {
    Progress.NEW: "neutral",
    Progress.BEGUN: "wait",
    Progress.DONE: "good",
    Progress.CHANGED: "wait",
    Progress.CONFLICT: "info",
}


def _token() -> str:
    return str((request.view_args or {})["token"])


def _by_link() -> str:
    """Return the number in the link: assessors may share an address on the net, and the link is a secret."""
    return "assessor-" + _token().split("-")[0]


@blueprint.get(PATH)
@access.link(PURPOSE)
def to_assess(link_id: int, link_version: int) -> Response:
    """List the ideas to assess, how far the assessor has come, and the next one."""
    at = queries.seat(link_id, link_version)
    return render(
        "ideas/assess/list.html",
        at=at,
        token=_token(),
        work=queries.worklist(at, page_asked_for()),
        names=PROGRESS_NAMES,
        tones=TONES,
        closed=refusal_to_assess(at.until, arrival()),
        saved=whole_number(request.args.get("sparad", "")),
    )


@blueprint.route(ONE, methods=["GET", "POST"])
@access.link(PURPOSE)
@limited("120 per minute", _by_link)
def assess_idea(link_id: int, link_version: int, number: int) -> Response:
    """Show one idea, and take what the assessor says of it."""
    at = queries.seat(link_id, link_version)
    form = word_form(at.criteria)
    saved = queries.mine(at, number)
    if not form.is_submitted():
        idea = queries.shown(at.eyes, number)
        if saved is not None:
            form.fill(saved.marks)
        form.base_revision.data = str(saved.revision if saved else 0)
        form.of_version.data = str(idea.version)
        return _page(at, idea, form, saved)
    if not form.validate():
        return _page(at, queries.shown(at.eyes, number), form, saved, 422)
    return _saved(at, link_version, number, form)


@blueprint.get(f"{ONE}/bilaga/<int:place>")
@access.link(PURPOSE)
def assess_attachment(link_id: int, link_version: int, number: int, place: int) -> Response:
    """Send an attachment, where assessors may know who is behind the ideas."""
    at = queries.seat(link_id, link_version)
    return file_response(queries.attachment(at, number, place))


def _saved(at: Seat, link_version: int, number: int, form: WordForm) -> Response:
    read = Read(whole_number(form.base_revision.data), whole_number(form.of_version.data))
    try:
        assess(at.assessor_id, link_version, number, form.marks(at.criteria), read, arrival())
    except Refused as refused:
        return _refused(at, number, form, refused.refusal)
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        saved = queries.mine(at, number)
        return _page(at, queries.shown(at.eyes, number), form, saved, 409, other=saved)
    upcoming = queries.next_after(at, number) if form.wants_next else None
    if upcoming is not None:
        return redirect_to("ideas.assess_idea", token=_token(), number=upcoming, sparad=number)
    return redirect_to("ideas.to_assess", token=_token(), sparad=number)


def _refused(at: Seat, number: int, form: WordForm, refusal: Refusal) -> Response:
    """Show why it was not saved, with what was typed; without the idea when it is not assessed any more."""
    if queries.is_assessed(at.eyes, number):
        idea = queries.shown(at.eyes, number)
        return _page(at, idea, form, queries.mine(at, number), 409, refusal=refusal)
    return render("ideas/assess/gone.html", 409, at=at, token=_token(), refusal=refusal, typed=form.comment.data or "")


def _page(
    at: Seat,
    idea: Shown,
    form: WordForm,
    saved: Mine | None,
    status: int = 200,
    *,
    other: Mine | None = None,
    refusal: Refusal | None = None,
) -> Response:
    return render(
        "ideas/assess/one.html",
        status,
        at=at,
        token=_token(),
        idea=idea,
        title=idea.content.title or _("Projektidé nummer %(number)s", number=idea.number),
        parts=[one for one in parts(idea.content, terms.names(lang()), idea.answers) if one.code != "title"],
        kinds=KINDS,
        form=form,
        scales=form.scales(at.criteria),
        saved=saved,
        changed=saved is not None and not saved.marks.conflict and saved.of_version < idea.version,
        other=other,
        refusal=refusal,
        closed=refusal_to_assess(at.until, arrival()),
        just_saved=whole_number(request.args.get("sparad", "")),
    )
