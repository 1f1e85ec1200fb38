"""One spark on the desk: who wrote it, its text to mend, its heading; and erasing it for whoever asks for that."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refusal, Refused
from meetings.sparks import actions, queries
from meetings.sparks.forms import ChangeForm
from meetings.sparks.models import Spark
from meetings.sparks.views.blueprint import DESK, blueprint
from meetings.sparks.views.desk import STATES
from meetings.sparks.views.growing import growing
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

ONE = f"{DESK}/<int:spark_id>"


@blueprint.route(ONE, methods=["GET", "POST"])
@access.requires("organiser")
def spark(meeting_id: int, spark_id: int) -> Response:
    """Show the spark, and mend its text or choose its heading."""
    found, groups = queries.spark(meeting_id, spark_id), queries.groups(meeting_id)
    form = ChangeForm()
    if not form.is_submitted():
        data = {"text": found.text, "was": found.text, "group": str(found.group_id or 0)}
        form = ChangeForm(formdata=None, data=data)
    form.offer([(group.id, group.heading) for group in groups])
    if not form.is_submitted():
        return _page(found, form)
    if not form.validate():
        return _page(found, form, 422)
    try:
        text, was = form.text.data or "", form.was.data or ""
        actions.change(meeting_id, spark_id, text, form.group_id, was, arrival(), current_actor())
    except Refused as refused:
        found = queries.spark(meeting_id, spark_id)
        form.was.data = found.text  # what was typed stands; sent once more it is meant
        return _page(found, form, 409, refused.refusal)
    tell(_("Gnistan är sparad."))
    return redirect_to("sparks.spark", meeting_id=meeting_id, spark_id=spark_id)


@blueprint.post(f"{ONE}/radera-kontakt")
@access.requires("organiser")
def erase_contact(meeting_id: int, spark_id: int) -> Response:
    """Erase who wrote it."""
    if not pressed():
        return redirect_to("sparks.spark", meeting_id=meeting_id, spark_id=spark_id)
    actions.erase_contact(meeting_id, spark_id, arrival(), current_actor())
    tell(_("Kontakten är raderad. Gnistan står kvar."))
    return redirect_to("sparks.spark", meeting_id=meeting_id, spark_id=spark_id)


@blueprint.post(f"{ONE}/radera")
@access.requires("organiser")
def erase(meeting_id: int, spark_id: int) -> Response:
    """Erase the whole spark."""
    if not pressed():
        return redirect_to("sparks.spark", meeting_id=meeting_id, spark_id=spark_id)
    actions.erase(meeting_id, spark_id, arrival(), current_actor())
    tell(_("Gnistan är raderad."))
    return redirect_to("sparks.overview", meeting_id=meeting_id)


def _page(found: Spark, form: ChangeForm, status: int = 200, refusal: Refusal | None = None) -> Response:
    return render(
        "sparks/one.html",
        status,
        board=queries.board_of(found.meeting_id),
        spark=found,
        form=form,
        refused=refusal,
        states=STATES,
        button=ButtonForm(),
        grown=growing().part(found, arrival()),
    )
