"""Edit the whole programme on one page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused, Stale
from meetings.schedule import actions, queries
from meetings.schedule.forms.programme import ProgrammeForm, days_of, values_of
from meetings.schedule.models import Meeting
from meetings.schedule.rules.content import PROGRAMME, by_key, plain, programme_from
from meetings.schedule.views.routes import MEETING, after_saving, blueprint, warn_of_personal_numbers
from meetings.schedule.views.stale import meanwhile, page
from meetings.web import access
from meetings.web.rendering import tell
from meetings.web.requests import arrival


@blueprint.route(f"{MEETING}/program", methods=["GET", "POST"])
@access.requires("organiser")
def programme(meeting_id: int) -> Response:
    """Show and save the programme."""
    meeting = queries.meeting_with_programme(meeting_id)
    if request.method == "GET":
        return _page(meeting, ProgrammeForm(data=values_of(queries.programme_of(meeting), meeting.revision)))
    form = ProgrammeForm()
    if added := request.form.get("add_row"):
        form.add_row(added)
        return _page(meeting, form)
    _offer(meeting, form)
    if not form.validate():
        return _page(meeting, form, 422)
    try:
        actions.save_programme(meeting_id, form.base, form.programme(), arrival(), current_actor())
    except Stale:
        return _stale(meeting_id, form)
    except Refused as refused:
        return _page(queries.meeting_with_programme(meeting_id), form, 409, refused=refused)
    tell(_("Programmet är sparat."))
    warn_of_personal_numbers([text for item in form.programme() for text in (item.title, item.summary)])
    return after_saving("schedule.programme", meeting_id)


def _stale(meeting_id: int, form: ProgrammeForm) -> Response:
    """Show what somebody else changed meanwhile, and the form with both their items and mine in it."""
    meeting = queries.meeting_with_programme(meeting_id)
    mine, theirs = by_key(plain(form.programme())), by_key(plain(queries.programme_of(meeting)))
    found = meanwhile(meeting_id, form.base, _parts, mine, theirs)
    both = sorted(found.both.values(), key=lambda item: str(item["starts_at"]))
    again = ProgrammeForm(formdata=None, data=values_of(programme_from(both), meeting.revision))
    return _page(meeting, again, 409, **found.shown)


def _parts(content: Mapping[str, Any]) -> dict[str, Any]:
    return by_key(content.get(PROGRAMME, ()))


def _page(meeting: Meeting, form: ProgrammeForm, status: int = 200, **values: object) -> Response:
    _offer(meeting, form)
    return page("schedule/programme.html", meeting, form, status, **values)


def _offer(meeting: Meeting, form: ProgrammeForm) -> None:
    form.offer(days_of(meeting.starts_at, meeting.ends_at, queries.programme_of(meeting)))
