"""Fill an empty database with the demonstration: the meeting of 2018, its follow-up, and two meetings ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select, update

from meetings import transaction
from meetings.accounts import actions as accounts
from meetings.accounts.rules import Permission
from meetings.audit.actions import Actor
from meetings.demo import (
    calls,
    ideas,
    materials,
    people,
    projects,
    record,
    source,
    speakers,
    subscribers,
    together,
    workshops,
)
from meetings.demo.source import Texts
from meetings.directory import actions as directory_actions
from meetings.directory import queries as directory
from meetings.directory.rules import Vocabulary
from meetings.outbox.models import OutgoingMail
from meetings.outbox.rules import MailState
from meetings.registration import actions as registration
from meetings.registration.models import Place, Registration
from meetings.registration.rules import PlaceState
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting
from meetings.schedule.rules.concluding import Conclusion
from meetings.schedule.rules.content import ContactText, Details, ItemText, NewMeeting
from meetings.web import dates

ORGANISER_EMAIL = "demo@moten.example"
ORGANISER_PASSWORD = "fika-med-ideer-18"  # noqa: S105 - printed by `make run`, for the demonstration only
SECRETARIAT = Actor("Sekretariatet")
FIRST_DAY = datetime(2018, 2, 1, 8, 0, tzinfo=UTC)


def is_empty() -> bool:
    """Tell whether nothing has been set up yet."""
    return directory.site() is None


def load(now: datetime) -> None:
    """Load the demonstration as it stands at `now`: what lies ahead of the clock has not happened yet."""
    directory_actions.ensure_vocabularies()
    directory_actions.set_up_site(
        directory_actions.SiteFacts(
            name_sv="Möten i Västsverige",
            name_en="Meetings in West Sweden",
            organisation=source.OWNER,
            contact_name=source.CONTACTS[0][0],
            contact_email=source.CONTACTS[0][1],
        ),
        min(now, FIRST_DAY),
        SECRETARIAT,
    )
    directory_actions.ensure_site_pages(min(now, FIRST_DAY))
    accounts.add(
        accounts.NewAccount("Demo Arrangör", ORGANISER_EMAIL, grants=(accounts.NewGrant(Permission.ADMINISTRATOR),)),
        min(now, FIRST_DAY),
        SECRETARIAT,
        password=ORGANISER_PASSWORD,
    )
    projects.organisations_of(min(now, FIRST_DAY), SECRETARIAT)
    vanersborg, follow_up = _the_year_2018(now)
    _what_lies_ahead(now)
    _in_the_room_and_on_the_net(now)
    projects.make(vanersborg, follow_up, now, SECRETARIAT)
    _due_from_now(now)


def _due_from_now(now: datetime) -> None:
    """Let what is to be sent be due since it could be: the story that it belongs to is older than the service."""
    with transaction.write() as session:
        queued = OutgoingMail.state == MailState.QUEUED.value
        session.execute(update(OutgoingMail).where(queued, OutgoingMail.due_at < now).values(due_at=now))


def _the_year_2018(now: datetime) -> tuple[Meeting, Meeting]:
    """Make the meeting of 2018 and its follow-up, and return both."""
    begun = min(now, FIRST_DAY)
    day = date(2018, 3, 23)
    vanersborg = _meeting(source.VANERSBORG, "mobilisation", day, time(8, 30), time(15, 30), begun, town="Vänersborg")
    call = calls.make(
        vanersborg, source.VANERSBORG.ideas_text, vanersborg.ends_at, date(2018, 4, 24), date(2018, 5, 9), begun,
        SECRETARIAT,
    )  # fmt: skip
    _sign_up(vanersborg, seats=120, opens=None, closes=dates.end_of(date(2018, 3, 16)), public_list=True)
    schedule.publish(vanersborg.id, begun, SECRETARIAT)
    projects.at_the_meeting(vanersborg, begun, SECRETARIAT)
    if now >= vanersborg.ends_at:
        people.sign_up(vanersborg, 112, begun, datetime(2018, 3, 16, 20, 0, tzinfo=UTC), seed=2018)
        _after_the_day(vanersborg, 104)
        materials.of_the_day(vanersborg, now, SECRETARIAT)
        record.of_the_day(vanersborg, now, SECRETARIAT)
    follow_up = _meeting(
        source.FOLLOW_UP, "follow-up", date(2018, 5, 9), time(13, 0), time(16, 0), begun, town="Vänersborg",
        follows=vanersborg.id,
    )  # fmt: skip
    _sign_up(follow_up, seats=60, opens=None, closes=dates.end_of(date(2018, 5, 2)))
    published = schedule.publish(follow_up.id, begun, SECRETARIAT)
    if now >= vanersborg.ends_at:
        ideas.of_2018(vanersborg, call, published, now, SECRETARIAT)
        _report(vanersborg, min(now, source.UPDATED_AT))
    return vanersborg, follow_up


def _what_lies_ahead(now: datetime) -> None:
    today = dates.local(now).date()
    day = _next_thursday(today + timedelta(days=75))
    meeting = _meeting(
        source.AHEAD, "mobilisation", day, time(9, 0), time(15, 30), now - timedelta(days=40), town="Vänersborg",
        eu_funded=True,
    )  # fmt: skip
    call = calls.make(
        meeting, source.AHEAD.ideas_text, None, day + timedelta(days=32), day + timedelta(days=47),
        now - timedelta(days=39), SECRETARIAT,
    )  # fmt: skip
    _sign_up(meeting, seats=120, opens=None, closes=dates.end_of(day - timedelta(days=7)), public_list=True)
    subscribers.subscribe(now - timedelta(days=39))
    subscribers.tell(schedule.publish(meeting.id, now - timedelta(days=38), SECRETARIAT))
    seats = {"Digitala verktyg": 40, "Spel som": 35, "E-handel": 24}
    workshops.set_seats(
        meeting, seats, now - timedelta(days=38), SECRETARIAT, mode="first",
        changes_until=dates.end_of(day - timedelta(days=2)),
    )  # fmt: skip
    people.sign_up(meeting, 82, now - timedelta(days=37), now - timedelta(hours=2), seed=1)
    speakers.ask(meeting, now, SECRETARIAT)
    ideas.of_the_open_call(meeting, call, now, SECRETARIAT)
    small_day = _next_thursday(today + timedelta(days=17))
    small = _meeting(
        source.SMALL, "network", small_day, time(13, 0), time(15, 0), now - timedelta(days=20), town="Trollhättan",
        venue="Effektbutiken",
    )  # fmt: skip
    _sign_up(small, seats=20, opens=None, closes=dates.end_of(small_day - timedelta(days=3)))
    schedule.publish(small.id, now - timedelta(days=19), SECRETARIAT)
    workshops.set_seats(
        small, {"Bakom disken": 8, "I lagret": 6, "Nätbutiken": 6}, now - timedelta(days=19), SECRETARIAT,
        mode="ranked", ranks=3, wishes_until=dates.end_of(small_day - timedelta(days=3)),
    )  # fmt: skip
    people.sign_up(small, 24, now - timedelta(days=18), now - timedelta(hours=5), seed=2)
    follow_up = _meeting(
        source.FOLLOW_UP, "follow-up", day + timedelta(days=47), time(13, 0), time(16, 0), now - timedelta(days=30),
        town="Vänersborg", follows=meeting.id,
    )  # fmt: skip
    _sign_up(follow_up, seats=80, opens=dates.from_local(datetime.combine(day, time(15, 30))), closes=None)
    schedule.publish(follow_up.id, now - timedelta(days=30), SECRETARIAT)


def _in_the_room_and_on_the_net(now: datetime) -> None:
    day = _next_thursday(dates.local(now).date() + timedelta(days=38))
    meeting = _meeting(
        together.TEXTS, "network", day, time(9, 0), time(12, 0), now - timedelta(days=16), town="Vänersborg",
        online_url=together.ONLINE_URL,
    )  # fmt: skip
    together.open_sign_up(meeting, dates.end_of(day - timedelta(days=3)), SECRETARIAT)
    schedule.publish(meeting.id, now - timedelta(days=15), SECRETARIAT)
    together.fill(meeting, now, SECRETARIAT)


def _next_thursday(day: date) -> date:
    return day + timedelta(days=(3 - day.weekday()) % 7)


def _meeting(
    texts: Texts, kind: str, day: date, start: time, end: time, at: datetime, *, town: str, venue: str = "Folkets Hus",
    follows: int | None = None, eu_funded: bool = False, online_url: str = "",
) -> Meeting:  # fmt: skip
    """Make the draft with its texts and programme."""

    def on_the_day(wall: time) -> datetime:
        return dates.from_local(datetime.combine(day, wall))

    made = schedule.create_meeting(
        NewMeeting(texts.title, kind, on_the_day(start), on_the_day(end), venue=venue, town=town), at, SECRETARIAT
    )
    keys = {item.title: -number for number, item in enumerate(texts.items, 1)}
    items = [
        ItemText(
            key=keys[item.title],
            kind=item.kind,
            starts_at=on_the_day(item.start),
            ends_at=on_the_day(item.end),
            room=item.room,
            title=item.title,
            summary=item.summary,
            appearances=item.appearances,
            related=tuple(keys[title] for title in item.related),
        )
        for item in texts.items
    ]
    details = _details(texts, made, follows, eu_funded=eu_funded)
    if online_url:
        details = replace(details, attendance="both", online_url=online_url)
    saved = schedule.save_meeting(made.id, made.revision, details, at, SECRETARIAT)
    return schedule.save_programme(saved.id, saved.revision, items, at, SECRETARIAT)


def _details(
    texts: Texts, made: Meeting, follows: int | None, *, eu_funded: bool, reported: int | None = None
) -> Details:
    """Return all fields; what only a meeting that has been can say is left out until a number is reported."""
    past = reported is not None
    vanersborg = texts is source.VANERSBORG
    return Details(
        kind=made.kind.code,
        title=texts.title,
        starts_at=made.starts_at,
        ends_at=made.ends_at,
        theme=texts.theme,
        summary=texts.summary,
        purpose=texts.purpose if past or not vanersborg else texts.summary,
        body=texts.body if past or not vanersborg else "",
        venue=made.venue,
        street="Kungsgatan 15" if made.town == "Vänersborg" else "",
        postcode="462 33" if made.town == "Vänersborg" else "",
        town=made.town,
        directions=texts.directions,
        venue_access=texts.venue_access,
        organisers=(source.OWNER,),
        contacts=tuple(ContactText(name=name, email=email) for name, email in source.CONTACTS),
        programme_area="po2",
        target_groups=_target_groups(),
        follows=follows,
        eu_funded=eu_funded,
        reported_qualifier="over" if past else "exactly",
        reported_number=reported,
        conclusions=texts.conclusions if past else "",
    )


def _target_groups() -> tuple[str, ...]:
    """Return the codes of the groups that the meetings are about."""
    return tuple(term.code for term in directory.terms(Vocabulary.TARGET_GROUP)[:2])


def _report(meeting: Meeting, at: datetime) -> None:
    """Wrap the meeting of 2018 up as its page does: what it was, that over 100 took part, and what was concluded."""
    details = _details(source.VANERSBORG, meeting, None, eu_funded=True, reported=100)
    opening, _break, body = details.body.partition("\n\n")
    saved = schedule.save_meeting(meeting.id, meeting.revision, replace(details, body=body), at, SECRETARIAT)
    conclusion = Conclusion(details.reported_qualifier, details.reported_number, details.conclusions, opening)
    schedule.conclude(meeting.id, saved.revision, conclusion, at, SECRETARIAT)


def _sign_up(
    meeting: Meeting, *, seats: int, opens: datetime | None, closes: datetime | None, public_list: bool = False
) -> None:
    settings = registration.Settings(seats=seats, opens_at=opens, closes_at=closes, public_list=public_list)
    registration.save_settings(meeting.id, settings, 0, meeting.created_at, SECRETARIAT)


def _after_the_day(meeting: Meeting, attended: int) -> None:
    """Tick the first so many who had a place, and let the mails of 2018 be what they are: sent and erased."""
    with transaction.write() as session:
        came = (
            select(Registration.id)
            .join(Place, Place.registration_id == Registration.id)
            .where(Registration.meeting_id == meeting.id, Place.state == PlaceState.CONFIRMED.value)
            .order_by(Registration.arrival)
            .limit(attended)
        )
        session.execute(
            update(Registration)
            .where(Registration.id.in_(came))
            .values(attended_at=meeting.starts_at)
            .execution_options(synchronize_session=False)
        )
        session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.meeting_id == meeting.id)
            .values(state=MailState.SENT.value, sent_at=OutgoingMail.queued_at, values={}, calendar=None)
            .execution_options(synchronize_session=False)
        )
