"""What everybody reads of organisations: the list of them, and the page of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, render_template, request, url_for

from meetings.directory.queries import SiteShown, site_shown
from meetings.directory.rules import Vocabulary
from meetings.errors import NotFound
from meetings.organisations.queries import finding
from meetings.organisations.queries import public as queries
from meetings.organisations.queries.finding import Wanted
from meetings.organisations.queries.public import About, IdeaRow, MeetingRow, Named, ProjectRow, Totals
from meetings.organisations.views.blueprint import LIST, blueprint
from meetings.outbox.mail_links import absolute
from meetings.text import one_line
from meetings.web import access
from meetings.web.cache import public_page
from meetings.web.lang import lang
from meetings.web.paging import Paged, page_asked_for
from meetings.web.rendering import redirect_to, render
from meetings.web.requests import arrival
from meetings.web.unchanged import unchanged

PER_PAGE = 50
_AT_A_GLANCE = 8  # rows of each list on the page of an organisation
_SHOWN = {"moten": "meetings", "projekt": "projects", "ideer": "ideas"}  # what the address can ask for all of


@dataclass(frozen=True)
class Page:
    """All that the page of an organisation shows: of each list the first rows, and how many there are."""

    about: About
    members: tuple[Named, ...]
    member_of: tuple[Named, ...]
    coming: tuple[MeetingRow, ...]
    past: tuple[MeetingRow, ...]
    projects: tuple[ProjectRow, ...]
    ideas: tuple[IdeaRow, ...]
    totals: Totals


@blueprint.get(LIST)
@access.public
def public_list() -> Response:
    """List the organisations that have something to show; a question in words is not kept, each is another page."""
    asked = {name: one_line(request.args.get(name, ""))[:200] for name in ("q", "typ", "kommun")}
    wanted, number = Wanted(asked["q"], asked["typ"], asked["kommun"]), page_asked_for()
    first = (number - 1) * PER_PAGE

    def read() -> tuple[tuple[int, tuple[Named, ...]], Any]:
        return finding.listed(wanted, first=first, count=PER_PAGE), finding.choices()

    if wanted.words:
        return render("organisations/public_list.html", **_list_values(read(), asked, number))
    found = unchanged(("organisations", wanted, number), read)
    return public_page(
        ("organisations", found, _site()),
        lambda: render_template("organisations/public_list.html", **_list_values(found, asked, number)),
    )


def _site() -> SiteShown:
    """Return what every page shows of the site, for the keys of those that are kept."""
    return unchanged(("the site", lang()), lambda: site_shown(lang()))


def _list_values(found: Any, asked: Mapping[str, str], number: int) -> dict[str, Any]:
    (total, rows), choices = found
    narrowed = {name: value for name, value in asked.items() if value}
    page = Paged(rows, number, total, PER_PAGE)
    if not rows and total:
        raise NotFound  # beyond the last page
    return {
        "asked": asked,
        "narrowed": narrowed,
        "page": page,
        "types": _of(choices, Vocabulary.ORGANISATION_TYPE),
        "municipalities": _of(choices, Vocabulary.MUNICIPALITY),
        "which": _which(),
        "canonical": absolute(LIST, lang()),
        "here": lambda **more: url_for("organisations.public_list", **(narrowed | more)),
    }


def _of(choices: Sequence[Sequence[Any]], vocabulary: Vocabulary) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": (name_sv, name_en or name_sv)[_which()], "count": count}
        for its_vocabulary, code, name_sv, name_en, count in choices
        if its_vocabulary == vocabulary.value
    ]


def _which() -> int:
    """Return which of two names is in the language of the page."""
    return 1 if lang() == "en" else 0


@blueprint.get(f"{LIST}/<int:organisation_id>-<slug>")
@access.public
def page(organisation_id: int, slug: str) -> Response:
    """Show one organisation; one that was merged, or under another name than its own, says where it is."""
    about = _about(organisation_id)
    if about.merged_into is not None or slug != about.named.slug:
        return _moved(about)
    now, all_of, number = arrival(), _SHOWN.get(request.args.get("visa", "")), page_asked_for()
    if all_of is not None:
        return _all_of(about, all_of, number, now)
    hour = now.replace(minute=0, second=0, microsecond=0)
    shown = unchanged(("organisation's page", organisation_id, hour), lambda: _read(about, hour))
    over = sum(one.ends_at <= now for one in shown.coming)
    return public_page(
        ("organisation", shown, over, _site()),
        lambda: render_template("organisations/page.html", **_page_values(shown, now)),
    )


@blueprint.get(f"{LIST}/<int:organisation_id>")
@access.public
def by_number(organisation_id: int) -> Response:
    """Lead from an address that never changes to the organisation's page."""
    return _moved(_about(organisation_id))


def _about(organisation_id: int) -> About:
    found = unchanged(("organisation", organisation_id), lambda: queries.about(organisation_id))
    if found is None:
        raise NotFound
    return found


def _moved(about: About) -> Response:
    """Lead to the organisation's page, or to that of the one that it has become in the end."""
    while about.merged_into is not None:
        about = _about(about.merged_into)
    response = redirect_to("organisations.page", organisation_id=about.named.id, slug=about.named.slug)
    response.status_code = 301
    return response


def _read(about: About, hour: datetime) -> Page:
    number, some = about.named.id, _AT_A_GLANCE
    return Page(
        about,
        queries.members(number),
        queries.member_of(number),
        queries.meetings(number, ended_at=hour, coming=True, count=some),
        queries.meetings(number, ended_at=hour, coming=False, count=some),
        queries.projects(number, count=some),
        queries.ideas(number, count=some),
        queries.totals(number),
    )


def _page_values(shown: Page, now: datetime) -> dict[str, Any]:
    over = [one for one in shown.coming if one.ends_at <= now]
    return {
        "shown": shown,
        "named": shown.about.named,
        "coming": [one for one in shown.coming if one.ends_at > now],
        "past": [*reversed(over), *shown.past][:_AT_A_GLANCE],
        "which": _which(),
        "canonical": _canonical(shown.about),
        "data": _linked_data(shown),
        "all_of": lambda what: _address(shown.about, visa=what),
    }


def _all_of(about: About, what: str, number: int, now: datetime) -> Response:
    """Show all meetings, projects or ideas of the organisation, a page at a time."""
    reads: Mapping[str, Callable[..., tuple[MeetingRow | ProjectRow | IdeaRow, ...]]] = {
        "meetings": queries.meetings,
        "projects": queries.projects,
        "ideas": queries.ideas,
    }
    organisation_id, first = about.named.id, (number - 1) * PER_PAGE
    total, rows = unchanged(
        ("organisation's list", organisation_id, what, number),
        lambda: (
            getattr(queries.totals(organisation_id), what),
            reads[what](organisation_id, first=first, count=PER_PAGE),
        ),
    )
    if not rows:
        raise NotFound
    asked = next(word for word, name in _SHOWN.items() if name == what)
    over = sum(one.ends_at <= now for one in rows if isinstance(one, MeetingRow))
    return public_page(
        ("organisation's list", about, what, total, rows, over, _site()),
        lambda: render_template(
            "organisations/all_of.html",
            named=about.named,
            what=what,
            page=Paged(rows, number, total, PER_PAGE),
            now=now,
            which=_which(),
            canonical=_canonical(about),
            here=lambda **more: _address(about, visa=asked, **more),
        ),
    )


def _address(about: About, **values: Any) -> str:
    return url_for("organisations.page", organisation_id=about.named.id, slug=about.named.slug, **values)


def _canonical(about: About) -> str:
    return absolute(f"{LIST}/{about.named.id}-{about.named.slug}", lang())


def _linked_data(shown: Page) -> dict[str, Any]:
    """Return the organisation as schema.org says it; no person is named."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": shown.about.named.name,
        "url": shown.about.website or _canonical(shown.about),
    }
    place = shown.about.named.municipality[_which()] or shown.about.named.municipality[0]
    if place:
        data["areaServed"] = {"@type": "AdministrativeArea", "name": place}
    for name, rows in (("member", shown.members), ("memberOf", shown.member_of)):
        if rows:
            data[name] = [{"@type": "Organization", "name": one.name} for one in rows]
    return data
