"""The secretariat's table of ideas: found, filtered, sorted and paged; and a state for those that are ticked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import NotFound, Refusal, Refused
from meetings.ideas.actions import deciding
from meetings.ideas.forms.handling import StatesForm, seen, ticked
from meetings.ideas.queries import calls
from meetings.ideas.queries import desk as queries
from meetings.ideas.queries.desk import Words
from meetings.ideas.queries.scores import totals
from meetings.ideas.queries.waiting import waiting
from meetings.ideas.rules.desk import (
    ROLE_CODES,
    ROLE_WORDS,
    STATE_CODES,
    TICKS,
    Order,
    Sort,
    Wanted,
    order,
    parameters,
    wanted,
)
from meetings.ideas.rules.handling import TONES, Reason, state_name
from meetings.ideas.views.attention import lines
from meetings.ideas.views.blueprint import DESK, blueprint
from meetings.schedule.queries import title_of
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.paging import PER_PAGE, page_asked_for
from meetings.web.rendering import render, tell
from meetings.web.requests import arrival

_SELECTS = (("sector", "sektor"), ("municipality", "kommun"), ("target_group", "malgrupp"), ("role", "roll"))


@dataclass(frozen=True)
class Place:
    """Where in a meeting's table one is."""

    meeting_id: int
    wanted: Wanted
    order: Order
    page: int = 1

    def url(self, endpoint: str = "ideas.desk", page: int | None = None, **changed: Any) -> str:
        """Return an address that keeps the place; from another page, or of a table that asks for something else."""
        asked = self.wanted.having(**changed) if changed else self.wanted
        values: dict[str, Any] = dict(parameters(asked, self.order))
        page = (1 if changed else self.page) if page is None else page
        if page > 1:
            values["sida"] = page
        return url_for(endpoint, meeting_id=self.meeting_id, **values)


@blueprint.get(DESK)
@access.requires("organiser")
def desk(meeting_id: int) -> Response:
    """Show one page of the table, with what waits above it."""
    return _page(meeting_id, StatesForm(formdata=None))


@blueprint.post(f"{DESK}/status")
@access.requires("organiser")
def set_states(meeting_id: int) -> Response:
    """Give the ticked ideas a state, or go on to merging them: as the button says."""
    form, chosen, place = StatesForm(), ticked(), _place(meeting_id)
    form.offer()
    if "merge" in request.form and chosen:
        return make_response(redirect(url_for("ideas.merge", meeting_id=meeting_id, ide=chosen), code=303))
    if not form.validate():
        return _page(meeting_id, form, 422, chosen=chosen)
    if not chosen:
        return _page(meeting_id, form, 409, Refusal(Reason.NOTHING_CHOSEN), chosen)
    if form.chosen is None:
        form.state.errors = [_("Välj en status.")]
        return _page(meeting_id, form, 422, chosen=chosen)
    try:
        changed = deciding.set_state(
            meeting_id, chosen, form.chosen, arrival(), current_actor(),
            internal=form.internal.data or "", text=form.text.data or "", seen=seen(chosen),
        )  # fmt: skip
    except Refused as refused:
        return _page(meeting_id, form, 409, refused.refusal, chosen)
    words = _(state_name(form.chosen.value))
    tell(
        ngettext("%(num)s idé har nu status ”%(state)s”.", "%(num)s idéer har nu status ”%(state)s”.", len(changed),
                 state=words)
    )  # fmt: skip
    return make_response(redirect(place.url(), code=303))


def _page(
    meeting_id: int,
    form: StatesForm,
    status: int = 200,
    refusal: Refusal | None = None,
    chosen: Collection[int] = (),
) -> Response:
    call = calls.call_of(meeting_id)
    if call is None:
        return _no_call(meeting_id, status)
    place = _place(meeting_id)
    counts, waits, words = queries.states(call.id, place.wanted), waiting(meeting_id), queries.words(lang())
    total = counts.get(place.wanted.state.value, 0) if place.wanted.state else sum(counts.values())
    pages = max(1, -(-total // PER_PAGE))
    page = min(place.page, pages)
    rows = queries.rows(call.id, place.wanted, place.order, first=(page - 1) * PER_PAGE, at_most=PER_PAGE)
    form.offer()
    return render(
        "ideas/desk/table.html",
        status,
        call=call,
        meeting_id=meeting_id,
        meeting_title=call.meeting.title,
        rows=rows,
        names=words.names,
        total=total,
        waits=waits,
        attention=lines(meeting_id, waits),
        scores=_scores(call.id) if waits.assessed else {},
        states=_state_pills(place, counts),
        columns=_columns(place, assessed=waits.assessed),
        wanted=place.wanted,
        order=place.order,
        parameters=parameters(place.wanted, place.order),
        selects=_selects(place.wanted, words),
        ticks=[(code, _(label), getattr(place.wanted, name)) for name, (code, label) in TICKS.items()],
        chosen=_chosen(place, words),
        narrowed=not place.wanted.without("words").without("state").everything,
        form=form,
        refused=refusal,
        picked=set(chosen),
        tones=TONES,
        state_name=state_name,
        role_words=ROLE_WORDS,
        pager=_pager(place, page, pages, len(rows)),
    )


def _no_call(meeting_id: int, status: int) -> Response:
    title = title_of(meeting_id)
    if not title:
        raise NotFound
    return render("ideas/desk/no_call.html", status, meeting_id=meeting_id, meeting_title=title)


def _place(meeting_id: int) -> Place:
    return Place(meeting_id, wanted(request.args), order(request.args), page_asked_for())


def _scores(call_id: int) -> dict[int, str]:
    """Return what the scores of each idea that has any come to, out of 100, in whole points."""
    return {idea_id: f"{one.total:.0f}" for idea_id, one in totals(call_id).items() if one.total is not None}


def _state_pills(place: Place, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    everything = {
        "label": _("Alla"),
        "url": place.url(state=None),
        "count": sum(counts.values()),
        "current": place.wanted.state is None,
    }
    pills = [everything]
    for state in STATE_CODES:
        current = state is place.wanted.state
        if counts.get(state.value) or current:
            label, count = _(state_name(state.value)), counts.get(state.value, 0)
            pills.append({"label": label, "url": place.url(state=state), "count": count, "current": current})
    return pills


def _selects(asked: Wanted, words: Words) -> list[dict[str, Any]]:
    """Return the lists to choose from: name in the address, label, options, and which is chosen."""
    labels = {"sektor": _("Sektor"), "kommun": _("Kommun"), "malgrupp": _("Målgrupp"), "roll": _("Driva eller delta")}
    options: dict[str, list[tuple[str, str]]] = {
        "sektor": [(str(one.id), one.name) for one in words.sectors],
        "kommun": [(str(one.id), one.name) for one in words.municipalities],
        "malgrupp": [(str(one.id), one.name) for one in words.target_groups],
        "roll": [(in_address, _(ROLE_WORDS[role])) for role, in_address in ROLE_CODES.items()],
    }
    now = parameters(asked)
    return [
        {"name": code, "label": labels[code], "options": options[code], "value": now.get(code, "")}
        for _name, code in _SELECTS
    ]


def _chosen(place: Place, words: Words) -> list[dict[str, str]]:
    """Return what the table is narrowed to, each with the address of the table without it."""
    asked, names = place.wanted, words.names
    found = [("words", _("Sök: %(words)s", words=asked.words))] if asked.words else []
    if asked.state:
        found.append(("state", _(state_name(asked.state.value))))
    for name in ("sector", "municipality", "target_group"):
        if (value := getattr(asked, name)) is not None:
            found.append((name, names.get(value, _("Okänt val"))))
    if asked.role:
        found.append(("role", _(ROLE_WORDS[asked.role])))
    found += [(name, _(label)) for name, (_code, label) in TICKS.items() if getattr(asked, name)]
    return [{"label": label, "url": _without(place, name)} for name, label in found]


def _without(place: Place, name: str) -> str:
    return Place(place.meeting_id, place.wanted.without(name), place.order).url()


def _columns(place: Place, *, assessed: bool) -> list[dict[str, Any]]:
    def sortable(label: str, sort: Sort, **more: Any) -> dict[str, Any]:
        mine = place.order.sort is sort
        then = Place(place.meeting_id, place.wanted, Order(sort, descending=mine and not place.order.descending))
        direction = ("desc" if place.order.descending else "asc") if mine else None
        return {"label": label, "sort_url": then.url(), "sorted": direction, **more}

    return [
        {"label": _("Markera"), "hidden": True, "width": "shrink"},
        sortable(_("Nr"), Sort.NUMBER, width="shrink"),
        sortable(_("Idé"), Sort.TITLE),
        sortable(_("Organisation"), Sort.ORGANISATION),
        {"label": _("Status")},
        sortable(_("Inkommen"), Sort.RECEIVED),
        *([{"label": _("Bedömning av 100"), "num": True}] if assessed else ()),
    ]


def _pager(place: Place, page: int, pages: int, shown: int) -> dict[str, Any]:
    first = (page - 1) * PER_PAGE
    return {
        "first": first + 1 if shown else 0,
        "last": first + shown,
        "page": page,
        "pages": pages,
        "prev_url": place.url(page=page - 1) if page > 1 else None,
        "next_url": place.url(page=page + 1) if page < pages else None,
    }
