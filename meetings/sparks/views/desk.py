"""The desk's list of sparks: what has come, newest first; approve and hide in one tap, and gather under headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.sparks import actions, queries, rules
from meetings.sparks.forms import ListForm
from meetings.sparks.models import SparkGroup
from meetings.sparks.queries import NO_GROUP, BoardShown, Counts
from meetings.sparks.rules import SparkReason, SparkState, Which
from meetings.sparks.views.addresses import form_address, qr_code, typable, wall_address, wall_path
from meetings.sparks.views.blueprint import DESK, blueprint
from meetings.sparks.views.public import prompt_of
from meetings.text import whole_number
from meetings.web import access
from meetings.web.buttons import still_good
from meetings.web.forms import ButtonForm
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import refusal_text, render, tell
from meetings.web.requests import arrival

FILTERS = {Which.ALL: _l("Alla"), Which.NEW: _l("Nya"), Which.APPROVED: _l("Godkända"), Which.HIDDEN: _l("Dolda")}
STATES = {
    SparkState.NEW.value: (_l("Väntar"), "wait"),
    SparkState.APPROVED.value: (_l("Godkänd"), "good"),
    SparkState.HIDDEN.value: (_l("Dold"), "neutral"),
}


@dataclass(frozen=True)
class Place:
    """Where in a meeting's list one is: which sparks, of which group (None: of all), on which page."""

    meeting_id: int
    which: Which
    group_id: int | None
    page: int

    @property
    def query(self) -> dict[str, Any]:
        """What stands in the address."""
        query: dict[str, Any] = {}
        if self.group_id is not None:
            query["grupp"] = self.group_id
        elif self.which is not Which.ALL:
            query["visa"] = self.which.value
        return query | ({"sida": self.page} if self.page > 1 else {})

    def url(self, endpoint: str, page: int | None = None, anchor: str | None = None) -> str:
        """Return an address that keeps the place, or one on another page of the list."""
        query = self.query if page is None else replace(self, page=page).query
        return url_for(endpoint, meeting_id=self.meeting_id, **query, _anchor=anchor)


@blueprint.get(DESK)
@access.requires("organiser")
def overview(meeting_id: int) -> Response:
    """Show the door, the address and its code, and the list."""
    board, place = queries.board_of(meeting_id), _place(meeting_id)
    counts, groups = queries.counts(meeting_id), queries.groups(meeting_id)
    total = _total(place, counts)
    return render(
        "sparks/desk.html",
        **_door(board),
        counts=counts,
        groups=groups,
        headings={group.id: group.heading for group in groups},
        filters=_filters(place, counts),
        group_filters=_group_filters(place, counts, groups),
        states=STATES,
        place=place,
        follows=state_of(board),
        sparks=paged(queries.listed(meeting_id, place.which, place.group_id), place.page, total=total),
        form=ListForm(),
        button=ButtonForm(),
    )


def _door(board: BoardShown) -> dict[str, Any]:
    """Return what the page says above the list: whether it is open, the code, the wall."""
    address = form_address(board.meeting_id)
    return {
        "board": board,
        "refusal": rules.refusal_to_spark(board, arrival()),
        "may_open": rules.refusal_to_open(board, arrival()) is None,
        "prompt": prompt_of(board),
        "address": typable(address),
        "qr": qr_code(address),
        "wall": wall_path(board.meeting_id, board.wall_version),
        "wall_address": wall_address(board.meeting_id, board.wall_version),
    }


@blueprint.get(f"{DESK}/lage")
@access.requires("organiser")
def state(meeting_id: int) -> Response:
    """Say whether anything has changed, to the list that follows."""
    return jsonify(state=state_of(queries.board_of(meeting_id)))


@blueprint.post(f"{DESK}/avgor")
@access.requires("organiser")
def decide(meeting_id: int) -> Response:
    """Do what one of the list's buttons says: approve, hide or move what it stands beside or what is ticked."""
    form, place = ListForm(), _place(meeting_id)
    if not still_good(form):
        return _back(place)
    try:
        return _back(place, _decided(meeting_id, form))
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
        return _back(place)


def state_of(board: BoardShown) -> str:
    """Return what changes whenever the desk's list does."""
    return f"{board.version}.{board.arrivals}"


def _decided(meeting_id: int, form: ListForm) -> int:
    """Do it, tell it, and return the spark that it was about when it was one alone."""
    now, actor = arrival(), current_actor()
    for button, to in (("approve", SparkState.APPROVED), ("hide", SparkState.HIDDEN)):
        if one := form.one(button):
            actions.decide(meeting_id, [one], to, now, actor)
            tell(_("Gnistan är godkänd.") if to is SparkState.APPROVED else _("Gnistan är dold."))
            return one
    if form.pressed("approve_shown"):
        number = actions.decide(meeting_id, form.several("waits"), SparkState.APPROVED, now, actor)
        tell(ngettext("%(num)s gnista är godkänd.", "%(num)s gnistor är godkända.", number))
        return 0
    ticked = form.several("ticked")
    if not ticked:
        raise Refused(SparkReason.NOTHING_CHOSEN)
    if form.pressed("hide_ticked"):
        number = actions.decide(meeting_id, ticked, SparkState.HIDDEN, now, actor)
        tell(ngettext("%(num)s gnista är dold.", "%(num)s gnistor är dolda.", number))
        return 0
    group_id = whole_number(request.form.get("group", "")) or None
    number = actions.move(meeting_id, ticked, group_id, now, actor)
    tell(ngettext("%(num)s gnista är flyttad.", "%(num)s gnistor är flyttade.", number))
    return 0


def _place(meeting_id: int) -> Place:
    asked, group = request.args.get("visa", ""), request.args.get("grupp")
    which = Which(asked) if asked in [one.value for one in Which] else Which.ALL
    return Place(meeting_id, which, None if group is None else whole_number(group), page_asked_for())


def _back(place: Place, spark_id: int = 0) -> Response:
    """Go back to the same place of the list: to the spark, as long as it can still stand there."""
    stays = spark_id and place.which is Which.ALL and place.group_id is None
    anchor = f"gnista-{spark_id}" if stays else "gnistor"
    return make_response(redirect(place.url("sparks.overview", anchor=anchor), code=303))


def _total(place: Place, counts: Counts) -> int:
    """Return how many sparks the whole list has, from what has been counted already."""
    if place.group_id is not None:
        return counts.of_group.get(place.group_id or None, 0)
    return {
        Which.ALL: counts.all,
        Which.NEW: counts.new,
        Which.APPROVED: counts.approved,
        Which.HIDDEN: counts.hidden,
    }[place.which]


def _filters(place: Place, counts: Counts) -> list[dict[str, Any]]:
    """Return the states to choose among."""
    return [
        _filter(replace(place, which=which, group_id=None, page=1), str(words), counts, place)
        for which, words in FILTERS.items()
    ]


def _group_filters(place: Place, counts: Counts, groups: Sequence[SparkGroup]) -> list[dict[str, Any]]:
    """Return the headings to choose among, and none."""
    named = [*((group.id, group.heading) for group in groups), (NO_GROUP, _("Utan grupp"))]
    return [_filter(Place(place.meeting_id, Which.ALL, number, 1), heading, counts, place) for number, heading in named]


def _filter(to: Place, label: str, counts: Counts, now_at: Place) -> dict[str, Any]:
    return {
        "label": label,
        "url": to.url("sparks.overview", anchor="gnistor"),
        "count": _total(to, counts),
        "current": (to.which, to.group_id) == (now_at.which, now_at.group_id),
    }
