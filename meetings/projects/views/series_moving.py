"""Behind one's own link: go to another meeting of the same series instead."""

from __future__ import annotations

from flask import Response

from meetings import text
from meetings.errors import NotFound, Refused
from meetings.links import queries as links
from meetings.projects.actions import choosing
from meetings.projects.forms.choosing import move_form
from meetings.projects.queries import series as queries
from meetings.projects.views.blueprint import blueprint
from meetings.projects.views.series_public import seen
from meetings.projects.views.series_shown import Offered, series_url
from meetings.projects.views.series_sign_up import about_choices, the_field, to_choose_from
from meetings.registration import mail
from meetings.registration.views.owned import own_of, shown
from meetings.web import access
from meetings.web.limits import limited
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival


@blueprint.route("/min-anmalan/<token>/tillfalle", methods=["GET", "POST"])
@access.link(mail.PURPOSE)
@limited("60 per minute")
def move(link_id: int, link_version: int) -> Response:
    """Show the other meetings of the series; go to the one that is chosen, and leave this one."""
    own = own_of(link_id, link_version)
    series_id = queries.series_of(own.door.meeting_id)
    if series_id is None:
        raise NotFound
    found, held = seen(series_id)
    rows = to_choose_from(held, arrival(), but=own.door.meeting_id)
    rows = [row for row in rows if not (row.held.asks_more or row.held.moderated)]
    form = move_form(the_field(rows))
    status, refusal = 200, None
    if form.is_submitted() and form.validate():
        try:
            meeting_id = text.whole_number(form["occasion"].data)
            new = choosing.move(link_id, meeting_id, form.one_time_token or "", arrival())
            key = links.make(mail.PURPOSE, new.id, new.link_version)
            return redirect_to("registration.own_page", token=key, klart="bytt-tillfalle")
        except Refused as refused:
            status, refusal = 409, refused.refusal
    elif form.is_submitted():
        status = 422
    return render(
        "projects/series/move.html",
        status,
        form=form,
        refusal=refusal,
        series=found,
        url=series_url(found),
        can_move=any(row.is_open for row in rows),
        **about_choices(rows, form["occasion"].data),
        **shown(own),
    )


def others_to_move_to(series_id: int, meeting_id: int) -> list[Offered]:
    """Return the open meetings of the series that somebody at this one may go to instead."""
    rows = to_choose_from(queries.occasions(series_id), arrival(), but=meeting_id)
    return [row for row in rows if row.is_open and not row.held.moderated]
