"""Make a series of meetings at once, add to it, publish its drafts, and change the texts of all that come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from meetings import revisions, transaction
from meetings.audit.actions import Actor, record
from meetings.directory import queries as directory
from meetings.directory.rules import Vocabulary
from meetings.errors import NotFound, Refused
from meetings.projects.actions.keeping import raise_version
from meetings.projects.actions.series_making import made_just_now, meeting_title, meetings_of
from meetings.projects.models import MeetingSeries, Project, ProjectActivity, ProjectMeeting, SeriesMeeting
from meetings.projects.queries import series as queries
from meetings.projects.rules.series import (
    Occasion,
    SeriesReason,
    SeriesText,
    in_order,
    refusals_to_make,
)
from meetings.questions import actions as questions
from meetings.registration.models import Pool, SignUp
from meetings.registration.queries import MEETING_POOL
from meetings.schedule import actions as schedule
from meetings.schedule import queries as meetings
from meetings.schedule.actions.following import following
from meetings.schedule.actions.keeping import first_revisions
from meetings.schedule.rules import State
from meetings.search import actions as search
from meetings.text import slug
from meetings.web import markdown

SEARCHED_AS = "series"
AT_ONCE = "series is changed as a whole"  # in the session's info meanwhile: what follows is done once
_WHOLE = 100_000  # characters: more than any of its texts


@dataclass(frozen=True)
class NewSeries:
    """What a series is made of; with `published` its meetings are public at once, else drafts."""

    text: SeriesText
    occasions: Sequence[Occasion]
    published: bool = False


def create(new: NewSeries, now: datetime, actor: Actor) -> MeetingSeries:
    """Return a new series whose meetings all ask the same questions and take sign-ups, made in one transaction.

    They are arranged by the owner of the project, or by the site's organisation, and stand on no list of their own:
    the series does. However many they are, they take as many statements. The same asked for twice, as by two presses
    of a button, is made once. Raises `Refused`, and `NotFound` for an unknown kind, project or activity.
    """
    with transaction.write() as session:
        _refuse(new.occasions, (), new.text, published=new.published)
        if (same := made_just_now(session, new.text, new.occasions, now)) is not None:
            return same
        series = MeetingSeries(form=questions.ready_form(session), created_at=now, updated_at=now)
        _write(series, new.text)
        session.add(series)
        session.flush()
        record(actor, "series.create", now, subject=_subject(series), changes=_made_of(series, new.occasions))
        _add(session, series, new.occasions, now, actor, published=new.published)
        return series


def add_occasions(
    series_id: int, occasions: Sequence[Occasion], now: datetime, actor: Actor, *, published: bool
) -> MeetingSeries:
    """Add meetings to the series. Raises `Refused`, also when one of them is there already, and `NotFound`."""
    with transaction.write() as session:
        queries.lock_project(series_id)
        series = queries.lock_series(series_id)
        there = [queries.as_planned(one).key for one in queries.occasions(series_id, drafts=True)]
        _refuse(occasions, there, text_of(series), published=published)
        record(actor, "series.add", now, subject=_subject(series), changes=_made_of(series, occasions))
        _add(session, series, occasions, now, actor, published=published)
        return series


def publish_all(series_id: int, now: datetime, actor: Actor) -> int:
    """Publish the drafts of the series and return how many they were. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        queries.lock_project(series_id)
        queries.lock_meetings(series_id)
        series = queries.lock_series(series_id)
        drafts = [one for one in queries.occasions(series_id, drafts=True) if one.state == State.DRAFT.value]
        with _as_a_whole(session):
            for meeting_id in sorted(one.meeting_id for one in drafts):
                schedule.publish(meeting_id, now, actor)
        if drafts:
            number: dict[str, tuple[object, object]] = {"occasions": (None, len(drafts))}
            record(actor, "series.publish", now, subject=_subject(series), changes=number)
            _changed(series, now)
        return len(drafts)


def save_text(
    series_id: int, text: SeriesText, base_revision: int, now: datetime, actor: Actor, *, meetings_too: bool = False
) -> int:
    """Give the series these texts, and with `meetings_too` all its meetings that have not been; return how many.

    Raises `Stale` when somebody saved since `base_revision`, `Refused`, and `NotFound`.
    """
    with transaction.write() as session:
        queries.lock_project(series_id, text.project_id)
        queries.lock_meetings(series_id)
        series = queries.lock_series(series_id)
        revisions.require_current(base_revision, series.revision)
        before = text_of(series)
        if before != text:
            old = series.project
            _write(series, text)
            session.flush()
            series.revision += 1
            record(actor, "series.save", now, subject=_subject(series), changes=_differences(before, text))
            if (before.project_id, before.activity_id) != (text.project_id, text.activity_id):
                _arrange_all(session, series)
            _changed(series, now)
            if old is not None and old is not series.project:
                raise_version(old, now)
        return _save_meetings(series, now, actor) if meetings_too else 0


@contextmanager
def _as_a_whole(session: Session) -> Iterator[None]:
    session.info[AT_ONCE] = True
    try:
        yield
    finally:
        session.info.pop(AT_ONCE, None)


def remove(series_id: int, now: datetime, actor: Actor) -> None:
    """Take away a series without meetings, with the questions that were to be asked. Raises `Refused`, `NotFound`."""
    with transaction.write() as session:
        series = queries.lock_series(series_id)
        if series.meetings:
            raise Refused(SeriesReason.HAS_MEETINGS)
        record(actor, "series.delete", now, subject=_subject(series), changes={"title": (series.title, None)})
        search.remove(SEARCHED_AS, series.id)
        form = series.form
        session.delete(series)
        session.flush()
        session.delete(form)


def text_of(series: MeetingSeries) -> SeriesText:
    """Return what is written of the series."""
    return SeriesText(
        kind=series.kind.code,
        title=series.title,
        occasion_title=series.occasion_title,
        summary=series.summary,
        body=series.body,
        lang=series.lang,
        project_id=series.project_id,
        activity_id=series.activity_id,
    )


def _refuse(occasions: Sequence[Occasion], there: Sequence[str], text: SeriesText, *, published: bool) -> None:
    for refusal in refusals_to_make(occasions, there):
        raise Refused(refusal)
    if published and not text.summary:
        raise Refused(SeriesReason.NO_SUMMARY)


def _write(series: MeetingSeries, text: SeriesText) -> None:
    kind = directory.term(Vocabulary.MEETING_KIND, text.kind)
    if kind is None:
        raise NotFound
    series.kind, series.slug, series.lang, series.title = kind, slug(text.title), text.lang, text.title
    series.occasion_title, series.summary, series.body = text.occasion_title, text.summary, text.body
    series.project = _project(text.project_id)
    series.activity = _activity(series.project, text.activity_id)


def _project(project_id: int | None) -> Project | None:
    if project_id is None:
        return None
    with transaction.write() as session:
        found = session.get(Project, project_id)
        if found is None:
            raise NotFound
        return found


def _activity(project: Project | None, activity_id: int | None) -> ProjectActivity | None:
    if activity_id is None:
        return None
    found = next((one for one in project.activities if one.id == activity_id), None) if project else None
    if found is None:
        raise NotFound
    return found


def _add(
    session: Session, series: MeetingSeries, wanted: Sequence[Occasion], now: datetime, actor: Actor, *, published: bool
) -> None:
    """Write the meetings with their sign-up, seats, line, reminder, history and place in the series."""
    occasions = in_order(wanted)
    made = meetings_of(series, occasions, now, published=published)
    session.add_all(made)
    first_revisions(made, "schedule.create_meeting", now, actor)
    for position, (meeting, one) in enumerate(zip(made, occasions, strict=True), len(series.meetings)):
        following().made(meeting, now)
        session.add(SignUp(meeting_id=meeting.id, form_id=series.form_id))
        session.add(Pool(meeting_id=meeting.id, kind=MEETING_POOL, seats=one.place.seats))
        session.add(SeriesMeeting(meeting_id=meeting.id, series_id=series.id, position=position))
        if series.project_id is not None:
            session.add(_arranged(meeting.id, series))
    session.flush()
    session.expire(series, ["meetings"])
    _changed(series, now)


def _arranged(meeting_id: int, series: MeetingSeries) -> ProjectMeeting:
    return ProjectMeeting(meeting_id=meeting_id, project_id=series.project_id, activity_id=series.activity_id)


def _arrange_all(session: Session, series: MeetingSeries) -> None:
    ids = [one.meeting_id for one in series.meetings]
    session.execute(delete(ProjectMeeting).where(ProjectMeeting.meeting_id.in_(ids)))
    if series.project_id is not None:
        session.add_all(_arranged(meeting_id, series) for meeting_id in ids)
    session.flush()


def _save_meetings(series: MeetingSeries, now: datetime, actor: Actor) -> int:
    """Give the texts to the meetings that have not been, each with its history; return how many changed."""
    number = 0
    coming = [one for one in queries.occasions(series.id, drafts=True) if one.ends_at > now]
    for one in sorted(coming, key=lambda held: held.meeting_id):
        meeting = meetings.lock_meeting(one.meeting_id)
        before = meetings.details_of(meeting)
        details = replace(
            before,
            kind=series.kind.code,
            lang=series.lang,
            title=meeting_title(series, one.place, one.starts_at),
            summary=series.summary,
            body=series.body,
        )
        if details != before:
            schedule.save_meeting(meeting.id, meeting.revision, details, now, actor)
            number += 1
    return number


def keep_searchable(series: MeetingSeries) -> None:
    """Put the series into the search as it is now, with its places; take it out while all its meetings are drafts.

    Its project is found by itself, once it is public: a draft is named nowhere.
    """
    held = queries.occasions(series.id)
    if not held:
        search.remove(SEARCHED_AS, series.id)
        return
    parts = [markdown.plain(one, at_most=_WHOLE) for one in (series.summary, series.body)]
    parts += [series.kind.name_sv, series.kind.name_en]
    parts += list(dict.fromkeys(place for one in held for place in (one.town, one.venue)))
    text = "\n".join(part for part in parts if part)
    search.put(SEARCHED_AS, series.id, series.title, text, held[0].starts_at, lang=series.lang)


def _changed(series: MeetingSeries, now: datetime) -> None:
    """Raise the version of the series and of its project, whose page lists it, and let the search follow."""
    series.version += 1
    series.updated_at = now
    if series.project is not None:
        raise_version(series.project, now)
    keep_searchable(series)


def _made_of(series: MeetingSeries, occasions: Sequence[Occasion]) -> dict[str, tuple[object, object]]:
    return {"title": (None, series.title), "occasions": (None, len(occasions))}


def _differences(before: SeriesText, after: SeriesText) -> dict[str, tuple[object, object]]:
    old, new = vars(before), vars(after)
    return {name: (old[name], new[name]) for name in old if old[name] != new[name]}


def _subject(series: MeetingSeries) -> str:
    return f"series:{series.id}"
