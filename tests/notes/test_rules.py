"""Merging, comparing, keeping and suggesting, as tables: no app, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.notes.rules import Kind, body_of, is_passing, problem_of, writes_now
from meetings.notes.rules.differences import amount, compared
from meetings.notes.rules.merging import Merged, merge
from meetings.notes.rules.saving import MOST_CHARACTERS, MOST_LINES, TextReason
from meetings.notes.rules.suggesting import group_of, groups, workshops_without
from meetings.notes.rules.templates import standard

TEMPLATE = "## Frågor\n\n## Insikter\n"
CASES = {
    # what: (base, theirs, mine, together)
    "only theirs changed": ("a\nb", "a\nB", "a\nb", "a\nB"),
    "only mine changed": ("a\nb", "a\nb", "A\nb", "A\nb"),
    "different lines": ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC"),
    "lines beside each other": ("a\nb\nc\nd", "a\nB\nc\nd", "a\nb\nC\nd", "a\nB\nC\nd"),
    "the same change": ("a\nb", "a\nB", "a\nB", "a\nB"),
    "the same line, and another": ("a\nb\nc\nd", "A\nb\nc\nd", "A\nb\nc\nD", "A\nb\nc\nD"),
    "one takes a line away": ("a\nb\nc\nd", "a\nc\nd", "a\nb\nc\nD", "a\nc\nD"),
    "one takes away, the other adds after": ("a\nb\nc", "a\nc", "a\nb\nc\nd", "a\nc\nd"),
    "both take the same away": ("a\nb\nc", "a\nc", "a\nc", "a\nc"),
    "both add at the end": ("a", "a\nt", "a\nm", "a\nt\nm"),
    "both add the same at the end": ("a", "a\nt", "a\nt", "a\nt"),
    "both write in an empty text": ("", "t", "m", "t\nm"),
    "both fill in under the same heading": (
        TEMPLATE,
        "## Frågor\n- t\n\n## Insikter\n",
        "## Frågor\n- m\n\n## Insikter\n",
        "## Frågor\n- t\n- m\n\n## Insikter\n",
    ),
    "both write over the empty line": (
        TEMPLATE,
        "## Frågor\n- t\n## Insikter\n",
        "## Frågor\n- m\n## Insikter\n",
        "## Frågor\n- t\n- m\n## Insikter\n",
    ),
    "I add below the line that they are writing": ("- fo", "- foo", "- fo\n- bar", "- foo\n- bar"),
    "I add above the line that they are writing": ("- fo", "- foo", "- bar\n- fo", "- bar\n- foo"),
    "they add around the line that I am writing": ("- m", "- över\n- m\n- under", "- mer", "- över\n- mer\n- under"),
}
CONFLICTS = {
    # what: (base, theirs, mine, all lines)
    "the same line": ("a\nb\nc", "a\nT\nc", "a\nM\nc", "a\nT\nM\nc"),
    "one takes away what the other changes": ("a\nb\nc", "a\nc", "a\nB\nc", "a\nB\nc"),
    "one takes away the line beside": ("a\nb\nc", "a\nc", "a\nb\nC", "a\nc\nb\nC"),
    "the only line": ("x", "t", "m", "t\nm"),
    "two places": ("a\n=\nb", "t\n=\nt", "m\n=\nm", "t\nm\n=\nt\nm"),
}


@pytest.mark.parametrize(("base", "theirs", "mine", "together"), CASES.values(), ids=CASES)
def test_changes_that_are_apart_become_one_text(base: str, theirs: str, mine: str, together: str) -> None:
    assert merge(base, theirs, mine) == Merged(together)


@pytest.mark.parametrize(("base", "theirs", "mine", "lines"), CONFLICTS.values(), ids=CONFLICTS)
def test_of_a_conflict_every_line_is_there(base: str, theirs: str, mine: str, lines: str) -> None:
    found = merge(base, theirs, mine)
    assert found.text == lines
    assert found.conflicts == (2 if "=" in base else 1)


text = st.lists(st.sampled_from(["", "a", "b", "- c", "## D"]), max_size=6).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(text, text, text)
def test_no_line_that_somebody_wrote_is_lost(base: str, theirs: str, mine: str) -> None:
    """What one of them put in is in the text, unless the other put in the same, or took away what both had."""
    found = set(merge(base, theirs, mine).text.split("\n"))
    for one in (theirs, mine):
        put_in = set(one.split("\n")) - set(base.split("\n")) - {""}
        assert put_in <= found
    assert merge(base, base, mine).text == mine
    assert merge(base, theirs, base).text == theirs


def test_a_text_is_kept_in_one_form() -> None:
    assert body_of("Åmål\r\nrad\rslut") == "Åmål\nrad\nslut"
    assert body_of("a\u0308  \n\n") == "ä  \n\n"  # spaces and empty lines stay: more may follow
    assert body_of("a\x00b\u202ec\ufffdd\te") == "abcd\te"
    assert merge("a\nÅmål", body_of("a\r\nÅmål"), "b\nÅmål") == Merged("b\nÅmål")


def test_a_text_has_its_limits() -> None:
    assert problem_of("x" * MOST_CHARACTERS) is None
    assert problem_of("\n" * (MOST_LINES - 1)) is None
    too_long, too_many = problem_of("x" * (MOST_CHARACTERS + 1)), problem_of("\n" * MOST_LINES)
    assert too_long is not None
    assert too_long.reason is TextReason.TOO_LONG
    assert too_many is not None
    assert too_many.reason is TextReason.TOO_MANY_LINES


def test_of_a_minute_the_last_is_kept() -> None:
    minute = datetime(2027, 3, 18, 9, 0, tzinfo=UTC)
    last, next_one = minute + timedelta(seconds=59), minute + timedelta(minutes=1)
    assert is_passing("auto", minute, last, same_writer=True)
    assert not is_passing("auto", last, next_one, same_writer=True)
    assert not is_passing("auto", minute, last, same_writer=False)
    assert not any(is_passing(kind.value, minute, last, same_writer=True) for kind in Kind if kind != Kind.AUTO)
    assert (writes_now(None, minute), writes_now(minute, last), writes_now(minute, last + timedelta(minutes=1))) == (
        False,
        True,
        False,
    )


def test_a_comparison_shows_lines_words_and_how_much_was_left_out() -> None:
    same = "\n".join(f"rad {number}" for number in range(9))
    lines = compared(f"Olle talade om praktik\n{same}\nbort", f"Olle talade om jobb\n{same}\ntill\noch mer")
    assert [line.mark for line in lines] == ["~", " ", " ", " ", " ", " ", "-", "+", "+"]
    assert [line.skipped for line in lines if line.skipped] == [5]
    assert [(part.fate.value, part.text) for part in lines[0].words] == [
        ("kept", "Olle talade om "),
        ("removed", "praktik"),
        ("added", "jobb"),
    ]
    assert compared(same, same) == []
    assert (amount("", "a\nb").added, amount("a\nb", "a").removed, amount("a", "b").added) == (2, 1, 1)


@dataclass(frozen=True)
class Item:
    id: int
    kind: str
    starts_at: datetime


def item(number: int, kind: str, local: str, day: int = 18) -> Item:
    hour, minute = map(int, local.split("."))
    return Item(number, kind, datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC))  # Sweden is an hour ahead


def test_the_programme_says_what_notes_are_about() -> None:
    programme = [
        *(item(1, "welcome", "9.00"), item(2, "talk", "9.15"), item(3, "project", "10.00"), item(4, "break", "10.30")),
        *(item(5, "workshop", "11.59"), item(6, "workshop", "12.00"), item(7, "workshop", "12.00")),
        *(item(8, "talk", "14.00"), item(9, "talk", "9.00", day=19), item(10, "talk", "10.00", day=19)),
    ]
    assert [(group.key, group.items) for group in groups(programme)] == [
        ("2027-03-18-fm-talks", (2, 3)),
        ("2027-03-18-em-workshops", (6, 7)),
        ("2027-03-19-fm-talks", (9, 10)),
    ]
    assert (group_of(programme, [6, 7]) or groups(programme)[0]).key == "2027-03-18-em-workshops"
    assert group_of(programme, [2, 8]) is None
    assert group_of(programme, [2]) is None
    assert workshops_without(programme, [frozenset({6}), frozenset({5, 7}), frozenset()]) == [5, 7]


def test_the_template_is_in_the_language_of_the_notes() -> None:
    assert standard("sv").split("\n")[:4] == ["## Frågor", "", "", "## Insikter"]
    assert "## Next steps" in standard("en")
