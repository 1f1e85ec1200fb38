"""The pages on which an idea's contact and its co-authors write, each behind a link of their own."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request

from meetings.errors import NotFound
from meetings.files import queries as stored_files
from meetings.files import sending as files_sent
from meetings.ideas.mail.addresses import COAUTHOR, PURPOSE
from meetings.ideas.queries import working
from meetings.ideas.rules.saving import MOST_BYTES
from meetings.ideas.views import autosaving, editing, editor_page
from meetings.ideas.views.blueprint import OWN, blueprint
from meetings.ideas.views.opening import opened_coauthor, opened_idea, token
from meetings.ideas.views.seats import Seat, fresh_form, seat_of
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.uploads import takes_uploads

_SeatFor = Callable[[int, int], Seat]
WITH_OTHERS = "/ide/medforfattare/<token>"


def _by_link() -> str:
    """Return the number in the link: people at one place share an address on the net, and the link is a secret."""
    return f"{request.endpoint}-{token().split('-')[0]}"


@blueprint.route(f"{OWN}/skriv", methods=["GET", "POST"])
@access.link(PURPOSE)
@limited("120 per minute", _by_link)
def write(link_id: int, link_version: int) -> Response:
    """Show the draft to its contact, and take what they write."""
    return _written(link_id, link_version, seat_for_contact)


@blueprint.get(f"{OWN}/nu")
@access.link(PURPOSE)
def write_news(link_id: int, link_version: int) -> Response:
    """Tell an open page whether somebody else has written."""
    standing = working.standing(link_id, link_version)
    return autosaving.news(standing, lambda: seat_for_contact(link_id, link_version))


@blueprint.get(f"{OWN}/bilaga/<int:number>")
@access.link(PURPOSE)
def write_file(link_id: int, link_version: int, number: int) -> Response:
    """Send a file of the working copy to the contact."""
    return _file(opened_idea(link_id, link_version).id, number)


@blueprint.route(WITH_OTHERS, methods=["GET", "POST"])
@access.link(COAUTHOR)
@limited("120 per minute", _by_link)
def cowrite(link_id: int, link_version: int) -> Response:
    """Show the draft to a co-author, and take what they write."""
    return _written(link_id, link_version, seat_for_coauthor)


@blueprint.get(f"{WITH_OTHERS}/nu")
@access.link(COAUTHOR)
def cowrite_news(link_id: int, link_version: int) -> Response:
    """Tell an open page whether somebody else has written."""
    standing = working.standing_for_coauthor(link_id, link_version)
    return autosaving.news(standing, lambda: seat_for_coauthor(link_id, link_version))


@blueprint.get(f"{WITH_OTHERS}/bilaga/<int:number>")
@access.link(COAUTHOR)
def cowrite_file(link_id: int, link_version: int, number: int) -> Response:
    """Send a file of the working copy to a co-author."""
    return _file(opened_coauthor(link_id, link_version).idea_id, number)


def make_room() -> None:
    """Let the request carry a file, if it is one that does. To be called before its form is read."""
    if request.mimetype == "multipart/form-data":
        takes_uploads(MOST_BYTES)


def seat_for_contact(link_id: int, link_version: int) -> Seat:
    """Return the contact's place. Raises `NotFound`."""
    return seat_of(opened_idea(link_id, link_version))


def seat_for_coauthor(link_id: int, link_version: int) -> Seat:
    """Return a co-author's place. Raises `NotFound`."""
    coauthor = opened_coauthor(link_id, link_version)
    return seat_of(coauthor.idea, coauthor)


def show(seat: Seat) -> Response:
    """Show the draft as it stands."""
    idea = seat.idea
    base = idea.revision if idea is not None else 0
    form, reading = fresh_form(seat, seat.began, seat.person, base=base)
    return editor_page.page(seat, form, reading, done=editor_page.done_words(seat))


def _written(link_id: int, link_version: int, seat: _SeatFor) -> Response:
    make_room()
    found = seat(link_id, link_version)
    if request.method != "POST":
        return show(found)
    return autosaving.receive(found) if autosaving.wants_data() else editing.receive(found)


def _file(idea_id: int, number: int) -> Response:
    stored = stored_files.stored(working.attachment(idea_id, number).file_key)
    if stored is None:
        raise NotFound
    return files_sent.response(stored)
