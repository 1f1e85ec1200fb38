"""A meeting is wrapped up after its end, and what is drafted says nothing but what is known. No app, no database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.schedule.rules import MeetingReason
from meetings.schedule.rules.concluding import Happened, drafted_summary, refusal_to_conclude

ENDS = datetime(2018, 3, 23, 14, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Held:
    state: str = "published"
    starts_at: datetime = ENDS - timedelta(hours=6)
    ends_at: datetime = ENDS


@pytest.mark.parametrize(
    ("state", "now", "reason"),
    [
        ("draft", ENDS + SECOND, MeetingReason.NOT_PUBLISHED),
        ("cancelled", ENDS + SECOND, MeetingReason.NOT_PUBLISHED),
        ("published", ENDS - SECOND, MeetingReason.NOT_OVER),
        ("published", ENDS, None),
        ("published", ENDS + timedelta(days=3000), None),
    ],
)
def test_a_meeting_is_wrapped_up_from_the_instant_of_its_end(state, now, reason):
    refusal = refusal_to_conclude(Held(state), now)
    assert (refusal.reason if refusal else None) is reason


@pytest.mark.parametrize(
    ("happened", "text"),
    [
        (Happened("sv", "den 23 mars 2018"), "Mötet ägde rum den 23 mars 2018."),
        (
            Happened(
                "sv", "den 23 mars 2018", "Folkets Hus, Vänersborg", False, ["Strukturfondspartnerskapet Västsverige"],
                100, "over", {"talk": 4, "project": 3, "workshop": 1, "break": 2}, 3, True, "den 9 maj 2018",
            ),
            ("Mötet ägde rum den 23 mars 2018 (Folkets Hus, Vänersborg). Arrangör var Strukturfondspartnerskapet "
            "Västsverige. Över 100 personer deltog. På programmet stod 4 föredrag, 3 projekt och en workshop. "
            "3 personer medverkade i programmet. Vad mötet kom fram till står under Slutsatser. "
            "Uppföljningsmöte: den 9 maj 2018."),
        ),
        (
            Happened("sv", "den 2 maj 2018", online=True, organisers=["GR", "VGR"], number=1, people=1),
            ("Mötet ägde rum på nätet den 2 maj 2018. Arrangörer var GR och VGR. 1 person deltog. "
            "En person medverkade i programmet."),
        ),
        (Happened("sv", "den 2 maj 2018", number=0, items={"break": 3}), "Mötet ägde rum den 2 maj 2018."),
        (
            Happened("en", "2 May 2018", "Town Hall", True, ["A", "B", "C"], 41, "about", {"discussion": 2}),
            ("The meeting took place on 2 May 2018 (Town Hall) and online. It was organised by A, B and C. "
            "About 41 people took part. The programme held 2 discussions."),
        ),
    ],
    ids=["only-the-day", "all", "one-of-each", "nobody-came", "english"],
)  # fmt: skip
def test_a_summary_is_drafted_from_what_is_known(happened, text):
    assert drafted_summary(happened) == text
