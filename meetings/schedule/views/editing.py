"""Begin a meeting with three questions, and edit all of it but its programme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.directory.rules import Vocabulary
from meetings.errors import Refused, Stale
from meetings.schedule import actions, queries
from meetings.schedule.forms.details import EditForm, NewForm, values_of
from meetings.schedule.models import Meeting
from meetings.schedule.rules.content import DETAIL_FIELDS, details_from, plain
from meetings.schedule.views.routes import (
    MEETING,
    after_saving,
    blueprint,
    meetings_to_follow,
    warn_of_personal_numbers,
    words_in_use,
)
from meetings.schedule.views.stale import meanwhile, page
from meetings.web import access, dates
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.route("/arbetsytan/moten/nytt", methods=["GET", "POST"])
@access.requires("organiser")
def new() -> Response:
    """Ask what, when and where; the answers make a draft."""
    form = NewForm()
    kind = Vocabulary.MEETING_KIND
    form.offer(words_in_use({kind: []}, arrival())[kind])
    if not form.is_submitted():
        return render("schedule/new.html", form=form)
    if not form.validate():
        return render("schedule/new.html", 422, form=form)
    try:
        meeting = actions.create_meeting(form.start(), arrival(), current_actor())
    except Refused as refused:
        return render("schedule/new.html", 409, form=form, refused=refused)
    tell(_("Utkastet är sparat. Bara ni ser det tills du publicerar det."))
    return redirect_to("schedule.edit", meeting_id=meeting.id)


@blueprint.route(f"{MEETING}/redigera", methods=["GET", "POST"])
@access.requires("organiser")
def edit(meeting_id: int) -> Response:
    """Show and save everything about the meeting but its programme."""
    meeting = queries.meeting_with_details(meeting_id)
    if request.method == "GET":
        return _page(meeting, EditForm(data=values_of(queries.details_of(meeting), meeting.revision)))
    form = EditForm()
    _offer(meeting, form)
    if added := request.form.get("add_row"):
        form.add_row(added)
        return _page(meeting, form)
    if not form.validate():
        return _page(meeting, form, 422)
    day_before, has_programme = dates.local(meeting.starts_at).date(), bool(meeting.items)
    try:
        saved = actions.save_meeting(meeting_id, form.base, form.details(), arrival(), current_actor())
    except Stale:
        return _stale(meeting_id, form)
    except Refused as refused:
        return _page(queries.meeting_with_details(meeting_id), form, 409, refused=refused)
    moved = has_programme and dates.local(saved.starts_at).date() != day_before
    tell(_("Sparat. Programmet följde med till den nya dagen.") if moved else _("Sparat."))
    warn_of_personal_numbers(form.texts)
    return after_saving("schedule.edit", meeting_id)


def _stale(meeting_id: int, form: EditForm) -> Response:
    """Show what somebody else changed meanwhile, and the form with both their work and mine in it."""
    meeting = queries.meeting_with_details(meeting_id)
    found = meanwhile(meeting_id, form.base, _parts, plain(form.details()), plain(queries.details_of(meeting)))
    again = EditForm(formdata=None, data=values_of(details_from(found.both), meeting.revision))
    return _page(meeting, again, 409, **found.shown)


def _parts(content: Mapping[str, Any]) -> dict[str, Any]:
    return {part: content.get(part) for part in DETAIL_FIELDS}


def _page(meeting: Meeting, form: EditForm, status: int = 200, **values: object) -> Response:
    _offer(meeting, form)
    return page("schedule/edit.html", meeting, form, status, **values)


def _offer(meeting: Meeting, form: EditForm) -> None:
    now = arrival()
    words = words_in_use(
        {
            Vocabulary.MEETING_KIND: [meeting.kind.code],
            Vocabulary.PROGRAMME_AREA: [meeting.programme_area.code] if meeting.programme_area else [],
            Vocabulary.TARGET_GROUP: [one.code for one in meeting.target_groups],
        },
        now,
    )
    form.offer(
        kinds=words[Vocabulary.MEETING_KIND],
        areas=words[Vocabulary.PROGRAMME_AREA],
        groups=words[Vocabulary.TARGET_GROUP],
        meetings=meetings_to_follow(meeting.id),
        none=_("Inget"),
    )
