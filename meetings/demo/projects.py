"""The projects of the demonstration: two long ago, three of the meeting of 2018, and one that is going on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.counting.actions.counting import count_due
from meetings.demo import people, project_materials, source
from meetings.demo import project_texts as texts
from meetings.demo.idea_texts import LOTS
from meetings.directory import queries as directory
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.ideas.models import Idea
from meetings.materials import queries as materials
from meetings.organisations.actions import editing as organisations
from meetings.organisations.rules.saving import OrganisationText
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import MailState
from meetings.participants import actions as participants
from meetings.projects.actions import editing, groups, series
from meetings.projects.models import MeetingSeries, Project
from meetings.projects.rules.content import Content
from meetings.projects.rules.series import Occasion, Place, SeriesText, Times
from meetings.registration import actions as registration
from meetings.registration.actions import Applicant
from meetings.schedule.models import Meeting
from meetings.sparks.models import Spark
from meetings.web import dates

_SPARK = "Låna en dator ihop med en mentor"
_VANERSBORG = Place("Vänersborg", "Huvudbiblioteket", seats=16)
_TROLLHATTAN = Place("Trollhättan", "Stadsbiblioteket", seats=14)
_UDDEVALLA = Place("Uddevalla", "Folkets Hus", seats=12)
_ASKED_FOR = 5, 14, 3, 7, 4, 1  # sign-ups to the courses ahead, by day and place: the second is full


def organisations_of(at: datetime, actor: Actor) -> None:
    """Write down the organisations that people come from and that projects are named by, with what they are."""
    towns = {term.name_sv: term.code for term in directory.terms(Vocabulary.MUNICIPALITY)}
    with transaction.write():
        for name, kind, town in source.BODIES:
            organisations.add(OrganisationText(name, kind, towns[town]), at, actor)


def make(vanersborg: Meeting, follow_up: Meeting, now: datetime, actor: Actor) -> None:
    """Make all others, as far as the clock has come; `vanersborg` is the meeting of 2018."""
    begun = vanersborg.created_at
    received = project_materials.receive(begun)
    with transaction.write():
        _gr(begun, actor)
        _pilots_and_lift(received, begun, actor)
        idea_id = db.session.scalar(select(Idea.id).where(Idea.title == LOTS.content.title))
        if idea_id is not None and now > follow_up.ends_at:
            _running(idea_id, vanersborg, follow_up, now, actor)
        db.session.flush()
        count_due(now)


def at_the_meeting(meeting: Meeting, at: datetime, actor: Actor) -> None:
    """Make the three projects that were at the meeting of 2018, each at its item of the programme."""
    items = {title: number for number, title, _starts in materials.choices(meeting.id).items}
    for content in texts.AT_THE_MEETING:
        _published(replace(content, items=(items[content.title],)), at, actor)


def _gr(at: datetime, actor: Actor) -> None:
    organisations.add(
        OrganisationText(
            texts.GR, "municipal-association", "goteborg", "https://goteborgsregionen.se", texts.GR_ABOUT,
            texts.GR_MEMBERS,
        ),
        at,
        actor,
    )  # fmt: skip


def _pilots_and_lift(received: project_materials.Received, at: datetime, actor: Actor) -> None:
    together = groups.create(texts.TOGETHER_TITLE, texts.TOGETHER_SUMMARY, texts.TOGETHER_BODY, "sv", at, actor)
    pilots = _published(replace(texts.PILOTS, group=together.id), at, actor)
    lift = _published(replace(texts.LIFT, group=together.id), at, actor)
    project_materials.give(pilots, lift, received, at, actor)


def _published(content: Content, at: datetime, actor: Actor) -> Project:
    return editing.publish(editing.create(content, at, actor).id, at, actor)


def _running(idea_id: int, meeting: Meeting, follow_up: Meeting, now: datetime, actor: Actor) -> None:
    """Make the project that an idea of 2018 became, with the courses that it has held and those that come."""
    today = dates.local(now).date()
    spark_id = db.session.scalar(select(Spark.id).where(Spark.meeting_id == meeting.id, Spark.text == _SPARK))
    content = replace(
        texts.RUNNING,
        begins=f"{today.year - 1}-01",
        ends=f"{today.year + 1}-12",
        ideas=(idea_id,),
        sparks=(spark_id,) if spark_id is not None else (),
        meetings=(follow_up.id,),
    )
    at = now - timedelta(days=100)
    project = _published(content, at, actor)
    made = _courses(project, today, now - timedelta(days=75), actor)
    meetings = [one.meeting for one in made.meetings]
    held = [one for one in meetings if one.ends_at <= now]
    _people(held, [one for one in meetings if one.ends_at > now], now, actor)
    wording = participants.Wording(True, 6 * 60, texts.CERTIFIED, "Maja Lindström", "Projektledare")
    first, *others = (one.id for one in meetings)
    participants.save_certificates(first, wording, 0, now - timedelta(days=74), actor, others=others)


def _courses(project: Project, today: date, at: datetime, actor: Actor) -> MeetingSeries:
    """Make two courses that have been, and on two days ahead one at each of three places."""
    text = SeriesText(
        "course", texts.SERIES_TITLE, f"{texts.SERIES_TITLE}, {{plats}} {{datum}}", texts.SERIES_SUMMARY,
        texts.SERIES_BODY, project_id=project.id, activity_id=project.activities[0].id,
    )  # fmt: skip
    held = [Occasion(_VANERSBORG, _day(today, -45)), Occasion(_TROLLHATTAN, _day(today, -24))]
    ahead = [
        Occasion(place, _day(today, days)) for days in (24, 66) for place in (_VANERSBORG, _TROLLHATTAN, _UDDEVALLA)
    ]
    return series.create(series.NewSeries(text, (*held, *ahead), published=True), at, actor)


def _day(today: date, days: int) -> Times:
    """Return nine to three on the Tuesday next to so many days from today."""
    day = today + timedelta(days=days)
    day += timedelta(days=(1 - day.weekday()) % 7)
    begins, ends = (dates.from_local(datetime.combine(day, wall)) for wall in (time(9), time(15)))
    return Times(begins, ends)


def _people(held: Sequence[Meeting], ahead: Sequence[Meeting], now: datetime, actor: Actor) -> None:
    """Sign people up: three of the second course were at the first too, and most of them came."""
    chance = random.Random(34)  # noqa: S311 - the same people each time
    everybody = list(people.applicants(held[0], 22 + sum(_ASKED_FOR), chance))
    for meeting, who in zip(held, (everybody[:12], everybody[9:22]), strict=True):
        ids = _sign_up(meeting, who, meeting.starts_at - timedelta(days=15))
        participants.save_attendance(meeting.id, ids, ids[:-2], meeting.ends_at, actor)
    _have_left([one.id for one in held])
    rest = iter(everybody[22:])
    for meeting, number in zip(ahead, _ASKED_FOR, strict=True):
        _sign_up(meeting, [next(rest) for _number in range(number)], now - timedelta(days=20))


def _sign_up(meeting: Meeting, who: Sequence[Applicant], first: datetime) -> list[int]:
    made = [
        registration.register(meeting.id, one, f"demo-{meeting.id}-{number}", first + number * timedelta(hours=7), "sv")
        for number, one in enumerate(who)
    ]
    return [one.registration.id for one in made]


def _have_left(meeting_ids: Sequence[int]) -> None:
    """Let the mails of the courses that have been be what they are: sent and erased."""
    db.session.flush()
    db.session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.meeting_id.in_(meeting_ids), OutgoingMail.state == MailState.QUEUED.value)
        .values(state=MailState.SENT.value, sent_at=OutgoingMail.queued_at, values={}, calendar=None)
        .execution_options(synchronize_session=False)
    )
