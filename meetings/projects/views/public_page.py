"""What the page of one project says: for the public page, and for the preview of a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.directory.models import Term
from meetings.materials.rules.shelves import of_project
from meetings.materials.views.shown import on_page
from meetings.outbox.mail_links import absolute
from meetings.projects.models import Project
from meetings.projects.queries import public as queries
from meetings.projects.queries.public import Seen, Shown
from meetings.projects.queries.public_links import Kind, MeetingLink, Role, Thing
from meetings.projects.rules.points import Point, point
from meetings.projects.rules.states import Standing
from meetings.projects.views.public_words import (
    activities_of,
    figures_of,
    meeting_row,
    once,
    organisation_url,
    partners_of,
    project_url,
    thing_row,
    where,
)
from meetings.projects.views.words import period_words, standing_of, standing_words
from meetings.web import dates
from meetings.web.lang import lang
from meetings.web.markdown import plain

TONES = {Standing.ENDED: "neutral", Standing.RUNNING: "good", Standing.AHEAD: "info", Standing.UNDATED: "neutral"}
_SORTED = "varde"
FEW = 2  # steps of a kind in the chain; more are one step that says how many


def page_values(seen: Seen, now: datetime, *, order: str = "") -> dict[str, Any]:
    """Return all that a project's page shows at `now`; the figures as written, or by value when `order` asks for it.

    Raises `NotFound`.
    """
    shown = queries.shown(seen.head.id)
    project = shown.project
    standing = standing_of(project.first, project.last, now)
    sources = sources_of(seen.meetings, seen.things)
    canonical = absolute(f"/projekt/{project.id}-{project.slug}", lang())
    return {
        "project": project,
        "content_lang": project.lang if project.lang != lang() else "",
        "standing": standing_words(standing),
        "facts_items": facts_of(shown),
        "area": project.programme_area,
        "figures": figures_of(project, sorted_by_value=order == _SORTED),
        "figures_sorted": order == _SORTED,
        "activities": activities_of(project),
        "partners": partners_of(project),
        "target_groups": [
            {"name": one.name(lang()), "url": url_for("projects.public_list", malgrupp=one.code)}
            for one in shown.target_groups
        ],
        "contacts": contacts_of(project),
        "material": on_page(of_project(project.id), now),
        "chain_steps": steps_of(project, standing, sources, now) if sources.led else [],
        "sources": sources,
        "siblings": [sibling_row(one, now) for one in shown.siblings],
        "group": project.group if shown.siblings else None,
        "canonical": canonical,
        "data": linked_data(shown, canonical),
    }


class Sources:
    """What led to a project, where it was presented, and what it arranges: rows of links.

    A meeting that was the follow-up stands where it is that, and among `meetings` only if something began there.
    """

    def __init__(self, meetings: Sequence[MeetingLink], things: Sequence[Thing]) -> None:
        self.follow_ups = once(meetings, Role.FOLLOW_UP.value)
        self.ideas = [one for one in things if one.kind == Kind.IDEA.value]
        self.sparks = [one for one in things if one.kind == Kind.SPARK.value]
        began = {one.meeting_id for one in (*self.ideas, *self.sparks)}
        later = {one.id for one in self.follow_ups} - began
        led = once(meetings, Role.LED.value, Role.CALL.value, Role.SPARKS.value)
        self.meetings = [one for one in led if one.id not in later]
        self.series = [one for one in things if one.kind == Kind.SERIES.value]
        public_series = {one.id for one in self.series}
        own = once(meetings, Role.OWN.value)
        self.own = [meeting_row(one) for one in own if one.via not in public_series]
        self.presented = [meeting_row(one) for one in meetings if one.role == Role.PRESENTED.value]
        self.taken_up: dict[int, list[int]] = {}
        for one in meetings:
            if one.role == Role.FOLLOW_UP.value:
                self.taken_up.setdefault(one.id, []).append(one.via)

    @property
    def led(self) -> bool:
        """Whether anything that everybody may read led to the project."""
        return bool(self.meetings or self.follow_ups or self.ideas or self.sparks)

    @property
    def any(self) -> bool:
        """Whether there is anything else than the project itself in its chain."""
        return bool(self.led or self.series or self.own or self.presented)

    @property
    def idea_rows(self) -> list[dict[str, str]]:
        """The ideas behind it as links."""
        return [thing_row(one) for one in self.ideas]

    @property
    def spark_rows(self) -> list[dict[str, str]]:
        """The sparks behind it as links."""
        return [thing_row(one) for one in self.sparks]

    @property
    def series_rows(self) -> list[dict[str, Any]]:
        """The series with the words for how many meetings they have."""
        return [thing_row(one) | {"number": ngettext("%(num)s möte", "%(num)s möten", one.via)} for one in self.series]


def sources_of(meetings: Sequence[MeetingLink], things: Sequence[Thing]) -> Sources:
    """Return the links of a project's page, sorted by what they are to it."""
    return Sources(meetings, things)


def facts_of(shown: Shown) -> list[Mapping[str, Any]]:
    """Return the facts over a project's text: period, owner, funders and the like; empty ones are left out there."""
    project = shown.project
    owner, programme = project.owner, project.programme_period
    return [
        {"label": _("Period"), "value": period_words(project.begins, project.ends)},
        {
            "label": _("Projektägare"),
            "value": owner.name if owner else "",
            "url": organisation_url(owner) if owner else "",
        },
        {"label": _("Finansiär"), "lines": names_of(shown.funders)},
        {"label": _("Programperiod"), "value": programme.name(lang()) if programme else ""},
        {"label": _("Diarienummer"), "value": project.diarienummer},
    ]


def names_of(terms: Sequence[Term]) -> list[str]:
    """Return the names of the terms in the language of the page."""
    return [one.name(lang()) for one in terms]


def contacts_of(project: Project) -> list[dict[str, Any]]:
    """Return whom to ask, as the component of contact cards takes them."""
    return [
        {
            "name": one.name,
            "title": one.title,
            "organisation": one.organisation,
            "email": one.email,
            "phones": one.phones,
        }
        for one in project.contacts
    ]


def sibling_row(one: Project, now: datetime) -> dict[str, str]:
    """Return a project as a list of links shows it."""
    return {
        "url": project_url(one.id, one.slug),
        "title": one.title,
        "lang": one.lang if one.lang != lang() else "",
        "period": period_words(one.begins, one.ends),
        "standing": standing_words(standing_of(one.first, one.last, now)),
    }


def steps_of(project: Project, standing: Standing, sources: Sources, now: datetime) -> list[dict[str, Any]]:
    """Return the chain that led to the project in words, only the links that there are, the project last."""
    whole = url_for("projects.chain", project_id=project.id)
    steps = [_meeting_step(one, now) for one in sources.meetings[:FEW]]
    if len(sources.meetings) > FEW:
        words = ngettext("%(num)s möte", "%(num)s möten", len(sources.meetings))
        steps = [_step(_("Möten"), words, url=whole)]
    if sources.sparks:
        number = len(sources.sparks)
        words = ngettext("%(num)s kort idé från dagen", "%(num)s korta idéer från dagen", number)
        steps.append(_step(_("Gnistor"), words, url=thing_row(sources.sparks[0])["url"]))
    if len(sources.ideas) > FEW:
        words = ngettext("%(num)s projektidé", "%(num)s projektidéer", len(sources.ideas))
        steps.append(_step(_("Projektidéer"), words, url=whole))
    else:
        steps += [_step(_("Projektidé"), one.title, url=thing_row(one)["url"]) for one in sources.ideas]
    steps += [_meeting_step(one, now, _("Uppföljning")) for one in sources.follow_ups]
    state = {Standing.ENDED: "done", Standing.RUNNING: "now", Standing.AHEAD: "coming"}.get(standing, "done")
    return [*steps, _step(_("Projektet"), period_words(project.begins, project.ends), state)]


def _meeting_step(one: MeetingLink, now: datetime, label: str = "") -> dict[str, Any]:
    words = ", ".join(part for part in (dates.day_text(one.starts_at), where(one)) if part)
    kind = one.kind_en if lang() == "en" and one.kind_en else one.kind_sv
    url = url_for("pages.meeting", meeting_id=one.id, slug=one.slug)
    return _step(label or kind, words, "done" if one.ends_at <= now else "coming", url)


def _step(label: str, text: str, state: str = "done", url: str = "") -> dict[str, Any]:
    return {"label": label, "text": text, "state": state, "url": url}


def linked_data(shown: Shown, canonical: str) -> dict[str, Any]:
    """Return the project as a schema.org Project with its funders, owner and partners; no person is named."""
    project = shown.project
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Project",
        "name": project.title,
        "description": project.summary or plain(project.purpose),
        "url": canonical,
        "identifier": project.diarienummer,
        "foundingDate": _iso(project.begins),
        "dissolutionDate": _iso(project.ends),
        "parentOrganization": _organisation(project.owner.name) if project.owner else None,
        "funder": [_organisation(name) for name in names_of(shown.funders)],
        "member": [
            _organisation(", ".join(part for part in (one.unit, one.organisation.name) if part))
            for one in project.partners
        ],
        "sameAs": project.website,
    }
    return {name: value for name, value in data.items() if value}


def _iso(code: str) -> str:
    """Return a time as ISO 8601 says it as exactly as it is known: "2012-02", of a season its first month, "2014"."""
    found = point(code)
    if found is None:
        return ""
    if found == Point(found.year):
        return str(found.year)
    return f"{found.first // 100}-{found.first % 100:02}"


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}
