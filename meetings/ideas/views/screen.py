"""The follow-up's page for the hall's projector: one idea at a time in large type, behind a secret link."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from meetings.errors import NotFound
from meetings.ideas.models import IdeaCall, PublishedIdea
from meetings.ideas.queries import following as queries
from meetings.ideas.queries import seeking, terms
from meetings.ideas.queries.following import SlotShown
from meetings.ideas.rules.content import Content
from meetings.ideas.views.blueprint import blueprint
from meetings.links.queries import make
from meetings.outbox.mail_links import absolute
from meetings.text import whole_number
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.rendering import render

SCREEN = "follow-up-screen"  # the purpose of the link


def screen_address(call: IdeaCall) -> str:
    """Return the whole address of the page, in the language of the page that shows it."""
    return absolute(f"/uppfoljning/{make(SCREEN, call.id, call.screen_version)}", lang())


@blueprint.get("/uppfoljning/<token>")
@access.link(SCREEN)
def screen(link_id: int, link_version: int) -> Response:
    """Show the slot that the address names, the first one unless it does: of an idea that is not public its number."""
    call = queries.screen(link_id, link_version)
    meeting = queries.follow_up_of(call.meeting_id)
    if meeting is None:
        raise NotFound
    slots = queries.slots_of(call.id, meeting.id)
    number = min(max(whole_number(request.args.get("nr")), 1), max(len(slots), 1))
    shown = slots[number - 1] if slots else None
    return render(
        "ideas/screen.html",
        meeting=meeting,
        number=number,
        total=len(slots),
        shown=_said(shown) if shown is not None else None,
        following=_title(slots[number]) if number < len(slots) else None,
        before=_address(number - 1) if number > 1 else None,
        after=_address(number + 1) if number < len(slots) else None,
    )


def _address(number: int) -> str:
    return url_for("ideas.screen", token=(request.view_args or {})["token"], nr=number)


def _title(slot: SlotShown) -> dict[str, Any]:
    public = slot.public
    if public is None:
        return {"title": None, "number": slot.idea.number, "lang": ""}
    return {"title": public.title, "number": slot.idea.number, "lang": public.lang if public.lang != lang() else ""}


def _said(slot: SlotShown) -> dict[str, Any]:
    """Return what the page says of a slot; of an idea that is not public only its number and its time."""
    item = slot.slot.item
    found = _title(slot) | {"item": item}
    if slot.public is None:
        return found
    content = seeking.said([slot.public]).get(slot.public.idea_id, Content())
    names = terms.names(lang())
    public: PublishedIdea = slot.public
    return found | {
        "organisation": public.organisation_name,
        "presenters": slot.slot.presenters,
        "sought": [names.get(("sector", code), code) for code in content.partners_sought],
        "sought_text": content.partners_text,
        "groups": [names.get(("target_group", code), code) for code in content.target_groups],
    }
