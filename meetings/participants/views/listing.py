"""The list of people: found, filtered, sorted and paged; who came is ticked in it; and the same on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.participants import actions
from meetings.participants.forms import ExportForm
from meetings.participants.queries import listing as queries
from meetings.participants.queries.listing import Head, Person, Spread, Word
from meetings.participants.queries.overview import OfferedChoice, choices_of, overview
from meetings.participants.rules.listing import (
    STATE_WORD,
    STATE_WORDS,
    Order,
    Sort,
    Wanted,
    order,
    parameters,
    wanted,
)
from meetings.participants.views import answering
from meetings.participants.views.blueprint import PEOPLE, blueprint
from meetings.registration.forms.attending import ATTENDING_WORDS
from meetings.registration.rules import PlaceState, refusal_to_mark
from meetings.web import access
from meetings.web.forms import ButtonForm
from meetings.web.lang import lang
from meetings.web.paging import PER_PAGE, page_asked_for
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

MOST_ON_PAPER = 2_000
TONES = {
    PlaceState.CONFIRMED: "good",
    PlaceState.HELD: "info",
    PlaceState.WAITING: "wait",
    PlaceState.PENDING: "wait",
    PlaceState.CANCELLED: "neutral",
    PlaceState.DECLINED: "bad",
}
_ALWAYS_SHOWN = (PlaceState.CONFIRMED, PlaceState.WAITING, PlaceState.CANCELLED)


@blueprint.get(PEOPLE)
@access.requires("organiser")
def people(meeting_id: int) -> Response:
    """Show one page of the list."""
    of, asked, by = queries.head(meeting_id), wanted(request.args), order(request.args)
    found = overview(of, asked, by, lang(), page=page_asked_for(), at_most=PER_PAGE)
    first = (found.page - 1) * PER_PAGE
    sectors, types = queries.vocabulary(lang())
    names = {word.id: word.name for word in sectors}
    return render(
        "participants/people.html",
        meeting=of,
        rows=[_shown(row, names) for row in found.rows],
        total=found.spread.total,
        wanted=asked,
        parameters=parameters(asked, by),
        states=_state_pills(of, asked, by, found.spread),
        pending=found.spread.states.get(PlaceState.PENDING, 0),
        sectors=_pills(of, asked, by, "sector", _counted(sectors, found.spread)),
        interests=_pills(of, asked, by, "interest", found.interests),
        types=types,
        attending=_attending_pills(of, asked, by),
        chosen=_chosen(of, asked, by, sectors, types, found.interests),
        by_answer=answering.offered(of, asked, request.args.get("fraga", "")),
        columns=_columns(of, asked, by, attendance=_can_mark(of)),
        can_mark=_can_mark(of),
        button=ButtonForm(),
        export=ExportForm(),
        pager={
            "first": first + 1 if found.rows else 0,
            "last": first + len(found.rows),
            "page": found.page,
            "pages": found.pages,
            "prev_url": _url(of, asked, by, found.page - 1) if found.page > 1 else None,
            "next_url": _url(of, asked, by, found.page + 1) if found.page < found.pages else None,
        },
    )


@blueprint.post(f"{PEOPLE}/narvaro")
@access.requires("organiser")
def attendance(meeting_id: int) -> Response:
    """Save the ticks of one page of the list: who is ticked came, and who is shown and not ticked did not."""
    of, asked, by = queries.head(meeting_id), wanted(request.args), order(request.args)
    if not ButtonForm().validate():
        tell(_("Formuläret hade legat öppet för länge. Kryssa för en gång till och spara."), "warning")
        return redirect_to("participants.people", meeting_id=of.id, **parameters(asked, by), sida=page_asked_for())
    shown, came = (ids_of(request.form.getlist(name)[:500]) for name in ("shown", "came"))
    changed = actions.save_attendance(of.id, shown, came & shown, arrival(), current_actor())
    tell(what_changed(changed))
    return redirect_to("participants.people", meeting_id=of.id, **parameters(asked, by), sida=page_asked_for())


@blueprint.get(f"{PEOPLE}/utskrift")
@access.requires("organiser")
def print_list(meeting_id: int) -> Response:
    """Show the list for paper: the same people in the same order, all on one page, with a box to tick."""
    of, asked, by = queries.head(meeting_id), wanted(request.args), order(request.args)
    sectors, types = queries.vocabulary(lang())
    rows = queries.people(of, asked, by, first=0, at_most=MOST_ON_PAPER + 1)
    names = {word.id: word.name for word in sectors}
    return render(
        "participants/print.html",
        meeting=of,
        rows=[_shown(row, names) for row in rows[:MOST_ON_PAPER]],
        left_out=len(rows) > MOST_ON_PAPER,
        most=MOST_ON_PAPER,
        chosen=[item["label"] for item in _chosen(of, asked, by, sectors, types, choices_of(of, lang()))],
        back=_url(of, asked, by),
    )


def state_word(state: PlaceState, number: int | None) -> str:
    """Return what somebody's state is called: "Anmäld", "Reservplats 4"."""
    return str(_(STATE_WORD[state], number=number or ""))


def _shown(row: Person, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "person": row,
        "sector": names.get(row.sector_id or 0, ""),
        "tone": TONES[row.state],
        "state_word": state_word(row.state, row.in_line),
        "attends": ATTENDING_WORDS.get(row.attends or "", ""),
        "markable": row.state is PlaceState.CONFIRMED or row.attended_at is not None,
    }


def _can_mark(of: Head) -> bool:
    return refusal_to_mark(PlaceState.CONFIRMED.value, of.starts_at, arrival()) is None


def _url(of: Head, asked: Wanted, by: Order, page: int = 1) -> str:
    values: dict[str, Any] = dict(parameters(asked, by))
    if page > 1:
        values["sida"] = page
    return url_for("participants.people", meeting_id=of.id, **values)


def _state_pills(of: Head, asked: Wanted, by: Order, made_up: Spread) -> list[dict[str, Any]]:
    everyone = asked.without("state")
    pills = [
        {
            "label": _("Alla"),
            "url": _url(of, everyone, by),
            "count": sum(made_up.states.values()),
            "current": asked.state is None,
        }
    ]
    for state in sorted(STATE_WORDS, key=lambda state: state is not PlaceState.PENDING):
        words, count = STATE_WORDS[state], made_up.states.get(state, 0)
        if count or state is asked.state or state in _ALWAYS_SHOWN:
            url = _url(of, everyone.having(state=state), by)
            pills.append({"label": _(words), "url": url, "count": count, "current": state is asked.state})
    return pills


def _counted(sectors: list[Word], made_up: Spread) -> list[Word]:
    return [Word(word.id, word.name, made_up.sectors.get(word.id, 0)) for word in sectors]


def _pills(of: Head, asked: Wanted, by: Order, name: str, words: list[Word]) -> list[dict[str, Any]]:
    """Return a pill for each word: it sets the filter, and takes it away where it is set."""
    pills = []
    for word in words:
        current = getattr(asked, name) == word.id
        then = asked.without(name) if current else asked.having(**{name: word.id})
        pills.append({"label": word.name, "url": _url(of, then, by), "count": word.count, "current": current})
    return pills


def _attending_pills(of: Head, asked: Wanted, by: Order) -> list[dict[str, Any]]:
    """Return a pill for the room and one for the net of a hybrid meeting; none elsewhere."""
    pills = []
    for kind, words in ATTENDING_WORDS.items() if of.hybrid else ():
        then = asked.without("attends") if asked.attends == kind else asked.having(attends=kind)
        pills.append({"label": str(words), "url": _url(of, then, by), "current": asked.attends == kind})
    return pills


def _chosen(
    of: Head,
    asked: Wanted,
    by: Order,
    sectors: list[Word],
    types: list[Word],
    interests: Sequence[Word | OfferedChoice],
) -> list[dict[str, str]]:
    """Return what is chosen, each with the address of the list without it."""
    found = []
    if asked.words:
        found.append(("words", _("Sök: %(words)s", words=asked.words)))
    if asked.state:
        found.append(("state", _(STATE_WORDS[asked.state])))
    if asked.attends:
        found.append(("attends", str(ATTENDING_WORDS[asked.attends])))
    for name, words in (("sector", sectors), ("organisation_type", types), ("interest", interests)):
        value = getattr(asked, name)
        if value is not None:
            found.append((name, next((word.name for word in words if word.id == value), _("Okänt val"))))
    pills = [{"label": label, "url": _url(of, asked.without(name), by)} for name, label in found]
    if said := answering.said(of, asked):
        pills.append({"label": said, "url": _url(of, asked.without("question", "answer"), by)})
    return pills


def _columns(of: Head, asked: Wanted, by: Order, *, attendance: bool) -> list[dict[str, Any]]:
    def sortable(label: str, sort: Sort) -> dict[str, Any]:
        mine = by.sort is sort
        then = Order(sort, descending=mine and not by.descending)
        direction = ("desc" if by.descending else "asc") if mine else None
        return {"label": label, "sort_url": _url(of, asked, then), "sorted": direction}

    columns = [
        sortable(_("Namn"), Sort.NAME),
        sortable(_("Organisation"), Sort.ORGANISATION),
        {"label": _("Sektor")},
        {"label": _("Status")},
        *([{"label": _("Deltar")}] if of.hybrid else ()),
        sortable(_("Anmäld"), Sort.ARRIVAL),
    ]
    return [*columns, {"label": _("Deltog"), "width": "shrink"}] if attendance else columns


def ids_of(values: list[str]) -> set[int]:
    """Return the numbers among these values; the rest was tampered with."""
    return {int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= 18}


def what_changed(changed: actions.Changed) -> str:
    """Return in words how many were ticked, and how many ticks were taken away."""
    said = []
    if changed.came:
        said.append(ngettext("%(num)s person har deltagit.", "%(num)s personer har deltagit.", changed.came))
    if changed.came_not:
        said.append(ngettext("%(num)s kryss är borttaget.", "%(num)s kryss är borttagna.", changed.came_not))
    return " ".join([_("Närvaron är sparad."), *said]) if said else _("Inget var ändrat.")
