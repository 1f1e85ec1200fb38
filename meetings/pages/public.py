"""The pages that anybody reads: home, a meeting, the search, and the pages that organisers edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, abort, render_template, request, url_for

from meetings.directory.queries import site_page
from meetings.errors import NotFound
from meetings.ideas.queries import calls
from meetings.ideas.views.told import contacts_of, left, told
from meetings.materials.queries import by_item, public_material
from meetings.pages import meeting_page, project_links, queries
from meetings.pages.blueprint import blueprint
from meetings.pages.home_page import home_values
from meetings.pages.linked_data import absolute, event_data
from meetings.pages.queries import Glance
from meetings.pages.record import record_of
from meetings.pages.search_page import search_values
from meetings.projects.queries import led_to, series_lists
from meetings.projects.queries.led_to import OfMeeting
from meetings.projects.queries.public import numbers_listed
from meetings.registration.rules import refusal_to_list
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting
from meetings.schedule.rules import Phase, State, phase
from meetings.text import one_line
from meetings.web import access
from meetings.web.cache import public_page
from meetings.web.lang import lang
from meetings.web.paging import page_asked_for
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival
from meetings.web.unchanged import unchanged


@blueprint.get("/")
@access.public
def home() -> Response:
    """Show the meetings that come, those that are on, and those that have been."""
    now = arrival()
    page = page_asked_for()
    hour = now.replace(minute=0, second=0, microsecond=0)
    (state, coming, series), numbers = unchanged(
        ("home", hour),
        lambda: (
            (queries.state_of_all(), queries.not_over_at(hour), series_lists.coming(hour)),
            numbers_listed(),
        ),
    )
    key = ("home", page, state, coming, series, numbers, sum(one.glance.passed(now) for one in coming))

    def build() -> str:
        values = home_values(coming, series, now, page)
        return render_template("pages/public/home.html", **values, ideas=numbers[0], projects=numbers[1])

    return public_page(key, build)


@blueprint.get("/moten/<int:meeting_id>-<slug>")
@access.public
def meeting(meeting_id: int, slug: str) -> Response:
    """Show one meeting; under another name than its own it says where it is."""
    glance, projects = _seen(meeting_id)
    if slug != glance.slug:
        return _moved(glance)
    now = arrival()
    key = (glance, glance.passed(now), left(glance.ideas_until, now), projects)
    return public_page(
        key, lambda: render_template("pages/public/meeting.html", **_meeting_values(glance, projects, now))
    )


@blueprint.get("/moten/<int:meeting_id>")
@blueprint.get("/m/<int:meeting_id>", endpoint="short")
@access.public
def by_number(meeting_id: int) -> Response:
    """Lead from a short address, as under a QR code, to the meeting's page."""
    return _moved(_seen(meeting_id)[0])


@blueprint.get("/forhandsvisning/<token>")
@access.link("preview")
def preview(link_id: int, link_version: int) -> Response:
    """Show a draft as its page will be, to those who were given the link."""
    glance = queries.glance(link_id)
    if glance is None:
        raise NotFound
    now = arrival()
    values = _meeting_values(glance, led_to.of_meeting(glance.id), now)
    if values["meeting"].preview_version != link_version:
        raise NotFound
    if glance.state != State.DRAFT:
        return redirect_to("pages.meeting", meeting_id=glance.id, slug=glance.slug)
    return render("pages/public/meeting.html", **values, preview=True)


def _seen(meeting_id: int) -> tuple[Glance, Sequence[OfMeeting]]:
    """Return what a meeting's page is kept by: the meeting, and projects and series. Raises `NotFound` of a draft."""
    glance, projects = unchanged(
        ("meeting", meeting_id), lambda: (queries.glance(meeting_id), led_to.of_meeting(meeting_id))
    )
    if glance is None or glance.state == State.DRAFT:
        raise NotFound
    return glance, projects


def _moved(glance: Glance) -> Response:
    response = redirect_to("pages.meeting", meeting_id=glance.id, slug=glance.slug)
    response.status_code = 301
    return response


def _meeting_values(glance: Glance, projects: Sequence[OfMeeting], now: datetime) -> dict[str, Any]:
    """Return all that the meeting's page shows."""
    meeting = schedule.meeting(glance.id)
    content_lang = meeting.lang if meeting.lang != lang() else None
    shown_phase = phase(meeting, now)
    material = public_material(glance.id, now)
    takes_up = meeting.ideas_until is not None or meeting.follows_id is not None
    record = record_of(meeting.id, meeting.slug, meeting.state, takes_up_ideas=takes_up)
    return {
        "meeting": meeting,
        "content_lang": content_lang,
        "phase": shown_phase.value,
        "is_over": shown_phase is Phase.PAST,
        "facts_items": meeting_page.facts_of(meeting, glance, now),
        "place": meeting_page.where(meeting.attendance, meeting.venue, meeting.town),
        "door": meeting_page.door_of(glance, now),
        "chain_steps": meeting_page.chain_of(glance, now),
        "programme_rows": project_links.with_projects(
            meeting_page.programme_of(
                meeting, content_lang, glance, now, by_item(material), record.of_item, record.idea_of_item
            ),
            projects,
        ),
        "led_to": project_links.led_to(projects),
        "by": project_links.arranged_by(projects),
        "record": record,
        "material": material,
        "updated_at": meeting_page.updated_at(meeting, material),
        "about": meeting_page.about(meeting),
        "contacts": contacts_of(meeting.contacts),
        "follow_ups": meeting_page.follow_ups(meeting, now),
        "reported": meeting_page.reported(meeting),
        "ideas": _ideas(glance, now),
        "list_shown": _list_is_shown(meeting, glance, now),
        "canonical": absolute(meeting_page.meeting_url(meeting.id, meeting.slug)),
        "event": event_data(meeting, glance, now),
    }


def _ideas(glance: Glance, now: datetime) -> dict[str, Any] | None:
    """Return what the page says of the call for ideas, None without one or when the meeting is cancelled."""
    found = calls.on_page_of(glance.id) if glance.ideas_until is not None else None
    if found is None or glance.state == State.CANCELLED:
        return None
    call, extension = found
    return {"call": call, "told": told(call, now, extension)}


def _list_is_shown(meeting: Meeting, glance: Glance, now: datetime) -> bool:
    refusal = refusal_to_list(public_list=glance.public_list, until=glance.list_until, state=meeting.state, now=now)
    return refusal is None


@blueprint.get("/sok")
@access.public
def search() -> Response:
    """Find what is public by words, the exact first; not kept, since every question is another page."""
    words = one_line(request.args.get("q", ""))[:200]
    kind = request.args.get("typ", "")
    return render("pages/public/search.html", **search_values(words, kind, page_asked_for(), arrival()))


@blueprint.get("/sa-gar-det-till")
@access.public
def how_it_works() -> Response:
    """Say how meetings lead to projects, in the secretariat's words."""
    return _site_page("how-it-works")


@blueprint.get("/tillganglighet")
@access.public
def accessibility() -> Response:
    """Show the accessibility statement (DOS-lagen)."""
    return _site_page("accessibility")


@blueprint.get("/personuppgifter")
@access.public
def privacy() -> Response:
    """Show how personal data are handled (GDPR art. 13)."""
    return _site_page("privacy")


@blueprint.get("/kakor")
@access.public
def cookies() -> Response:
    """Show which cookies and other local storage there are."""
    return _site_page("cookies")


def _site_page(code: str) -> Response:
    versions = unchanged(("site page", code), lambda: (queries.site_version(), queries.site_page_version(code)))

    def build() -> str:
        page = site_page(code, lang())
        if page is None:
            abort(404)
        canonical = absolute(url_for(str(request.endpoint)))
        return render_template("pages/public/site_page.html", page=page, code=code, canonical=canonical)

    return public_page((code, versions), build)
