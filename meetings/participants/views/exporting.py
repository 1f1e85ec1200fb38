"""Take the list out as a spreadsheet, which leaves a trace; and what the caterer needs, which holds no names."""

from __future__ import annotations

from flask import Response, current_app, request, send_file, stream_with_context
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.participants import actions
from meetings.participants.forms import ExportForm
from meetings.participants.queries import diet as diets
from meetings.participants.queries import export as exports
from meetings.participants.queries import listing
from meetings.participants.rules.listing import parameters, wanted
from meetings.participants.views import spreadsheets
from meetings.participants.views.blueprint import PEOPLE, blueprint
from meetings.registration import queries as registrations
from meetings.web import access
from meetings.web.dates import date_short
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.post(f"{PEOPLE}/exportera")
@access.requires("organiser")
def export(meeting_id: int) -> Response:
    """Send the people that the list shows, with every field and answer, as XLSX or CSV."""
    of, asked, form = listing.head(meeting_id), wanted(request.args), ExportForm()
    if not form.validate():
        tell(_("Sidan hade legat öppen för länge. Välj format och exportera en gång till."), "warning")
        return redirect_to("participants.people", meeting_id=of.id, **parameters(asked))
    kind, sensitive = form.format.data, form.sensitive.data
    what = exports.export(of, asked, lang(), sensitive=sensitive)
    number = exports.number_of_rows(of, asked)
    actions.note_export(
        of.id, kind, arrival(), current_actor(), rows=number, everybody=asked.everybody, sensitive=sensitive
    )
    heads, rows = spreadsheets.columns(what), spreadsheets.in_words(what, exports.rows(what))
    name = f"deltagare-{in_file_name(of.title)}-{date_short(of.starts_at)}.{kind}"
    if kind == "csv":
        response = current_app.response_class(
            stream_with_context(spreadsheets.csv_parts(heads, rows)), content_type=spreadsheets.CSV_TYPE
        )
        response.headers.set("Content-Disposition", "attachment", filename=name)
    else:
        file = spreadsheets.xlsx_file(heads, rows, _("Deltagare"))
        response = send_file(file, spreadsheets.XLSX_TYPE, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get(f"{PEOPLE}/kost")
@access.requires("organiser")
def diet(meeting_id: int) -> Response:
    """Show what those who have a seat eat and need, as numbers and wishes without names."""
    of = listing.head(meeting_id)
    return render(
        "participants/diet.html",
        meeting=of,
        wishes=diets.wishes(of, lang()),
        confirmed=registrations.counts(of.id).confirmed,
    )


def in_file_name(title: str) -> str:
    """Return the title as a file may be called: letters, digits and hyphens, å ä ö among them; at most 60."""
    words = "".join(letter if letter.isalnum() else " " for letter in title).split()
    return "-".join(words)[:60].strip("-").lower()
