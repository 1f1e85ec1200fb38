"""One rule decides what goes when: truth tables at the boundary instants, also where the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from meetings.privacy.rules.cases import CaseReason, refusal_to_ask, refusal_to_decide, refusal_to_open
from meetings.privacy.rules.figures import Measure, Trace, last_traces
from meetings.privacy.rules.retention import (
    DEFAULT_DAYS,
    Period,
    PeriodReason,
    Verdict,
    Waits,
    due_at,
    end_of_today,
    erases_at,
    is_due,
    refusal_of_period,
    refusal_to_erase,
    retention_of_answer,
    retention_of_mail,
    verdict,
)
from meetings.questions.rules import Retention, erased_after

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    """A Swedish time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


ENDS = at("2027-03-18 15:30")
DECIDED = Period(Retention.CONTACT, 92, "2027-14", date(2027, 1, 5))
UNDECIDED = Period(Retention.CONTACT, 92)
DUE = at("2027-06-18 00:00")


@pytest.mark.parametrize(
    ("days", "ends_at", "promised", "due"),
    [
        (14, ENDS, None, "2027-04-01 00:00"),  # across the change to summer time
        (14, at("2027-10-25 15:30"), None, "2027-11-08 00:00"),
        (14, at("2027-10-20 23:59"), None, "2027-11-03 00:00"),  # across the change to winter time, an hour gained
        (14, at("2027-03-18 00:00"), None, "2027-04-01 00:00"),
        (92, ENDS, None, "2027-06-18 00:00"),
        (14, ENDS, at("2027-04-01 15:30"), "2027-04-01 00:00"),  # as it was promised
        (5, ENDS, at("2027-04-01 15:30"), "2027-03-23 00:00"),  # shortened since
        (14, ENDS, at("2027-03-25 15:30"), "2027-03-25 00:00"),  # the meeting was moved a week
        (14, ENDS, at("2027-03-01 15:30"), "2027-03-18 15:30"),  # moved a month: not before it has been
    ],
)
def test_when_it_is_due(days: int, ends_at: datetime, promised: datetime | None, due: str) -> None:
    assert due_at(days, ends_at, promised) == at(due)


@pytest.mark.parametrize("ends_at", [ENDS, at("2027-10-20 23:30"), at("2027-03-20 00:30"), at("2027-12-31 23:59")])
def test_it_goes_on_the_very_day_that_people_are_told(ends_at: datetime) -> None:
    told = erased_after(ends_at).astimezone(STOCKHOLM).date()
    due = due_at(14, ends_at, erased_after(ends_at)).astimezone(STOCKHOLM)
    assert (due.date(), due.hour, due.minute) == (told, 0, 0)


@pytest.mark.parametrize(
    ("period", "public_body", "reason"),
    [
        (UNDECIDED, True, Waits.NO_DECISION),
        (UNDECIDED, False, None),
        (DECIDED, True, None),
        (DECIDED, False, None),
        (Period(Retention.CONTACT, 92, "2027-14", None), True, Waits.NO_DECISION),
        (Period(Retention.CONTACT, 92, "", date(2027, 1, 5)), True, Waits.NO_DECISION),
        (Period(Retention.FIGURE, None), True, Waits.KEPT),
        (Period(Retention.FIGURE, None, "2027-14", date(2027, 1, 5)), False, Waits.KEPT),
    ],
)
def test_a_public_body_erases_nothing_without_a_decision(
    period: Period, public_body: bool, reason: Waits | None
) -> None:
    refusal = refusal_to_erase(period, public_body=public_body)
    assert (refusal.reason if refusal else None) is reason


WARNED_IN_TIME = at("2027-06-10 03:00")
LATE = at("2027-08-01 03:00")


@pytest.mark.parametrize(
    ("now", "warned_at", "decided", "undecided"),
    [
        (at("2027-06-10 00:00") - SECOND, None, Verdict.NOT_YET, Verdict.NOT_YET),
        (at("2027-06-10 00:00"), None, Verdict.WARN, Verdict.WAITS),
        (at("2027-06-10 00:00") + SECOND, None, Verdict.WARN, Verdict.WAITS),
        (WARNED_IN_TIME + SECOND, WARNED_IN_TIME, Verdict.WARNED, Verdict.WAITS),
        (DUE - SECOND, WARNED_IN_TIME, Verdict.WARNED, Verdict.WAITS),
        (DUE, WARNED_IN_TIME, Verdict.ERASE, Verdict.WAITS),
        (DUE + SECOND, WARNED_IN_TIME, Verdict.ERASE, Verdict.WAITS),
        (DUE + SECOND, None, Verdict.WARN, Verdict.WAITS),
        (LATE, LATE, Verdict.WARNED, Verdict.WAITS),
        (at("2027-08-08 00:00") - SECOND, LATE, Verdict.WARNED, Verdict.WAITS),
        (at("2027-08-08 00:00"), LATE, Verdict.ERASE, Verdict.WAITS),
        (at("2027-08-08 00:00") + SECOND, LATE, Verdict.ERASE, Verdict.WAITS),
    ],
)
def test_what_is_done_with_it_now(
    now: datetime, warned_at: datetime | None, decided: Verdict, undecided: Verdict
) -> None:
    assert verdict(DECIDED, DUE, warned_at, now, public_body=True) is decided
    assert verdict(UNDECIDED, DUE, warned_at, now, public_body=False) is decided
    assert verdict(UNDECIDED, DUE, warned_at, now, public_body=True) is undecided
    assert verdict(Period(Retention.FIGURE, None), DUE, warned_at, now, public_body=False) is Verdict.KEPT


def test_nothing_goes_within_a_week_of_its_warning_nor_before_its_day() -> None:
    assert erases_at(DUE, WARNED_IN_TIME) == DUE
    assert erases_at(DUE, LATE) == at("2027-08-08 00:00")


@pytest.mark.parametrize(
    ("promised", "now", "due"),
    [
        (ENDS, at("2027-03-18 00:00") - SECOND, False),
        (ENDS, at("2027-03-18 00:00"), True),
        (ENDS, ENDS, True),
        (at("2027-03-28 00:00"), at("2027-03-28 00:00") - SECOND, False),  # the clocks go forward that night
        (at("2027-03-28 00:00"), at("2027-03-28 00:00"), True),
        (None, ENDS, False),
    ],
)
def test_a_copy_goes_on_its_day(promised: datetime | None, now: datetime, due: bool) -> None:
    assert is_due(promised, now) is due
    assert (promised is not None and promised < end_of_today(now)) is due, "as the statements have it"


@pytest.mark.parametrize(
    ("retention", "kind", "sensitive", "expected"),
    [
        ("figure", "one_of", False, Retention.FIGURE),
        ("figure", "many_of", False, Retention.FIGURE),
        ("figure", "number", False, Retention.FIGURE),
        ("figure", "short_text", False, Retention.CONTACT),
        ("figure", "long_text", False, Retention.CONTACT),
        ("figure", "file", False, Retention.CONTACT),
        ("figure", "email", False, Retention.CONTACT),
        ("figure", "one_of", True, Retention.SENSITIVE),
        ("contact", "one_of", False, Retention.CONTACT),
        ("sensitive", "one_of", False, Retention.SENSITIVE),
        ("contact", "short_text", True, Retention.SENSITIVE),
    ],
)
def test_free_text_is_never_a_figure(retention: str, kind: str, sensitive: bool, expected: Retention) -> None:
    assert retention_of_answer(retention, kind, sensitive=sensitive) is expected


@pytest.mark.parametrize(
    ("subject_ref", "expected"),
    [
        ("registration:12", Retention.CONTACT),
        ("invitation:3", Retention.CONTACT),
        ("", Retention.CONTACT),
        ("account:1", None),
        ("case:1", None),
    ],
)
def test_mail_is_of_the_class_of_whom_it_is_about(subject_ref: str, expected: Retention | None) -> None:
    assert retention_of_mail(subject_ref) is expected


TODAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("retention", "days", "number", "day", "reason"),
    [
        (Retention.SENSITIVE, 14, "", None, None),
        (Retention.SENSITIVE, 1, "12", TODAY, None),
        (Retention.SENSITIVE, 366, "", None, PeriodReason.TOO_LONG),
        (Retention.SENSITIVE, 30, "", None, None),
        (Retention.SENSITIVE, 0, "", None, PeriodReason.TOO_SHORT),
        (Retention.CONTACT, 3650, "12", TODAY, None),
        (Retention.CONTACT, 3651, "", None, PeriodReason.TOO_LONG),
        (Retention.CONTACT, 92, "12", None, PeriodReason.HALF_A_DECISION),
        (Retention.CONTACT, 92, "", TODAY, PeriodReason.HALF_A_DECISION),
        (Retention.CONTACT, 92, "12", TODAY + timedelta(days=1), PeriodReason.FUTURE_DECISION),
        (Retention.FIGURE, 92, "", None, PeriodReason.FIGURES_ARE_KEPT),
    ],
)
def test_which_periods_are_saved(retention: Retention, days: int, number: str, day: date | None, reason: Any) -> None:
    refusal = refusal_of_period(retention, days, number, day, TODAY)
    assert (refusal.reason if refusal else None) is reason


def test_the_periods_are_those_of_the_decision_until_somebody_changes_them() -> None:
    assert DEFAULT_DAYS == {Retention.SENSITIVE: 14, Retention.CONTACT: 92, Retention.FIGURE: None}


@pytest.mark.parametrize(
    ("erased", "has_open_case", "reason"),
    [
        (None, False, None),
        (None, True, CaseReason.ASKED_ALREADY),
        (ENDS, False, CaseReason.ERASED_ALREADY),
        (ENDS, True, CaseReason.ERASED_ALREADY),
    ],
)
def test_when_one_may_ask_to_be_erased(erased: datetime | None, has_open_case: bool, reason: Any) -> None:
    refusal = refusal_to_ask(erased, has_open_case=has_open_case)
    assert (refusal.reason if refusal else None) is reason


@pytest.mark.parametrize(
    ("erased", "has_open_case", "asked", "reason"),
    [
        (None, False, DUE, None),
        (None, False, DUE - timedelta(days=400), None),
        (None, False, DUE + timedelta(seconds=1), CaseReason.NOT_YET_ASKED),
        (None, True, DUE, CaseReason.OPEN_ALREADY),
        (DUE, False, DUE, CaseReason.ERASED_ALREADY),
        (DUE, True, DUE, CaseReason.ERASED_ALREADY),
    ],
)
def test_when_an_organiser_may_note_that_somebody_asked(
    erased: datetime | None, has_open_case: bool, asked: datetime, reason: Any
) -> None:
    refusal = refusal_to_open(erased, asked, DUE, has_open_case=has_open_case)
    assert (refusal.reason if refusal else None) is reason


@pytest.mark.parametrize(
    ("state", "grant", "words", "reason"),
    [
        ("open", True, "", None),
        ("open", False, "Behövs.", None),
        ("open", False, "", CaseReason.NO_REASON),
        ("granted", True, "", CaseReason.DECIDED_ALREADY),
        ("refused", False, "Behövs.", CaseReason.DECIDED_ALREADY),
    ],
)
def test_who_refuses_says_why(state: str, grant: bool, words: str, reason: Any) -> None:
    refusal = refusal_to_decide(state, grant=grant, words=words)
    assert (refusal.reason if refusal else None) is reason


THERE = frozenset({Measure.REGISTERED, Measure.CONFIRMED, Measure.ATTENDED})
ONLY_REGISTERED = frozenset({Measure.REGISTERED})


def counted(going: list[Trace], staying: list[Trace]) -> dict[str, int]:
    return {measure.value: number for measure, number in last_traces(going, staying).items()}


def test_somebody_is_counted_when_the_last_trace_goes() -> None:
    trace = Trace("a", ONLY_REGISTERED)
    assert counted([trace], []) == {"registered": 1}
    assert counted([trace], [trace]) == {}
    assert counted([trace], [Trace("b", THERE)]) == {"registered": 1}


def test_each_measure_is_counted_for_itself() -> None:
    assert counted([Trace("a", THERE)], [Trace("a", ONLY_REGISTERED)]) == {"confirmed": 1, "attended": 1}


def test_two_traces_that_go_together_are_one_person() -> None:
    trace = Trace("a", ONLY_REGISTERED)
    assert counted([trace, trace], []) == {"registered": 1}
