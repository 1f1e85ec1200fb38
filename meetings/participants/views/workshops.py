"""The list of one workshop: who has a place and who waits, on the screen, on paper and as a spreadsheet; who came."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request, send_file, url_for
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.participants.actions import workshops as workshop_actions
from meetings.participants.forms import ExportForm
from meetings.participants.queries import listing
from meetings.participants.queries import workshops as queries
from meetings.participants.queries.listing import Head
from meetings.participants.queries.workshops import InWorkshop
from meetings.participants.rules.listing import STATE_CODES
from meetings.participants.views import spreadsheets
from meetings.participants.views.blueprint import MEETING, blueprint
from meetings.participants.views.exporting import in_file_name
from meetings.participants.views.listing import MOST_ON_PAPER, TONES, ids_of, what_changed
from meetings.participants.views.spreadsheets import Column
from meetings.registration.queries.blocks import Workshop
from meetings.registration.rules import PlaceState, refusal_to_mark
from meetings.text import N_
from meetings.web import access
from meetings.web.dates import date_short
from meetings.web.forms import ButtonForm
from meetings.web.paging import PER_PAGE, page_asked_for
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

WORKSHOP = f"{MEETING}/workshoppar/<int:pool_id>"
STATE_WORD = {
    PlaceState.CONFIRMED: N_("Har plats"),
    PlaceState.HELD: N_("Erbjuden plats"),
    PlaceState.WAITING: N_("Plats %(number)s i kön"),
}
STATE_WORDS = {PlaceState.CONFIRMED: N_("Har plats"), PlaceState.HELD: N_("Erbjudna"), PlaceState.WAITING: N_("I kö")}
_MOST_ROWS = 100_000
_STATE_AT = 4  # of the spreadsheet's columns


@blueprint.get(WORKSHOP)
@access.requires("organiser")
def workshop(meeting_id: int, pool_id: int) -> Response:
    """Show one page of the list."""
    of, found = listing.head(meeting_id), queries.workshop_of(meeting_id, pool_id)
    state, states = _state_asked_for(), queries.in_states(pool_id)
    total = sum(states.values()) if state is None else states.get(state, 0)
    pages = max(1, -(-total // PER_PAGE))
    page = min(page_asked_for(), pages)
    first = (page - 1) * PER_PAGE
    rows = queries.people_in(pool_id, state, first=first, at_most=PER_PAGE)
    return render(
        "participants/workshop.html",
        meeting=of,
        workshop=found,
        rows=[_shown(row) for row in rows],
        states=_pills(of, found, state, states),
        state=STATE_CODES[state] if state else "",
        came=queries.came(pool_id),
        can_mark=refusal_to_mark(PlaceState.CONFIRMED.value, found.starts_at, arrival()) is None,
        total=total,
        button=ButtonForm(),
        export=ExportForm(),
        pager={
            "first": first + 1 if rows else 0,
            "last": first + len(rows),
            "page": page,
            "pages": pages,
            "prev_url": _url(of, found, state, page - 1) if page > 1 else None,
            "next_url": _url(of, found, state, page + 1) if page < pages else None,
        },
    )


@blueprint.post(f"{WORKSHOP}/narvaro")
@access.requires("organiser")
def workshop_attendance(meeting_id: int, pool_id: int) -> Response:
    """Save the ticks of one page of the list."""
    state, page = _state_asked_for(), page_asked_for()
    back = {"status": STATE_CODES[state] if state else None, "sida": page if page > 1 else None}
    if not ButtonForm().validate():
        tell(_("Formuläret hade legat öppet för länge. Kryssa för en gång till och spara."), "warning")
        return redirect_to("participants.workshop", meeting_id=meeting_id, pool_id=pool_id, **back)
    shown, came = (ids_of(request.form.getlist(name)[:500]) for name in ("shown", "came"))
    try:
        changed = workshop_actions.save_workshop_attendance(
            meeting_id, pool_id, shown, came & shown, arrival(), current_actor()
        )
        tell(what_changed(changed))
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
    return redirect_to("participants.workshop", meeting_id=meeting_id, pool_id=pool_id, **back)


@blueprint.get(f"{WORKSHOP}/utskrift")
@access.requires("organiser")
def print_workshop(meeting_id: int, pool_id: int) -> Response:
    """Show the list for paper: who has a place with a box to tick, then the line, all on one page."""
    of, found = listing.head(meeting_id), queries.workshop_of(meeting_id, pool_id)
    rows = queries.people_in(pool_id, None, first=0, at_most=MOST_ON_PAPER + 1)
    return render(
        "participants/print_workshop.html",
        meeting=of,
        workshop=found,
        rows=[_shown(row) for row in rows[:MOST_ON_PAPER]],
        left_out=len(rows) > MOST_ON_PAPER,
        most=MOST_ON_PAPER,
    )


@blueprint.post(f"{WORKSHOP}/exportera")
@access.requires("organiser")
def export_workshop(meeting_id: int, pool_id: int) -> Response:
    """Send the whole list as XLSX or CSV, which leaves a trace."""
    of, found, form = listing.head(meeting_id), queries.workshop_of(meeting_id, pool_id), ExportForm()
    if not form.validate():
        tell(_("Sidan hade legat öppen för länge. Välj format och exportera en gång till."), "warning")
        return redirect_to("participants.workshop", meeting_id=meeting_id, pool_id=pool_id)
    kind = form.format.data
    people = queries.people_in(pool_id, None, first=0, at_most=_MOST_ROWS)
    workshop_actions.note_workshop_export(of.id, found.title, kind, len(people), arrival(), current_actor())
    heads, rows = _columns(), (_cells(row) for row in people)
    name = f"workshop-{in_file_name(found.title)}-{date_short(found.starts_at)}.{kind}"
    if kind == "csv":
        parts = b"".join(spreadsheets.csv_parts(heads, rows, state_at=_STATE_AT))
        response = current_app.response_class(parts, content_type=spreadsheets.CSV_TYPE)
        response.headers.set("Content-Disposition", "attachment", filename=name)
    else:
        file = spreadsheets.xlsx_file(heads, rows, _("Workshop"), state_at=_STATE_AT)
        response = send_file(file, spreadsheets.XLSX_TYPE, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _columns() -> list[Column]:
    return [
        Column(_("Referens"), 12),
        Column(_("Namn"), 28),
        Column(_("E-post"), 32),
        Column(_("Organisation"), 32),
        Column(_("Status"), 14),
        Column(_("Plats i kön"), 12),
        Column(_("Närvaro antecknad"), 18),
    ]


def _cells(row: InWorkshop) -> list[Any]:
    return [row.reference, row.name, row.email, row.organisation, row.state.value, row.in_line, row.attended_at]


def _shown(row: InWorkshop) -> dict[str, Any]:
    return {
        "person": row,
        "tone": TONES[row.state],
        "state_word": _(STATE_WORD[row.state], number=row.in_line or ""),
        "markable": row.state is PlaceState.CONFIRMED or row.attended_at is not None,
    }


def _state_asked_for() -> PlaceState | None:
    states = {STATE_CODES[state]: state for state in queries.SHOWN}
    return states.get(request.args.get("status", ""))


def _pills(of: Head, found: Workshop, state: PlaceState | None, states: dict[PlaceState, int]) -> list[dict[str, Any]]:
    pills = [
        {"label": _("Alla"), "url": _url(of, found, None), "count": sum(states.values()), "current": state is None}
    ]
    for one, words in STATE_WORDS.items():
        number = states.get(one, 0)
        if number or one is state:
            url = _url(of, found, one)
            pills.append({"label": _(words), "url": url, "count": number, "current": one is state})
    return pills


def _url(of: Head, found: Workshop, state: PlaceState | None, page: int = 1) -> str:
    values: dict[str, Any] = {"status": STATE_CODES[state] if state else None, "sida": page if page > 1 else None}
    return url_for("participants.workshop", meeting_id=of.id, pool_id=found.pool_id, **values)
