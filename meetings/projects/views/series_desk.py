"""Series on the desk: all of them, one with its meetings, its people, and its drafts published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.projects.actions import series as actions
from meetings.projects.queries import series as queries
from meetings.projects.queries import series_desk, series_lists
from meetings.projects.queries.series import Held
from meetings.projects.views.blueprint import SERIES_DESK, blueprint
from meetings.projects.views.series_shown import narrowed, offered, places_of
from meetings.schedule.rules import State
from meetings.text import one_line
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

ONE_SERIES = f"{SERIES_DESK}/<int:series_id>"
_MOST_WORDS = 200


@blueprint.get(SERIES_DESK)
@access.requires("organiser")
def series_desk_list() -> Response:
    """List all series, the latest first."""
    return render("projects/series/desk/all.html", rows=series_lists.on_desk(arrival()))


@blueprint.get(ONE_SERIES)
@access.requires("organiser")
def desk_series(series_id: int) -> Response:
    """Show one series with its meetings: how many have signed up, and what is left."""
    return series_page(series_id)


def series_page(series_id: int, status: int = 200, **values: Any) -> Response:
    """Return the desk's page of one series."""
    found = queries.series(series_id)
    held, now = queries.occasions(series_id, drafts=True), arrival()
    place = request.args.get("plats", "")
    registrations, people = series_desk.numbers(series_id)
    return render(
        "projects/series/desk/one.html",
        status,
        series=found,
        rows=[offered(one, now) for one in narrowed(held, place, "")],
        places=places_of(held),
        place=place,
        figures=_figures(held, now),
        registrations=registrations,
        people=people,
        drafts=sum(one.state == State.DRAFT.value for one in held),
        is_public=any(one.state != State.DRAFT.value for one in held),
        button=ButtonForm(formdata=None),
        **values,
    )


def _figures(held: tuple[Held, ...], now: datetime) -> list[tuple[str, str]]:
    """Return label and number of what there is in all: meetings, those ahead, seats taken and in line."""
    ahead = sum(one.ends_at > now and one.state == State.PUBLISHED.value for one in held)
    return [
        (_("Tillfällen"), str(len(held))),
        (_("Kommande"), str(ahead)),
        (_("Tagna platser"), str(sum(one.pool.confirmed for one in held))),
        (_("I kö"), str(sum(one.pool.waiting for one in held))),
    ]


@blueprint.post(f"{ONE_SERIES}/publicera")
@access.requires("organiser")
def publish_series(series_id: int) -> Response:
    """Publish all drafts of the series."""
    if pressed():
        try:
            number = actions.publish_all(series_id, arrival(), current_actor())
        except Refused as refused:
            return series_page(series_id, 409, refusal=refused.refusal)
        if number:
            tell(ngettext("%(num)s tillfälle är publicerat.", "%(num)s tillfällen är publicerade.", number))
    return redirect_to("projects.desk_series", series_id=series_id)


@blueprint.post(f"{ONE_SERIES}/ta-bort")
@access.requires("organiser")
def delete_series(series_id: int) -> Response:
    """Take away a series that has no meetings."""
    if pressed():
        try:
            actions.remove(series_id, arrival(), current_actor())
        except Refused as refused:
            return series_page(series_id, 409, refusal=refused.refusal)
        tell(_("Serien är borttagen."))
        return redirect_to("projects.series_desk_list")
    return redirect_to("projects.desk_series", series_id=series_id)


@blueprint.get(f"{ONE_SERIES}/deltagare")
@access.requires("organiser")
def series_people(series_id: int) -> Response:
    """List who has signed up to any meeting of the series."""
    found = queries.series(series_id)
    words = one_line(request.args.get("q", ""))[:_MOST_WORDS]
    page = paged(series_desk.people(series_id, words), page_asked_for())
    registrations, people = series_desk.numbers(series_id)
    return render(
        "projects/series/desk/people.html",
        series=found,
        words=words,
        page=page,
        states=series_desk.states([one.id for one in page.rows]),
        registrations=registrations,
        people=people,
        page_url=lambda number: url_for("projects.series_people", series_id=series_id, sida=number, q=words or None),
    )
