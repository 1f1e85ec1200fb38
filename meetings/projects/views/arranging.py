"""On a meeting's desk: which project arranges it, and which of its activities it counts towards."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor, guard
from meetings.errors import NotFound
from meetings.projects.actions import arranging as actions
from meetings.projects.forms.series import ArrangeForm, arranger, arranger_code
from meetings.projects.queries import series_desk
from meetings.projects.views.blueprint import blueprint
from meetings.projects.views.series_editing import arrangers_offered
from meetings.schedule.forms.rows import offered
from meetings.schedule.queries import title_of
from meetings.schedule.views.routes import MEETING
from meetings.web import access
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.route(f"{MEETING}/arrangerande-projekt", methods=["GET", "POST"])
@access.requires("organiser")
def arrange(meeting_id: int) -> Response:
    """Ask which project arranges the meeting, and save it: for who organises all meetings, as projects are."""
    guard("organiser", None)
    now = series_desk.arranged_on_desk(meeting_id)
    title = title_of(meeting_id)
    if now is None or title is None:
        raise NotFound
    form = ArrangeForm(data={"arranged_by": arranger_code(now.project_id, now.activity_id)})
    form.arranged_by.choices = offered(arrangers_offered())
    if form.is_submitted() and form.validate():
        project_id, activity_id = arranger(form.arranged_by.data or "")
        actions.arrange(meeting_id, project_id, activity_id, arrival(), current_actor())
        tell(_("Sparat."))
        return redirect_to("pages.desk_meeting", meeting_id=meeting_id)
    status = 422 if form.failed else 200
    return render("projects/series/desk/arrange.html", status, form=form, meeting_title=title, meeting_id=meeting_id)
