"""What of a meeting's change its people need to know."""

from __future__ import annotations

from typing import Any

import pytest

from meetings.participants.rules.changes import ChangeKind, changes, facts, kinds_of

WORKSHOP = {
    "key": 7,
    "kind": "workshop",
    "title": "AI",
    "room": "Sal A",
    "starts_at": "2027-03-18T12:00:00+00:00",  # 13.00 in Sweden, as 11.00 UTC is after 28 March
    "ends_at": "2027-03-18T13:00:00+00:00",
}
TALK = WORKSHOP | {"key": 8, "kind": "talk", "title": "Tal"}
CONTENT: dict[str, Any] = {
    "title": "Möte",
    "starts_at": "2027-03-18T08:00:00+00:00",
    "ends_at": "2027-03-18T14:30:00+00:00",
    "attendance": "place",
    "venue": "Folkets Hus",
    "street": "",
    "postcode": "",
    "town": "Vänersborg",
    "online_url": "",
    "programme": [WORKSHOP, TALK],
}


def a_content(*, workshop: Any = None, programme: Any = None, **other: Any) -> dict[str, Any]:
    made = CONTENT | other
    if workshop is not None:
        made["programme"] = [WORKSHOP | workshop, TALK]
    return made if programme is None else made | {"programme": programme}


DAY_LATER = {"starts_at": "2027-03-19T08:00:00+00:00", "ends_at": "2027-03-19T14:30:00+00:00"}
TO_SUMMER_TIME = {"starts_at": "2027-04-01T07:00:00+00:00", "ends_at": "2027-04-01T13:30:00+00:00"}


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (a_content(), []),
        (a_content(title="Annan rubrik"), []),
        (a_content(starts_at="2027-03-18T09:00:00+00:00"), ["time"]),
        (a_content(ends_at="2027-03-18T15:00:00+00:00"), ["time"]),
        (a_content(venue="Stadshuset"), ["place"]),
        (a_content(street="Edsgatan 2"), ["place"]),
        (a_content(town="Borås", starts_at="2027-03-18T09:00:00+00:00"), ["time", "place"]),
        (a_content(online_url="https://video.example.se"), []),
        (a_content(online_url="https://video.example.se", attendance="online"), ["place", "online"]),
        (a_content(workshop={"room": "Sal B"}), ["workshop"]),
        (a_content(workshop={"title": "AI i vården"}), []),
        (a_content(workshop={"starts_at": "2027-03-18T12:30:00+00:00"}), ["workshop"]),
        (a_content(workshop={"ends_at": None}), ["workshop"]),
        (a_content(programme=[WORKSHOP, TALK | {"room": "Stora salen"}]), []),
        (a_content(programme=[TALK]), []),
        (a_content(programme=[WORKSHOP, WORKSHOP | {"key": 9}]), []),
        (
            a_content(
                workshop={"starts_at": "2027-03-19T12:00:00+00:00", "ends_at": "2027-03-19T13:00:00+00:00"}, **DAY_LATER
            ),
            ["time"],
        ),
        (
            a_content(
                workshop={"starts_at": "2027-03-19T12:15:00+00:00", "ends_at": "2027-03-19T13:00:00+00:00"}, **DAY_LATER
            ),
            ["time", "workshop"],
        ),
        (
            a_content(
                workshop={"starts_at": "2027-04-01T11:00:00+00:00", "ends_at": "2027-04-01T12:00:00+00:00"},
                **TO_SUMMER_TIME,
            ),
            ["time"],
        ),
    ],
)
def test_what_is_worth_telling(after: dict[str, Any], kinds: list[str]) -> None:
    assert [kind.value for kind in kinds_of(changes(facts(CONTENT), facts(after)))] == kinds


def test_a_change_of_a_workshop_names_it_and_what_it_was() -> None:
    (found,) = changes(facts(CONTENT), facts(a_content(workshop={"room": "Sal B"})))
    assert (found.kind, found.item_id) == (ChangeKind.WORKSHOP, 7)
    assert (found.before["room"], found.after["room"]) == ("Sal A", "Sal B")
