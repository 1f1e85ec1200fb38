"""The wall: approved sparks in large type for the hall's projector, behind a secret link that needs no sign-in."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from meetings.errors import NotFound
from meetings.sparks import queries, rules
from meetings.sparks.queries import BoardShown, Shown
from meetings.sparks.views.addresses import WALL, form_address, qr_code, typable
from meetings.sparks.views.blueprint import blueprint
from meetings.sparks.views.public import prompt_of
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.rendering import render
from meetings.web.requests import arrival

NEWEST = 100  # more than any projector shows; the rest stands under the headings


@blueprint.get("/vaggen/<token>")
@access.link(WALL)
def wall(link_id: int, link_version: int) -> Response:
    """Show the approved sparks, the newest first or by group, with the QR code beside them."""
    board = _board(link_id, link_version)
    address = form_address(board.meeting_id)
    return render(
        "sparks/wall.html",
        board=board,
        prompt=prompt_of(board),
        qr=qr_code(address),
        address=typable(address),
        **_shown(board),
    )


@blueprint.get("/vaggen/<token>/gnistor")
@access.link(WALL)
def wall_sparks(link_id: int, link_version: int) -> Response:
    """Send the wall's sparks alone, for the page that follows; 304 with one statement while nothing has changed."""
    board = _board(link_id, link_version)
    takes = rules.refusal_to_spark(board, arrival()) is None
    tag = f"{board.version}-{int(takes)}-{lang()}-{int(_grouped())}"
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = render("sparks/_wall.html", board=board, **_shown(board))
    response.set_etag(tag, weak=True)
    return response


def _board(meeting_id: int, version: int) -> BoardShown:
    """Return the board whose wall this link opens. Raises `NotFound` when it has been revoked."""
    board = queries.board_of(meeting_id)
    if board.wall_version != version:
        raise NotFound
    return board


def _grouped() -> bool:
    return request.args.get("visa") == "grupper"


def _shown(board: BoardShown) -> dict[str, Any]:
    if _grouped():
        shown = queries.by_group(board.meeting_id)
    else:
        sparks = queries.newest(board.meeting_id, NEWEST)
        shown = [Shown("", sparks)] if sparks else []
    return {"shown": shown, "grouped": _grouped(), "refusal": rules.refusal_to_spark(board, arrival())}
