"""The meetings of a series as rows: what each is called, who arranges it, and whom one asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings.directory import queries as directory
from meetings.directory.rules import Vocabulary
from meetings.projects.models import MeetingSeries
from meetings.projects.queries import series as queries
from meetings.projects.rules.series import Occasion, SeriesText, title_of
from meetings.schedule.models import Contact, Meeting, MeetingOrganiser
from meetings.schedule.rules import State
from meetings.text import slug
from meetings.web import dates

_TWO_PRESSES: Final = timedelta(minutes=10)  # within these the same is asked for twice by mistake


def meeting_title(series: MeetingSeries | SeriesText, where: str, starts_at: datetime) -> str:
    """Return what a meeting of the series is called."""
    return title_of(series.occasion_title or series.title, where, dates.date_short(starts_at))


def made_just_now(
    session: Session, text: SeriesText, wanted: Sequence[Occasion], now: datetime
) -> MeetingSeries | None:
    """Return the series that was made of just this within the last minutes, or None.

    Who makes one waits for who makes another of the same kind: of two presses of a button the later finds the first.
    """
    kind = directory.term(Vocabulary.MEETING_KIND, text.kind)
    if kind is None:
        return None
    session.refresh(kind, with_for_update={"key_share": True})
    of = MeetingSeries
    same = [getattr(of, name) == getattr(text, name) for name in ("title", "occasion_title", "summary", "body", "lang")]
    same += [getattr(of, name).is_not_distinct_from(getattr(text, name)) for name in ("project_id", "activity_id")]
    recent = select(of).where(of.kind_id == kind.id, of.created_at > now - _TWO_PRESSES, *same).order_by(of.id)
    keys = sorted(one.key for one in wanted)
    for one in session.scalars(recent):
        if sorted(queries.as_planned(held).key for held in queries.occasions(one.id, drafts=True)) == keys:
            return one
    return None


def meetings_of(
    series: MeetingSeries, occasions: Sequence[Occasion], now: datetime, *, published: bool
) -> list[Meeting]:
    """Return new meetings that stand on no list, with the texts of the series; they are in no session yet."""
    site = directory.site()
    owner = series.project.owner if series.project else None
    organiser = owner or (site.organisation if site else None)
    reachable = site is not None and bool(site.contact_name or site.contact_email or site.contact_phone)
    made = []
    for one in occasions:
        title = meeting_title(series, one.where, one.times.starts_at)
        meeting = Meeting(
            created_at=now, updated_at=now, cancel_reason="", listed=False,
            state=(State.PUBLISHED if published else State.DRAFT).value, published_at=now if published else None,
            lang=series.lang, kind=series.kind, title=title, slug=slug(title),
            summary=series.summary, body=series.body, starts_at=one.times.starts_at, ends_at=one.times.ends_at,
            venue=one.place.venue, street=one.place.street, town=one.place.town,
            eu_funded=bool(series.project and series.project.eu_funded),
            programme_area=None, follows=None, target_groups=[], items=[], organisers=[], contacts=[],
        )  # fmt: skip
        if organiser is not None:
            meeting.organisers.append(MeetingOrganiser(organisation=organiser, position=0))
        if site is not None and reachable:
            phones = [site.contact_phone] if site.contact_phone else []
            meeting.contacts.append(Contact(name=site.contact_name, email=site.contact_email, phones=phones))
        made.append(meeting)
    return made
