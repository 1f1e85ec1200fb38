"""What a working copy said before, for those who write it: read an earlier one, and take it up in the form again."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from meetings.ideas.mail.addresses import COAUTHOR, PURPOSE
from meetings.ideas.models import Idea, IdeaRevision
from meetings.ideas.queries import answering, terms, working
from meetings.ideas.rules.content import from_json
from meetings.ideas.rules.presenting import parts
from meetings.ideas.views.autosaving import values_of
from meetings.ideas.views.blueprint import OWN, blueprint
from meetings.ideas.views.opening import opened_coauthor, opened_idea
from meetings.ideas.views.seats import Seat, fresh_form, seat_of
from meetings.ideas.views.writing import WITH_OTHERS
from meetings.notes.rules.saving import Kind
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import render

PER_PAGE = 25
_EARLIER = "tidigare"


@blueprint.get(f"{OWN}/{_EARLIER}")
@access.link(PURPOSE)
def write_history(link_id: int, link_version: int) -> Response:
    """List for the contact what has been saved, the latest first."""
    idea = opened_idea(link_id, link_version)
    return _history(idea, seat_of(idea))


@blueprint.get(f"{OWN}/{_EARLIER}/<int:number>")
@access.link(PURPOSE)
def write_earlier(link_id: int, link_version: int, number: int) -> Response:
    """Show the contact what the working copy said."""
    idea = opened_idea(link_id, link_version)
    return _revision(idea, seat_of(idea), number)


@blueprint.get(f"{WITH_OTHERS}/{_EARLIER}")
@access.link(COAUTHOR)
def cowrite_history(link_id: int, link_version: int) -> Response:
    """List for a co-author what has been saved, the latest first."""
    coauthor = opened_coauthor(link_id, link_version)
    return _history(coauthor.idea, seat_of(coauthor.idea, coauthor))


@blueprint.get(f"{WITH_OTHERS}/{_EARLIER}/<int:number>")
@access.link(COAUTHOR)
def cowrite_earlier(link_id: int, link_version: int, number: int) -> Response:
    """Show a co-author what the working copy said."""
    coauthor = opened_coauthor(link_id, link_version)
    return _revision(coauthor.idea, seat_of(coauthor.idea, coauthor), number)


def _history(idea: Idea, seat: Seat) -> Response:
    page = paged(working.kept_revisions(idea.id), page_asked_for(), per_page=PER_PAGE)
    names = {one.id: one.name for one in idea.coauthors}
    rows = [
        {
            "number": one.number,
            "saved_at": one.saved_at,
            "by": _by(idea, one, names),
            "how": _how(one),
            "url": seat.address("write_earlier", number=one.number),
        }
        for one in page.rows
    ]
    return render(
        "ideas/earlier.html", seat=seat, idea=idea, meeting=idea.call.meeting, rows=rows, page=page,
        title=from_json(idea.draft).title, address=seat.address("write_history"),
    )  # fmt: skip


def _revision(idea: Idea, seat: Seat, number: int) -> Response:
    """Show one; its button takes it up in the form, where nothing is saved until its reader says so."""
    shown = working.revision(idea.id, number)
    content = from_json(shown.content)
    form, _reading = fresh_form(seat, content, seat.person, base=idea.revision)
    answers = answering.in_words(seat.asked, answering.given_in(seat.asked, content.answers))
    return render(
        "ideas/earlier_one.html",
        seat=seat,
        meeting=idea.call.meeting,
        revision=shown,
        by=_by(idea, shown, {one.id: one.name for one in idea.coauthors}),
        parts=parts(content, terms.names(lang()), answers),
        stands=shown.content == idea.draft,
        fields=[(field.name, value) for field in form for value in values_of(field)],
        title=from_json(idea.draft).title,
    )


def _by(idea: Idea, one: IdeaRevision, names: dict[int, str]) -> str:
    name = names.get(one.coauthor_id, "") if one.coauthor_id is not None else one.author or idea.contact_name
    return name or str(_("Någon som skriver"))


def _how(one: IdeaRevision) -> str:
    named = {
        Kind.FIRST.value: _("Började"),
        Kind.MERGED.value: _("Sammanfogade med andras ändringar"),
        "sent": _("Skickade in"),
    }
    return str(named.get(one.kind, ""))
