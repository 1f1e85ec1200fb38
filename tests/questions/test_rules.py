"""Which questions are asked of whom: conditions and chains of them; and what is read from a typed number."""

from __future__ import annotations

import pytest

from meetings.questions.rules import Asked, Comparison, Given, QuestionType, ShownIf
from meetings.questions.rules.building import FormReason, refusal_of_order, refusal_to_add, refusal_to_retire
from meetings.questions.rules.conditions import holds, out_of_order, visible
from meetings.questions.rules.numbers import dialled, number, reckoned

IS, IS_NOT, CONTAINS = Comparison.IS, Comparison.IS_NOT, Comparison.CONTAINS


def chose(*ids: int) -> list[Given]:
    return [Given(1, "Fråga", str(one), choice_id=one) for one in ids]


def wrote(*texts: str) -> list[Given]:
    return [Given(1, "Fråga", text) for text in texts]


@pytest.mark.parametrize(
    ("comparison", "answers", "shown"),
    [
        (IS, chose(), False),
        (IS, chose(7), True),
        (IS, chose(8), False),
        (IS, chose(7, 8), False),
        (CONTAINS, chose(), False),
        (CONTAINS, chose(7, 8), True),
        (CONTAINS, chose(8), False),
        (IS_NOT, chose(), True),
        (IS_NOT, chose(7), False),
        (IS_NOT, chose(7, 8), False),
        (IS_NOT, chose(8), True),
    ],
)
def test_a_choice_is_held_against_what_was_chosen(comparison: Comparison, answers: list[Given], shown: bool) -> None:
    assert holds(ShownIf(1, comparison, choice_id=7), answers) is shown


@pytest.mark.parametrize(
    ("comparison", "text", "answers", "shown"),
    [
        (IS, "Åmål", wrote(), False),
        (IS, "Åmål", wrote("åmål"), True),
        (IS, "Åmål", wrote(" A\u030aMÅL "), True),
        (IS, "Åmål", wrote("Åmåls kommun"), False),
        (CONTAINS, "Åmål", wrote("Åmåls kommun"), True),
        (CONTAINS, "lyftet", wrote("IT-\nLYFTET 2"), True),
        (CONTAINS, "lyftet", wrote(), False),
        (IS_NOT, "Åmål", wrote(), True),
        (IS_NOT, "Åmål", wrote("Ale"), True),
        (IS_NOT, "Åmål", wrote("åmål"), False),
        (IS, "2.5", wrote("2.5"), True),
    ],
)
def test_a_text_is_held_against_what_was_written(
    comparison: Comparison, text: str, answers: list[Given], shown: bool
) -> None:
    assert holds(ShownIf(1, comparison, text=text), answers) is shown


def a_question(number: int, shown_if: ShownIf | None = None, sensitive: bool = False) -> Asked:
    return Asked(number, QuestionType.ONE_OF, "", f"Fråga {number}", shown_if=shown_if, sensitive=sensitive)


def answer(question: int, choice: int) -> Given:
    return Given(question, "", "", choice_id=choice)


CHAIN = [
    a_question(1),
    a_question(2, ShownIf(1, IS, choice_id=11)),
    a_question(3, ShownIf(2, IS, choice_id=21)),
    a_question(4, ShownIf(3, IS_NOT, choice_id=31)),
]


@pytest.mark.parametrize(
    ("answers", "ids"),
    [
        ([], [1, 4]),
        ([answer(1, 11)], [1, 2, 4]),
        ([answer(1, 11), answer(2, 21)], [1, 2, 3, 4]),
        ([answer(1, 11), answer(2, 21), answer(3, 31)], [1, 2, 3]),
        # what was answered to a hidden question does not count: the chain closes from its first link
        ([answer(1, 12), answer(2, 21), answer(3, 31)], [1, 4]),
    ],
)
def test_a_chain_closes_from_its_first_link(answers: list[Given], ids: list[int]) -> None:
    assert [question.id for question in visible(CHAIN, answers)] == ids


def test_a_condition_on_what_is_not_asked_counts_it_as_unanswered() -> None:
    later = [a_question(1, ShownIf(2, IS, choice_id=21)), a_question(2)]
    assert [question.id for question in visible(later, [answer(2, 21)])] == [2]
    gone = [a_question(1, ShownIf(9, IS, choice_id=1)), a_question(2, ShownIf(9, IS_NOT, choice_id=1))]
    assert [question.id for question in visible(gone, [answer(9, 1)])] == [2]


def test_what_depends_on_a_question_stands_after_it() -> None:
    assert out_of_order(CHAIN) is None
    wrong = out_of_order([CHAIN[1], CHAIN[0]])
    assert wrong is not None
    assert [one.id for one in wrong] == [2, 1]
    refusal = refusal_of_order([CHAIN[1], CHAIN[0]])
    assert refusal is not None
    assert (refusal.reason, refusal.values) == (
        FormReason.OUT_OF_ORDER,
        {"question": "Fråga 2", "named": "Fråga 1"},
    )
    assert refusal_of_order(CHAIN) is None


def test_a_form_has_at_most_a_hundred_questions() -> None:
    questions = [a_question(number) for number in range(99)]
    assert refusal_to_add(questions) is None
    refusal = refusal_to_add(questions, 2)
    assert refusal is not None
    assert refusal.reason is FormReason.TOO_MANY
    assert refusal_to_retire(CHAIN, 4) is None
    assert refusal_to_retire(CHAIN, 1) is not None


@pytest.mark.parametrize(
    ("typed", "stored", "value"),
    [("12", "12", 12), ("1\u00a0200,50", "1200.5", 1200.5), ("007", "7", 7), ("-0,0", "0", 0), ("+3.10", "3.1", 3.1)],
)
def test_a_number_is_stored_in_one_form(typed: str, stored: str, value: float) -> None:
    assert number(typed) == stored
    assert reckoned(stored) == value


@pytest.mark.parametrize(
    ("stored", "number_dialled"),
    [
        ("031-335 50 25", "+46313355025"),
        ("+46 31 335 50 25", "+46313355025"),
        ("0045 33 92 33 92", "+4533923392"),
        ("112 00", "11200"),
    ],
)
def test_a_telephone_dials_the_country_too(stored: str, number_dialled: str) -> None:
    assert dialled(stored) == number_dialled
