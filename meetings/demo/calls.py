"""The calls for ideas of the demonstration, and the rounds that they belong to."""

from __future__ import annotations

from datetime import date, datetime, time

from meetings.audit.actions import Actor
from meetings.ideas.actions.calls import create_call
from meetings.ideas.actions.rounds import create_round
from meetings.ideas.models import IdeaCall
from meetings.ideas.rules.calls import CallText, CallTimes
from meetings.ideas.rules.rounds import CriterionText, RoundText
from meetings.schedule.models import Meeting
from meetings.web import dates
from meetings.web.typed import instant

_CRITERIA = (
    CriterionText(
        "Målgruppen",
        "Projektet vänder sig till unga eller till dem som står långt ifrån arbetsmarknaden, och säger hur de nås.",
        "target_groups",
    ),
    CriterionText(
        "Digitalisering",
        "Projektet har element av digitalisering som lyfter målgruppen och stärker deras ställning på arbetsmarknaden.",
        "activities",
    ),
    CriterionText(
        "Bred samverkan",
        "Offentlig sektor, privat sektor och social ekonomi arbetar tillsammans, och det kan förändra insatserna.",
        "partners_sought",
    ),
    CriterionText(
        "Jämställdhet, tillgänglighet och icke-diskriminering",
        "Projektet säger hur alla kan vara med på samma villkor.",
        "equality",
    ),
)


def make(
    meeting: Meeting, intro: str, opens_at: datetime | None, last_day: date, decision_by: date, at: datetime, by: Actor
) -> IdeaCall:
    """Let the meeting take ideas through `last_day`, before the round that closes the summer after."""
    closes_on = date(last_day.year, 9, 4) if last_day.month < 9 else date(last_day.year + 1, 3, 4)
    season = "sommaren" if closes_on.month == 9 else "vintern"
    made = create_round(
        RoundText(
            title=f"Utlysning {season} {last_day.year}, programområde 2",
            funder="Svenska ESF-rådet",
            programme_area="po2",
            season=f"{season.capitalize()} {last_day.year}",
            closes_on=closes_on,
            starts_on=date(closes_on.year + (1 if closes_on.month == 9 else 0), 1 if closes_on.month == 9 else 9, 1),
            ends_on=date(closes_on.year + 3, 12, 1),
            amount=60_000_000,
            cofinancing_percent=53,
            text="Ansökan lämnas till Svenska ESF-rådet i Projektrummet. Här lämnar du en idé (ett inspel).",
            criteria=_CRITERIA,
        ),
        at,
        by,
    )
    times = CallTimes(opens_at, dates.end_of(last_day), instant(last_day, time(16)), decision_by)
    return create_call(meeting.id, CallText(times, made.id, intro), at, by)
