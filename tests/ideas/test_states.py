"""Which state may follow which, what actors are shown of it, and what waits to be told: as tables."""

from __future__ import annotations

import ast
from dataclasses import dataclass

import pytest

from meetings.config import ROOT
from meetings.ideas.rules import desk, handling, states
from meetings.ideas.rules.desk import Order, Sort, Wanted
from meetings.ideas.rules.handling import Reason
from meetings.ideas.rules.states import CHOSEN, HANDLED, State
from meetings.ideas.rules.versions import differences


@dataclass
class Facts:
    """An idea to handle."""

    state: str
    late: bool = False
    late_decision: str = ""
    number: int | None = 7


@pytest.mark.parametrize("now", State)
@pytest.mark.parametrize("then", State)
def test_the_secretariat_chooses_among_five_states(now: State, then: State) -> None:
    five = {State.RECEIVED, State.INCOMPLETE, State.FOLLOW_UP, State.RESTING, State.PROJECT}
    assert set(CHOSEN) == five
    assert states.may_follow(now, then) == (now in five and then in five and now != then)


@pytest.mark.parametrize(
    ("state", "told", "shown", "waits"),
    [
        (State.DRAFT, "", State.DRAFT, False),
        (State.RECEIVED, "", State.RECEIVED, False),
        (State.RESTING, "", State.RECEIVED, True),
        (State.FOLLOW_UP, "", State.RECEIVED, True),
        (State.PROJECT, "follow_up", State.FOLLOW_UP, True),
        (State.PROJECT, "project", State.PROJECT, False),
        (State.RECEIVED, "follow_up", State.FOLLOW_UP, True),
        (State.INCOMPLETE, "incomplete", State.INCOMPLETE, False),
        (State.MERGED, "", State.RECEIVED, True),
        (State.MERGED, "merged", State.MERGED, False),
        (State.WITHDRAWN, "follow_up", State.WITHDRAWN, False),
        (State.WITHDRAWN, "", State.WITHDRAWN, False),
    ],
)
def test_actors_are_shown_what_they_were_told(state: State, told: str, shown: State, waits: bool) -> None:
    assert states.shown_to_actor(state, told) is shown
    assert states.waits_to_be_told(state, told) == waits


@pytest.mark.parametrize(
    ("then", "told", "at_once"),
    [
        (State.INCOMPLETE, "", "incomplete"),
        (State.INCOMPLETE, "resting", "incomplete"),
        (State.FOLLOW_UP, "", None),
        (State.FOLLOW_UP, "resting", None),
        (State.RECEIVED, "resting", None),
        (State.FOLLOW_UP, "incomplete", "received"),
        (State.RECEIVED, "incomplete", "received"),
        (State.MERGED, "incomplete", "received"),
    ],
)
def test_only_what_asks_for_something_is_told_at_once(then: State, told: str, at_once: str | None) -> None:
    assert states.told_at_once(then, told) == at_once


@pytest.mark.parametrize(
    ("idea", "reason"),
    [
        (Facts("received"), None),
        (Facts("project"), None),
        (Facts("received", late=True), Reason.LATE),
        (Facts("received", late=True, late_decision="declined"), Reason.LATE),
        (Facts("received", late=True, late_decision="accepted"), None),
        (Facts("withdrawn"), Reason.WITHDRAWN),
        (Facts("merged"), Reason.MERGED),
        (Facts("draft"), Reason.WITHDRAWN),
    ],
)
def test_what_can_be_handled(idea: Facts, reason: Reason | None) -> None:
    refusal = handling.refusal_to_handle(idea)
    assert (refusal.reason if refusal else None) is reason


def test_every_state_has_a_code_a_name_and_a_tone() -> None:
    assert set(desk.STATE_CODES) == set(HANDLED)
    assert set(handling.TONES) == {state.value for state in State}
    assert handling.state_name("resting") == "Vilande"
    assert handling.state_name("unknown") == "unknown"


def test_an_address_of_the_table_says_all_and_never_fails() -> None:
    asked = {"q": " Åsa   EK ", "status": "vilande", "sektor": "3", "kommun": "x", "malgrupp": "4", "roll": "delta"}
    asked |= {"partner": "1", "sen": "0", "gnista": "1", "besked": "1", "fragor": "1", "ordning": "-titel"}
    found, by = desk.wanted(asked), desk.order(asked)
    assert found == Wanted(
        "Åsa EK", State.RESTING, 3, None, 4, "join", seeks=True, sparked=True, untold=True, asked=True
    )
    assert found.folded_words == ["asa", "ek"]
    assert by == Order(Sort.TITLE, descending=True)
    again = desk.parameters(found, by)
    assert (desk.wanted(again), desk.order(again)) == (found, by)
    assert desk.wanted({"status": "trams", "sektor": "-1", "q": "\x00"}) == Wanted()
    assert desk.order({"ordning": "--titel"}) == Order(Sort.NUMBER, descending=True)
    assert desk.parameters(Wanted(), Order()) == {}
    assert Wanted().everything
    assert not found.everything
    assert found.without("state").state is None


def test_versions_differ_field_by_field() -> None:
    old = {"Titel": "Lots", "Text": "En rad\nEn till", "Budget": "4 500 000 kronor", "Borta": "x"}
    new = {"Titel": "Lots", "Text": "En rad\nEn annan", "Budget": "5 000 000 kronor", "Ny": "y"}
    found = {one.label: [(line.mark, line.text) for line in one.lines] for one in differences(old, new)}
    assert list(found) == ["Text", "Budget", "Ny", "Borta"]
    assert found["Budget"] == [("-", "4 500 000 kronor"), ("+", "5 000 000 kronor")]
    assert found["Ny"] == [("+", "y")]
    assert found["Borta"] == [("-", "x")]
    assert next(mark for mark, _text in found["Text"]) == " "


def test_all_that_happens_to_an_idea_has_words() -> None:
    noted = set()
    for path in (ROOT / "meetings" / "ideas").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "note" and len(node.args) > 2:
                noted |= {one.value for one in ast.walk(node.args[2]) if isinstance(one, ast.Constant)}
    assert {"asked", "split", "diarienummer"} <= noted
    assert noted <= set(handling.HISTORY)
