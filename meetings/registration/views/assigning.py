"""The desk's page of ranked wishes: the proposal, lots drawn anew, people pinned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.registration import queries
from meetings.registration.actions import assigning as actions
from meetings.registration.forms.blocks import PinForm, PublishForm
from meetings.registration.forms.workshops import RANK_WORDS
from meetings.registration.queries import Door
from meetings.registration.queries.blocks import Block
from meetings.registration.queries.publications import is_being_published, publication
from meetings.registration.queries.wishing import Candidate, Wishes, wishes_in
from meetings.registration.rules.assignment import Assignment, Tally, rank_of, tally
from meetings.registration.rules.publishing import Stage
from meetings.registration.rules.workshops import refusal_to_choose
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.shown import card
from meetings.registration.views.workshops import WORKSHOPS, block_or_404, when
from meetings.text import fold, one_line
from meetings.web import access
from meetings.web.forms import ButtonForm
from meetings.web.paging import PER_PAGE, page_asked_for
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

ASSIGNMENT = f"{WORKSHOPS}/fordelning/<int:block_id>"
_OTHER, _WITHOUT, _PINNED = "annan", "utan", "fasta"


@dataclass(frozen=True)
class _Proposal:
    """Who would go where, with all that it is made of."""

    door: Door
    block: Block
    wishes: Wishes
    placed: Assignment
    tally: Tally


@blueprint.get(ASSIGNMENT)
@access.requires("organiser")
def assignment(meeting_id: int, block_id: int) -> Response:
    """Show the best assignment as things stand now: figures, workshops, people, pins."""
    door = queries.door(meeting_id)
    block = block_or_404(door, block_id)
    if is_being_published(block_id):
        return redirect_to("registration.publication_of_workshops", meeting_id=meeting_id, block_id=block_id)
    if block.published_at is not None:
        return redirect_to("registration.workshops", meeting_id=meeting_id)
    return _page(_proposal(door, block))


@blueprint.post(f"{ASSIGNMENT}/lotta")
@access.requires("organiser")
def draw_lots(meeting_id: int, block_id: int) -> Response:
    """Draw lots anew between equally good assignments."""
    if not ButtonForm().validate():
        return again(meeting_id, block_id, 422, too_old())
    try:
        seed = actions.draw_lots(meeting_id, block_id, arrival(), current_actor())
    except Refused as refused:
        return again(meeting_id, block_id, 409, refused)
    tell(_("Nya lotter är dragna. Lottnumret är %(seed)s.", seed=seed))
    return redirect_to("registration.assignment", meeting_id=meeting_id, block_id=block_id)


@blueprint.post(f"{ASSIGNMENT}/fast")
@access.requires("organiser")
def pin(meeting_id: int, block_id: int) -> Response:
    """Pin somebody to a workshop, or let their wishes decide again."""
    form = PinForm()
    if not form.validate():
        return again(meeting_id, block_id, 422, too_old())
    try:
        actions.pin(meeting_id, block_id, form.person_id, form.pool_id, arrival(), current_actor())
    except Refused as refused:
        return again(meeting_id, block_id, 409, refused)
    tell(_("Sparat. Förslaget är uträknat på nytt."))
    return redirect_to("registration.assignment", meeting_id=meeting_id, block_id=block_id, **_kept())


def too_old() -> str:
    """Return what is said of a button on a page that was opened too long ago."""
    return str(_("Sidan hade legat öppen för länge. Tryck en gång till."))


def again(meeting_id: int, block_id: int, status: int, refused: Any) -> Response:
    """Show the proposal as it stands now, with why what was asked for is not done."""
    door = queries.door(meeting_id)
    return _page(_proposal(door, block_or_404(door, block_id)), status, refusal=refused)


def _proposal(door: Door, block: Block) -> _Proposal:
    wishes = wishes_in(door, block)
    placed = actions.assigned(wishes)
    return _Proposal(door, block, wishes, placed, tally(wishes.wishers, placed))


def _page(of: _Proposal, status: int = 200, **values: Any) -> Response:
    words, outcome = one_line(request.args.get("q", ""))[:200], request.args.get("utfall", "")
    found = _found(of, words, outcome)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(page_asked_for(), pages)
    first = (page - 1) * PER_PAGE
    titles = {one.pool_id: one.title for one in of.block.workshops}
    asked = publication(of.block.id)
    return render(
        "registration/assignment.html",
        status,
        of=of,
        block=of.block,
        when=when(of.block, of.door),
        figures=_figures(of.tally, len(of.wishes.people)),
        workshops=_workshops(of),
        rows=[_row(of, one, titles) for one in found[first : first + PER_PAGE]],
        pinned=[(one, titles.get(one.pinned or 0, "")) for one in of.wishes.people if one.pinned is not None],
        outcomes=_outcomes(of, words, outcome),
        words=words,
        outcome=outcome,
        stopped=asked if asked is not None and asked.stage == Stage.STOPPED.value else None,
        still_open=refusal_to_choose(of.block, arrival()) is None,
        button=ButtonForm(),
        pin_form=PinForm(),
        publish_form=PublishForm(formdata=None, data={"mark": of.wishes.mark}),
        pager={
            "first": first + 1 if found else 0,
            "last": min(first + PER_PAGE, len(found)),
            "total": len(found),
            "page": page,
            "pages": pages,
            "prev_url": _url(of, words, outcome, page - 1) if page > 1 else None,
            "next_url": _url(of, words, outcome, page + 1) if page < pages else None,
        },
        **card(of.door),
        **values,
    )


def _figures(made: Tally, people: int) -> list[tuple[str, int]]:
    ranks = [(str(RANK_WORDS[rank - 1]), number) for rank, number in sorted(made.by_rank.items())]
    return [
        (_("Ska få plats"), people),
        *ranks,
        (_("Annan workshop"), made.other),
        (_("Ingen plats"), made.without),
    ]


def _workshops(of: _Proposal) -> list[dict[str, Any]]:
    """Return each workshop with how many want it most and how many get it."""
    first: dict[int, int] = {}
    for one in of.wishes.people:
        if one.wishes:
            first[one.wishes[0]] = first.get(one.wishes[0], 0) + 1
    return [
        {
            "title": one.title,
            "seats": one.pool.seats if one.pool else None,
            "taken": of.tally.taken.get(one.pool_id, 0),
            "wanted": first.get(one.pool_id, 0),
        }
        for one in of.block.workshops
    ]


def _code(of: _Proposal, one: Candidate) -> str:
    """Return what came of somebody's wishes: the rank as "1", "annan" or "utan"."""
    pool = of.placed[one.id]
    if pool is None:
        return _WITHOUT
    return str(rank_of(one.wisher, pool) or _OTHER)


def _word(code: str) -> str:
    if code == _WITHOUT:
        return str(_("Ingen plats"))
    return str(_("Annan workshop")) if code == _OTHER else str(RANK_WORDS[int(code) - 1])


def _found(of: _Proposal, words: str, outcome: str) -> list[Candidate]:
    folded = fold(words).split()[:8]
    return [
        one
        for one in of.wishes.people
        if all(word in one.search_text for word in folded)
        and (not outcome or _code(of, one) == outcome or (outcome == _PINNED and one.pinned is not None))
    ]


def _row(of: _Proposal, one: Candidate, titles: dict[int, str]) -> dict[str, Any]:
    code, pool = _code(of, one), of.placed[one.id]
    return {
        "person": one,
        "wishes": [titles[wish] for wish in one.wishes if wish in titles],
        "gets": titles.get(pool or 0, ""),
        "word": _("Fäst") if one.pinned is not None else _word(code),
        "tone": {_WITHOUT: "bad", _OTHER: "wait"}.get(code, "info" if one.pinned is not None else "good"),
    }


def _outcomes(of: _Proposal, words: str, outcome: str) -> list[dict[str, Any]]:
    """Return the pills that filter the people by what came of their wishes."""
    counts: Sequence[tuple[str, int]] = [
        *((str(rank), number) for rank, number in sorted(of.tally.by_rank.items())),
        (_OTHER, of.tally.other),
        (_WITHOUT, of.tally.without),
    ]
    pills = [{"label": _("Alla"), "url": _url(of, words, ""), "count": of.tally.people, "current": not outcome}]
    for code, number in counts:
        if number or code == outcome:
            url = _url(of, words, code)
            pills.append({"label": _word(code), "url": url, "count": number, "current": code == outcome})
    return pills


def _kept() -> dict[str, str]:
    """Return what the list was filtered by when the button was pressed."""
    return {name: request.args[name] for name in ("q", "utfall", "sida") if request.args.get(name)}


def _url(of: _Proposal, words: str, outcome: str, page: int = 1) -> str:
    values = {"q": words, "utfall": outcome, "sida": str(page) if page > 1 else ""}
    shown: dict[str, Any] = {name: value for name, value in values.items() if value}
    return url_for("registration.assignment", meeting_id=of.door.meeting_id, block_id=of.block.id, **shown)
