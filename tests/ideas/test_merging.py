"""What two who write at once have in the end, as a truth table; and what a typed amount or month means."""

from __future__ import annotations

import pytest

from meetings.ideas.rules.content import Content
from meetings.ideas.rules.merging import Copy, merge, settled
from meetings.ideas.rules.receiving import Person
from meetings.ideas.rules.typed import kronor_typed, month_typed


def a_copy(person=None, **facts):
    return Copy(Content(**facts), person or Person())


# field, what both began from, what is saved, what is being saved → what it becomes; None: they clash
FIELDS = [
    ("title", "a", "a", "b", "b"),
    ("title", "a", "b", "a", "b"),
    ("title", "a", "b", "b", "b"),
    ("title", "a", "b", "c", None),
    ("title", "", "b", "", "b"),
    ("title", "a", "", "a", ""),
    ("role", "", "lead", "join", None),
    ("budget", None, None, 5, 5),
    ("budget", 5, None, 5, None),
    ("budget", 5, 6, 7, None),
    ("transnational", False, True, False, True),
    ("about", "en\ntvå", "ett\ntvå", "en\ntvå\ntre", "ett\ntvå\ntre"),
    ("about", "", "deras", "mina", "deras\nmina"),
    ("about", "en", "ett", "enn", None),
    ("target_groups", (), ("young",), ("old",), ("young", "old")),
    ("target_groups", ("young", "old"), ("young",), ("young", "old", "new"), ("young", "new")),
    ("places", ("ale",), (), ("ale",), ()),
    ("answers", {"q1": "a"}, {"q1": "a", "q2": "b"}, {"q1": "c"}, {"q1": "c", "q2": "b"}),
    ("answers", {"q1": "a"}, {}, {"q1": "a"}, {}),
    ("answers", {}, {"q1": "a"}, {"q1": "b"}, None),
]


@pytest.mark.parametrize(("field", "base", "theirs", "mine", "becomes"), FIELDS)
def test_a_field_that_two_have_changed(field, base, theirs, mine, becomes):
    merged = merge(a_copy(**{field: base}), a_copy(**{field: theirs}), a_copy(**{field: mine}))
    clashes = [clash.field for clash in merged.clashes]
    if becomes is None and not (field == "budget" and theirs is None):
        assert clashes == ["q1" if field == "answers" else field]
        assert getattr(merged.content, field) == theirs
        assert getattr(settled(merged, "mine").content, field) == mine
        assert getattr(settled(merged, "theirs").content, field) == theirs
    else:
        assert clashes == []
        assert getattr(merged.content, field) == becomes


def test_both_keeps_every_line_of_a_text_and_my_value_of_all_else():
    base, theirs = a_copy(about="en", title="a"), a_copy(about="ett", title="b")
    merged = merge(base, theirs, a_copy(about="enn", title="c"))
    both = settled(merged, "both").content
    assert both.about.split("\n") == ["ett", "enn"]
    assert both.title == "c"


def test_the_contact_is_merged_field_by_field():
    was, theirs = Person("Maja", "m@example.se"), Person("Maja Lind", "m@example.se")
    merged = merge(a_copy(was), a_copy(theirs), a_copy(Person("Maja", "maja@example.se", "1")))
    assert merged.person == Person("Maja Lind", "maja@example.se", "1")
    assert not merged.clashes
    merged = merge(a_copy(was), a_copy(theirs), a_copy(Person("M. Lind", "m@example.se")))
    assert [one.field for one in merged.clashes] == ["name"]
    assert merged.person == theirs
    assert settled(merged, "mine").person.name == "M. Lind"


@pytest.mark.parametrize(
    ("typed", "kronor"),
    [
        ("1500000", 1_500_000), ("1 500 000", 1_500_000), ("1.500.000 kr", 1_500_000), ("1,5 miljoner", 1_500_000),
        ("1,5 miljoner kronor", 1_500_000), ("2 mkr", 2_000_000), ("0", 0), ("1500,00", 1500), ("500:-", 500),
        ("1 50 000", None), ("mycket", None), ("-5", None), ("1,5", None), ("9" * 13, None), ("", None), ("²", None),
    ],
)  # fmt: skip
def test_what_an_amount_means(typed, kronor):
    assert kronor_typed(typed) == kronor


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("2018-09", "2018-09"), ("2018-9", "2018-09"), ("201809", "2018-09"), ("9/2018", "2018-09"),
        ("september 2018", "2018-09"), ("Sep 2018", "2018-09"), ("okt. 2018", "2018-10"), ("october 2018", "2018-10"),
        ("maj 2018", "2018-05"), ("may 2018", "2018-05"), ("2018-13", None), ("hösten 2018", None), ("1812-01", None),
        ("jun", None), ("ma 2018", None), ("", None),
    ],
)  # fmt: skip
def test_what_a_month_means(typed, month):
    assert month_typed(typed) == month
