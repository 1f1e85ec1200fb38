"""Read what is due and what is held: periods, lots, figures, requests, and all about one person."""

from meetings.privacy.queries.desk import (
    administrators,
    case,
    cases,
    erased_since_the_last_run,
    erasures_of,
    last_run,
    open_case_of,
    open_cases_and_meetings_warned_of,
    people_erased_since,
    requests_whose_answer_goes,
    runs,
    title_of,
    waiting_for_a_decision,
    whom_it_is_about,
)
from meetings.privacy.queries.figures import frozen, unique_people
from meetings.privacy.queries.held import Held, erased_at, held
from meetings.privacy.queries.periods import CHOICE_ID, is_public_body, periods
from meetings.privacy.queries.plan import ERASED_CLASSES, Lot, counts, lots, person
from meetings.privacy.queries.selecting import PARTS, Scope, classless_mail

__all__ = [
    "CHOICE_ID",
    "ERASED_CLASSES",
    "PARTS",
    "Held",
    "Lot",
    "Scope",
    "administrators",
    "case",
    "cases",
    "classless_mail",
    "counts",
    "erased_at",
    "erased_since_the_last_run",
    "erasures_of",
    "frozen",
    "held",
    "is_public_body",
    "last_run",
    "lots",
    "open_case_of",
    "open_cases_and_meetings_warned_of",
    "people_erased_since",
    "periods",
    "person",
    "requests_whose_answer_goes",
    "runs",
    "title_of",
    "unique_people",
    "waiting_for_a_decision",
    "whom_it_is_about",
]
