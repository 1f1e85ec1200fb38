"""What everybody reads of ideas: the list with its filters, one idea, and the feed of those published last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from meetings.directory.queries import site_shown
from meetings.errors import NotFound
from meetings.ideas.models import Idea, IdeaVersion, PublishedIdea
from meetings.ideas.queries import following, terms
from meetings.ideas.queries import publishing as queries
from meetings.ideas.queries.following import SlotShown
from meetings.ideas.queries.publishing import PublicHead, Wanted
from meetings.ideas.queries.requests import partners_of
from meetings.ideas.rules.content import Content, from_json
from meetings.ideas.rules.following import OUTCOME_NAMES, Outcome
from meetings.ideas.rules.handling import TONES
from meetings.ideas.rules.partnering import refusal_to_join
from meetings.ideas.rules.presenting import Part, parts
from meetings.ideas.rules.publishing import public_state
from meetings.ideas.rules.states import STATE_NAMES
from meetings.ideas.views import similar
from meetings.ideas.views.blueprint import blueprint
from meetings.outbox.mail_links import absolute
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State
from meetings.sparks.views.became import Link, became
from meetings.text import one_line
from meetings.web import access, dates
from meetings.web.cache import public_page
from meetings.web.lang import lang
from meetings.web.markdown import plain
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, render
from meetings.web.unchanged import unchanged

LIST = "/ideer"
IN_FEED = 50
PER_PAGE = 20
_BEFORE_ANY = datetime(2000, 1, 1, tzinfo=UTC)
# What the list is filtered by: the name in the address, by that of the condition.
_ASKED = {"meeting": "mote", "target_group": "malgrupp", "sector": "sektor", "municipality": "kommun"}


@blueprint.get(LIST)
@access.public
def public_list() -> Response:
    """List the published ideas, the newest first; a question in words is not kept, for each is another page."""
    wanted, page = _wanted(), page_asked_for()
    state = unchanged("all public ideas", queries.state_of_all)
    if wanted.words:
        return render("ideas/public_list.html", **_list_values(wanted, page))
    return public_page(
        ("ideas", state), lambda: render_template("ideas/public_list.html", **_list_values(wanted, page))
    )


@blueprint.get(f"{LIST}/<int:idea_id>-<slug>")
@access.public
def public_idea(idea_id: int, slug: str) -> Response:
    """Show one idea as it was published; under another name than its own it says where it is."""
    head = _head(idea_id)
    if slug != head.slug:
        return _moved(head)
    state = unchanged("all public ideas", queries.state_of_all)  # of which those that are like this one are shown
    projects = unchanged(("projects of idea", idea_id, lang()), lambda: tuple(_projects(idea_id)))
    key = (head, state, projects)
    response = public_page(key, lambda: render_template("ideas/public_idea.html", **_values(head), projects=projects))
    if not head.listed:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.get(f"{LIST}/<int:idea_id>")
@access.public
def public_by_number(idea_id: int) -> Response:
    """Lead from the address that never changes, as a feed names it, to the idea's page."""
    return _moved(_head(idea_id))


@blueprint.get(f"{LIST}.atom")
@access.public
def public_feed() -> Response:
    """Tell feed readers (Atom, RFC 4287) of the ideas that were published last, and of their changes."""
    state = unchanged("all public ideas", queries.state_of_all)

    def build() -> str:
        ideas = queries.newest(IN_FEED)
        texts = queries.texts_of(ideas)
        return render_template(
            "ideas/feed.xml",
            ideas=ideas,
            texts=texts,
            updated=max((one.updated_at for one in ideas), default=_BEFORE_ANY),
            title=_("Projektidéer, %(site)s", site=site_shown(lang()).name),
            address=lambda path, speaks="": absolute(path, speaks or lang()),
        )

    return public_page(("ideas feed", state), build, mimetype="application/atom+xml")


def _wanted() -> Wanted:
    """Return what the address asks for; what makes no sense is left out."""
    ids = {name: _number(request.args.get(asked, "")) for name, asked in _ASKED.items()}
    words = one_line(request.args.get("q", ""))[:200]
    return Wanted(words=words, seeks=request.args.get("soker") == "1", **ids)


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _list_values(wanted: Wanted, page: int) -> dict[str, Any]:
    """Return what the list shows."""
    found = paged(queries.listed(wanted), page, per_page=PER_PAGE)
    asked: dict[str, Any] = {_ASKED[name]: getattr(wanted, name) for name in _ASKED}
    asked |= {"q": wanted.words or None, "soker": 1 if wanted.seeks else None}
    return {
        "wanted": wanted,
        "asked": asked,
        "narrowed": any(asked.values()),
        "choices": queries.choices(lang()),
        "found": found,
        "canonical": absolute(LIST, lang()),
        "here": lambda **more: url_for("ideas.public_list", **(asked | more)),
    }


def _projects(idea_id: int) -> Sequence[Link]:
    return became().of_ideas([idea_id]).get(idea_id, ())


def _head(idea_id: int) -> PublicHead:
    head = unchanged(("public idea", idea_id), lambda: queries.head(idea_id))
    if head is None:
        raise NotFound
    return head


def _moved(head: PublicHead) -> Response:
    response = redirect_to("ideas.public_idea", idea_id=head.idea_id, slug=head.slug)
    response.status_code = 301
    return response


def _values(head: PublicHead) -> dict[str, Any]:
    """Return all that an idea's page shows: nothing that is not in the version that was published."""
    public, version = queries.one(head.idea_id)
    content, idea = from_json(version.content), public.idea
    names = terms.names(lang())
    slot, said = following.slot_of(idea.id), parts(content, names)
    canonical = absolute(f"{LIST}/{head.idea_id}-{head.slug}", lang())
    state = public_state(idea.state, idea.told_state)
    return {
        "public": public,
        "idea": idea,
        "content": content,
        "parts": [one for one in said if one.prose],
        "short": [{"label": _(one.label), "value": _in_short(one)} for one in said if _is_short(one)],
        "content_lang": public.lang if public.lang != lang() else "",
        "meeting": idea.call.meeting,
        "state": (STATE_NAMES[state], TONES[state.value]) if state else None,
        "merged_into": queries.merged_into(idea),
        "spark": queries.spark_of(idea),
        "similar": similar.ideas_like(content, but=idea.id, names=names),
        "partners": partners_of(idea.id),
        "may_join": public.seeks_partners and refusal_to_join(idea, None) is None,
        "follow_up": _follow_up(slot),
        "canonical": canonical,
        "data": _linked_data(public, content, version, canonical) if head.listed else None,
    }


def _is_short(part: Part) -> bool:
    """Tell whether it is a fact beside the texts; whose idea it is stands over them."""
    return not part.prose and part.code not in ("title", "organisation", "municipality", "sector")


def _in_short(part: Part) -> str:
    if part.words:
        return ", ".join(part.words)
    match part.code:
        case "period":
            return dates.months(part.text)
        case "budget":
            return dates.kronor(part.text)
        case _:
            return str(_(part.text))


def _follow_up(slot: SlotShown | None) -> Mapping[str, Any] | None:
    """Return the slot that the idea has at a meeting that everybody may find, with what came of it once told."""
    if slot is None:
        return None
    meeting: Meeting = slot.slot.meeting
    if meeting.state != State.PUBLISHED.value or not meeting.listed:
        return None
    return {
        "meeting": meeting,
        "lang": meeting.lang if meeting.lang != lang() else "",
        "item": slot.slot.item,
        "outcome": OUTCOME_NAMES[Outcome(slot.slot.outcome)] if slot.is_told else "",
        "text": slot.slot.outcome_text if slot.is_told else "",
    }


def _linked_data(public: PublishedIdea, content: Content, version: IdeaVersion, canonical: str) -> dict[str, Any]:
    """Return the idea as a schema.org CreativeWork by its organisation; no person is named."""
    idea: Idea = public.idea
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": public.title,
        "abstract": plain(content.about, at_most=500),
        "inLanguage": public.lang,
        "url": canonical,
        "author": {"@type": "Organization", "name": public.organisation_name},
        "audience": [{"@type": "Audience", "audienceType": one.name(lang())} for one in public.target_groups],
        "dateCreated": version.received_at.isoformat(),
        "datePublished": public.published_at.isoformat(),
        "dateModified": public.updated_at.isoformat(),
        "isPartOf": {"@type": "Event", "name": idea.call.meeting.title},
    }
