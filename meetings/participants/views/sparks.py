"""Take a meeting's sparks out as a spreadsheet, with who wrote them; it leaves a trace."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, send_file
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.participants.queries.export import Cell
from meetings.participants.views import spreadsheets
from meetings.participants.views.blueprint import blueprint
from meetings.participants.views.exporting import in_file_name
from meetings.participants.views.spreadsheets import Column
from meetings.sparks import actions as sparks
from meetings.sparks import queries
from meetings.sparks.views.blueprint import DESK
from meetings.sparks.views.desk import STATES
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.dates import date_short
from meetings.web.rendering import redirect_to
from meetings.web.requests import arrival


@blueprint.post(f"{DESK}/exportera")
@access.requires("organiser")
def export_sparks(meeting_id: int) -> Response:
    """Send all sparks of the meeting as XLSX, in the order in which they came."""
    if not pressed():
        return redirect_to("sparks.overview", meeting_id=meeting_id)
    board, number = queries.board_of(meeting_id), queries.counts(meeting_id).all
    sparks.note_export(meeting_id, number, arrival(), current_actor())
    file = spreadsheets.xlsx_file(_columns(), _rows(meeting_id), _("Gnistor"), state_at=None)
    name = f"gnistor-{in_file_name(board.title)}-{date_short(board.starts_at)}.xlsx"
    response = send_file(file, spreadsheets.XLSX_TYPE, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _columns() -> list[Column]:
    return [
        Column(_("Nummer"), 8),
        Column(_("Gnista"), 70),
        Column(_("Grupp"), 24),
        Column(_("Status"), 12),
        Column(_("Kom"), 17),
        Column(_("Namn"), 28),
        Column(_("E-post"), 32),
    ]


def _rows(meeting_id: int) -> Iterator[list[Cell]]:
    states = {state: str(words) for state, (words, _tone) in STATES.items()}
    for spark, heading in queries.everything(meeting_id):
        yield [spark.id, spark.text, heading, states[spark.state], spark.made_at, spark.name, spark.email]
