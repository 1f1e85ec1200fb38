"""What anybody sees: the form behind the QR code, its receipt, and the page of published sparks."""

from __future__ import annotations

from functools import partial

from flask import Response, render_template, request
from flask_babel import gettext as _

from meetings.errors import NotFound, Refusal, Refused
from meetings.outbox.mail_links import absolute
from meetings.schedule.rules import State
from meetings.sparks import actions, queries, rules
from meetings.sparks.actions import Written
from meetings.sparks.forms import SparkForm
from meetings.sparks.queries import BoardShown
from meetings.sparks.rules import Shut
from meetings.sparks.views.became import became
from meetings.sparks.views.blueprint import blueprint
from meetings.sparks.views.growing import growing
from meetings.web import access
from meetings.web.cache import public_page
from meetings.web.lang import lang
from meetings.web.limits import limited, seconds_to_wait
from meetings.web.problems import time_to_wait
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival
from meetings.web.unchanged import unchanged

# A hall of 120 sits behind one address: each may send several, and a program is stopped. See docs/operations.md.
PER_PLACE = "400 per 10 minutes"
PER_MEETING = "1000 per 10 minutes"


@blueprint.route("/g/<int:meeting_id>", methods=["GET", "POST"])
@access.public
@limited("600 per minute")
def form(meeting_id: int) -> Response:
    """Show the one field; keep the spark of whoever sends it."""
    board, sent = _public(meeting_id), SparkForm()
    if not sent.is_submitted():
        return _form(board, sent, 200, rules.refusal_to_spark(board, arrival()))
    if not sent.validate():
        return _form(board, sent, 422)
    if wait := _wait(meeting_id):
        response = _form(board, sent, 429, Refusal(Shut.TOO_OFTEN, {"wait": time_to_wait(wait)}))
        response.headers["Retry-After"] = str(wait)
        return response
    written = Written(sent.text.data or "", lang(), sent.name.data or "", sent.email.data or "")
    try:
        kept = actions.send(meeting_id, written, sent.one_time_token or "", arrival())
    except Refused as refused:
        return _form(board, sent, 409, refused.refusal)
    return redirect_to("sparks.thanks", meeting_id=meeting_id, visas="nu" if kept.shows else None)


@blueprint.get("/g/<int:meeting_id>/tack")
@access.public
def thanks(meeting_id: int) -> Response:
    """Say that the spark came, and when it shows."""
    board = _public(meeting_id)
    again = rules.refusal_to_spark(board, arrival()) is None
    response = render("sparks/thanks.html", board=board, shows=request.args.get("visas") == "nu", again=again)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.get("/moten/<int:meeting_id>-<slug>/gnistor")
@access.public
def published(meeting_id: int, slug: str) -> Response:
    """Show the published sparks under their headings."""
    board, site, times = unchanged(
        ("sparks", meeting_id),
        lambda: (queries.board_of(meeting_id), queries.site_version(), growing().when(meeting_id)),
    )
    if not board.is_public:
        raise NotFound
    if slug != board.slug:
        response = redirect_to("sparks.published", meeting_id=meeting_id, slug=board.slug)
        response.status_code = 301
        return response
    grows = times is not None and times.holds(arrival())
    return public_page((board, site, grows, became().state()), lambda: _published(board, grows=grows))


def _published(board: BoardShown, *, grows: bool) -> str:
    """Return the page; while it `grows` each spark has a link to go on from it."""
    return render_template(
        "sparks/published.html",
        board=board,
        shown=queries.by_group(board.meeting_id),
        projects=became().of_sparks(board.meeting_id),
        grown_url=partial(growing().address, board.meeting_id) if grows else None,
        canonical=absolute(request.path, lang()),
    )


def _public(meeting_id: int) -> BoardShown:
    """Return the board of a meeting that is public. Raises `NotFound`."""
    board = queries.board_of(meeting_id)
    if board.state == State.DRAFT.value:
        raise NotFound
    return board


def _wait(meeting_id: int) -> int:
    """Count this spark, and return in how many seconds the next may come from here, or to this meeting."""
    place = f"{meeting_id} {request.remote_addr}"
    return seconds_to_wait(PER_PLACE, "spark-place", place) or seconds_to_wait(
        PER_MEETING, "spark-meeting", str(meeting_id)
    )


def _form(board: BoardShown, sent: SparkForm, status: int, refusal: Refusal | None = None) -> Response:
    """Show the form; before anything was sent a refusal stands in its place, afterwards above what was typed."""
    response = render(
        "sparks/form.html",
        status,
        board=board,
        form=sent,
        prompt=prompt_of(board),
        refusal=refusal,
        closed=refusal is not None and status == 200,
        longest=rules.LONGEST,
    )
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def prompt_of(board: BoardShown) -> str:
    """Return what people are asked: the organisers' words, or the standard ones in the language of the page."""
    return board.prompt or str(_("Vilken idé fick du i dag?"))
