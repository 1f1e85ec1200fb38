"""What everybody reads: the published notes of a meeting on one page, and as documents."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, url_for

from meetings.documents import sending
from meetings.documents.content import Form
from meetings.errors import NotFound
from meetings.notes import queries
from meetings.notes.queries import PublicHead
from meetings.notes.views import exporting
from meetings.notes.views.blueprint import blueprint
from meetings.outbox.mail_links import absolute
from meetings.schedule.queries import meeting as whole_meeting
from meetings.web import access
from meetings.web.cache import public_page
from meetings.web.lang import lang, speaking
from meetings.web.rendering import redirect_to
from meetings.web.unchanged import unchanged

PUBLIC = "/moten/<int:meeting_id>/anteckningar"
FORM = "<any(pdf, docx):form>"


@blueprint.get("/moten/<int:meeting_id>-<slug>/anteckningar")
@access.public
def published(meeting_id: int, slug: str) -> Response:
    """Show the published notes in the order of the programme; under another name than the meeting's, say where."""
    head = _head(meeting_id)
    if slug != head.slug:
        return _moved(head)
    response = public_page(head, lambda: render_template("notes/public.html", **_values(head)))
    return _kept_out(response, head)


@blueprint.get(PUBLIC)
@access.public
def published_by_number(meeting_id: int) -> Response:
    """Lead from a short address, as in a mail, to the page."""
    return _moved(_head(meeting_id))


@blueprint.get(f"{PUBLIC}.{FORM}")
@access.public
def published_as(meeting_id: int, form: str) -> Response:
    """Send all of them as one document."""
    head = _head(meeting_id)
    meeting, notes = whole_meeting(meeting_id), queries.public_notes(meeting_id)
    document = exporting.all_notes(meeting, notes, queries.published_texts(meeting_id))
    with speaking(document.lang):
        name = exporting.file_name(meeting)
    return _kept_out(sending.response(document, Form(form), name), head)


@blueprint.get(f"{PUBLIC}/<int:note_id>.{FORM}")
@access.public
def one_published_as(meeting_id: int, note_id: int, form: str) -> Response:
    """Send one of them as a document."""
    head = _head(meeting_id)
    one = next((one for one in queries.public_notes(meeting_id) if one.id == note_id), None)
    if one is None:
        raise NotFound
    meeting = whole_meeting(meeting_id)
    document = exporting.one_note(meeting, one, queries.published_texts(meeting_id)[note_id])
    with speaking(document.lang):
        name = exporting.file_name(meeting, title=one.title)
    return _kept_out(sending.response(document, Form(form), name), head)


def _head(meeting_id: int) -> PublicHead:
    head = unchanged(("notes", meeting_id), lambda: queries.public_head(meeting_id))
    if head is None:
        raise NotFound
    return head


def _moved(head: PublicHead) -> Response:
    response = redirect_to("notes.published", meeting_id=head.id, slug=head.slug)
    response.status_code = 301
    return response


def _values(head: PublicHead) -> dict[str, Any]:
    """Return all that the page shows."""
    meeting, texts = whole_meeting(head.id), queries.published_texts(head.id)
    shown = [
        {
            "id": one.id,
            "anchor": one.anchor,
            "title": one.title,
            "lang": one.lang if one.lang != lang() else "",
            "body": texts[one.id].published_body,
            "about": [
                {
                    "lines": exporting.item_lines(item),
                    "url": url_for("pages.meeting", meeting_id=meeting.id, slug=meeting.slug) + f"#punkt-{item.id}",
                }
                for item in exporting.items_of(meeting, one)
            ],
        }
        for one in queries.public_notes(head.id)
    ]
    return {
        "meeting": meeting,
        "notes": shown,
        "content_lang": meeting.lang if meeting.lang != lang() else "",
        "canonical": absolute(f"/moten/{head.id}-{head.slug}/anteckningar", lang()),
        "organisers": exporting.organisers(meeting),
        "updated": max(text.published_at for text in texts.values() if text.published_at),
    }


def _kept_out(response: Response, head: PublicHead) -> Response:
    """Keep what only those find who have its address out of other searches."""
    if not head.listed:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
