"""The secretariat's page of partners: which ideas seek, who could fit, what was asked and answered, and figures."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.ideas.actions import joining
from meetings.ideas.forms.partners import ListButton
from meetings.ideas.queries import interests, matches, requests, seeking
from meetings.ideas.queries.partner_words import Words
from meetings.ideas.queries.seeking import IDEAS, ORGANISATIONS
from meetings.ideas.rules.partnering import Asked, Direction
from meetings.ideas.views import partner_words
from meetings.ideas.views.blueprint import DESK, blueprint
from meetings.ideas.views.panels import Page
from meetings.ideas.views.partner_shown import request_rows
from meetings.schedule.queries import title_of
from meetings.web import access
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

PER_PAGE = 10
SUGGESTED = 3  # for each idea of the page
LIST = "organisationer"  # in the address: the organisations instead of the ideas


@blueprint.get(f"{DESK}/partner")
@access.requires("organiser")
def desk_partners(meeting_id: int) -> Response:
    """Show the ideas that seek, or the organisations that want to join, under the figures."""
    room = interests.room_of(meeting_id, drafts=True)
    if room is None:
        return render("ideas/desk/no_call.html", meeting_id=meeting_id, meeting_title=title_of(meeting_id))
    words, list_asked = partner_words.words(), request.args.get("visa") == LIST
    breadth = seeking.breadth(room.call_id)
    seek = seeking.all_seeking(room.call_id)
    ideas = None if list_asked else paged(seek, page_asked_for(), per_page=PER_PAGE)
    listed = seeking.all_organisations(room.call_id)
    return render(
        "ideas/desk/partners.html",
        meeting_id=meeting_id,
        meeting_title=room.title,
        room=room,
        words=words,
        figures=[
            (_("Frågor som väntar på svar"), breadth.total(Asked.ASKED.value)),
            (_("Partner"), breadth.total(Asked.ACCEPTED.value)),
            (_("Tackade nej"), breadth.total(Asked.DECLINED.value)),
            (_("Återtagna"), breadth.total(Asked.WITHDRAWN.value)),
        ],
        breadth=partner_words.breadth_shown(breadth, words),
        shown_to_all=breadth.total(IDEAS),
        listed_to_all=breadth.total(ORGANISATIONS),
        views=_views(meeting_id, list_asked=list_asked),
        ideas=ideas,
        rows=_rows(ideas.rows, words) if ideas else [],
        organisations=paged(listed, page_asked_for()) if list_asked else None,
        form=ListButton(),
    )


def _views(meeting_id: int, *, list_asked: bool) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": url_for("ideas.desk_partners", meeting_id=meeting_id, visa=code),
            "current": current,
        }
        for label, code, current in (
            (_("Idéer som söker parter"), None, not list_asked),
            (_("Organisationer som vill delta"), LIST, list_asked),
        )
    ]


def _rows(ideas: Any, words: Words) -> list[dict[str, Any]]:
    """Return the ideas of a page with what has been asked, and who could fit."""
    ids = [idea.id for idea in ideas]
    asked, found = requests.of_ideas(ids), matches.for_ideas(ids, SUGGESTED)
    return [
        {
            "idea": idea,
            "requests": request_rows(asked[idea.id], of_idea=True, may_open=False),
            "suggestions": partner_words.suggested(found[idea.id], words),
        }
        for idea in ideas
    ]


@blueprint.post(f"{DESK}/partner/<int:interest_id>/dolj")
@access.requires("organiser")
def hide_organisation(meeting_id: int, interest_id: int) -> Response:
    """Take an organisation off the public list."""
    return _set_hidden(meeting_id, interest_id, _("Organisationen visas inte längre i listan."), hidden=True)


@blueprint.post(f"{DESK}/partner/<int:interest_id>/visa")
@access.requires("organiser")
def show_organisation(meeting_id: int, interest_id: int) -> Response:
    """Put an organisation back on the public list."""
    return _set_hidden(meeting_id, interest_id, _("Organisationen visas i listan igen."), hidden=False)


def _set_hidden(meeting_id: int, interest_id: int, done: str, *, hidden: bool) -> Response:
    if ListButton().validate():
        joining.set_hidden(meeting_id, interest_id, arrival(), current_actor(), hidden=hidden)
        tell(done)
    else:
        tell(_("Formuläret har legat öppet för länge. Försök igen."), "warning")
    return redirect_to("ideas.desk_partners", meeting_id=meeting_id, visa=LIST)


def partners_panel(page: Page) -> dict[str, Any] | None:
    """Return what the desk's page of one idea shows of partners; nothing while there is nothing to show."""
    idea, words = page.idea, page.words
    asked = requests.of_ideas([idea.id])[idea.id]
    if not asked and not idea.seeks_partners:
        return None
    found = matches.for_ideas([idea.id], SUGGESTED)[idea.id]
    return {
        "requests": request_rows(asked, of_idea=True, may_open=False),
        "suggestions": partner_words.suggested(found, words),
        "words": words,
        "invite": Direction.INVITE.value,
    }
