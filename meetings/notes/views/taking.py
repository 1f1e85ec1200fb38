"""The note taker's page, behind a link of their own."""

from __future__ import annotations

from flask import Response, request, url_for

from meetings.notes import queries
from meetings.notes.actions import Writer
from meetings.notes.forms import WritingForm
from meetings.notes.mail import PURPOSE
from meetings.notes.views import editor
from meetings.notes.views.blueprint import blueprint
from meetings.notes.views.editor import Seat
from meetings.schedule.queries import meeting_with_programme
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to

PATH = "/anteckna/<token>"


def _by_link() -> str:
    """Return the number in the link: people at a meeting share an address on the net, and the link is a secret."""
    return "notes-" + _token().split("-")[0]


@blueprint.route(PATH, methods=["GET", "POST"])
@access.link(PURPOSE)
@limited("120 per minute", _by_link)
def write(link_id: int, link_version: int) -> Response:
    """Show the notes to whoever holds the link, and take what they write."""
    seat = _seat(link_id, link_version)
    return editor.receive(seat) if request.method == "POST" else editor.page(seat)


@blueprint.get(f"{PATH}/nu")
@access.link(PURPOSE)
def write_news(link_id: int, link_version: int) -> Response:
    """Tell an open page whether somebody else has written."""
    standing = queries.standing_for_taker(link_id, link_version)
    return editor.news(standing, lambda: _seat(link_id, link_version))


def _seat(link_id: int, link_version: int) -> Seat:
    taker = queries.taker_by_link(link_id, link_version)
    meeting = meeting_with_programme(taker.note.meeting_id)
    return Seat(
        note=taker.note,
        writer=Writer(taker_id=taker.id),
        form=WritingForm,
        template="notes/write.html",
        back=lambda **values: redirect_to("notes.write", token=_token(), **values),
        shown={
            "meeting": meeting,
            "taker": taker,
            "news_url": url_for("notes.write_news", token=_token()),
            "kept_as": f"note-{taker.note_id}-{taker.id}",
        },
    )


def _token() -> str:
    return str((request.view_args or {})["token"])
