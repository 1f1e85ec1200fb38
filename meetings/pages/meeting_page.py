"""What does a meeting's page say: its facts, door, chain and programme, put in words for the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.materials.queries import Group, Shown
from meetings.pages.organisation_links import appearing, arrangers
from meetings.pages.queries import Glance
from meetings.registration.queries import WorkshopSeats
from meetings.registration.rules import Closed, PlaceState, placing, refusal_to_register
from meetings.schedule.models import Appearance, Meeting, ProgrammeItem
from meetings.schedule.rules import ITEM_KIND_NAMES, Attendance, ItemKind, Phase, State, phase, reported_text
from meetings.schedule.rules.chain import Step, StepKind, StepState, chain
from meetings.schedule.rules.programme import rows
from meetings.text import first_upper
from meetings.web import dates
from meetings.web.lang import lang
from meetings.web.rendering import refusal_text

# The codes that the programme component colours by.
_LOOKS = {
    ItemKind.WELCOME: "valkomst",
    ItemKind.TALK: "foredrag",
    ItemKind.PROJECT: "projekt",
    ItemKind.WORKSHOP: "workshop",
    ItemKind.BREAK: "paus",
    ItemKind.MEAL: "maltid",
    ItemKind.DISCUSSION: "diskussion",
}


def meeting_url(meeting_id: int, slug: str, **values: Any) -> str:
    """Return the address of a meeting's page."""
    return url_for("pages.meeting", meeting_id=meeting_id, slug=slug, **values)


def kind_label(kind: str) -> str:
    """Return what an item of the programme is, in words."""
    return str(_(ITEM_KIND_NAMES[ItemKind(kind)]))


def reported(meeting: Meeting) -> str:
    """Return the number that was reported, "över 100 deltagare"; "" when none was."""
    if meeting.reported_number is None:
        return ""
    return str(_(reported_text(meeting.reported_qualifier), number=meeting.reported_number))


def appearance_text(one: Appearance) -> str:
    """Return who is seen, as written: see `Appearance.shown`."""
    return one.shown


def when(meeting: Meeting | Glance) -> list[str]:
    """Return when the meeting is, in two lines: the day with its weekday, and the time; or from and to."""
    last_moment = dates.local(meeting.ends_at)
    if dates.local(meeting.starts_at).date() == last_moment.date() or dates.is_midnight(meeting.ends_at):
        return [
            first_upper(dates.weekday_date(meeting.starts_at)),
            dates.time_range(meeting.starts_at, meeting.ends_at),
        ]
    return [
        _("%(moment)s till", moment=first_upper(_weekday_moment(meeting.starts_at))),
        _weekday_moment(meeting.ends_at),
    ]


def where(attendance: str, venue: str, town: str) -> str:
    """Return where the meeting is, in one line."""
    place = ", ".join(part for part in (venue, "" if town and town in venue else town) if part)
    if attendance == Attendance.ONLINE:
        return str(_("Online"))
    if attendance == Attendance.BOTH:
        return str(_("%(place)s och online", place=place))
    return place


def facts_of(meeting: Meeting, glance: Glance, now: datetime) -> list[dict[str, Any]]:
    """Return the facts beside the heading: when, where, and until when one signs up."""
    place = where(meeting.attendance, meeting.venue, meeting.town)
    facts: list[dict[str, Any]] = [
        {"label": _("När"), "lines": when(meeting), "datetime": dates.iso_local(meeting.starts_at)},
        {"label": _("Var"), "value": place},
    ]
    closes_at = glance.closes_at
    if glance.takes_sign_ups and closes_at and now < closes_at and phase(meeting, now) in (Phase.COMING, Phase.DRAFT):
        facts.append({"label": _("Anmäl dig senast"), "lines": last_day_and_time(closes_at)})
    return facts


def last_day_and_time(closes_at: datetime) -> list[str]:
    """Return an exclusive end as a day and a time."""
    if dates.is_midnight(closes_at):
        return [last_day(closes_at), dates.in_one_line("kl. 23.59") if lang() == "sv" else "23:59"]
    return [last_day(closes_at), dates.in_one_line(_("före kl. %(time)s", time=dates.clock_time(closes_at)))]


def last_day(ends: datetime) -> str:
    """Return the last day of a time that ends then: for a midnight the day before it."""
    return dates.date_text(ends - timedelta(seconds=1) if dates.is_midnight(ends) else ends)


def door_of(glance: Glance, now: datetime) -> dict[str, Any]:
    """Return what stands on the card: the seats if they are shown, and the button or why there is none."""
    pool = glance.pool
    refusal = refusal_to_register(glance, now)
    coming = phase(glance, now) in (Phase.COMING, Phase.NOW, Phase.DRAFT)
    return {
        "refusal": refusal,
        "shows_seats": glance.takes_sign_ups and glance.show_seats_left and pool.seats is not None and coming,
        "taken": pool.taken,
        "seats": pool.seats,
        "waiting": pool.waiting,
        "in_line": refusal is None and placing(pool) is PlaceState.WAITING,
        "none_needed": refusal is not None and refusal.reason is Closed.NO_SIGN_UP and coming,
    }


def door_words(glance: Glance, now: datetime) -> tuple[str, str]:
    """Return what a list says of the door, and in which tone: the seats left, or why it is closed."""
    refusal = refusal_to_register(glance, now)
    if refusal is not None and refusal.reason is Closed.NO_SIGN_UP:
        return "", ""
    if refusal is not None:
        tone = "bad" if refusal.reason in (Closed.CANCELLED, Closed.FULL) else "neutral"
        return refusal_text(refusal).rstrip("."), tone
    if placing(glance.pool) is PlaceState.WAITING:
        return _("Fullbokat, plats på reservlistan"), "wait"
    if glance.show_seats_left and glance.pool.free is not None:
        return str(ngettext("%(num)s plats kvar", "%(num)s platser kvar", glance.pool.free)), "good"
    return _("Anmälan är öppen"), "good"


def chain_of(glance: Glance, now: datetime) -> list[dict[str, Any]]:
    """Return the steps from sign-up to follow-up in words; one of another meeting leads to its page."""
    links = [link for link, _version in glance.related]
    before = next((link for link in links if link.id == glance.follows_id), None)
    after = next((link for link in links if link is not before and link.state == State.PUBLISHED), None)
    shown = replace(glance.link, state=State.PUBLISHED.value) if glance.state == State.DRAFT else glance.link
    return [
        {
            "label": _(step.label),
            "text": _step_words(step),
            "state": step.state.value,
            "url": _step_url(step, glance),
        }
        for step in chain(shown, now, before=before, after=after)
    ]


def _step_url(step: Step, glance: Glance) -> str:
    """Return where a step leads: ideas to their call, a step of another meeting to its page."""
    if step.kind is StepKind.IDEAS and glance.state != State.DRAFT:
        return url_for("ideas.call", meeting_id=step.meeting_id)
    return meeting_url(step.meeting_id, step.slug) if step.meeting_id != glance.id else ""


def _step_words(step: Step) -> str:
    if not step.is_deadline:
        opens = step.kind is StepKind.SIGN_UP
        return str(_("öppnar %(moment)s", moment=dates.moment(step.at))) if opens else dates.date_text(step.at)
    if step.state is StepState.DONE:
        done = _("stängde %(day)s") if step.kind is StepKind.SIGN_UP else _("inspel togs emot till och med %(day)s")
        return str(done) % {"day": last_day(step.at)}
    if step.kind is StepKind.IDEAS:
        return str(_("inspel %(deadline)s", deadline=dates.deadline(step.at)))
    if dates.is_midnight(step.at):
        return str(_("till och med %(day)s", day=last_day(step.at)))
    return dates.deadline(step.at)


def updated_at(meeting: Meeting, material: Iterable[Group]) -> datetime:
    """Return when the page last changed: also by itself, when material began to be shown."""
    moments = [one.publish_at for group in material for one in group.rows if one.publish_at is not None]
    return max([meeting.updated_at, *moments])


def programme_of(
    meeting: Meeting,
    content_lang: str | None,
    glance: Glance,
    now: datetime,
    material: Mapping[int, Sequence[Shown]] = MappingProxyType({}),
    notes: Mapping[int, Sequence[Mapping[str, Any]]] = MappingProxyType({}),
    ideas: Mapping[int, str] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """Return the programme's rows: what begins together is parallel; days are named when there are several.

    `material` is what was shown at each item, by its id, `notes` the links to what was written down, `ideas`
    the address of the published idea that an item is about.
    Workshops that one chooses say how many seats they have left, as long as one can sign up or change.
    """
    coming = glance.show_seats_left and now < meeting.ends_at and meeting.state != State.CANCELLED
    seats = {one.item_id: one for one in glance.workshops} if coming else {}
    days = {dates.local(item.starts_at).date() for item in meeting.items}
    return [
        {
            "time": dates.bare_range(row.starts_at, row.ends_at),
            "day": first_upper(dates.weekday_date(row.starts_at)) if len(days) > 1 else "",
            "entries": [
                _entry(item, content_lang, item.ends_at if item.ends_at != row.ends_at else None)
                | _seats_of(seats.get(item.id))
                | {
                    "material": material.get(item.id, ()),
                    "notes": notes.get(item.id, ()),
                    "url": ideas.get(item.id, ""),
                }
                for item in row.items
            ],
        }
        for row in rows(meeting.items)
    ]


def _entry(item: ProgrammeItem, content_lang: str | None, until: datetime | None) -> dict[str, Any]:
    kind = kind_label(item.kind)
    return {
        "kind": _LOOKS[ItemKind(item.kind)],
        "kind_label": kind,
        "title": item.title or kind,
        "room": item.room,
        "summary": item.summary,
        "lang": content_lang if item.title else None,
        "anchor": f"punkt-{item.id}",
        "note": dates.in_one_line(_("till kl. %(time)s", time=dates.clock_time(until))) if until else "",
        "appearances": [appearing(one) for one in item.appearances],
        "see_also": [{"title": other.title, "url": f"#punkt-{other.id}"} for other in item.related],
    }


def _seats_of(workshop: WorkshopSeats | None) -> dict[str, Any]:
    """Return how full a workshop is; of one whose places are given out later only how many seats it has."""
    if workshop is None or workshop.seats is None:
        return {}
    if workshop.by_wishes:
        words = ngettext("%(num)s plats, önskas i anmälan", "%(num)s platser, önskas i anmälan", workshop.seats)
        return {"seats_note": words}
    return {"seats": workshop.seats, "taken": workshop.taken, "waiting": workshop.waiting}


def about(meeting: Meeting) -> list[dict[str, Any]]:
    """Return who arranges the meeting, what it belongs to and whom it is for."""
    area = meeting.programme_area
    return [
        {"label": _("Arrangör"), "lines": arrangers(meeting)},
        {"label": _("Tema"), "value": meeting.theme},
        {
            "label": _("Programområde"),
            "value": area.name(lang()) if area else "",
            "note": area.text(lang()) if area else "",
        },
        {"label": _("Målgrupp"), "lines": [term.name(lang()) for term in meeting.target_groups]},
        {"label": _("Diarienummer"), "value": meeting.diarienummer},
    ]


def follow_ups(meeting: Meeting, now: datetime) -> list[dict[str, str]]:
    """Return what this meeting follows up and what follows it up, each with a sentence whose tense fits `now`."""
    found = []
    if meeting.follows is not None and meeting.follows.state != State.DRAFT and meeting.follows.listed:
        found.append(_link(meeting.follows, _("Uppföljning av")))
    for after in public_follow_ups(meeting):
        found.append(_link(after, _follow_up_words(phase(after, now), dates.date_text(after.starts_at))))
    return found


def public_follow_ups(meeting: Meeting) -> Sequence[Meeting]:
    """Return the meetings that follow this one up and that everybody may find, the first first."""
    return [after for after in meeting.followed_by if after.state != State.DRAFT and after.listed]


def _follow_up_words(its_phase: Phase, day: str) -> str:
    if its_phase is Phase.CANCELLED:
        return str(_("Skulle ha följts upp %(day)s, men det mötet är inställt", day=day))
    if its_phase is Phase.PAST:
        return str(_("Följdes upp %(day)s", day=day))
    return str(_("Följs upp %(day)s", day=day))


def _link(meeting: Meeting, words: str) -> dict[str, str]:
    return {
        "words": words,
        "title": meeting.title,
        "url": meeting_url(meeting.id, meeting.slug),
        "lang": meeting.lang if meeting.lang != lang() else "",
        "where": where(meeting.attendance, meeting.venue, meeting.town),
    }


def _weekday_moment(value: datetime) -> str:
    joiner = "kl." if lang() == "sv" else "at"
    return dates.in_one_line(f"{dates.weekday_date(value)} {joiner} {dates.clock_time(value)}")
