"""The desk: its rail, all meetings, one meeting's overview, and what needs attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts import rules as accounts
from meetings.accounts.models import Account
from meetings.accounts.rules import Permission
from meetings.accounts.views import signed_in_account
from meetings.errors import NotFound
from meetings.links.queries import make
from meetings.outbox.mail_links import absolute
from meetings.pages import desk_queries as queries
from meetings.pages.attention import of_all_meetings, of_one_meeting
from meetings.pages.blueprint import blueprint
from meetings.pages.desk_queries import MeetingInRail
from meetings.projects.queries.series_desk import arranged_on_desk
from meetings.registration.queries import counts_of
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State, phase, refusal_to_cancel
from meetings.subscriptions.views.desk import told as subscribers_told
from meetings.web import access, dates
from meetings.web.forms import ButtonForm
from meetings.web.lang import lang
from meetings.web.paging import page_asked_for
from meetings.web.rendering import render
from meetings.web.requests import arrival

_LATEST = 8
_TONES = ("brand", "sky", "moss", "soft")


@dataclass(frozen=True)
class Entry:
    """One line of the rail."""

    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Rail:
    """The rail: the meeting one is in, and the whole site."""

    meeting_title: str
    meeting_url: str
    meeting_entries: list[Entry]
    site_entries: list[Entry]


def rail() -> Rail | None:
    """Return the rail for whoever is signed in; None for nobody."""
    account = signed_in_account()
    if account is None:
        return None
    meeting_id = (request.view_args or {}).get("meeting_id")
    title = ""
    entries: list[Entry] = []
    if isinstance(meeting_id, int) and accounts.may(account.grants, Permission.ORGANISER, meeting_id):
        meeting = _in_rail(meeting_id)
        title = meeting.title if meeting else ""
        entries = _meeting_entries(meeting_id, meeting) if meeting else []
    return Rail(title, entries[0].url if entries else "", entries, _site_entries(account))


def _in_rail(meeting_id: int) -> MeetingInRail | None:
    """Return what the rail says of the meeting; a page that asks as well asks once."""
    found: dict[int, MeetingInRail | None] = g.setdefault("in_rail", {})
    if meeting_id not in found:
        found[meeting_id] = queries.meeting_in_rail(meeting_id)
    return found[meeting_id]


def _meeting_entries(meeting_id: int, meeting: MeetingInRail) -> list[Entry]:
    """Return the entries of a meeting; those that are not for every meeting only where they apply."""
    sometimes = [
        ("participants.pending", _("Svara på anmälningar"), meeting.pending, meeting.pending > 0),
        ("participants.line", _("Reservlista"), meeting.waiting, meeting.waiting > 0),
        ("participants.invitations", _("Inbjudningar"), None, meeting.invites),
    ]
    listed: list[tuple[str, str, int | None]] = [
        ("pages.desk_meeting", _("Översikt"), None),
        ("participants.people", _("Deltagare"), meeting.confirmed),
        ("mailings.mailings", _("Utskick"), None),
        ("pages.meeting_outbox", _("Mejl"), None),
        ("schedule.programme", _("Program"), None),
        ("materials.overview", _("Material"), None),
        ("participants.certificates", _("Intyg"), None),
        ("registration.settings", _("Anmälan"), None),
        *((endpoint, label, count) for endpoint, label, count, there in sometimes if there or _is_at(endpoint)),
        ("registration.form_questions", _("Frågor i anmälan"), None),
        ("registration.workshops", _("Workshoppar"), None),
        ("notes.overview", _("Anteckningar"), None),
        ("reminders.overview", _("Påminnelser"), None),
        ("sparks.overview", _("Gnistor"), meeting.sparks or None),
        ("ideas.desk", _("Projektidéer"), meeting.ideas or None),
        ("schedule.edit", _("Uppgifter och texter"), None),
        ("schedule.history", _("Ändringar"), None),
        ("privacy.of_meeting", _("Gallring"), None),
        ("pages.meeting_audit", _("Logg"), None),
    ]
    return [
        Entry(label, url_for(endpoint, meeting_id=meeting_id), _is_at(endpoint), count)
        for endpoint, label, count in listed
    ]


def _site_entries(account: Account) -> list[Entry]:
    everything = accounts.may(account.grants, Permission.ORGANISER, None)
    administrator = accounts.may(account.grants, Permission.ADMINISTRATOR, None)
    listed: list[tuple[str, str, bool, int | None]] = [
        ("pages.desk", _("Alla möten"), True, None),
        ("pages.outbox", _("Mejl"), everything, None),
        ("ideas.rounds", _("Utlysningar"), everything, None),
        ("projects.desk", ngettext("Projekt", "Projekt", 2), everything, None),
        ("projects.series_desk_list", _("Kursserier"), everything, None),
        ("organisations.listed", _("Organisationer"), everything, None),
        ("figures.desk", _("Siffror"), everything, None),
        ("pages.site_pages", _("Sidor"), everything, None),
        ("pages.site_settings", _("Webbplatsen"), administrator, None),
        ("pages.people", _("Behörigheter"), administrator, None),
        ("subscriptions.subscribers", _("Prenumeranter"), administrator, None),
        ("privacy.retention", _("Gallring"), administrator, None),
        ("privacy.cases", _("Begäran om radering"), everything, None),
        ("pages.audit", _("Logg för alla möten"), everything, None),
        ("accounts.own", _("Ditt konto"), True, None),
    ]
    return [
        Entry(label, url_for(endpoint), _is_at(endpoint), count) for endpoint, label, shown, count in listed if shown
    ]


def _is_at(endpoint: str) -> bool:
    """Tell whether the page belongs under the entry: the page itself, or one that stands under its address."""
    if request.endpoint == endpoint:
        return True
    values = {name: value for name, value in (request.view_args or {}).items() if name == "meeting_id"}
    if endpoint in ("pages.desk", "pages.desk_meeting") or ("meeting_id" in values and endpoint == "pages.audit"):
        return False
    try:
        address = url_for(endpoint, **values)
    except ValueError:  # an entry of a meeting, on a page of none
        return False
    return "?" not in address and request.path.startswith(address.removeprefix(request.script_root) + "/")


@blueprint.get("/arbetsytan")
@access.requires("account")
def desk() -> Response:
    """All meetings within one's reach: coming, drafts, past; and what needs attention."""
    account = signed_in_account()
    grants = account.grants if account is not None else []
    now, reach = arrival(), accounts.meetings_within_reach(grants)
    found = queries.all_meetings(now, reach, lang(), page_asked_for())
    attention, backup = of_all_meetings(found, now, everything=reach is None)
    return render(
        "pages/desk/all.html",
        found=found,
        attention=attention,
        backup=backup,
        may_create=reach is None,
        when=lambda row: _when(row.starts_at, row.ends_at, now),
    )


@blueprint.get("/arbetsytan/moten/<int:meeting_id>")
@access.requires("organiser")
def desk_meeting(meeting_id: int) -> Response:
    """One meeting at a glance: what needs attention, figures, the latest sign-ups."""
    meeting = queries.meeting_on_desk(meeting_id)
    if meeting is None:
        raise NotFound
    now = arrival()
    seats = counts_of([meeting_id]).get(meeting_id)
    organisers, contacts = queries.organisers_and_contacts(meeting_id)
    in_rail = _in_rail(meeting_id)
    attention = of_one_meeting(
        meeting,
        seats,
        now,
        organisers=organisers,
        contacts=contacts,
        pending=in_rail.pending if in_rail else 0,
        asked=in_rail.asked if in_rail else False,
        sparks=in_rail.sparks if in_rail else 0,
        given=in_rail.given if in_rail else 0,
        ideas=in_rail.ideas if in_rail else 0,
        untold=in_rail.untold if in_rail else 0,
    )
    latest = queries.latest_sign_ups(meeting_id, _LATEST)
    return render(
        "pages/desk/meeting.html",
        meeting=meeting,
        phase=phase(meeting, now),
        when=_when(meeting.starts_at, meeting.ends_at, now),
        seats=seats,
        attention=attention,
        curve=_curve(meeting, now),
        bars=_bars(meeting_id),
        latest=[(person, state, said_at(person.registered_at, now)) for person, state in latest],
        preview=_preview(meeting),
        can_publish=meeting.state == State.DRAFT and not any(item.blocks for item in attention),
        can_cancel=refusal_to_cancel(meeting, now) is None,
        is_followed=bool(in_rail and in_rail.followed_until and in_rail.followed_until > now),
        subscribers_told=subscribers_told(meeting_id, meeting.published_at, now),
        arranged=arranged_on_desk(meeting_id),
        everything=_everything(),
        button=ButtonForm(),
    )


def _everything() -> bool:
    """Tell whether whoever is signed in reaches more than single meetings."""
    account = signed_in_account()
    return account is not None and accounts.may(account.grants, Permission.ORGANISER, None)


def _preview(meeting: Meeting) -> str:
    """Return the whole address at which those who have it read a draft; "" for other states."""
    if meeting.state != State.DRAFT:
        return ""
    return absolute(f"/forhandsvisning/{make('preview', meeting.id, meeting.preview_version)}", lang())


def _curve(meeting: Meeting, now: datetime) -> dict[str, Any]:
    """Return the points of "sign-ups over time", from the first day to today or the meeting."""
    by_day = queries.sign_ups_by_day(meeting.id)
    if not by_day:
        return {"points": [], "until": None}
    start = by_day[0][0]
    points = [{"label": dates.date_short(day), "value": number, "x": (day - start).days} for day, number in by_day]
    today, day_of_meeting = dates.local(now).date(), dates.local(meeting.starts_at).date()
    last = min(today, day_of_meeting)
    if last > by_day[-1][0]:
        points.append({"label": dates.date_short(last), "value": by_day[-1][1], "x": (last - start).days})
    until = None
    if day_of_meeting > last:
        until = {"x": (day_of_meeting - start).days, "label": dates.date_short(day_of_meeting)}
    return {"points": points, "until": until}


def _bars(meeting_id: int) -> list[dict[str, Any]]:
    return [
        {"label": name or _("Inget angivet"), "value": number, "tone": _TONES[min(place, len(_TONES) - 1)]}
        for place, (name, number) in enumerate(queries.sectors_of(meeting_id, lang()))
    ]


def _when(starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    """Return how far away the meeting is, in words."""
    if now >= ends_at:
        return str(_("har varit"))
    if now >= starts_at:
        return str(_("pågår nu"))
    days = dates.days_until(starts_at, now)
    if days == 0:
        return str(_("i dag"))
    return str(_("i morgon") if days == 1 else _("om %(days)d dagar", days=days))


def said_at(moment: datetime, now: datetime) -> str:
    """Return when something happened, as one says it: "i dag 10.42", "i går 16.03", else the day."""
    days = dates.days_until(moment, now)
    if days == 0:
        return str(_("i dag %(time)s", time=dates.clock_time(moment)))
    if days == -1:
        return str(_("i går %(time)s", time=dates.clock_time(moment)))
    return dates.date_short(moment)
